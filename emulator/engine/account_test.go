package engine_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

func ids(accounts []*engine.Account) []string {
	var list []string
	for _, a := range accounts {
		list = append(list, a.ID())
	}
	return list
}

func TestNewRefuses(t *testing.T) {
	broken := errors.New("broken fixture")
	for name, change := range map[string]func(*engine.Options){
		"no real time":   func(o *engine.Options) { o.Real = nil },
		"no seller":      func(o *engine.Options) { o.Sellers = nil },
		"a broken world": func(o *engine.Options) { o.World = func(time.Time) ([]emulator.Order, error) { return nil, broken } },
	} {
		t.Run(name, func(t *testing.T) {
			o := engine.Options{Real: (&watch{at: noon}).now, Sellers: []engine.Seller{{ID: first}}}
			change(&o)
			_, err := engine.New(o)
			require.Error(t, err)
			if o.World != nil {
				require.ErrorIs(t, err, broken)
			}
		})
	}
}

func TestNewDefaults(t *testing.T) {
	e, err := engine.New(engine.Options{Real: (&watch{at: noon}).now, Sellers: []engine.Seller{{ID: first}}})
	require.NoError(t, err)
	a := e.Account(first)
	require.Equal(t, emulator.Production(), a.Rules())
	require.Equal(t, engine.ClockState{Now: noon, Mode: "frozen"}, a.Clock(), "the clock starts at the real time")
	require.Equal(t, engine.Seller{ID: first, Region: emulator.US, StoreName: "Example Store"}, a.Seller())
	require.Equal(t, noon, e.Real())
}

// An unseen seller comes into being on its first call, empty, after the default
// seller's pattern, and is the same from then on.
func TestAccountComesIntoBeing(t *testing.T) {
	w := newWorld(t)
	require.Equal(t, first, w.Default())
	require.Equal(t, []string{first, second}, ids(w.Accounts()))
	_, known := w.Lookup(third)
	require.False(t, known, "looking does not make one")
	require.Equal(t, []string{first, second}, ids(w.Accounts()))

	a := w.Account(third)
	require.Equal(t, engine.Seller{ID: third, Region: emulator.US, StoreName: "Pine Street Books"}, a.Seller())
	require.Empty(t, a.Objects("", ""))
	require.Equal(t, start, a.Now())
	require.Same(t, a, w.Account(third))
	found, known := w.Lookup(third)
	require.True(t, known)
	require.Same(t, a, found)
	require.Equal(t, []string{first, second, third}, ids(w.Accounts()))
}

func TestConfigure(t *testing.T) {
	w := newWorld(t)
	a := w.Account(second)
	before := a.Seller()
	configure := func(p engine.SellerPatch) engine.Seller {
		s, err := a.Configure(p)
		require.NoError(t, err)
		return s
	}
	require.Equal(t, before, configure(engine.SellerPatch{}), "nothing named, nothing changed")

	key, secret, region, store, url := "AK2", "secret2", emulator.DE, "Kiefernbuch", "http://127.0.0.1:3000/ipn"
	after := configure(engine.SellerPatch{AccessKey: &key, SecretKey: &secret, Region: &region, StoreName: &store, IPNURL: &url})
	require.Equal(t, engine.Seller{ID: second, AccessKey: key, SecretKey: secret, Region: region, StoreName: store, IPNURL: url}, after)
	require.Equal(t, after, a.Seller())
	none := ""
	require.Empty(t, configure(engine.SellerPatch{IPNURL: &none}).IPNURL, "named and empty is a change too")

	s := w.shop(second)
	require.Equal(t, "S02-", s.draft()[:4], "new orders are of the new region")
	require.Equal(t, after.StoreName, s.Ask().Seller.StoreName)
}

