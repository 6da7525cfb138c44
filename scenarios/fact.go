package scenarios

import (
	"strconv"
	"time"

	"amazon-pay-emulator/emulator"
)

// The facts that conditions can be about, beside the parameters of the call.
const (
	factSeller             = "seller"
	factEnvironment        = "environment"
	factAttempt            = "attempt"
	factReplay             = "replay"
	factOrderState         = "order.state"
	factOrderAge           = "order.age"
	factOrderTotal         = "order.total"
	factAuthorizationState = "authorization.state"
	factAuthorizationAge   = "authorization.age"
	factCaptureState       = "capture.state"
	factCaptureAge         = "capture.age"
)

// Fact is something that conditions can be about, beside the parameters of the
// call.
type Fact struct {
	Name string
	Doc  string
	Kind FactKind
}

// FactKind says what a fact is compared to.
type FactKind string

// The kinds of facts.
const (
	FactText   FactKind = "text"
	FactNumber FactKind = "number"
	FactAge    FactKind = "duration"
	FactFlag   FactKind = "true or false"
)

// Facts lists every fact.
var Facts = []Fact{
	{factSeller, "the seller's id", FactText},
	{factEnvironment, "sandbox or live", FactText},
	{factAttempt, "1 for the first call with this reference id, or about this object when the operation has no reference id; refused calls don't count", FactNumber},
	{factReplay, "true when the reference id was seen before with the same parameters", FactFlag},
	{factOrderState, "of the order reference that the call is about", FactText},
	{factOrderAge, "since the order reference was made", FactAge},
	{factOrderTotal, "the order's total; nothing until it is set", FactNumber},
	{factAuthorizationState, "of the authorization that the call is about, or that its capture came from", FactText},
	{factAuthorizationAge, "since the authorization became Open; nothing before", FactAge},
	{factCaptureState, "of the capture that the call is about", FactText},
	{factCaptureAge, "since the capture was made", FactAge},
}

// factNamed finds a fact.
func factNamed(name string) (Fact, bool) {
	for _, f := range Facts {
		if f.Name == name {
			return f, true
		}
	}
	return Fact{}, false
}

// matter is what conditions are asked about: a call, or something that happened.
type matter struct {
	now         time.Time
	seller      string
	environment emulator.Environment
	order       *emulator.Order // nil: none
	object      string          // in it
	attempt     int
	replay      bool
	parameter   func(name string) (string, bool)
}

// value is what the matter says about a subject.
func (m *matter) value(subject string) value {
	switch subject {
	case factSeller:
		return told(m.seller)
	case factEnvironment:
		return told(string(m.environment))
	case factAttempt:
		return told(strconv.Itoa(m.attempt))
	case factReplay:
		return told(strconv.FormatBool(m.replay))
	case factOrderState, factOrderAge, factOrderTotal, factAuthorizationState, factAuthorizationAge, factCaptureState, factCaptureAge:
		if m.order == nil {
			return value{}
		}
		return m.fact(subject)
	}
	if m.parameter == nil {
		return value{}
	}
	text, present := m.parameter(subject)
	return value{text: text, present: present}
}

func (m *matter) fact(name string) value {
	o := m.order
	switch name {
	case factOrderState:
		return told(string(o.Status.State))
	case factOrderAge:
		return aged(m.now.Sub(o.Created))
	case factOrderTotal:
		if o.Total.IsZero() {
			return value{}
		}
		return told(o.Total.String())
	case factCaptureState, factCaptureAge:
		c, ok := m.capture()
		switch {
		case !ok:
			return value{}
		case name == factCaptureState:
			return told(string(c.Status.State))
		}
		return aged(m.now.Sub(c.Created))
	}
	a, ok := m.authorization()
	switch {
	case !ok:
		return value{}
	case name == factAuthorizationState:
		return told(string(a.Status.State))
	case a.Opened.IsZero():
		return value{}
	}
	return aged(m.now.Sub(a.Opened))
}

// capture is the one that the matter is about, or that its refund came from.
func (m *matter) capture() (*emulator.Capture, bool) {
	if r, ok := m.order.Refund(m.object); ok {
		return m.order.Capture(r.Capture)
	}
	return m.order.Capture(m.object)
}

// authorization is the one that the matter is about, or that its capture came
// from.
func (m *matter) authorization() (*emulator.Authorization, bool) {
	if c, ok := m.capture(); ok {
		return m.order.Authorization(c.Authorization)
	}
	return m.order.Authorization(m.object)
}

func told(text string) value { return value{text: text, present: true} }

func aged(d time.Duration) value { return value{age: d, isAge: true, present: true} }
