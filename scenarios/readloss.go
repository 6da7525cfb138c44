package scenarios

import (
	"regexp"
	"slices"
	"time"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/strictyaml"
)

// mostDelay bounds real times: clients give up much earlier.
const mostDelay = 10 * time.Minute

// readSpan reads a delay: a length of time, or a map with two.
func readSpan(v *strictyaml.Value) Span {
	if v.Kind() != strictyaml.Map {
		d, _ := readReal(v)
		return Span{d, d}
	}
	f := v.Fields("min", "max")
	least, ok := readReal(f.Need("min", "write min: 100ms"))
	most, both := readReal(f.Need("max", "write max: 3s"))
	if ok && both && least > most {
		f.Get("min").Problem(strictyaml.FormatDuration(least)+" is more than max", "write at most "+strictyaml.FormatDuration(most))
	}
	return Span{least, most}
}

// readReal reads a real time.
func readReal(v *strictyaml.Value) (time.Duration, bool) {
	d, ok := v.Duration()
	if ok && d > mostDelay {
		v.Problem(strictyaml.FormatDuration(d)+" is too long", "write at most "+strictyaml.FormatDuration(mostDelay)+": it is real time")
		return 0, false
	}
	return d, ok
}

// lossKeys are the ways in which a caller doesn't get the result. They exclude
// each other.
var lossKeys = []string{"error", "fault", "throttle"}

// readLoss reads the way in which the caller doesn't get the result.
func (r reader) readLoss(f *strictyaml.Fields, o *Outcome) {
	if v := f.Get("error"); v.Present() {
		o.Error, o.Applied = r.readError(v)
	}
	if v := f.Get("fault"); v.Present() {
		readFault(v, o)
	}
	if v := f.Get("throttle"); v.Present() {
		throttle, ok := v.Bool()
		if ok && !throttle {
			v.Problem("false means nothing", "write throttle: true, or leave it out")
		}
		if throttle {
			o.Error = &emulator.Failure{Code: emulator.Throttled}
		}
	}
	written := slices.DeleteFunc(slices.Clone(lossKeys), func(key string) bool { return !f.Get(key).Present() })
	if len(written) > 1 {
		for _, key := range written[1:] {
			f.Get(key).Problem("can't be together with "+written[0], "write one of "+either(lossKeys))
		}
		return
	}
	if !o.lost() || o.Applied {
		return
	}
	suggestion := "leave one of them out, or write applied: true in " + written[0]
	if written[0] == "throttle" {
		suggestion = "leave one of them out"
	}
	for _, key := range append(slices.Clone(verdictKeys), "ipn") {
		if f.Get(key).Present() {
			f.Get(key).Problem("nothing comes of it, for the call fails by "+written[0]+" and has no effect", suggestion)
		}
	}
}

var codeForm = regexp.MustCompile(`^[A-Za-z][\w.:-]{0,99}$`)

func (r reader) readError(v *strictyaml.Value) (failure *emulator.Failure, applied bool) {
	f := v.Fields("code", "status", "message", "applied")
	if v.Kind() != strictyaml.Map {
		return nil, false // which of all it is to be is not said
	}
	failure = &emulator.Failure{}
	code, status := f.Need("code", "write code: InternalServerError"), f.Get("status")
	failure.Code, _ = code.Matching(codeForm, "an error code", "write one word, such as InternalServerError")
	if n, ok := status.Int(400, 599); ok {
		failure.Status = int(n)
	}
	failure.Message, _ = f.Get("message").TextUpTo(1000)
	applied, _ = f.Get("applied").Bool()
	if failure.Code == "" || r.words.status(failure.Code) != 0 {
		return failure, applied
	}
	near := strictyaml.Nearest(failure.Code, r.words.codes())
	switch {
	case near != "" && status.Present():
		code.Warn("the API knows no "+strictyaml.Quote(failure.Code), "did you mean "+near+"?")
	case near != "":
		code.Problem("the API knows no "+strictyaml.Quote(failure.Code), "did you mean "+near+"?")
	case !status.Present():
		code.Problem("the API knows no "+strictyaml.Quote(failure.Code), "write its status too, such as status: 400")
	}
	return failure, applied
}

func readFault(v *strictyaml.Value, o *Outcome) {
	f := v.Fields("kind", "after", "applied")
	if v.Kind() != strictyaml.Map {
		return
	}
	kind := f.Need("kind", "write kind: reset")
	o.Fault, _ = strictyaml.Choice(kind, "a fault", emulator.Faults...)
	if o.Fault == "" {
		o.Fault = emulator.FaultReset // that it is one is clear
	}
	o.After, _ = readReal(f.Get("after"))
	if applied, ok := f.Get("applied").Bool(); ok {
		o.Applied = applied
	}
}
