package mws

import (
	"encoding/json"
	"strings"
	"time"

	"amazon-pay-emulator/emulator"
)

// simulation is the SandboxSimulation member of a note, mws-simulations section
// 1.
type simulation struct {
	State       string
	ReasonCode  string
	Constraint  string
	SoftDecline flexible
	FixedAfter  *float64 `json:"PaymentMethodUpdateTimeInMins"`
	ExpireAfter *float64 `json:"ExpirationTimeInMins"`
}

// flexible is a boolean that plug-ins send as the string "true" or "false"
// (observed).
type flexible struct {
	text string
}

func (f *flexible) UnmarshalJSON(b []byte) error {
	f.text = strings.Trim(string(b), `"`)
	return nil
}

// simulate reads the verdict that a note asks for. A note that is not such JSON
// is just a note, and the live environment ignores them all (assumed).
func (c *call) simulate(op emulator.Operation, note *string) error {
	if note == nil || c.environment == emulator.Live || !strings.Contains(*note, "SandboxSimulation") {
		return nil
	}
	var wrapper struct {
		SandboxSimulation json.RawMessage
	}
	if json.Unmarshal([]byte(*note), &wrapper) != nil || wrapper.SandboxSimulation == nil {
		return nil
	}
	var s simulation
	if err := json.Unmarshal(wrapper.SandboxSimulation, &s); err != nil {
		return badSimulation("%v", err)
	}
	v, err := s.verdict(op)
	if err != nil {
		return err
	}
	c.simulation = v
	return nil
}

// verdict turns the members into a verdict, refusing every pair that the
// operation doesn't allow.
func (s simulation) verdict(op emulator.Operation) (emulator.Verdict, error) {
	if op == emulator.OpSetOrderReferenceDetails || op == emulator.OpSetOrderAttributes {
		if s.Constraint != string(emulator.PaymentMethodNotAllowed) || s.State != "" || s.ReasonCode != "" {
			return emulator.Verdict{}, badSimulation("%s simulates the Constraint PaymentMethodNotAllowed only", op)
		}
		return emulator.Verdict{Constraint: emulator.PaymentMethodNotAllowed}, nil
	}
	v := emulator.Verdict{State: emulator.State(s.State), Reason: emulator.Reason(s.ReasonCode)}
	if err := simulated(op, v); err != nil {
		return emulator.Verdict{}, err
	}
	if s.Constraint != "" {
		return emulator.Verdict{}, badSimulation("%s simulates no Constraint", op)
	}
	var err error
	if v.SoftDecline, err = s.softDecline(); err != nil {
		return emulator.Verdict{}, err
	}
	if v.FixedAfter, err = minutes("PaymentMethodUpdateTimeInMins", s.FixedAfter, 240); err != nil {
		return emulator.Verdict{}, err
	}
	if v.After, err = minutes("ExpirationTimeInMins", s.ExpireAfter, 60); err != nil {
		return emulator.Verdict{}, err
	}
	// A member that belongs to another reason is ignored (assumed).
	if v.Reason != emulator.InvalidPaymentMethod {
		v.SoftDecline, v.FixedAfter = false, 0
	}
	if v.Reason != emulator.ExpiredUnused {
		v.After = 0
	}
	return v, nil
}

// simulated holds a pair against the table of outcomes.
func simulated(op emulator.Operation, v emulator.Verdict) error {
	var possible []string
	for _, o := range emulator.Outcomes {
		if o.Operation != op || !o.Simulated {
			continue
		}
		if o.State == v.State && o.Reason == v.Reason {
			return nil
		}
		possible = append(possible, strings.TrimSpace(string(o.State)+" "+string(o.Reason)))
	}
	return badSimulation("%s with ReasonCode %q is none of those that %s simulates: %s", v.State, v.Reason, op, strings.Join(possible, ", "))
}

func (s simulation) softDecline() (bool, error) {
	switch strings.ToLower(s.SoftDecline.text) {
	case "true":
		return true, nil
	case "", "false", "null":
		return false, nil
	}
	return false, badSimulation("SoftDecline is %q; write true or false", s.SoftDecline.text)
}

// minutes reads a whole number of minutes from 1 to most; 0 when absent.
func minutes(name string, value *float64, most int) (time.Duration, error) {
	if value == nil {
		return 0, nil
	}
	if n := int(*value); float64(n) == *value && n >= 1 && n <= most {
		return time.Duration(n) * time.Minute, nil
	}
	return 0, badSimulation("%s is %v; write a whole number from 1 to %d", name, *value, most)
}
