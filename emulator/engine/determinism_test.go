package engine_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// transcript is all that a seller gets to see: answers as they come, then every
// object with its history.
type transcript []string

func (l *transcript) note(ans engine.Answer, err error) {
	*l = append(*l, fmt.Sprint(ans.RequestID, " ", ans.At.Format(time.RFC3339Nano), " ", ans.Object, " ", ans.Before, " ", ans.By, " ", ans.Replay, " ", err))
}

func (l *transcript) state(a *engine.Account) {
	for _, o := range a.Newest("", "", engine.Place{}, 1_000_000) {
		*l = append(*l, fmt.Sprint(o.ID, " ", o.Reference, " ", o.Created, " ", o.Status, " ", o.Status.Updated, " ", o.Amount))
		for _, alarm := range o.Order.Alarms {
			var then emulator.Verdict
			if alarm.Then != nil {
				then = *alarm.Then
			}
			*l = append(*l, fmt.Sprint("\t", alarm.Due, " ", alarm.Kind, " ", alarm.Object, " ", then))
		}
		for _, e := range a.History(o.ID) {
			*l = append(*l, fmt.Sprint("\t", e))
		}
	}
	*l = append(*l, fmt.Sprint(a.Clock().Pending))
}

// season is what a seller does who is alone in the world: one of everything,
// over half a year.
func season(w *world, seller string) transcript {
	var list transcript
	s := w.shop(seller)
	do := func(cmd emulator.Command) engine.Answer {
		ans, err := s.do(cmd)
		list.note(ans, err)
		return ans
	}
	later := func(by time.Duration) {
		if _, err := w.Advance(context.Background(), []*engine.Account{s.Account}, false, engine.Advance{By: by}); err != nil {
			list = append(list, err.Error())
		}
	}
	for n := range 5 {
		ref := fmt.Sprint("ref-", n)
		order := s.draft()
		do(emulator.SetDetails{Order: order, Total: dollars(100)})
		do(emulator.Confirm{Order: order})
		if n == 2 {
			s.Enqueue(next{On: emulator.OpCapture, Verdict: emulator.Verdict{State: emulator.Declined, Reason: emulator.AmazonRejected}})
		}
		a := do(emulator.Authorize{Order: order, Reference: ref, Amount: dollars(50), Timeout: time.Duration(n%2) * time.Hour})
		later(time.Duration(n*3) * day)
		c := do(emulator.CaptureFunds{Authorization: a.Object, Reference: ref, Amount: dollars(40)})
		do(emulator.CaptureFunds{Authorization: a.Object, Reference: ref, Amount: dollars(40)})
		later(2 * time.Hour)
		do(emulator.RefundCapture{Capture: c.Object, Reference: ref, Amount: dollars(int64(n))})
		do(emulator.Authorize{Order: order, Reference: ref + "-now", Amount: dollars(20), CaptureNow: true})
		list.note(s.Get(engine.Call{Environment: emulator.Sandbox}, emulator.KindOrder, order))
		list.note(s.Ask(), nil)
	}
	later(200 * day)
	list.state(s.Account)
	return list
}

func TestSameSeedSameAnswers(t *testing.T) {
	want := season(newWorld(t), first)
	require.Greater(t, len(want), 60)
	require.Equal(t, want, season(newWorld(t), first))
	for name, other := range map[string]transcript{
		"another seed":   season(newWorld(t, seed(2)), first),
		"another seller": season(newWorld(t), second),
	} {
		t.Run(name, func(t *testing.T) {
			require.Len(t, other, len(want), "the same happens")
			for i := range want[:len(want)-1] {
				require.NotEqual(t, want[i], other[i], "but not under the same ids")
			}
		})
	}
}

// Sellers at once, each with its own calls and clock, see what they would see
// alone. The race detector looks on.
func TestSellersDoNotDisturbEachOther(t *testing.T) {
	const sellers = 200
	w := newWorld(t)
	got := make([]transcript, sellers)
	name := func(n int) string { return fmt.Sprintf("A2SELLER%03d", n) }
	stop := make(chan struct{})
	var around, group sync.WaitGroup
	around.Go(func() { // what goes on around them
		for n := 0; ; n++ {
			select {
			case <-stop:
				return
			default:
			}
			w.RecordStray(engine.Record{Operation: w.Stray().RequestID})
			w.Strays()
			key := name(n % sellers)
			w.Account(fmt.Sprint("A2CROWD", n%50)).Configure(engine.SellerPatch{AccessKey: &key})
			w.Credential(key, first)
			for _, a := range w.Accounts() {
				a.Newest("", emulator.Open, engine.Place{}, 3)
				a.Objects(emulator.KindCapture, "")
				a.Object(oldAuthorization)
				a.Clock()
				a.Record(engine.Record{})
				a.Records()
				a.Inspect(func(engine.Script) {})
				a.Seller()
			}
		}
	})
	for n := range sellers {
		group.Go(func() { got[n] = season(w, name(n)) })
	}
	group.Wait()
	close(stop)
	around.Wait()

	alone := newWorld(t)
	for _, n := range []int{0, 1, 57, sellers - 1} {
		require.Equal(t, season(alone, name(n)), got[n])
	}
	slices.SortFunc(got, func(a, b transcript) int { return slices.Compare(a, b) })
	for n := range sellers - 1 {
		require.NotEqual(t, got[n], got[n+1])
	}
}

// One seller's calls at once are served one after the other: nothing is lost,
// nothing is made twice.
func TestCallsAtOnce(t *testing.T) {
	w := newWorld(t)
	s := w.shop(first)
	_, authorization := s.authorized("auth")
	const calls = 50
	answers := make([]engine.Answer, calls)
	var group sync.WaitGroup
	for n := range calls {
		group.Go(func() {
			var err error
			if answers[n], err = s.do(emulator.CaptureFunds{Authorization: authorization, Reference: "capture", Amount: dollars(60)}); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	made, requests := 0, map[string]bool{}
	for _, ans := range answers {
		if !ans.Replay {
			made++
		}
		require.Equal(t, answers[0].Object, ans.Object)
		requests[ans.RequestID] = true
	}
	require.Equal(t, 1, made)
	require.Len(t, requests, calls)
	require.Len(t, s.Objects(emulator.KindCapture, ""), 1)
}
