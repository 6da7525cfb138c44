package engine

import (
	"time"

	"amazon-pay-emulator/emulator"
)

// Call is one request as far as it matters here.
type Call struct {
	Operation   emulator.Operation
	Environment emulator.Environment
	// Parameter looks a wire parameter up, for rules that ask for it. May be nil.
	Parameter func(name string) (string, bool)
	// Simulation is the verdict asked for by a SandboxSimulation string.
	Simulation emulator.Verdict
}

// Answer is what a call came to. The request id and the moment are there with an
// error too.
type Answer struct {
	RequestID string
	At        time.Time // virtual
	Order     *emulator.Order
	Object    string // id of what the call was about, or made
	Replay    bool   // the reference id was seen before with the same parameters
	By        string // what decided; empty: Amazon's normal rules
	Seller    Seller
	Endpoints []Endpoint      // configured over the API
	Before    emulator.Status // of the object, if it was there before

	cause *cause
}

// Do makes a change: everything it should, or nothing and an *emulator.Error.
// The checks come in this order (assumed): the object exists; the reference id
// is a replay, answered without looking at any state; the command's own.
func (a *Account) Do(call Call, cmd emulator.Command) (Answer, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	ans := a.enter()
	kind, id := cmd.Target()
	e, err := a.find(call.Environment, kind, id)
	if err != nil {
		return ans, err
	}
	ans.Order, ans.Object = e.order, id
	if _, s, ok := e.order.StatusOf(id); ok {
		ans.Before = s
	}
	seen, object, err := a.replay(call.Environment, e, cmd)
	if err != nil {
		return ans, err
	}
	if object != "" {
		ans.Order, ans.Object, ans.Replay = seen.order, object, true
		return ans, nil
	}
	env := a.env(ans.At)
	if err := cmd.Check(e.order, env); err != nil {
		return ans, err
	}
	plan := a.plan(call, e.order, id, ans.At)
	step, err := cmd.Apply(*e.order, plan.Verdict, env)
	if err != nil {
		return ans, err
	}
	ans.cause = a.causeOf(plan)
	a.store(e, step, ans.cause)
	a.schedule()
	ans.Order, ans.Object, ans.By = e.order, step.Object, plan.By
	if step.Object != id {
		ans.Before = emulator.Status{} // it was not there before
	}
	return ans, nil
}

// Get reads an object of one kind.
func (a *Account) Get(env emulator.Environment, kind emulator.Kind, id string) (Answer, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	ans := a.enter()
	e, err := a.find(env, kind, id)
	if err != nil {
		return ans, err
	}
	ans.Order, ans.Object = e.order, id
	_, ans.Before, _ = e.order.StatusOf(id)
	return ans, nil
}

// Ask answers a call that is about no object.
func (a *Account) Ask() Answer {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.enter()
}

// enter begins every call: it fires what is due and draws the request id.
func (a *Account) enter() Answer {
	now := a.catchUp()
	return Answer{RequestID: a.draws.requests.UUID(), At: now, Seller: a.seller, Endpoints: a.endpoints}
}

// find is the entry that holds an object of the kind, in one environment.
func (a *Account) find(env emulator.Environment, kind emulator.Kind, id string) (*entry, error) {
	e, ok := a.orders[emulator.OrderOf(id)]
	if ok && e.order.Environment == env {
		if k, _, found := e.order.StatusOf(id); found && k == kind {
			return e, nil
		}
	}
	code := emulator.TransactionUnknown
	if kind == emulator.KindOrder {
		code = emulator.OrderUnknown
	}
	return nil, &emulator.Error{Code: code, Kind: kind, ID: id}
}

// plan asks the layers in their order of precedence: one-shot rules, then what
// the call and the buyer ask for.
func (a *Account) plan(call Call, o *emulator.Order, object string, now time.Time) emulator.Plan {
	asked := emulator.Question{
		Operation: call.Operation, Seller: a.id, Environment: call.Environment, Now: now,
		Order: o, Object: object, Parameter: call.Parameter, Simulation: call.Simulation,
	}.Asked
	if n, ok := a.takeNext(call.Operation); ok {
		return n.before(asked)
	}
	return asked()
}
