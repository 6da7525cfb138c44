package admin

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

func TestClock(t *testing.T) {
	w := newWorld(t)
	require.Equal(t, map[string]any{"now": "2026-01-31T12:00:00.000Z", "mode": "frozen", "rate": 0.0, "pending": 0.0, "next": nil}, w.ok("GET clock", "").body)
	w.ok("POST order-references", "")
	r := w.ok("GET clock", "")
	require.Equal(t, "2026-01-31T15:00:00.000Z", r.body["next"])
	require.EqualValues(t, 1, r.body["pending"])

	r = w.ok("PUT clock", `{"mode":"follow"}`)
	require.Equal(t, "follow", r.body["mode"])
	require.EqualValues(t, 1, r.body["rate"])
	w.pass(250 * time.Millisecond)
	require.Equal(t, "2026-01-31T12:00:00.250Z", w.ok("GET clock", "").body["now"])

	require.EqualValues(t, 60, w.ok("PUT clock", `{"rate":60}`).body["rate"])
	w.pass(time.Second)
	require.Equal(t, "2026-01-31T12:01:00.250Z", w.ok("GET clock", "").body["now"])
	require.EqualValues(t, 1, w.ok("PUT clock", `{"mode":"follow"}`).body["rate"])

	r = w.ok("PUT clock", `{"mode":"frozen","rate":0,"now":"2026-01-31T16:00:00.0009Z"}`)
	require.Equal(t, "frozen", r.body["mode"])
	require.Equal(t, "2026-01-31T16:00:00.000Z", r.body["now"])
	require.Nil(t, r.body["next"], "what was due has happened")
	require.Equal(t, "Stale", w.ok("GET objects", "").list("objects")[0]["reason"])
}

func TestClockRefusals(t *testing.T) {
	w := newWorld(t)
	for body, path := range map[string]string{
		"":                                "",
		"{}":                              "",
		`{"mode":"Frozen"}`:               "mode",
		`{"mode":"frozen","rate":1}`:      "rate",
		`{"mode":"follow","rate":0}`:      "rate",
		`{"rate":0}`:                      "rate",
		`{"rate":-1}`:                     "rate",
		`{"rate":1000000.1}`:              "rate",
		`{"rate":1e400}`:                  "rate",
		`{"rate":"60x"}`:                  "rate",
		`{"now":"tomorrow"}`:              "now",
		`{"now":12}`:                      "now",
		`{"next":"2026-01-31T12:00:00Z"}`: "next",
	} {
		require.Contains(t, w.refused(http.StatusBadRequest, "PUT clock", body).flaws(), path, body)
	}
	w.ok("PUT clock", `{"rate":1000000}`)
	w.ok("PUT clock", `{"mode":"frozen"}`)
	r := w.refused(http.StatusConflict, "PUT clock", `{"now":"2026-01-31T11:59:59.999Z"}`)
	require.Equal(t, typeBackwards, r.body["type"])
	w.ok("PUT clock", `{"now":"2026-01-31T12:00:00Z"}`)
}

// Without a seller the clock calls are for all sellers and those to come.
func TestClockOfSellers(t *testing.T) {
	w := newWorld(t)
	now := func(seller string) any { return w.ok("GET clock?seller="+seller, "").body["now"] }
	w.ok("PUT clock?seller=T1", `{"now":"2026-02-01T00:00:00Z"}`)
	require.Equal(t, "2026-02-01T00:00:00.000Z", now("T1"))
	require.Equal(t, "2026-01-31T12:00:00.000Z", now("T2"))
	w.refused(http.StatusConflict, "PUT clock", `{"now":"2026-01-31T18:00:00Z"}`)
	require.Equal(t, "2026-01-31T12:00:00.000Z", now("T2"), "all or none")
	w.ok("POST clock/advance", `{"by":"1h"}`)
	require.Equal(t, "2026-02-01T01:00:00.000Z", now("T1"))
	require.Equal(t, "2026-01-31T13:00:00.000Z", now("T2"))
	require.Equal(t, "2026-01-31T13:00:00.000Z", now("T3"))
	w.ok("POST clock/advance", `{"seller_id":"T3","by":"1d"}`)
	require.Equal(t, "2026-02-01T13:00:00.000Z", now("T3"))
	require.Equal(t, "2026-01-31T13:00:00.000Z", now(defaultSeller))
}

func TestAdvance(t *testing.T) {
	w := newWorld(t)
	order := w.openOrder()
	authorization := w.do(emulator.Authorize{Order: order, Reference: "a", Amount: usd(106), Timeout: time.Hour}).Object

	r := w.ok("POST clock/advance", `{"to":"next"}`)
	require.Equal(t, "2026-01-31T12:00:30.000Z", r.body["now"])
	require.Equal(t, true, r.body["settled"])
	require.Equal(t, []any{}, r.body["deliveries"])
	require.Equal(t, []any{}, r.body["unsettled"])
	require.Equal(t, []map[string]any{{
		"at": "2026-01-31T12:00:30.000Z", "type": "authorization", "id": authorization, "from": "Pending", "to": "Open", "reason": "", "seller_id": defaultSeller,
	}}, r.list("events"))

	r = w.ok("POST clock/advance", `{"by":"30d"}`)
	require.Equal(t, "2026-03-02T12:00:30.000Z", r.body["now"])
	require.Equal(t, "ExpiredUnused", r.list("events")[0]["reason"])
	require.Equal(t, "2026-03-02T12:00:30.000Z", r.list("events")[0]["at"])

	r = w.ok("POST clock/advance", `{"to":"2026-03-02T13:00:30+01:00"}`)
	require.Empty(t, r.list("events"), "to now is no time at all")
	w.ok("POST clock/advance", `{"by":"0s"}`)

	w.ok("POST reset", "")
	r = w.ok("POST clock/advance", `{"to":"next"}`)
	require.Equal(t, "2026-01-31T12:00:00.000Z", r.body["now"], "nothing is due, so nothing moves")
}

