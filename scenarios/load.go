package scenarios

import (
	"embed"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"amazon-pay-emulator/strictyaml"
)

//go:embed builtin/*.yaml
var builtin embed.FS

// Named is a built-in scenario: its name, and what it does in a sentence or two.
type Named struct{ Name, Description string }

// Builtin lists the built-in scenarios by name.
func Builtin() []Named {
	var list []Named
	for _, name := range builtinNames() {
		source, _ := Source(name)
		documents, _ := strictyaml.Read(name, source)
		for _, e := range documents[0].Entries() {
			if e.Name == "description" {
				description, _ := e.Value.Text()
				list = append(list, Named{name, strings.TrimSpace(description)})
			}
		}
	}
	return list
}

// Source is the file of a built-in scenario; false: there is none of the name.
func Source(name string) ([]byte, bool) {
	data, err := builtin.ReadFile(path.Join("builtin", name+".yaml"))
	return data, err == nil && !strings.ContainsAny(name, `/\`)
}

func builtinNames() []string {
	files, _ := fs.Glob(builtin, "builtin/*.yaml")
	for i, f := range files {
		files[i] = strings.TrimSuffix(path.Base(f), ".yaml")
	}
	slices.Sort(files) // a name before those that begin with it
	return files
}

// Load reads scenarios, in the order given: each name is a built-in scenario, a
// file, or a folder with *.yaml and *.yml files, which are read in the order of
// their names. The name of a built-in scenario comes first; a file that is
// called the same is ./flaky. No two scenarios may have one name. There are none
// when any problem is more than a warning.
func Load(names []string, v Vocabulary) ([]*Scenario, Problems) {
	var list []read
	var problems Problems
	add := func(file string, data []byte, err error) {
		if err != nil {
			problems = append(problems, strictyaml.Unreadable(file, err, builtinNames()))
			return
		}
		more, found := parse(file, data, v)
		list, problems = append(list, more...), append(problems, found...)
	}
	for _, name := range names {
		if data, ok := Source(name); ok {
			add(name, data, nil)
			continue
		}
		files, err := strictyaml.Files(name)
		if err != nil {
			add(name, nil, err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			add(file, data, err)
		}
	}
	problems = append(problems, doubled(list)...)
	return usable(list, problems), problems
}
