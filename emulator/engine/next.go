package engine

import "amazon-pay-emulator/emulator"

// Next is a one-shot rule: it decides the next call of an operation and is gone.
type Next struct {
	On emulator.Operation
	// Verdict is what the call comes to; the zero Verdict leaves that to the layers
	// behind.
	Verdict emulator.Verdict
	// Delivery is how the notifications that the call causes are brought.
	Delivery emulator.Delivery
}

// Enqueue adds a one-shot rule behind those that wait already.
func (a *Account) Enqueue(n Next) error {
	return a.change(func() { a.next = append(a.next, n) })
}

// Waiting lists the one-shot rules that have not been used, the next one first.
func (a *Account) Waiting() []Next {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]Next(nil), a.next...)
}

// takeNext uses up the first one-shot rule for an operation.
func (a *Account) takeNext(op emulator.Operation) (Next, bool) {
	for i, n := range a.next {
		if n.On == op {
			a.next = append(a.next[:i:i], a.next[i+1:]...)
			a.dirty()
			return n, true
		}
	}
	return Next{}, false
}

// before is the plan of a one-shot rule ahead of that of the layers behind it,
// which is asked for when the rule leaves the verdict to them.
func (n Next) before(behind func() emulator.Plan) emulator.Plan {
	p := emulator.Plan{By: "next", Verdict: n.Verdict, Delivery: n.Delivery}
	if n.Verdict.IsZero() {
		rest := behind()
		p.Verdict = rest.Verdict
		if rest.By != "" {
			p.By += ", " + rest.By
		}
	}
	return p
}
