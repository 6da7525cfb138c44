package lwa

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFreshTokens(t *testing.T) {
	s, _ := toy(t)
	first, err := s.Add(Token{Seller: "T1", Email: "bo@example.test"})
	require.NoError(t, err)
	require.NoError(t, CheckToken(first.Value))
	require.Len(t, first.Value, 400)
	require.Equal(t, Life, first.Life)
	require.Equal(t, noon, first.Issued)
	require.Regexp(t, `^amzn1\.account\.[A-Z0-9]{32}$`, first.UserID)
	second, err := s.Add(Token{Seller: "T1", Email: "bo@example.test"})
	require.NoError(t, err)
	require.NotEqual(t, first.Value, second.Value)
	require.Equal(t, first.UserID, second.UserID, "a buyer is one")

	again, _ := toy(t)
	repeated, err := again.Add(Token{Seller: "T1"})
	require.NoError(t, err)
	require.Equal(t, first.Value, repeated.Value)
	require.NotEqual(t, first.UserID, repeated.UserID)
}

func TestCheckToken(t *testing.T) {
	for _, text := range []string{"Atza|x", "Atza|A-Z.a_z~0=9", "Atza|" + strings.Repeat("x", Longest-5)} {
		require.NoError(t, CheckToken(text))
	}
	for _, text := range []string{"", "Atza|", "atza|x", "Atzr|x", "Atza|a b", "Atza|a+b", "Atza|é", "Atza|x\n", " Atza|x", "Atza|" + strings.Repeat("x", Longest-4)} {
		require.Error(t, CheckToken(text), "%q", text)
	}
}

// A new token pushes the oldest out of a full store, and that is told.
func TestFullStore(t *testing.T) {
	s, _ := toy(t)
	for i := range Most {
		_, err := s.Add(Token{Value: fmt.Sprintf("Atza|%d", i), Seller: "T1"})
		require.NoError(t, err)
	}
	list, dropped := s.List("")
	require.Len(t, list, Most)
	require.Zero(t, dropped)

	_, err := s.Add(Token{Value: "Atza|new", Seller: "T2"})
	require.NoError(t, err)
	list, dropped = s.List("")
	require.Len(t, list, Most)
	require.EqualValues(t, 1, dropped)
	require.Equal(t, "Atza|new", list[0].Value)
	require.Equal(t, "Atza|1", list[Most-1].Value)
	_, dropped = s.List("T2")
	require.Zero(t, dropped, "it was not this seller's")
	_, err = s.Add(Token{Value: "Atza|0", Seller: "T1"})
	require.NoError(t, err, "what was dropped is forgotten")

	require.Equal(t, Most-1, s.Forget("T1"))
	_, dropped = s.List("")
	require.Zero(t, dropped)
}

func TestTakenTokens(t *testing.T) {
	s, now := toy(t, bo)
	*now = noon.Add(2 * Life)
	_, err := s.Add(Token{Value: bo.Value, Seller: "T2"})
	require.ErrorIs(t, err, ErrTaken, "expired or not, of whatever seller")
	_, err = NewStore(Options{Now: s.opts.Now, Draws: draws, Start: []Token{bo, bo}})
	require.ErrorIs(t, err, ErrTaken)
	require.ErrorContains(t, err, "seller T1")
	require.NotContains(t, err.Error(), bo.Value)
}

func TestStoreForMany(t *testing.T) {
	s, _ := toy(t, bo)
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			seller := fmt.Sprintf("T%d", i)
			for range 20 {
				_, err := s.Add(Token{Seller: seller})
				require.NoError(t, err)
				s.find(bo.Value)
				s.List(seller)
			}
			s.Reset(seller, nil)
		})
	}
	all.Wait()
	list, _ := s.List("")
	require.Len(t, list, 1)
}
