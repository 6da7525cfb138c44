package command

import (
	"os"
	"slices"
	"strings"

	"amazon-pay-emulator/emulator/server"
	"amazon-pay-emulator/fixtures"
	"amazon-pay-emulator/scenarios"
	"amazon-pay-emulator/strictyaml"
)

// The keys by which the documents of a scenario and of a fixture are known.
var (
	scenarioKeys = []string{"name", "description", "timings", "limits", "rules", "events"}
	fixtureKeys  = []string{"sellers", "buyers", "orders", "access_tokens"}
)

// sources are what a name stands for on the command line: the names of what
// scenarios and fixtures are to read.
type sources struct {
	scenarios, fixtures []string
}

// sourcesOf tells the files of a name apart: built-in ones, a file, or those of a
// folder. Files that are neither, or both, are problems; what is wrong with the
// others is for those to say who load them.
func sourcesOf(name string) (s sources, problems strictyaml.Problems) {
	builtin := append(fixtures.Builtin(), fixtures.None)
	if slices.Contains(builtin, name) {
		s.fixtures = append(s.fixtures, name)
		return s, nil
	}
	if _, ok := scenarios.Source(name); ok {
		s.scenarios = append(s.scenarios, name)
		return s, nil
	}
	for _, b := range scenarios.Builtin() {
		builtin = append(builtin, b.Name)
	}
	files, err := strictyaml.Files(name)
	if err != nil {
		return s, strictyaml.Problems{strictyaml.Unreadable(name, err, builtin)}
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			problems = append(problems, strictyaml.Unreadable(file, err, builtin))
			continue
		}
		problems = append(problems, s.add(file, data)...)
	}
	return s, problems
}

// kind is what a document is, as far as its keys tell.
type kind uint8

const (
	unclear kind = iota
	aScenario
	aFixture
)

// kindOf tells by the keys that a document has, or else by those that somebody
// meant who wrote them.
func kindOf(d *strictyaml.Value) kind {
	if d.Kind() != strictyaml.Map {
		return unclear
	}
	known := slices.Concat(scenarioKeys, fixtureKeys)
	var exact, near [aFixture + 1]int
	of := func(key string) kind {
		switch {
		case slices.Contains(scenarioKeys, key):
			return aScenario
		case slices.Contains(fixtureKeys, key):
			return aFixture
		}
		return unclear
	}
	for _, e := range d.Entries() {
		exact[of(e.Name)]++
		near[of(strictyaml.Nearest(e.Name, known))]++
	}
	for _, n := range [][aFixture + 1]int{exact, near} {
		switch {
		case n[aScenario] == 0 && n[aFixture] == 0:
		case n[aScenario] >= n[aFixture]:
			return aScenario
		default:
			return aFixture
		}
	}
	return unclear
}

// add sorts a file by what its documents are; those that don't tell are of the
// kind of the others.
func (s *sources) add(file string, data []byte) strictyaml.Problems {
	documents, _ := strictyaml.Read(file, data) // problems of the keys are found again below
	kinds := make([]kind, len(documents))
	for i, d := range documents {
		kinds[i] = kindOf(d)
	}
	switch scenario, fixture := slices.Contains(kinds, aScenario), slices.Contains(kinds, aFixture); {
	case scenario && fixture:
		return mixed(file, data, kinds)
	case scenario:
		s.scenarios = append(s.scenarios, file)
		return nil
	case fixture:
		s.fixtures = append(s.fixtures, file)
		return nil
	}
	documents, report := strictyaml.Read(file, data)
	for _, d := range documents {
		refuseUnknown(d)
	}
	problems := report.Problems()
	if len(problems) == 0 {
		empty := strictyaml.Place{File: file, Line: 1, Column: 1}.Problem("neither a scenario nor a fixture is in it", "")
		empty.Warning = true
		problems = append(problems, empty)
	}
	return problems
}

// mixed is what is wrong with a file that holds both: that it does, and what is
// wrong with each document by itself.
func mixed(file string, data []byte, kinds []kind) strictyaml.Problems {
	documents, report := strictyaml.Read(file, data)
	first := kinds[slices.IndexFunc(kinds, func(k kind) bool { return k != unclear })]
	at := func(line int) kind { // of the document in which a line is
		k := first
		for i, d := range documents {
			if d.Place().Line <= line && kinds[i] != unclear {
				k = kinds[i]
			}
		}
		return k
	}
	for i, d := range documents {
		switch {
		case kinds[i] == unclear || kinds[i] == first:
		case first == aFixture:
			d.Problem("a scenario in a file of fixtures", "write it into a file of its own")
		default:
			d.Problem("a fixture in a file of scenarios", "write it into a file of its own")
		}
	}
	problems := report.Problems()
	_, ofScenarios := scenarios.Parse(file, data, server.Vocabulary())
	_, ofFixtures := fixtures.Parse(file, data)
	for _, p := range ofScenarios {
		if at(p.Line) == aScenario {
			problems = append(problems, p)
		}
	}
	for _, p := range ofFixtures {
		if at(p.Line) == aFixture {
			problems = append(problems, p)
		}
	}
	return problems
}

// refuseUnknown is about documents that are neither scenario nor fixture.
func refuseUnknown(d *strictyaml.Value) {
	suggestion := "write " + strings.Join(scenarioKeys, ", ") + " for a scenario, or " + strings.Join(fixtureKeys, ", ") + " for a fixture"
	if d.Kind() != strictyaml.Map {
		d.Not("a map of keys and values", suggestion)
		return
	}
	entries := d.Entries()
	for _, e := range entries {
		e.Key.Problem("unknown key", suggestion)
	}
	if len(entries) == 0 {
		d.Problem("neither a scenario nor a fixture", suggestion)
	}
}
