package scenarios

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/strictyaml"
)

// timing is a duration that scenarios may override.
type timing struct {
	name string
	of   func(*emulator.Timings) *time.Duration
	zero bool // it may be nothing
}

var timings = []timing{
	{"draft_lifetime", func(t *emulator.Timings) *time.Duration { return &t.DraftLifetime }, false},
	{"order_lifetime", func(t *emulator.Timings) *time.Duration { return &t.OrderLifetime }, false},
	{"authorization_lifetime", func(t *emulator.Timings) *time.Duration { return &t.AuthorizationLifetime }, false},
	{"sync_capture_window", func(t *emulator.Timings) *time.Duration { return &t.SyncCaptureWindow }, true},
	{"authorization_pending", func(t *emulator.Timings) *time.Duration { return &t.AuthorizationPending }, false},
	{"authorization_timeout", func(t *emulator.Timings) *time.Duration { return &t.AuthorizationTimeout }, false},
	{"capture_pending", func(t *emulator.Timings) *time.Duration { return &t.CapturePending }, false},
	{"refund_pending", func(t *emulator.Timings) *time.Duration { return &t.RefundPending }, false},
	{"ipn_delay", func(t *emulator.Timings) *time.Duration { return &t.IPNDelay }, true},
}

// limit is a number that scenarios may override, within bounds beyond which
// nobody tests anything.
type limit struct {
	name        string
	least, most int64
	set         func(*emulator.Limits, int64)
}

var limits = []limit{
	{"authorizations_per_order", 1, 1000, func(l *emulator.Limits, n int64) { l.AuthorizationsPerOrder = int(n) }},
	{"captures_per_authorization", 1, 1000, func(l *emulator.Limits, n int64) { l.CapturesPerAuthorization = int(n) }},
	{"refunds_per_capture", 1, 1000, func(l *emulator.Limits, n int64) { l.RefundsPerCapture = int(n) }},
	{"overcharge_percent", 0, 1000, func(l *emulator.Limits, n int64) { l.OverchargePercent = int(n) }},
	{"overcharge_amount", 0, 150_000, func(l *emulator.Limits, n int64) { l.OverchargeAmount = n }},
}

// readTimings reads the timings, which may hold the limits, and limits beside
// them.
func readTimings(v, beside *strictyaml.Value) []Override {
	known := []string{"limits"}
	for _, t := range timings {
		known = append(known, t.name)
	}
	f := v.Fields(known...)
	var list []Override
	for _, t := range timings {
		at := f.Get(t.name)
		if !at.Present() {
			continue
		}
		read := readWait
		if t.zero {
			read = func(v *strictyaml.Value) time.Duration { d, _ := readVirtual(v); return d }
		}
		d := read(at)
		list = append(list, Override{t.name, func(r *emulator.Rules) { *t.of(&r.Timings) = d }})
	}
	within, list := readLimits(f.Get("limits"), list)
	outside, list := readLimits(beside, list)
	for _, name := range slices.Sorted(maps.Keys(outside)) {
		if first, twice := within[name]; twice {
			outside[name].Problem("written twice", fmt.Sprintf("the first is at %s", spot(first.Place())))
		}
	}
	return list
}

func readLimits(v *strictyaml.Value, list []Override) (map[string]*strictyaml.Value, []Override) {
	var known []string
	for _, l := range limits {
		known = append(known, l.name)
	}
	f := v.Fields(known...)
	written := map[string]*strictyaml.Value{}
	for _, l := range limits {
		at := f.Get(l.name)
		if !at.Present() {
			continue
		}
		written[l.name] = at
		n, _ := at.Int(l.least, l.most)
		list = append(list, Override{"limits." + l.name, func(r *emulator.Rules) { l.set(&r.Limits, n) }})
	}
	return written, list
}
