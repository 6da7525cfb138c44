package scenarios

import (
	"time"

	"amazon-pay-emulator/emulator"
)

// ruling is a plan in the making. The layers are asked in their order of
// precedence; what one has said the later ones can't change.
type ruling struct {
	plan      emulator.Plan
	pending   time.Duration // of an outcome that leaves the state open
	delayed   bool
	delivered bool
}

// add takes over an outcome, and says whether it settles the call, so that no
// later layer is asked.
func (d *ruling) add(by string, o *Outcome, delay time.Duration) (settled bool) {
	d.name(by)
	t := &d.plan.Transport
	if !d.delayed && o.Delay.Max > 0 {
		d.delayed, t.Delay = true, delay
	}
	if !t.Lost() && o.lost() {
		t.Error, t.Fault, t.After, t.Applied = o.Error, o.Fault, o.After, o.Applied
	}
	if !d.delivered && (o.delivered || o.Delivery != emulator.Delivery{}) {
		d.delivered, d.plan.Delivery = true, o.Delivery
	}
	if v := o.Verdict; v.State != "" || v.Constraint != "" {
		d.plan.Verdict = v
	} else if d.pending == 0 {
		d.pending = v.PendingFor
	}
	return o.decides()
}

// rest takes over what the call itself asks for, and Amazon's normal rules.
func (d *ruling) rest(p emulator.Plan) {
	if p.By != "" {
		d.name(p.By)
	}
	d.plan.Verdict = p.Verdict
}

func (d *ruling) name(by string) {
	if d.plan.By != "" {
		by = d.plan.By + ", " + by
	}
	d.plan.By = by
}

// done is the whole plan.
func (d *ruling) done() emulator.Plan {
	if d.plan.Verdict.PendingFor == 0 {
		d.plan.Verdict.PendingFor = d.pending
	}
	return d.plan
}
