package scenarios_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/server"
	"amazon-pay-emulator/scenarios"
)

// dawn is when every test begins, in virtual time.
var dawn = time.Date(2021, 3, 4, 5, 6, 7, 0, time.UTC)

const (
	orderID = "S01-1234567-1234567"
	hour    = time.Hour
)

// stage is a director at work on one order.
type stage struct {
	t        *testing.T
	director *scenarios.Director
	order    emulator.Order
	now      time.Time
	digits   uint32
	seed     uint64

	simulation  emulator.Verdict
	replay      bool
	environment emulator.Environment
}

// play makes a stage with an Open order over 100 dollars on which the scenarios
// of some files are active.
func play(t *testing.T, files ...string) *stage {
	t.Helper()
	s := &stage{t: t, now: dawn, seed: 1, environment: emulator.Sandbox}
	var list []*scenarios.Scenario
	for _, file := range files {
		list = append(list, s.parse(file)...)
	}
	s.director = scenarios.NewDirector(server.Vocabulary(), list, list)
	s.take(emulator.NewOrder(emulator.Checkout{
		ID: orderID, Seller: "A2EXAMPLESELLER", Environment: emulator.Sandbox,
		Buyer: &emulator.Buyer{Payment: emulator.Visa, Address: &emulator.Address{CountryCode: "US"}},
	}, s.env()))
	s.do(emulator.SetDetails{Order: orderID, Total: emulator.Units(100, emulator.USD)})
	s.do(emulator.Confirm{Order: orderID})
	return s
}

func (s *stage) parse(file string) []*scenarios.Scenario {
	s.t.Helper()
	list, problems := scenarios.Parse("test.yaml", []byte(file), server.Vocabulary())
	require.NoError(s.t, problems.Err())
	return list
}

// next adds a one-shot rule.
func (s *stage) next(rule string) {
	s.t.Helper()
	r, problems := scenarios.ParseRule("next", []byte(rule), server.Vocabulary())
	require.NoError(s.t, problems.Err())
	s.director.Enqueue(r)
}

func (s *stage) env() emulator.Env {
	return emulator.Env{Now: s.now, Rules: emulator.Production(), Digits: func(n uint32) uint32 {
		s.digits++
		return s.digits % n
	}}
}

func (s *stage) take(step emulator.Step) string {
	s.order = step.Order
	return step.Object
}

// do makes a change of which the director knows nothing.
func (s *stage) do(cmd emulator.Command, v ...emulator.Verdict) string {
	s.t.Helper()
	v = append(v, emulator.Verdict{})
	step, err := cmd.Apply(s.order, v[0], s.env())
	require.NoError(s.t, err)
	return s.take(step)
}

func (s *stage) authorized(reference string) string {
	s.t.Helper()
	return s.do(emulator.Authorize{Order: orderID, Reference: reference, Amount: emulator.Units(20, emulator.USD)})
}

func (s *stage) captured(reference string) string {
	s.t.Helper()
	return s.do(emulator.CaptureFunds{Authorization: s.authorized("for-" + reference), Reference: reference, Amount: emulator.Units(20, emulator.USD)})
}

// ask puts a call to the director; parameters are names and values in turns.
func (s *stage) ask(op emulator.Operation, object string, parameters ...string) emulator.Plan {
	sent := map[string]string{}
	for i := 0; i < len(parameters); i += 2 {
		sent[parameters[i]] = parameters[i+1]
	}
	q := emulator.Question{
		Operation: op, Seller: "A2EXAMPLESELLER", Environment: s.environment, Now: s.now, Seed: s.seed, Replay: s.replay, Simulation: s.simulation,
		Parameter: func(name string) (string, bool) { v, ok := sent[name]; return v, ok },
	}
	for _, name := range []string{"AuthorizationReferenceId", "CaptureReferenceId", "RefundReferenceId"} {
		if v, ok := sent[name]; ok {
			q.Reference = v
		}
	}
	if object != "" {
		q.Order, q.Object = &s.order, object
	}
	return s.director.Decide(q)
}

// capture asks about a capture with a reference id, and is what decided.
func (s *stage) capture(reference string) string {
	return s.ask(emulator.OpCapture, orderID, "CaptureReferenceId", reference).By
}

// captures is what decided so many captures in a row, each with a reference id of
// its own, in letters.
func (s *stage) captures(n int) (by []string) {
	for i := range n {
		by = append(by, s.capture(string(rune('a'+i))))
	}
	return by
}
