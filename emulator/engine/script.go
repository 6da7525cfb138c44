package engine

import "amazon-pay-emulator/emulator"

// Script decides ahead of what calls and buyers ask for themselves. Each account
// has its own, which is asked with the account's lock held: it must neither
// block nor call the account, and it is in the order of the calls.
type Script interface {
	// Decide is asked once about each call that would take effect or is a replay. To
	// what it leaves open the answer is Question.Asked.
	Decide(emulator.Question) emulator.Plan
	// Follow says what comes by itself of an event that has happened, or of a call
	// that took effect.
	Follow(emulator.Happened) []emulator.Happening
	// Rules are the timings and limits in force, where these are the usual.
	Rules(usual emulator.Rules) emulator.Rules
	// Reset brings it back to its start.
	Reset()
	// Save is all that its further decisions depend on, as a JSON value. Restore
	// brings it back, or answers an error for people; what becomes of the script
	// then is of no interest.
	Save() ([]byte, error)
	Restore([]byte) error
}

// Scripted lets use work on the account's script, with the account's lock held;
// use gets nil when it has none. Timings and limits are asked for anew.
func (a *Account) Scripted(use func(Script)) error {
	return a.change(func() {
		use(a.script)
		a.rule()
	})
}

// Inspect lets look at the account's script, with the account's lock held; look
// gets nil when it has none, and must change nothing.
func (a *Account) Inspect(look func(Script)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	look(a.script)
}

// rule asks which timings and limits are in force.
func (a *Account) rule() {
	a.rules = a.engine.opts.Rules
	if a.script != nil {
		a.rules = a.script.Rules(a.rules)
	}
}

// follow adds to a step what the script lets come of it. The operation is empty
// when no call made the step.
func (a *Account) follow(s emulator.Step, op emulator.Operation, at emulator.Env) emulator.Step {
	if a.script == nil {
		return s
	}
	var list []emulator.Happening
	for i := range s.Events {
		list = append(list, a.script.Follow(emulator.Happened{At: at.Now, Event: &s.Events[i], Order: &s.Order, Object: s.Events[i].ID})...)
	}
	if op != "" {
		list = append(list, a.script.Follow(emulator.Happened{At: at.Now, Operation: op, Order: &s.Order, Object: s.Object})...)
	}
	s.Order = s.Order.Expecting(list, at.Now)
	return s
}
