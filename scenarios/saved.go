package scenarios

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"amazon-pay-emulator/emulator"
)

// saved is a Director as it is written down. The scenarios themselves are in it,
// as they were written: they may be others at the next start.
type saved struct {
	Scenarios []savedAct     `json:"scenarios"`
	Next      []savedAct     `json:"next"`
	Attempts  []savedAttempt `json:"attempts,omitempty"`
	Once      []string       `json:"once,omitempty"`
}

type savedAct struct {
	Source string  `json:"source"`
	Counts []Count `json:"counts"`
	Events []int   `json:"events,omitempty"`
}

type savedAttempt struct {
	Operation   emulator.Operation   `json:"operation"`
	Environment emulator.Environment `json:"environment"`
	Reference   string               `json:"reference"`
	Count       int                  `json:"count"`
}

// Save writes down all that the Director has to remember, as JSON. What it keeps
// for people only, the calls that no rule decided, is not in it.
func (d *Director) Save() ([]byte, error) {
	s := saved{Scenarios: savedActs(d.active), Next: savedActs(d.next), Once: slices.Sorted(maps.Keys(d.once))}
	for key, count := range d.attempts {
		s.Attempts = append(s.Attempts, savedAttempt{key.operation, key.environment, key.reference, count})
	}
	slices.SortFunc(s.Attempts, func(a, b savedAttempt) int {
		return cmp.Or(cmp.Compare(a.Operation, b.Operation), cmp.Compare(a.Environment, b.Environment), strings.Compare(a.Reference, b.Reference))
	})
	return json.Marshal(s)
}

func savedActs(list []*act) []savedAct {
	all := make([]savedAct, len(list))
	for i, a := range list {
		all[i] = savedAct{a.scenario.Source, a.counts, a.followed}
	}
	return all
}

// Restore brings back what Save has written. With an error nothing has changed.
func (d *Director) Restore(data []byte) error {
	var s saved
	read := json.NewDecoder(bytes.NewReader(data))
	read.DisallowUnknownFields()
	if err := read.Decode(&s); err != nil {
		return fmt.Errorf("scenarios: %w", err)
	}
	if s.Scenarios == nil || s.Next == nil {
		return errors.New("scenarios: this is not what was saved: scenarios and next belong to it")
	}
	back := &Director{vocabulary: d.vocabulary, start: d.start}
	back.clear()
	for _, x := range s.Scenarios {
		list, problems := Parse("scenario", []byte(x.Source), d.vocabulary)
		if err := problems.Err(); err != nil {
			return err
		}
		if len(list) != 1 {
			return fmt.Errorf("scenarios: the source of one holds %d", len(list))
		}
		a := stage(list[0])
		if err := a.restore(x); err != nil {
			return err
		}
		back.active = append(back.active, a)
	}
	for _, x := range s.Next {
		r, problems := ParseRule("rule", []byte(x.Source), d.vocabulary)
		if err := problems.Err(); err != nil {
			return err
		}
		back.Enqueue(r)
		if err := back.next[len(back.next)-1].restore(x); err != nil {
			return err
		}
	}
	for _, x := range s.Attempts {
		back.attempts[attempt{x.Operation, x.Environment, x.Reference}] = x.Count
	}
	for _, key := range s.Once {
		back.once[key] = true
	}
	back.attend()
	*d = *back
	return nil
}

// restore brings the counters back.
func (a *act) restore(x savedAct) error {
	if len(x.Counts) != len(a.counts) || len(x.Events) != len(a.followed) {
		return fmt.Errorf("scenarios: %s has %d rules and %d events, but counters for %d and %d",
			a.scenario.Name, len(a.counts), len(a.followed), len(x.Counts), len(x.Events))
	}
	for i, c := range x.Counts {
		if c.Hits < 0 || c.Matched < c.Hits {
			return fmt.Errorf("scenarios: rule %s of %s can't have matched %d calls and decided %d",
				Label(a.scenario.Rules[i].Name, i), a.scenario.Name, c.Matched, c.Hits)
		}
	}
	copy(a.counts, x.Counts)
	copy(a.followed, x.Events)
	return nil
}
