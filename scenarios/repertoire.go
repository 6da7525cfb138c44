package scenarios

import (
	"slices"
	"sync"
)

// Repertoire is what the Directors of one emulator have in common: what the API
// knows, the scenarios of the start, and those for sellers to come. Its methods
// may be called from several goroutines.
type Repertoire struct {
	Vocabulary Vocabulary

	start []*Scenario

	mu      sync.Mutex
	current []*Scenario
}

// NewRepertoire makes the Repertoire of an emulator that starts with these
// scenarios.
func NewRepertoire(v Vocabulary, start []*Scenario) *Repertoire {
	return &Repertoire{Vocabulary: v, start: start, current: start}
}

// Director makes the Director of a seller who comes into being.
func (r *Repertoire) Director() *Director {
	r.mu.Lock()
	defer r.mu.Unlock()
	return NewDirector(r.Vocabulary, r.current, r.start)
}

// Play makes these the scenarios of sellers to come.
func (r *Repertoire) Play(list []*Scenario) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.current = list
}

// Reset makes the scenarios of the start those of sellers to come.
func (r *Repertoire) Reset() { r.Play(r.start) }

// Named finds a scenario by its name, among those of the start and those that are
// built in.
func (r *Repertoire) Named(name string) (*Scenario, bool) {
	for _, s := range r.start {
		if s.Name == name {
			return s, true
		}
	}
	source, ok := Source(name)
	if !ok {
		return nil, false
	}
	list, _ := Parse(name, source, r.Vocabulary) // a test reads them all
	return list[0], true
}

// Names lists the scenarios that Named finds.
func (r *Repertoire) Names() []string {
	var names []string
	for _, s := range r.start {
		names = append(names, s.Name)
	}
	for _, b := range Builtin() {
		if !slices.Contains(names, b.Name) {
			names = append(names, b.Name)
		}
	}
	return names
}
