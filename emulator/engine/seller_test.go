package engine_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator/engine"
)

func TestCredential(t *testing.T) {
	w := newWorld(t, func(o *engine.Options) {
		o.Sellers = []engine.Seller{
			{ID: second, AccessKey: "SHARED", SecretKey: "of the second"},
			{ID: first, AccessKey: "SHARED", SecretKey: "of the first"},
			{ID: third, AccessKey: "OWN", SecretKey: "of the third"},
			{ID: "A2NOKEY"},
		}
	})
	for name, test := range map[string]struct {
		key, seller string
		want        engine.Credential
		known       bool
	}{
		"one seller's":                   {"OWN", third, engine.Credential{AccessKey: "OWN", SecretKey: "of the third", Seller: third}, true},
		"one seller's, for another":      {"OWN", first, engine.Credential{AccessKey: "OWN", SecretKey: "of the third", Seller: third}, true},
		"one seller's, for nobody":       {"OWN", "", engine.Credential{AccessKey: "OWN", SecretKey: "of the third", Seller: third}, true},
		"shared, for the first":          {"SHARED", first, engine.Credential{AccessKey: "SHARED", SecretKey: "of the first", Seller: first}, true},
		"shared, for the second":         {"SHARED", second, engine.Credential{AccessKey: "SHARED", SecretKey: "of the second", Seller: second}, true},
		"shared, for one without it":     {"SHARED", third, engine.Credential{AccessKey: "SHARED", SecretKey: "of the first", Seller: first}, true},
		"unknown":                        {"OTHER", first, engine.Credential{}, false},
		"empty is nobody's":              {"", "A2NOKEY", engine.Credential{}, false},
		"letter case makes a difference": {"own", third, engine.Credential{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			got, known := w.Credential(test.key, test.seller)
			require.Equal(t, test.known, known)
			require.Equal(t, test.want, got)
		})
	}
}

// What a caller may have confused is not the secret that was tried already.
func TestRivals(t *testing.T) {
	w := newWorld(t, func(o *engine.Options) {
		o.Sellers = []engine.Seller{
			{ID: first, AccessKey: "SHARED", SecretKey: "of the first"},
			{ID: second, AccessKey: "SHARED", SecretKey: "of the second"},
			{ID: third, AccessKey: "OWN", SecretKey: "of the third"},
			{ID: "A2NOKEY"},
		}
	})
	tried, _ := w.Credential("SHARED", first)
	own := engine.Credential{AccessKey: "OWN", SecretKey: "of the third", Seller: third}
	shared := engine.Credential{AccessKey: "SHARED", SecretKey: "of the second", Seller: second}
	require.Equal(t, []engine.Credential{own, shared}, w.Rivals(tried, third, 2))
	require.Equal(t, []engine.Credential{own}, w.Rivals(tried, third, 1))
	require.Equal(t, []engine.Credential{shared}, w.Rivals(tried, first, 8))
	require.Equal(t, []engine.Credential{shared}, w.Rivals(tried, "A2NOKEY", 8))
	require.Equal(t, []engine.Credential{shared}, w.Rivals(tried, "A2NOBODY", 8))
	require.Empty(t, w.Rivals(own, third, 8))
}

// A seller has one key: the new one takes the place of the old.
func TestConfigureKey(t *testing.T) {
	w := newWorld(t)
	a, b := w.Account(first), w.Account(third)
	configure := func(a *engine.Account, key, secret string) {
		a.Configure(engine.SellerPatch{AccessKey: &key, SecretKey: &secret})
	}
	configure(a, "OLD", "1")
	configure(b, "OLD", "2")
	configure(a, "NEW", "3")
	got, known := w.Credential("OLD", first)
	require.True(t, known)
	require.Equal(t, engine.Credential{AccessKey: "OLD", SecretKey: "2", Seller: third}, got, "what is left of it is the other's")
	got, _ = w.Credential("NEW", first)
	require.Equal(t, engine.Credential{AccessKey: "NEW", SecretKey: "3", Seller: first}, got)

	secret := "4"
	a.Configure(engine.SellerPatch{SecretKey: &secret})
	got, _ = w.Credential("NEW", first)
	require.Equal(t, "4", got.SecretKey)
	configure(b, "", "")
	_, known = w.Credential("OLD", third)
	require.False(t, known, "a key can be taken away")
	require.NoError(t, w.Reset(w.Accounts(), true, nil))
	_, known = w.Credential("NEW", first)
	require.True(t, known, "keys are no part of the state")
}

// Whoever configures last, the key that is found is the key that the seller has.
func TestConfigureAtOnce(t *testing.T) {
	w := newWorld(t)
	a := w.Account(first)
	for range 3000 {
		var group sync.WaitGroup
		for _, key := range []string{"ONE", "TWO", "THREE"} {
			group.Go(func() { a.Configure(engine.SellerPatch{AccessKey: &key}) })
		}
		group.Wait()
		for _, key := range []string{"ONE", "TWO", "THREE"} {
			_, known := w.Credential(key, first)
			require.Equal(t, a.Seller().AccessKey == key, known, key)
		}
	}
}