// What belongs to one seller or environment does not exist for another: not its
// objects, not its reference ids, not its one-shot rules, not its records.
func TestIsolation(t *testing.T) {
	w := newWorld(t)
	mine, other := w.shop(first), w.shop(second)
	order, authorization, capture := mine.captured("ref-1")
	refund := mine.must(emulator.RefundCapture{Capture: capture, Reference: "ref-1", Amount: dollars(1)}).Object

	commands := map[string]emulator.Command{
		order:         emulator.Confirm{Order: order},
		authorization: emulator.CloseAuthorization{Authorization: authorization},
		capture:       emulator.RefundCapture{Capture: capture, Reference: "ref-2", Amount: dollars(1)},
	}
	kinds := map[string]emulator.Kind{
		order: emulator.KindOrder, authorization: emulator.KindAuthorization,
		capture: emulator.KindCapture, refund: emulator.KindRefund,
	}
	for id, kind := range kinds {
		code := emulator.TransactionUnknown
		if kind == emulator.KindOrder {
			code = emulator.OrderUnknown
		}
		t.Run(string(kind), func(t *testing.T) {
			_, err := mine.Get(engine.Call{Environment: emulator.Sandbox}, kind, id)
			require.NoError(t, err)
			_, err = other.Get(engine.Call{Environment: emulator.Sandbox}, kind, id)
			require.Equal(t, id, refused(t, err, code).ID, "another seller")
			_, err = mine.Get(engine.Call{Environment: emulator.Live}, kind, id)
			refused(t, err, code)
			_, found := other.Object(id)
			require.False(t, found)
			if cmd, ok := commands[id]; ok {
				_, err = other.do(cmd)
				refused(t, err, code)
				_, err = mine.Do(engine.Call{Operation: cmd.Operation(), Environment: emulator.Live}, cmd)
				refused(t, err, code)
			}
			for _, wrong := range emulator.Kinds {
				if wrong != kind {
					_, err := mine.Get(engine.Call{Environment: emulator.Sandbox}, wrong, id)
					require.Error(t, err, "it is no %s", wrong)
				}
			}
		})
	}

	t.Run("reference ids", func(t *testing.T) {
		_, _, theirs := other.captured("ref-1")
		require.NotEqual(t, capture, theirs)
		o, err := mine.Create(engine.Arrangement{Environment: emulator.Live, Buyer: buyer, Total: dollars(100), Confirmed: true})
		require.NoError(t, err)
		ans, err := mine.Do(engine.Call{Operation: emulator.OpAuthorize, Environment: emulator.Live}, emulator.Authorize{Order: o.ID, Reference: "ref-1", Amount: dollars(100)})
		require.NoError(t, err)
		require.False(t, ans.Replay)
	})
	t.Run("one-shot rules", func(t *testing.T) {
		mine.Enqueue(next{On: emulator.OpAuthorize, Verdict: emulator.Verdict{State: emulator.Declined, Reason: emulator.ProcessingFailure}})
		require.Empty(t, other.Waiting())
		_, authorization := other.authorized("ref-3")
		require.Equal(t, emulator.Open, other.status(authorization).State)
	})
	t.Run("records", func(t *testing.T) {
		mine.Record(engine.Record{Operation: "Capture"})
		list, _ := other.Records()
		require.Empty(t, list)
	})
	t.Run("time", func(t *testing.T) {
		_, err := w.only(engine.Advance{By: day}, mine.Account)
		require.NoError(t, err)
		require.Equal(t, start.Add(day), mine.Now())
		require.Equal(t, start, other.Now())
	})
}

// After Close nothing happens by itself any more, but calls are answered, and a
// call still finds what was due to have happened. That holds for sellers that
// come later too.
func TestClose(t *testing.T) {
	w := newWorld(t, rate(1))
	w.Close()
	w.Close()
	for _, seller := range []string{first, third} {
		s := w.shop(seller)
		order := s.draft()
		w.watch.pass(4 * time.Hour)
		s.is(order, emulator.Canceled, emulator.Stale, s.Now().Add(-time.Hour))
	}
}
