package scenarios

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"amazon-pay-emulator/strictyaml"
)

// Problem is one thing that is wrong with a scenario, see strictyaml.Problem.
type Problem = strictyaml.Problem

// Problems are all of them. Err makes an error of those that are no warnings, or
// nil.
type Problems = strictyaml.Problems

// Parse reads the scenarios of one file, one in each document; file is what
// problems call it. There are no scenarios when any problem is more than a
// warning.
func Parse(file string, data []byte, v Vocabulary) ([]*Scenario, Problems) {
	list, problems := parse(file, data, v)
	problems = append(problems, doubled(list)...)
	problems.Sort()
	return usable(list, problems), problems
}

// ParseRule reads one rule that stands alone, in JSON or YAML. Where it says no
// times it is for one call, and it can't be unlimited. The keys in beside may be
// there too: they are another's to read.
func ParseRule(file string, data []byte, v Vocabulary, beside ...string) (*Rule, Problems) {
	documents, report := strictyaml.Read(file, data)
	if len(documents) == 0 && len(report.Problems()) == 0 {
		at := strictyaml.Place{File: file, Line: 1, Column: 1}
		return nil, Problems{at.Problem("there is no rule", `write {"on": "Capture", "then": {"state": "Declined", "reason": "AmazonRejected"}}`)}
	}
	var rule *Rule
	for i, document := range documents {
		if i > 0 {
			document.Problem("there is a second document", "write one rule")
			continue
		}
		r := reader{words: v, alone: true}
		rule = r.rule(document, beside...).Rule
		rule.Source = strings.TrimSpace(string(data))
	}
	problems := report.Problems()
	if problems.Err() != nil {
		return nil, problems
	}
	return rule, problems
}

// reader reads what a vocabulary allows.
type reader struct {
	words Vocabulary
	alone bool // what is read is one rule, and no scenario
}

// read is a scenario and where its name is written.
type read struct {
	*Scenario
	name strictyaml.Place
}

func parse(file string, data []byte, v Vocabulary) ([]read, Problems) {
	documents, report := strictyaml.Read(file, data)
	r := reader{words: v}
	var list []read
	for _, document := range documents {
		list = append(list, r.scenario(document))
	}
	problems := report.Problems()
	if len(documents) == 0 && len(problems) == 0 {
		empty := strictyaml.Place{File: file, Line: 1, Column: 1}.Problem("there is no scenario", "write name: and rules:")
		empty.Warning = true
		problems = append(problems, empty)
	}
	return list, problems
}

func (r reader) scenario(v *strictyaml.Value) read {
	f := v.Fields("name", "description", "timings", "limits", "rules", "events")
	s := &Scenario{Source: v.Source()}
	name := f.Need("name", "write name: my-scenario")
	s.Name = readName(name)
	s.Description, _ = f.Get("description").TextUpTo(2000)
	s.Timings = readTimings(f.Get("timings"), f.Get("limits"))
	var drafts []draft
	for _, item := range f.Get("rules").Items() {
		d := r.rule(item)
		drafts = append(drafts, d)
		s.Rules = append(s.Rules, d.Rule)
	}
	for _, item := range f.Get("events").Items() {
		s.Events = append(s.Events, r.event(item))
	}
	if v.Kind() == strictyaml.Map && empty(f.Get("rules"), f.Get("events"), f.Get("timings"), f.Get("limits")) {
		v.Warn("the scenario decides nothing", "write rules, events or timings")
	}
	warnOfNames(drafts)
	r.warnOfReach(drafts)
	s.compile()
	return read{s, name.Place()}
}

// empty says that values are left out, or hold nothing.
func empty(list ...*strictyaml.Value) bool {
	return !slices.ContainsFunc(list, func(v *strictyaml.Value) bool {
		switch v.Kind() {
		case strictyaml.Missing:
			return false
		case strictyaml.List:
			return len(v.Items()) > 0
		case strictyaml.Map:
			return len(v.Entries()) > 0
		}
		return true // it is wrong, and that is reported
	})
}

// readName reads what a scenario, rule or event is called: it goes into headers
// and lists.
func readName(v *strictyaml.Value) string {
	name, ok := v.TextUpTo(100)
	if ok && (strings.ContainsFunc(name, func(c rune) bool { return !unicode.IsPrint(c) }) || strings.TrimSpace(name) != name) {
		v.Not("a name", "write it in one line, without spaces around it")
		return ""
	}
	return name
}

// doubled finds scenarios that are called the same.
func doubled(list []read) (problems Problems) {
	first := map[string]strictyaml.Place{}
	for _, s := range list {
		if before, twice := first[s.Name]; twice && s.Name != "" {
			problems = append(problems, s.name.Problem(fmt.Sprintf("the scenario %s is there twice", s.Name), "the first is at "+spot(before)))
			continue
		}
		first[s.Name] = s.name
	}
	return problems
}

// spot is a place without its path.
func spot(p strictyaml.Place) string {
	p.Path = ""
	return p.String()
}

func usable(list []read, problems Problems) []*Scenario {
	if problems.Err() != nil {
		return nil
	}
	scenarios := make([]*Scenario, len(list))
	for i, s := range list {
		scenarios[i] = s.Scenario
	}
	return scenarios
}
