package scenarios

import (
	"slices"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/strictyaml"
)

// mostCopies is how many copies of a notification may be wished for.
const mostCopies = 100

// What copies of a notification are.
const (
	asRetry     = "retry"     // the same bytes again
	asRepublish = "republish" // notifications of their own
)

// readDelivery reads how notifications are delivered; written is false when
// nothing is said of it.
func readDelivery(v *strictyaml.Value, on scope) (d emulator.Delivery, written bool) {
	f := v.Fields("delay", "copies", "drop", "hold", "early", "last", "tamper", "duplicate_as")
	if !v.Present() {
		return d, false
	}
	silent := on.all(func(op emulator.Operation) bool { return !slices.Contains(telling, op) })
	switch {
	case silent && !on.unclear:
		v.Problem(either(texts(on.operations))+" changes no state, so that there is no notification", "leave it out")
	case v.Kind() == strictyaml.Map && len(v.Entries()) == 0:
		v.Problem("wishes nothing", "write such as {drop: true} or {copies: 2}")
	}
	d.Delay, _ = readVirtual(f.Get("delay"))
	if n, ok := f.Get("copies").Int(1, mostCopies); ok {
		d.Copies = int(n)
	}
	d.Drop, _ = f.Get("drop").Bool()
	d.Hold, _ = f.Get("hold").Bool()
	d.Early, _ = f.Get("early").Bool()
	d.Last, _ = f.Get("last").Bool()
	d.Tamper, _ = strictyaml.Choice(f.Get("tamper"), "a way to tamper", emulator.Tampers...)
	as, _ := strictyaml.Choice(f.Get("duplicate_as"), "what copies can be", asRetry, asRepublish)
	d.Republish = as == asRepublish
	if at := f.Get("duplicate_as"); at.Present() && !f.Get("copies").Present() {
		at.Problem("says what copies are, but there are none", "write copies: 2 too")
	}
	refuseContradictions(f, d)
	return d, true
}

// telling are the operations whose effects sellers are notified of.
var telling = []emulator.Operation{
	emulator.OpConfirmOrderReference, emulator.OpCancelOrderReference, emulator.OpCloseOrderReference,
	emulator.OpAuthorize, emulator.OpCloseAuthorization, emulator.OpCapture, emulator.OpRefund,
}

// refuseContradictions is about wishes that exclude each other.
func refuseContradictions(f *strictyaml.Fields, d emulator.Delivery) {
	for _, c := range []struct {
		clash bool
		word  string
		why   string
	}{
		{d.Drop && (d.Delay > 0 || f.Get("copies").Present() || d.Hold || d.Early || d.Last || d.Tamper != ""), "drop", "is never sent, so that nothing else can be wished for it"},
		{d.Hold && (d.Delay > 0 || d.Early || d.Last), "hold", "leaves when it is released, not late, early or last"},
		{d.Early && (d.Delay > 0 || d.Last), "early", "leaves before the answer, not late or last"},
	} {
		if c.clash {
			f.Get(c.word).Problem("a notification with "+c.word+" "+c.why, "leave one of them out")
			return
		}
	}
}
