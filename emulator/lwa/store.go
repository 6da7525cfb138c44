package lwa

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"
)

// ErrTaken is the answer to a token that there is already.
var ErrTaken = errors.New("there is such a token already")

// Most is how many tokens a store keeps. A new one pushes the oldest out.
const Most = 1000

// Options say what a Store starts from.
type Options struct {
	// Now tells the time on a seller's clock. Required.
	Now func(seller string) time.Time
	// Draws begins the sequence that a seller's tokens are drawn from. Required.
	Draws func(seed uint64, seller string) io.Reader
	// Seed makes tokens repeatable.
	Seed uint64
	// Start are the tokens that there are after the start and after every reset,
	// issued then. The error of NewStore is about them.
	Start []Token
}

// Store holds the access tokens that are known. Its methods may be called from
// several goroutines.
type Store struct {
	opts Options

	mu      sync.Mutex
	seed    uint64
	draws   map[string]io.Reader // by seller
	tokens  []Token              // the oldest first
	dropped map[string]uint64    // by seller
}

// NewStore makes a store that holds the tokens of the start.
func NewStore(o Options) (*Store, error) {
	s := &Store{opts: o, seed: o.Seed, draws: map[string]io.Reader{}, dropped: map[string]uint64{}}
	for _, t := range o.Start {
		if _, err := s.Add(t); err != nil {
			return nil, fmt.Errorf("an access token of seller %s: %w", t.Seller, err)
		}
	}
	return s, nil
}

// Add keeps a token as issued now, and completes it: without a Value it gets a
// new one, without a Life the usual one, and so on. A Value that is there already
// is ErrTaken.
func (s *Store) Add(t Token) (Token, error) {
	t.Issued = s.opts.Now(t.Seller)
	t.Life = cmp.Or(t.Life, Life)
	t.ClientID = cmp.Or(t.ClientID, DefaultClientID)
	t.AppID = cmp.Or(t.AppID, DefaultAppID)
	t.UserID = cmp.Or(t.UserID, UserID(t.Email))
	if t.Scope == nil {
		t.Scope = DefaultScope()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case t.Value == "":
		for t.Value == "" || s.at(t.Value) >= 0 {
			t.Value = newValue(s.drawsOf(t.Seller))
		}
	case s.at(t.Value) >= 0:
		return Token{}, ErrTaken
	}
	if len(s.tokens) == Most {
		s.dropped[s.tokens[0].Seller]++
		s.tokens = slices.Delete(s.tokens, 0, 1)
	}
	s.tokens = append(s.tokens, t)
	return t, nil
}

// at is where a token is; -1: nowhere. The caller holds s.mu.
func (s *Store) at(value string) int {
	return slices.IndexFunc(s.tokens, func(t Token) bool { return t.Value == value })
}

// drawsOf is what a seller's tokens are drawn from. The caller holds s.mu.
func (s *Store) drawsOf(seller string) io.Reader {
	draws, ok := s.draws[seller]
	if !ok {
		draws = s.opts.Draws(s.seed, seller)
		s.draws[seller] = draws
	}
	return draws
}

// find returns a token, good or expired, and how long it is still good.
func (s *Store) find(value string) (t Token, left time.Duration, found bool) {
	s.mu.Lock()
	if i := s.at(value); i >= 0 {
		t, found = s.tokens[i], true
	}
	s.mu.Unlock()
	if !found {
		return Token{}, 0, false
	}
	return t, t.Left(s.opts.Now(t.Seller)), true
}

// Left is how long a token is still good.
func (s *Store) Left(t Token) time.Duration { return t.Left(s.opts.Now(t.Seller)) }

// List returns a seller's tokens, or everybody's when seller is empty, the newest
// first, and how many older ones there was no room for.
func (s *Store) List(seller string) (tokens []Token, dropped uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range slices.Backward(s.tokens) {
		if seller == "" || t.Seller == seller {
			tokens = append(tokens, t)
		}
	}
	for of, n := range s.dropped {
		if seller == "" || of == seller {
			dropped += n
		}
	}
	return tokens, dropped
}

// Forget drops a seller's tokens, or everybody's when seller is empty, and says
// how many there were. They are not good any more.
func (s *Store) Forget(seller string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := len(s.tokens)
	s.tokens = slices.DeleteFunc(s.tokens, func(t Token) bool { return seller == "" || t.Seller == seller })
	for of := range s.dropped {
		if seller == "" || of == seller {
			delete(s.dropped, of)
		}
	}
	return before - len(s.tokens)
}

// Reset brings a seller's tokens, or everybody's when seller is empty, back to
// those of the start. Draws go on where they were, unless there is a new seed.
func (s *Store) Reset(seller string, seed *uint64) {
	s.Forget(seller)
	if seed != nil {
		s.reseed(seller, *seed)
	}
	for _, t := range s.opts.Start {
		if seller == "" || t.Seller == seller {
			_, _ = s.Add(t) // fails only when somebody has added the same one meanwhile
		}
	}
}

func (s *Store) reseed(seller string, seed uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if seller == "" {
		s.seed = seed
		clear(s.draws)
		return
	}
	s.draws[seller] = s.opts.Draws(seed, seller)
}
