package mws_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/emulator/mws"
)

// script is a file of testdata/wire: a sequence of steps on a fresh shop with a
// frozen clock and a fixed seed, each followed by what comes of it between two
// lines of dashes. Lines that begin with # are comments.
//
//	region uk                         first, if at all: the seller's region,
//	store My Shop                     store name,
//	profile sandbox                   the emulator's profile,
//	signature strict                  how signatures are checked,
//	throttle sandbox                  and by which quotas calls are throttled
//	create {"total":"84.20 USD"}      a buyer checks out: see creation
//	buyer {"payment_method":"visa"}   the buyer of the newest order acts later
//	advance 7d1ms                     time passes
//	next Capture Declined AmazonRejected pending=10m
//	decide $capture Completed         Amazon's side acts
//	fail Capture InternalError        the next such call is answered by this error,
//	                                  with status=418 and a quoted Go string instead
//	                                  of the code's own, and with applied when it
//	                                  takes effect all the same
//	live                              the calls that follow go there, or back
//	sandbox                           to the sandbox
//	call Capture                      an API call. Its parameters follow, one
//	CaptureReferenceId=cap_1          each line: text, or a quoted Go string.
//	-Timestamp                        Common ones are sent unless replaced or
//	                                  taken away; Signature is computed
//
// $order is the id of the newest order reference, $order1 that of the first;
// $authorization, $capture and $refund likewise. What comes of a step is the
// answer, status and headers of the emulator's own first, and the events, those
// of parents first within one moment.
type script struct {
	t     *testing.T
	name  string
	setup []func(*engine.Options, *mws.Options)
	shop  *shop // made by the first step
	env   emulator.Environment
	ids   map[emulator.Kind][]string // in order of appearance
	shown map[string]int             // how many events of each object were shown
	calls []exchange
}

// exchange is one call of a script, with its answer.
type exchange struct {
	script, action string
	answer         *httptest.ResponseRecorder
}

const dashes = "----"

// run takes the steps of a text and returns it with what really comes of them.
func (s *script) run(text string) string {
	s.env, s.ids, s.shown = emulator.Sandbox, map[emulator.Kind][]string{}, map[string]int{}
	var b strings.Builder
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for len(lines) > 0 {
		n := 1
		for strings.HasPrefix(lines[0], "call ") && n < len(lines) && lines[n] != "" && lines[n] != dashes {
			n++
		}
		step := lines[:n]
		lines = lines[n:]
		fmt.Fprintln(&b, strings.Join(step, "\n"))
		if len(lines) > 0 && lines[0] == dashes {
			end := slices.Index(lines[1:], dashes)
			require.GreaterOrEqual(s.t, end, 0, "%s: no %s after what comes of %q", s.name, dashes, step[0])
			lines = lines[end+2:]
		}
		if out := s.step(step); out != "" {
			require.NotContains(s.t, strings.Split(out, "\n"), dashes)
			fmt.Fprintf(&b, "%s\n%s%s\n", dashes, out, dashes)
		}
	}
	return b.String()
}

// step takes one step and returns what comes of it.
func (s *script) step(lines []string) string {
	if lines[0] == "" || lines[0][0] == '#' {
		return ""
	}
	verb, rest, _ := strings.Cut(lines[0], " ")
	switch verb {
	case "region", "store", "profile", "signature", "throttle":
		s.set(verb, rest)
		return ""
	}
	if s.shop == nil {
		s.shop = newShop(s.t, s.setup...)
	}
	out := ""
	switch verb {
	case "create":
		s.create(rest)
	case "buyer":
		s.buyer(rest)
	case "advance":
		s.shop.advance(s.t, duration(s.t, rest))
	case "next":
		on, outcome, _ := strings.Cut(rest, " ")
		s.shop.next(emulator.Operation(on), verdict(s.t, outcome))
	case "decide":
		id, outcome, _ := strings.Cut(rest, " ")
		_, err := s.shop.account().Decide(s.expand(id), verdict(s.t, outcome))
		require.NoError(s.t, err)
	case "fail":
		on, outcome, _ := strings.Cut(rest, " ")
		s.shop.enqueue(emulator.Operation(on), failing(s.t, outcome))
	case "live":
		s.env, s.shop.path = emulator.Live, live
	case "sandbox":
		s.env, s.shop.path = emulator.Sandbox, sandbox
	case "call":
		out = s.call(rest, lines[1:])
	default:
		require.Failf(s.t, "unknown step", "%s: %s", s.name, lines[0])
	}
	events := s.events()
	if out != "" && events != "" {
		out += "\n"
	}
	return out + events
}

