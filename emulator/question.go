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
	// Reference is the reference id that makes the call one of its kind; empty: it
	// has none. Replay says that an earlier call had it, and took effect.
	Reference string
	Replay    bool
	// Seed is where the draws of the seller begin.
	Seed uint64
	// Parameter looks a wire parameter up; nil: there are none.
	Parameter func(name string) (value string, present bool)
	// Simulation is the verdict that the call itself asks for in a
	// SandboxSimulation string.
	Simulation Verdict
}

// Plan answers a Question.
type Plan struct {
	// By names what decided, for people; empty: Amazon's normal rules.
	By        string
	Verdict   Verdict
	Delivery  Delivery
	Transport Transport
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

// Delivery is how the notifications that a call causes are brought to the
// seller. The zero Delivery is the usual: once, after the answer, at once.
type Delivery struct {
	Delay     time.Duration // of virtual time
	Copies    int           // sent in all, at once; 0 and 1 mean one
	Republish bool          // copies are notifications of their own, not repetitions
	Drop      bool          // never sent
	Hold      bool          // kept until it is released by hand
	Early     bool          // before the answer to the call
	Last      bool          // after the seller's next notification
	Tamper    Tamper
}

// Tamper is what is wrong with a notification, for merchants to refuse it.
type Tamper string

// The ways to tamper.
const (
	TamperSignature      Tamper = "signature"
	TamperBody           Tamper = "body"
	TamperTopic          Tamper = "topic"
	TamperCertificateURL Tamper = "certificate_url"
	TamperVersion        Tamper = "version"
)

// Tampers lists every way to tamper.
var Tampers = []Tamper{TamperSignature, TamperBody, TamperTopic, TamperCertificateURL, TamperVersion}
