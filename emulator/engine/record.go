package engine

import (
	"sync"
	"time"

	"amazon-pay-emulator/emulator"
)

// Record is one API call that was received, with its answer.
type Record struct {
	N           uint64 // counts the calls of a seller from 1
	Real        time.Time
	At          time.Time // virtual
	Seller      string    // empty: the call named none that could be trusted
	Environment emulator.Environment
	Operation   string
	Parameters  []Parameter // without credentials and signature, in order of arrival
	RequestID   string
	Status      int // HTTP; 0: nothing was answered
	Code        string
	Body        []byte // the answer
	Object      string
	Before      emulator.Status // of the object
	After       emulator.Status
	Replay      bool
	Rule        string        // what decided
	Hint        string        // why it was refused, for people
	Fault       string        // what befell the connection; empty: nothing
	Applied     bool          // the call took effect, and only its answer was lost
	Delay       time.Duration // real, before the answer
	Signature   *SignatureRefusal
}

// SignatureRefusal explains a signature that did not match. Its texts are cut
// where people have seen enough, and hold no secrets, tokens or notes.
type SignatureRefusal struct {
	StringToSign       string   // as documented
	Tried              []string // the forms that were compared, in words
	Matches            string   // what the client did; empty: no known form gives its signature
	ClientStringToSign string   // what it signed then
	FirstDifference    *Difference
}

// Difference is where the two strings to sign part: the offset in bytes and what
// stands there, before anything is left out or cut.
type Difference struct {
	Offset         int
	In             string // such as "the host"
	Server, Client string // the bytes in words
}

// Parameter is one wire parameter.
type Parameter = struct{ Name, Value string }

// Record keeps the record of a call to this seller.
func (a *Account) Record(r Record) {
	a.mu.Lock()
	defer a.mu.Unlock()
	r.N = a.records.last + 1
	a.records.add(r)
	if a.engine.opts.Happened != nil {
		told := r // a copy that only those pay for who want to know
		a.tell(Happening{At: r.At, Call: &told})
	}
	a.calls.wake(r.Operation)
}

// Called is closed at the next call of an operation, and when the account is
// reset.
func (a *Account) Called(operation string) <-chan struct{} {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.calls.of(operation)
}

// Count counts the kept records that came after a mark, 0 at first, and marks
// where it stopped looking. What was counted before the records were forgotten
// is told by the number of the first since then.
func (a *Account) Count(mark uint64, matches func(*Record) bool) (n int, upTo, first uint64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for i, r := range a.records.newest() {
		if i <= mark {
			break
		}
		if matches(r) {
			n++
		}
	}
	return n, a.records.last, a.records.first
}

// Records lists the kept records, newest first, and how many older ones were
// dropped.
func (a *Account) Records() (list []Record, dropped uint64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return all(&a.records), a.records.dropped()
}

// DropRecords forgets the records.
func (a *Account) DropRecords() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.records.clear(a.engine.opts.Keep)
}

func all(r *ring[Record]) []Record {
	list := make([]Record, 0, len(r.items))
	for _, rec := range r.newest() {
		list = append(list, *rec)
	}
	return list
}

// strays are the calls that were refused before it was known whose they are.
type strays struct {
	mu       sync.Mutex
	requests *Stream
	reserve  reserve
	records  ring[Record]
}

func newStrays(seed uint64, keep int) *strays {
	s := &strays{requests: newStrayDraws(seed)}
	s.records.clear(keep)
	return s
}

func newStrayDraws(seed uint64) *Stream { return NewStream(seed, "", "requests") }

// Stray answers a call that belongs to no seller: its moment is the default
// seller's.
func (e *Engine) Stray() Answer {
	now := e.Account(e.Default()).Now()
	e.reserveStray()
	e.strays.mu.Lock()
	defer e.strays.mu.Unlock()
	return Answer{RequestID: e.strays.requests.UUID(), At: now}
}

// RecordStray keeps the record of such a call.
func (e *Engine) RecordStray(r Record) {
	e.strays.mu.Lock()
	defer e.strays.mu.Unlock()
	r.N = e.strays.records.last + 1
	e.strays.records.add(r)
	if tell := e.opts.Happened; tell != nil {
		tell(Happening{At: r.At, Real: e.opts.Real(), Call: &r})
	}
}

// Strays lists the kept records of such calls, newest first, and how many older
// ones were dropped.
func (e *Engine) Strays() (list []Record, dropped uint64) {
	e.strays.mu.Lock()
	defer e.strays.mu.Unlock()
	return all(&e.strays.records), e.strays.records.dropped()
}

// reset forgets the records and, with a new seed, begins the draws anew.
func (s *strays) reset(keep int, seed *uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.records.clear(keep)
	if seed != nil {
		s.requests = newStrayDraws(*seed)
		s.reserve = reserve{}
	}
}

// move has the draws go on from a position.
func (s *strays) move(to Position) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests.Move(to)
	s.reserve = reserve{}
}

// DropStrays forgets those records.
func (e *Engine) DropStrays() { e.strays.reset(e.opts.Keep, nil) }
