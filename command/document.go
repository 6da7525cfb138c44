package command

import (
	"os"
	"slices"
	"strings"

	"amazon-pay-emulator/fixtures"
	"amazon-pay-emulator/scenarios"
	"amazon-pay-emulator/strictyaml"
)

// The keys by which the documents of a scenario and of a fixture are known.
var (
	scenarioKeys = []string{"name", "description", "timings", "limits", "rules", "events"}
	fixtureKeys  = []string{"sellers", "buyers", "orders"}
)

// sources are what a name stands for on the command line: the names of what
// scenarios and fixtures are to read.
type sources struct {
	scenarios, fixtures []string
}

// sourcesOf tells the files of a name apart: built-in ones, a file, or those of a
// folder. Files that are neither, or both, are problems.
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

// add sorts a file by what its documents are.
func (s *sources) add(file string, data []byte) strictyaml.Problems {
	documents, report := strictyaml.Read(file, data)
	var holdsScenarios, holdsFixtures bool
	for _, d := range documents {
		scenario, fixture := count(d, scenarioKeys), count(d, fixtureKeys)
		switch {
		case scenario+fixture == 0:
			refuseUnknown(d)
		case scenario >= fixture && holdsFixtures:
			d.Problem("a scenario in a file of fixtures", "write it into a file of its own")
		case scenario < fixture && holdsScenarios:
			d.Problem("a fixture in a file of scenarios", "write it into a file of its own")
		case scenario >= fixture:
			holdsScenarios = true
		default:
			holdsFixtures = true
		}
	}
	problems := report.Problems()
	switch {
	case holdsScenarios && len(problems) == 0:
		s.scenarios = append(s.scenarios, file)
	case holdsFixtures && len(problems) == 0:
		s.fixtures = append(s.fixtures, file)
	case len(problems) == 0:
		empty := strictyaml.Place{File: file, Line: 1, Column: 1}.Problem("neither a scenario nor a fixture is in it", "")
		empty.Warning = true
		problems = append(problems, empty)
	}
	return problems
}

// count says how many of the keys a document has.
func count(d *strictyaml.Value, keys []string) (n int) {
	if d.Kind() != strictyaml.Map {
		return 0
	}
	for _, e := range d.Entries() {
		if slices.Contains(keys, e.Name) {
			n++
		}
	}
	return n
}

// refuseUnknown is about documents that are neither scenario nor fixture.
func refuseUnknown(d *strictyaml.Value) {
	suggestion := "write " + strings.Join(scenarioKeys, ", ") + " for a scenario, or " + strings.Join(fixtureKeys, ", ") + " for a fixture"
	if d.Kind() == strictyaml.Map {
		for _, e := range d.Entries() {
			if near := strictyaml.Nearest(e.Name, slices.Concat(scenarioKeys, fixtureKeys)); near != "" {
				suggestion = "did you mean " + near + "?"
				break
			}
		}
	}
	d.Problem("neither a scenario nor a fixture", suggestion)
}
