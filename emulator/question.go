package emulator

import "time"

// Question is one call as those who decide about it see it: all that a decision
// may depend on.
type Question struct {
	Operation   Operation
	Seller      string
	Environment Environment
	Now         time.Time
	// Order holds the object that the call is about, Object is that object's id.
	// Both are empty for calls about none.
	Order  *Order
	Object string
	// Parameter looks a wire parameter up.
	Parameter func(name string) (value string, present bool)
	// Simulation is the verdict that the call itself asks for in a
	// SandboxSimulation string.
	Simulation Verdict
}

// Plan answers a Question.
type Plan struct {
	// By names what decided, for people; empty: Amazon's normal rules.
	By      string
	Verdict Verdict
}

// Asked is the last of the layers: the call's own simulation, else the test
// buyer's payment method, else Amazon's normal rules.
func (q Question) Asked() Plan {
	if !q.Simulation.IsZero() {
		return Plan{By: "simulation", Verdict: q.Simulation}
	}
	if q.Order != nil {
		method := q.Order.Buyer.Payment
		if v := method.Verdict(q.Operation); !v.IsZero() {
			return Plan{By: "payment-method:" + string(method), Verdict: v}
		}
	}
	return Plan{}
}
