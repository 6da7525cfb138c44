package server

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/ipnsender"
	"amazon-pay-emulator/ipnsender/sns"
)

// wishing makes a capture whose notifications are wished for in some way, after
// those of its authorization have arrived.
func wishing(t *testing.T, wish emulator.Delivery, change ...func(*Options)) (m *merchant, capture string) {
	t.Helper()
	m = openShop(t, change...)
	authorization := m.authorize(m.order(), "a")
	m.got(1)
	m.next(emulator.OpCapture, wish)
	return m, m.capture(authorization, "c")
}

func (m *merchant) deliveries() []ipnsender.Delivery {
	m.t.Helper()
	require.NoError(m.t, m.server.ipns.relay.relayed(m.t.Context()))
	list, _ := m.server.ipns.sender.Deliveries(example.ID)
	return list
}

func (m *merchant) advance(by time.Duration) {
	m.t.Helper()
	result, err := m.server.engine.Advance(m.t.Context(), []*engine.Account{m.account()}, false, engine.Advance{By: by, Settle: time.Minute})
	require.NoError(m.t, err)
	require.True(m.t, result.Settled)
}

func TestEarly(t *testing.T) {
	m, capture := wishing(t, emulator.Delivery{Early: true})
	m.mu.Lock()
	defer m.mu.Unlock()
	require.Len(t, m.received, 3, "both arrived before the answer")
	require.Equal(t, capture, m.received[1].object)
}

func TestDropped(t *testing.T) {
	m, _ := wishing(t, emulator.Delivery{Drop: true})
	list := m.deliveries()
	require.Len(t, list, 3)
	require.Equal(t, ipnsender.Dropped, list[0].State)
	require.Equal(t, ipnsender.Dropped, list[1].State)
	m.got(1)
}

func TestHeldAndReleased(t *testing.T) {
	m, capture := wishing(t, emulator.Delivery{Hold: true})
	held := m.deliveries()[1]
	require.Equal(t, ipnsender.Held, held.State)
	m.advance(time.Hour) // holds no clock
	m.got(1)
	_, err := m.server.ipns.sender.Release(example.ID, held.ID)
	require.NoError(t, err)
	require.Equal(t, capture, m.got(2)[1].object)
}

func TestCopies(t *testing.T) {
	for name, republish := range map[string]bool{"as retries": false, "as notifications of their own": true} {
		t.Run(name, func(t *testing.T) {
			m, capture := wishing(t, emulator.Delivery{Copies: 3, Republish: republish})
			ids := map[string]int{}
			for _, r := range m.got(7) {
				require.NoError(t, r.err)
				if r.object == capture {
					ids[r.id]++
				}
			}
			if republish {
				require.Len(t, ids, 3)
			} else {
				require.Len(t, ids, 1)
			}
		})
	}
}

func TestDelayed(t *testing.T) {
	m, _ := wishing(t, emulator.Delivery{Delay: time.Hour})
	due := m.account().Now().Add(time.Hour)
	require.Equal(t, due, m.deliveries()[0].Next)
	m.advance(time.Hour - time.Millisecond)
	m.got(1)
	m.advance(time.Millisecond)
	m.got(3)
	require.Equal(t, due, m.deliveries()[0].Attempts[0].At)
}

// What is to come last arrives after the seller's next notification, and holds
// no clock until then.
func TestLast(t *testing.T) {
	m, capture := wishing(t, emulator.Delivery{Last: true})
	m.advance(time.Hour)
	m.got(1)
	next := m.authorize(m.order(), "b")
	list := m.got(4)
	require.Equal(t, next, list[1].object)
	require.ElementsMatch(t, []string{"PaymentCapture", "PaymentAuthorize"}, kinds(list[2:]))
	require.Contains(t, []string{list[2].object, list[3].object}, capture)
}

func TestTampered(t *testing.T) {
	for how, want := range map[emulator.Tamper][]error{
		emulator.TamperSignature:      {sns.ErrSignature},
		emulator.TamperBody:           {sns.ErrSignature},
		emulator.TamperTopic:          {sns.ErrHeaders},
		emulator.TamperCertificateURL: {sns.ErrCertificateURL},
		emulator.TamperVersion:        {sns.ErrVersion, sns.ErrSignature},
	} {
		t.Run(string(how), func(t *testing.T) {
			m, _ := wishing(t, emulator.Delivery{Tamper: how})
			err := m.got(3)[1].err
			require.Error(t, err)
			ok := false
			for _, w := range want {
				ok = ok || errors.Is(err, w)
			}
			require.True(t, ok, err)
		})
	}
	require.Len(t, emulator.Tampers, len(sns.Tamperings))
}

// A straggler that a reset ended holds nobody up when its turn would have come.
func TestLastAndReset(t *testing.T) {
	m, _ := wishing(t, emulator.Delivery{Last: true})
	m.deliveries()
	require.NoError(t, m.server.engine.Reset([]*engine.Account{m.account()}, false, nil))
	m.authorize(m.order(), "b")
	m.got(2)
	m.advance(time.Hour)
	m.got(2)
}

// What is wished for a call also holds for what it leads to later.
func TestWishOutlivesItsCall(t *testing.T) {
	m := openShop(t)
	m.next(emulator.OpAuthorize, emulator.Delivery{Copies: 2})
	m.call("AmazonAuthorizationId", "Authorize", "AmazonOrderReferenceId", m.order(), "AuthorizationReferenceId", "a", "TransactionTimeout", "5",
		"AuthorizationAmount.Amount", "10", "AuthorizationAmount.CurrencyCode", "USD")
	m.advance(time.Minute)
	m.got(2)
}

// A reset cuts off what is under way and forgets it.
func TestResetForgetsIPNs(t *testing.T) {
	m, _ := wishing(t, emulator.Delivery{Delay: time.Hour})
	require.NoError(t, m.server.engine.Reset([]*engine.Account{m.account()}, false, nil))
	require.Empty(t, m.deliveries())
	m.advance(2 * time.Hour)
	m.got(1)
}
