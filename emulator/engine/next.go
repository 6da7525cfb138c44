package engine

import "amazon-pay-emulator/emulator"

// Next is a one-shot rule: it decides the next call of an operation and is gone.
type Next struct {
	On      emulator.Operation
	Verdict emulator.Verdict
}

// Enqueue adds a one-shot rule behind those that wait already.
func (a *Account) Enqueue(n Next) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.next = append(a.next, n)
}

// Waiting lists the one-shot rules that have not been used, the next one first.
func (a *Account) Waiting() []Next {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]Next(nil), a.next...)
}

// takeNext uses up the first one-shot rule for an operation.
func (a *Account) takeNext(op emulator.Operation) (emulator.Plan, bool) {
	for i, n := range a.next {
		if n.On == op {
			a.next = append(a.next[:i:i], a.next[i+1:]...)
			return emulator.Plan{By: "next", Verdict: n.Verdict}, true
		}
	}
	return emulator.Plan{}, false
}
