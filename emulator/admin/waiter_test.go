package admin

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// called records calls of operations with reference ids, two words for each.
func (w *world) called(seller string, words ...string) {
	for i := 0; i < len(words); i += 2 {
		w.record(engine.Record{
			Seller: seller, Operation: words[i], Status: 200, Object: "S01-1234567-1234567-C00000" + words[i+1],
			Parameters: []engine.Parameter{{Name: words[i] + "ReferenceId", Value: words[i+1]}}, Body: []byte("<CaptureResponse/>"),
		})
	}
}

// Calls that are on record count.
func TestAwaitCallsOnRecord(t *testing.T) {
	w := newWorld(t)
	w.called(defaultSeller, "Capture", "1", "Authorize", "2", "Capture", "3")
	w.called("T1", "Refund", "1")
	for body, count := range map[string]int{
		`{"operation":"Capture","timeout":"0s"}`:                                        2,
		`{"operation":"Capture","count":1,"timeout":"0s"}`:                              2,
		`{"operation":"Capture","count":2,"timeout":"0s"}`:                              2,
		`{"operation":"Capture","reference":"3","timeout":"0s"}`:                        1,
		`{"operation":"Capture","object":"S01-1234567-1234567-C000001","timeout":"0s"}`: 1,
		`{"operation":"Refund","seller_id":"T1","timeout":"0s"}`:                        1,
	} {
		r := w.ok("POST await", body)
		require.Equal(t, true, r.body["reached"], body)
		require.EqualValues(t, count, r.body["count"], body)
		require.Len(t, r.list("requests"), count)
	}
}

func TestAwaitCallsInVain(t *testing.T) {
	w := newWorld(t)
	w.called(defaultSeller, "Capture", "1", "Authorize", "2", "Capture", "3")
	for body, says := range map[string]string{
		`{"operation":"Capture","count":3,"timeout":"0s"}`:           "waited for 3 calls of Capture to seller A2EXAMPLESELLER; there were 2 calls; on record are 2 of Capture, 1 of Authorize",
		`{"operation":"Authorize","count":2,"timeout":"0s"}`:         "waited for 2 calls of Authorize to seller A2EXAMPLESELLER; there was 1 call; on record are 2 of Capture, 1 of Authorize",
		`{"operation":"Capture","reference":"2","timeout":"0s"}`:     "waited for 1 call of Capture with reference id 2 to seller A2EXAMPLESELLER; there was none; on record are 2 of Capture, 1 of Authorize",
		`{"operation":"Refund","seller_id":"T1","timeout":"0s"}`:     "waited for 1 call of Refund to seller T1; there was none",
		`{"operation":"Capture","object":"S01-X-A1","timeout":"0s"}`: "waited for 1 call of Capture about S01-X-A1 to seller A2EXAMPLESELLER; there was none; on record are 2 of Capture, 1 of Authorize",
	} {
		r := w.refused(http.StatusRequestTimeout, "POST await", body)
		require.Equal(t, typeTimeout, r.body["type"])
		require.Equal(t, says, r.body["detail"], body)
	}
	r := w.refused(http.StatusRequestTimeout, "POST await", `{"operation":"Capture","reference":"2","timeout":"0s"}`)
	seen := response{body: r.body["seen"].(map[string]any)}
	require.EqualValues(t, 0, seen.body["count"])
	require.Equal(t, []int{3, 2, 1}, seen.ns(), "the nearest there is")
	require.Empty(t, seen.list("requests")[0]["answer"], "answers are long")
}

// A wait counts on from what is on record, and forgets with it.
func TestAwaitCallsToCome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, func(o *engine.Options, _ *Options) { o.Keep = 2 })
		w.called(defaultSeller, "Capture", "1")
		answer := make(chan response, 1)
		go func() { answer <- w.call("POST await", `{"operation":"Capture","count":3,"timeout":"1h"}`) }()
		goesOn := func() {
			synctest.Wait()
			require.Empty(t, answer)
		}
		goesOn()
		w.called(defaultSeller, "Refund", "1")
		w.called("T1", "Capture", "2", "Capture", "3", "Capture", "4")
		goesOn()
		w.called(defaultSeller, "Capture", "2")
		goesOn()
		w.ok("DELETE requests", "")
		w.called(defaultSeller, "Capture", "3")
		goesOn()
		w.called(defaultSeller, "Capture", "4")
		goesOn()
		w.called(defaultSeller, "Capture", "5")
		r := <-answer
		require.Equal(t, http.StatusOK, r.status, r.text)
		require.EqualValues(t, 3, r.body["count"], "more than the record has room for")
		require.Equal(t, []int{6, 5}, r.ns())
	})
}

// A reset ends a wait for calls too, also one that reset nothing away.
func TestResetEndsAwaitOfCalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		answer := make(chan response, 1)
		go func() { answer <- w.call("POST await", `{"operation":"Capture","timeout":"1h"}`) }()
		synctest.Wait()
		w.ok("POST reset", "")
		require.Equal(t, typeReset, (<-answer).body["type"])
	})
}

// Many may wait, and only those are woken who wait for what happens: a change of
// one object, 1,000 awaits of others.
func BenchmarkChangeUnderAwaits(b *testing.B) {
	for _, waiting := range []int{0, 1000} {
		b.Run(fmt.Sprintf("%d awaits", waiting), func(b *testing.B) {
			e, err := engine.New(engine.Options{
				Real: func() time.Time { return start }, Seed: 1, Sellers: []engine.Seller{{ID: defaultSeller, Region: emulator.US}},
			})
			require.NoError(b, err)
			api := New(e, Options{})
			account := e.Account(defaultSeller)
			ctx, cancel := context.WithCancel(context.Background())
			ended := make(chan struct{}, waiting)
			for range waiting {
				order, err := account.Create(engine.Arrangement{Environment: emulator.Sandbox, Buyer: anybody()})
				require.NoError(b, err)
				w := &stateWaiter{account: account, id: order.ID, state: emulator.Open, mark: account.Mark()}
				go func() {
					_, _ = api.wait(ctx, account, w)
					ended <- struct{}{}
				}()
			}
			b.ReportAllocs()
			for b.Loop() {
				_, err := account.Create(engine.Arrangement{Environment: emulator.Sandbox, Buyer: anybody()})
				require.NoError(b, err)
			}
			b.StopTimer()
			cancel()
			for range waiting {
				<-ended
			}
		})
	}
}