func (s *script) set(what, value string) {
	require.Nil(s.t, s.shop, "%s: %s must come first", s.name, what)
	s.setup = append(s.setup, func(eo *engine.Options, mo *mws.Options) {
		switch what {
		case "region":
			eo.Sellers[0].Region = emulator.Region(value)
		case "store":
			eo.Sellers[0].StoreName = value
		case "profile":
			rules, err := emulator.RulesOf(value)
			require.NoError(s.t, err)
			eo.Rules = rules
		case "signature":
			mode, err := mws.ParseMode(value)
			require.NoError(s.t, err)
			mo.Signature = mode
		case "throttle":
			throttle, err := mws.ParseThrottle(value)
			require.NoError(s.t, err)
			mo.Throttle = throttle
		}
	})
}

// creation is what a create step says; the buyer is the one of the seller's
// region.
type creation struct {
	ID            string                  `json:"id"`
	Total         string                  `json:"total"`
	State         string                  `json:"state"`
	PaymentMethod *emulator.PaymentMethod `json:"payment_method"`
	NoAddress     bool                    `json:"no_address"`
	Constraints   []emulator.ConstraintID `json:"constraints"`
}

func (s *script) create(text string) {
	var c creation
	s.json(text, &c)
	b := *buyers[s.shop.account().Seller().Region]
	if c.PaymentMethod != nil {
		b.Payment = *c.PaymentMethod
	}
	if c.NoAddress {
		b.Address = nil
	}
	w := engine.Arrangement{ID: c.ID, Environment: s.env, Buyer: &b, Imposed: c.Constraints, Confirmed: c.State == "Open"}
	if amount, currency, ok := strings.Cut(c.Total, " "); ok {
		var err error
		w.Total, err = emulator.ParseMoney(amount, emulator.Currency(currency))
		require.NoError(s.t, err)
	}
	_, err := s.shop.account().Create(w)
	require.NoError(s.t, err)
}

func (s *script) buyer(text string) {
	var change struct {
		PaymentMethod emulator.PaymentMethod `json:"payment_method"`
		Address       *emulator.Address      `json:"address"`
	}
	s.json(text, &change)
	_, err := s.shop.account().ChangeBuyer(s.expand("$order"), emulator.BuyerChange{Payment: change.PaymentMethod, Address: change.Address})
	require.NoError(s.t, err)
}

func (s *script) json(text string, to any) {
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	require.NoError(s.t, d.Decode(to), "%s: %s", s.name, text)
}

// events writes down what has happened since it was last asked.
func (s *script) events() string {
	var list []emulator.Event
	for _, kind := range emulator.Kinds {
		objects := s.shop.account().Objects(kind, "")
		slices.Reverse(objects) // oldest first
		for _, o := range objects {
			history := s.shop.account().History(o.ID)
			if s.shown[o.ID] == 0 {
				s.ids[kind] = append(s.ids[kind], o.ID)
			}
			list = append(list, history[s.shown[o.ID]:]...)
			s.shown[o.ID] = len(history)
		}
	}
	slices.SortStableFunc(list, func(a, b emulator.Event) int { return a.At.Compare(b.At) })
	var b strings.Builder
	for _, e := range list {
		from := string(e.From)
		if from == "" {
			from = "new"
		}
		fmt.Fprintf(&b, "%s %s %s %s -> %s\n", e.At.Format("2006-01-02T15:04:05.000Z"), e.Kind, e.ID,
			from, emulator.Status{State: e.To, Reason: e.Reason})
	}
	return b.String()
}