func TestAdvanceRefusals(t *testing.T) {
	w := newWorld(t)
	for body, path := range map[string]string{
		"":                                   "",
		"{}":                                 "",
		`{"by":"soon"}`:                      "by",
		`{"by":8}`:                           "by",
		`{"by":"1d","to":"next"}`:            "to",
		`{"to":"soon"}`:                      "to",
		`{"to":"10000-01-01T00:00:00Z"}`:     "to",
		`{"by":"1d","settle_timeout":"-1s"}`: "settle_timeout",
		`{"by":"1d","settle_timeout":"1"}`:   "settle_timeout",
	} {
		require.Contains(t, w.refused(http.StatusBadRequest, "POST clock/advance", body).flaws(), path, body)
	}
	for _, body := range []string{`{"by":"-1ms"}`, `{"to":"2026-01-31T11:59:59.999Z"}`} {
		r := w.refused(http.StatusConflict, "POST clock/advance", body)
		require.Equal(t, typeBackwards, r.body["type"])
	}
	w.ok("POST clock/advance", `{"by":"0s","settle_timeout":"0s"}`)
}

func TestTimeEnds(t *testing.T) {
	w := newWorld(t)
	w.ok("POST clock/advance", `{"to":"9999-12-31T23:59:59.998Z"}`)
	require.Contains(t, w.refused(http.StatusBadRequest, "POST clock/advance", `{"by":"2ms"}`).flaws(), "by")
	require.Equal(t, "9999-12-31T23:59:59.999Z", w.ok("POST clock/advance", `{"by":"1ms"}`).body["now"])
}

// While time of a seller is being moved, no other call moves it.
func TestOneMovesTimeAtATime(t *testing.T) {
	w := newWorld(t)
	held, release := make(chan struct{}), make(chan struct{})
	done := make(chan error, 1)
	ctx := &holdingContext{Context: context.Background(), held: held, release: release}
	go func() {
		_, err := w.engine.Advance(ctx, w.engine.Accounts(), true, engine.Advance{By: time.Hour})
		done <- err
	}()
	<-held
	for target, body := range map[string]string{
		"POST clock/advance":                        `{"by":"1h"}`,
		"POST clock/advance?seller=A2EXAMPLESELLER": `{"by":"1h"}`,
		"PUT clock": `{"mode":"follow"}`,
	} {
		require.Equal(t, typeMoving, w.refused(http.StatusConflict, target, body).body["type"])
	}
	w.ok("POST clock/advance?seller=T1", `{"by":"1h"}`)
	w.ok("POST order-references", "")
	close(release)
	require.NoError(t, <-done)
	w.ok("POST clock/advance", `{"by":"1h"}`)
}

// A reset doesn't wait for an advance: it ends it.
func TestResetEndsAdvance(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		account := w.engine.Account(w.engine.Default())
		release := account.Hold()
		done := make(chan response, 1)
		go func() {
			done <- w.call("POST clock/advance?seller="+account.ID(), `{"by":"1h","settle_timeout":"1h"}`)
		}()
		synctest.Wait()
		require.Empty(t, done, "it waits for the hold")
		w.ok("POST reset", "")
		release()
		r := <-done
		require.Equal(t, http.StatusConflict, r.status)
		require.Equal(t, typeReset, r.body["type"])
		require.Empty(t, r.list("events"))
		require.Contains(t, r.body, "events")
	})
}

// An advance that is ended by a reset tells what it had brought about.
func TestEndedAdvanceTellsItsEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		account := w.account()
		draft := w.ok("POST order-references", "").body["id"].(string)
		account.At(start.Add(4*time.Hour), func(func()) {}) // keeps its hold
		done := make(chan response, 1)
		go func() { done <- w.call("POST clock/advance", `{"by":"1d","settle_timeout":"1h"}`) }()
		synctest.Wait()
		require.NotContains(t, w.refused(http.StatusConflict, "POST clock/advance", `{"by":"1d"}`).body, "events", "it never began")
		w.ok("POST reset", "")
		r := <-done
		require.Equal(t, http.StatusConflict, r.status)
		require.Equal(t, []map[string]any{{
			"at": "2026-01-31T15:00:00.000Z", "type": "order_reference", "id": draft, "from": "Draft", "to": "Canceled", "reason": "Stale", "seller_id": defaultSeller,
		}}, r.list("events"))
	})
}

// holdingContext holds an advance up where it asks whether to go on.
type holdingContext struct {
	context.Context
	held, release chan struct{}
	once          bool
}

func (c *holdingContext) Err() error {
	if !c.once {
		c.once = true
		close(c.held)
	}
	<-c.release
	return nil
}

// An advance goes on when the client has gone away.
func TestAdvanceReachesItsTarget(t *testing.T) {
	w := newWorld(t)
	w.openOrder()
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	r := w.callIn(gone, "POST clock/advance", `{"by":"180d"}`)
	require.Equal(t, http.StatusOK, r.status)
	require.Len(t, r.list("events"), 1)
}
