package engine_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

var (
	quota    = engine.Quota{Most: 3, Restore: 2 * time.Second}
	captures = engine.Counted{Operation: emulator.OpCapture, Environment: emulator.Sandbox, AccessKey: "AKIAFIRST"}
)

// spent makes a world whose first seller has just used the quota up.
func spent(t *testing.T, change ...func(*engine.Options)) (*world, *shop) {
	t.Helper()
	w := newWorld(t, change...)
	s := w.shop(first)
	for range quota.Most {
		require.Zero(t, s.Spend(captures, quota))
	}
	require.Equal(t, quota.Restore, s.Spend(captures, quota))
	return w, s
}

// A quota is exact, in whichever way time passes.
func TestQuotaIsRestored(t *testing.T) {
	const step = time.Millisecond
	for name, pass := range map[string]func(w *world, d time.Duration){
		"in real time":                        func(w *world, d time.Duration) { w.watch.pass(d) },
		"in virtual time":                     func(w *world, d time.Duration) { w.forward(d) },
		"in both, of which the larger counts": func(w *world, d time.Duration) { w.watch.pass(d / 2); w.forward(d) },
	} {
		t.Run(name, func(t *testing.T) {
			w, s := spent(t)
			pass(w, quota.Restore-step)
			require.Equal(t, step, s.Spend(captures, quota))
			pass(w, step)
			require.Zero(t, s.Spend(captures, quota), "one more")
			require.Equal(t, quota.Restore, s.Spend(captures, quota), "and no other")

			pass(w, 2*quota.Restore)
			require.Zero(t, s.Spend(captures, quota))
			require.Zero(t, s.Spend(captures, quota))
			require.NotZero(t, s.Spend(captures, quota))

			pass(w, 100*quota.Restore)
			for range quota.Most {
				require.Zero(t, s.Spend(captures, quota), "no more than at first")
			}
			require.Equal(t, quota.Restore, s.Spend(captures, quota))
		})
	}
}

// A clock that runs with real time, or faster, or a machine's clock that is set
// back.
func TestQuotaAndClocks(t *testing.T) {
	t.Run("following", func(t *testing.T) {
		w, s := spent(t, rate(1))
		w.watch.pass(quota.Restore - time.Millisecond)
		require.Equal(t, time.Millisecond, s.Spend(captures, quota), "time is not counted twice")
	})
	t.Run("fast", func(t *testing.T) {
		w, s := spent(t, rate(60))
		w.watch.pass(100 * time.Millisecond)
		for range quota.Most {
			require.Zero(t, s.Spend(captures, quota))
		}
		require.NotZero(t, s.Spend(captures, quota))
	})
	t.Run("set back", func(t *testing.T) {
		w, s := spent(t)
		w.watch.pass(-time.Hour)
		require.Equal(t, quota.Restore, s.Spend(captures, quota))
		w.watch.pass(quota.Restore)
		require.Zero(t, s.Spend(captures, quota))
	})
}

// Each seller, operation, environment and access key has a quota of its own.
func TestQuotasAreApart(t *testing.T) {
	w, s := spent(t)
	require.Zero(t, w.shop(second).Spend(captures, quota))
	for name, other := range map[string]engine.Counted{
		"another operation":   {Operation: emulator.OpRefund, Environment: emulator.Sandbox, AccessKey: "AKIAFIRST"},
		"another environment": {Operation: emulator.OpCapture, Environment: emulator.Live, AccessKey: "AKIAFIRST"},
		"another access key":  {Operation: emulator.OpCapture, Environment: emulator.Sandbox, AccessKey: "AKIASECOND"},
	} {
		t.Run(name, func(t *testing.T) { require.Zero(t, s.Spend(other, quota)) })
	}
	require.Equal(t, quota.Restore, s.Spend(captures, quota))
}

func TestResetRestoresQuotas(t *testing.T) {
	w, s := spent(t)
	other := w.shop(second)
	for range quota.Most {
		require.Zero(t, other.Spend(captures, quota))
	}
	require.NoError(t, w.Reset([]*engine.Account{s.Account}, false, nil))
	require.Zero(t, s.Spend(captures, quota))
	require.NotZero(t, other.Spend(captures, quota))
}

// Whoever calls with ever new keys gets all quotas forgotten, rather than the
// memory filled.
func TestQuotasAreBounded(t *testing.T) {
	_, s := spent(t)
	for i := range 1023 {
		require.Zero(t, s.Spend(engine.Counted{AccessKey: strconv.Itoa(i)}, quota))
	}
	require.NotZero(t, s.Spend(captures, quota))
	require.Zero(t, s.Spend(engine.Counted{AccessKey: "one too many"}, quota))
	require.Zero(t, s.Spend(captures, quota))
}
