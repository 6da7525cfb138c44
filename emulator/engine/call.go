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
	Object    string             // id of what the call was about, or made
	Replay    bool               // the reference id was seen before with the same parameters
	Transport emulator.Transport // how the answer is to get to the caller
	By        string             // what decided; empty: Amazon's normal rules
	Seller    Seller
	Endpoints []Endpoint      // configured over the API
	Before    emulator.Status // of the object, if it was there before

	cause *cause
}

// Do makes a change: everything it should, or nothing and an *emulator.Error.
// The checks come in this order (assumed): the object exists; the reference id
// is a replay, answered without looking at any state; the command's own.
//
// An engine with a Store answers a *WriteError when the change could not be
// written: then nothing has changed.
func (a *Account) Do(call Call, cmd emulator.Command) (Answer, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.begin()
	ans, err := a.do(call, cmd)
	if lost := a.commit(); lost != nil {
		return ans.refused(), lost
	}
	return ans, err
}

func (a *Account) do(call Call, cmd emulator.Command) (Answer, error) {
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
		q := a.question(call, seen.order, id, ans.At)
		q.Reference, q.Replay = referenceOf(cmd), true
		plan := a.plan(q)
		ans.Order, ans.Object, ans.Replay, ans.Transport = seen.order, object, true, plan.Transport
		if plan.Transport != (emulator.Transport{}) {
			ans.By = plan.By // nothing else is decided about a replay
		}
		return ans, nil
	}
	env := a.env(ans.At)
	if err := cmd.Check(e.order, env); err != nil {
		return ans, err
	}
	q := a.question(call, e.order, id, ans.At)
	q.Reference = referenceOf(cmd)
	plan := a.plan(q)
	ans.By, ans.Transport = plan.By, plan.Transport
	if plan.Transport.Withheld() {
		return ans, nil
	}
	step, err := cmd.Apply(*e.order, plan.Verdict, env)
	if err != nil {
		return ans, err
	}
	ans.cause = a.causeOf(plan)
	a.store(e, a.follow(step, call.Operation, env), ans.cause)
	ans.Order, ans.Object = e.order, step.Object
	if step.Object != id {
		ans.Before = emulator.Status{} // it was not there before
	}
	a.fireUntil(ans.At) // what a script lets come of it at once
	a.schedule()
	return ans, nil
}

// Get reads an object of one kind.
func (a *Account) Get(call Call, kind emulator.Kind, id string) (Answer, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.begin()
	ans, err := a.get(call, kind, id)
	if lost := a.commit(); lost != nil {
		return ans.refused(), lost
	}
	return ans, err
}

func (a *Account) get(call Call, kind emulator.Kind, id string) (Answer, error) {
	ans := a.enter()
	e, err := a.find(call.Environment, kind, id)
	if err != nil {
		return ans, err
	}
	ans.Order, ans.Object = e.order, id
	_, ans.Before, _ = e.order.StatusOf(id)
	a.transport(&ans, a.question(call, e.order, id, ans.At))
	return ans, nil
}

// Inquire answers a call that is about no object.
func (a *Account) Inquire(call Call) Answer {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.begin()
	defer a.commitAnyway()
	ans := a.enter()
	a.transport(&ans, a.question(call, nil, "", ans.At))
	return ans
}

// Ask answers a call about which nothing is decided, because it is refused.
func (a *Account) Ask() Answer {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.begin()
	defer a.commitAnyway()
	return a.enter()
}

// transport has it decided how the answer to a call that changes no object gets
// to the caller.
func (a *Account) transport(ans *Answer, q emulator.Question) {
	if plan := a.plan(q); plan.Transport != (emulator.Transport{}) {
		ans.By, ans.Transport = plan.By, plan.Transport
	}
}

// refused is the answer to a call whose effects could not be written.
func (ans Answer) refused() Answer {
	return Answer{RequestID: ans.RequestID, At: ans.At, Seller: ans.Seller, Endpoints: ans.Endpoints}
}

// enter begins every call: it fires what is due and draws the request id.
func (a *Account) enter() Answer {
	now := a.catchUp()
	if a.tx != nil && a.kept.reserve.draw(a.draws.requests) {
		a.dirty()
	}
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

func (a *Account) question(call Call, o *emulator.Order, object string, now time.Time) emulator.Question {
	return emulator.Question{
		Operation: call.Operation, Seller: a.id, Environment: call.Environment, Now: now, Seed: a.draws.seed,
		Order: o, Object: object, Parameter: call.Parameter, Simulation: call.Simulation,
	}
}

// plan asks the script, which knows the call and what it asks for itself.
func (a *Account) plan(q emulator.Question) emulator.Plan {
	if a.script == nil {
		return q.Asked()
	}
	return a.script.Decide(q)
}

// referenceOf is the reference id of a command, if it has one.
func referenceOf(cmd emulator.Command) string {
	switch r := cmd.(type) {
	case emulator.Authorize:
		return r.Reference
	case emulator.CaptureFunds:
		return r.Reference
	case emulator.RefundCapture:
		return r.Reference
	}
	return ""
}
