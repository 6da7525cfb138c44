package scenarios

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
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
//
// It may be asked for after every call. Most of it are sources, which don't
// change, and counters: these are written by hand.
func (d *Director) Save() ([]byte, error) {
	var rest struct {
		Attempts []savedAttempt `json:"attempts,omitempty"`
		Once     []string       `json:"once,omitempty"`
	}
	rest.Once = slices.Sorted(maps.Keys(d.once))
	for key, count := range d.attempts {
		rest.Attempts = append(rest.Attempts, savedAttempt{key.operation, key.environment, key.reference, count})
	}
	slices.SortFunc(rest.Attempts, func(a, b savedAttempt) int {
		return cmp.Or(cmp.Compare(a.Operation, b.Operation), cmp.Compare(a.Environment, b.Environment), strings.Compare(a.Reference, b.Reference))
	})
	room := 64
	for _, a := range slices.Concat(d.active, d.next) {
		room += 64 + len(a.source) + 32*len(a.counts) + 8*len(a.followed)
	}
	b, err := appendActs(append(make([]byte, 0, room), `{"scenarios":`...), d.active)
	if err != nil {
		return nil, err
	}
	if b, err = appendActs(append(b, `,"next":`...), d.next); err != nil {
		return nil, err
	}
	if len(rest.Attempts)+len(rest.Once) == 0 {
		return append(b, '}'), nil
	}
	more, err := json.Marshal(rest)
	return append(append(b, ','), bytes.TrimPrefix(more, []byte("{"))...), err
}

// appendActs appends a list of savedAct.
func appendActs(b []byte, list []*act) (_ []byte, err error) {
	b = append(b, '[')
	for i, a := range list {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = a.append(b); err != nil {
			return nil, err
		}
	}
	return append(b, ']'), nil
}

// append appends the act as a savedAct.
func (a *act) append(b []byte) ([]byte, error) {
	if a.source == nil {
		var err error
		if a.source, err = json.Marshal(a.scenario.Source); err != nil {
			return nil, err
		}
	}
	b = append(append(b, `{"source":`...), a.source...)
	b = append(b, `,"counts":[`...)
	for i, c := range a.counts {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(append(b, `{"matched":`...), int64(c.Matched), 10)
		b = strconv.AppendInt(append(b, `,"hits":`...), int64(c.Hits), 10)
		b = append(b, '}')
	}
	b = append(b, ']')
	for i, n := range a.followed {
		if b = append(b, ','); i == 0 {
			b = append(b, `"events":[`...)
		}
		b = strconv.AppendInt(b, int64(n), 10)
	}
	if len(a.followed) > 0 {
		b = append(b, ']')
	}
	return append(b, '}'), nil
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
