package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/emulator/store"
)

// BenchmarkCapture is one capture that is kept.
func BenchmarkCapture(b *testing.B) {
	w := open(b, b.TempDir())
	a := w.Account(first)
	var commands []emulator.CaptureFunds
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		if len(commands) == 0 {
			b.StopTimer()
			for range 1000 {
				n++
				commands = append(commands, emulator.CaptureFunds{Authorization: authorized(b, a, n), Reference: fmt.Sprint(n), Amount: emulator.Units(60, emulator.USD)})
			}
			b.StartTimer()
		}
		if _, err := a.Do(engine.Call{Operation: emulator.OpCapture, Environment: emulator.Sandbox}, commands[0]); err != nil {
			b.Fatal(err)
		}
		commands = commands[1:]
	}
}

// authorized makes an order and an authorization of it.
func authorized(t testing.TB, a *engine.Account, n int) string {
	buyer := &emulator.Buyer{Name: "Ana Fields", Payment: emulator.Visa, Address: &emulator.Address{Name: "Ana Fields", Line1: "12 Mill Row", City: "Bend", PostalCode: "97701", CountryCode: "US"}}
	o, err := a.Create(engine.Arrangement{Environment: emulator.Sandbox, Buyer: buyer, Total: emulator.Units(100, emulator.USD), Confirmed: true})
	require.NoError(t, err)
	ans, err := a.Do(engine.Call{Operation: emulator.OpAuthorize, Environment: emulator.Sandbox}, emulator.Authorize{Order: o.ID, Reference: fmt.Sprint(n), Amount: emulator.Units(60, emulator.USD)})
	require.NoError(t, err)
	return ans.Object
}

// BenchmarkStart is a start with a million captures, each of an order of its own.
func BenchmarkStart(b *testing.B) {
	const captures = 1_000_000
	dir := b.TempDir()
	w := open(b, dir)
	a := w.Account(first)
	_, err := a.Do(engine.Call{Operation: emulator.OpCapture, Environment: emulator.Sandbox}, emulator.CaptureFunds{Authorization: authorized(b, a, 0), Reference: "0", Amount: emulator.Units(60, emulator.USD)})
	require.NoError(b, err)
	state, err := a.Save(func() error { return nil })
	require.NoError(b, err)
	pattern := *state.Orders[0].Order
	state.Orders = nil
	for n := range captures {
		o := pattern
		o.ID = emulator.NewOrderID(emulator.Sandbox, emulator.US, uint32(n*7919)%10_000_000, uint32(n))
		x, c := o.Authorizations[0], o.Captures[0]
		x.ID, x.Reference = emulator.NewChildID(o.ID, emulator.KindAuthorization, uint32(n%emulator.ChildIDs)), fmt.Sprint("ref-", n)
		c.ID, c.Reference, c.Authorization = emulator.NewChildID(o.ID, emulator.KindCapture, uint32(n%emulator.ChildIDs)), x.Reference, x.ID
		o.Authorizations, o.Captures = []emulator.Authorization{x}, []emulator.Capture{c}
		o.Alarms = []emulator.Alarm{{Due: o.Alarms[0].Due.Add(time.Duration(n) * time.Millisecond), Kind: o.Alarms[0].Kind, Object: o.ID}}
		state.Orders = append(state.Orders, engine.OrderState{Order: &o, Turn: uint64(n + 1), Numbers: []uint32{uint32(3*n + 1), uint32(3*n + 2), uint32(3*n + 3)}})
	}
	require.NoError(b, w.Restore([]engine.State{state}, nil, func(*engine.Account) func() { return func() {} }))
	require.NoError(b, w.store.Close())
	w, a, state = nil, nil, engine.State{}
	for b.Loop() {
		s, kept, err := store.Open(dir)
		require.NoError(b, err)
		e, err := engine.New(engine.Options{Real: func() time.Time { return start }, Sellers: []engine.Seller{{ID: first}}, Store: s, Kept: &kept.World})
		require.NoError(b, err)
		b.StopTimer()
		require.Len(b, e.Account(first).Newest(emulator.KindCapture, "", engine.Place{}, 10), 10)
		require.NoError(b, s.Close())
		b.StartTimer()
	}
}
