package main_test

import (
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// importTable says who may import whom. A row lists the packages of ours that
// the package may import, and what it must never reach, neither itself nor
// through another package outside the standard library. "all" is every package
// of ours, "x/..." is x and all below it, and "third-party" is what is neither
// ours nor the standard library's. Tests may import what they like.
//
// docs/architecture.md says why.
const importTable = `
package                  | may import, of ours                                                                               | never
emulator                 |                                                                                                   | net/http encoding/... log/... math/rand/... third-party
emulator/vclock          |                                                                                                   | net/http
emulator/engine          | emulator emulator/vclock                                                                          | net/http encoding/xml gopkg.in/yaml.v3
emulator/store           | emulator emulator/engine                                                                          | net/http encoding/xml gopkg.in/yaml.v3
emulator/mws             | emulator emulator/engine emulator/mws/params emulator/mws/sigv2                                   | scenarios ipnsender/... emulator/admin
emulator/mws/params      |                                                                                                   | emulator
emulator/mws/sigv2       |                                                                                                   | emulator
emulator/admin           | emulator emulator/engine emulator/lwa scenarios ipnsender ipnsender/sns strictyaml                          | emulator/mws/...
emulator/lwa             |                                                                                                   | emulator
emulator/pki             |                                                                                                   | emulator
emulator/tunnel          |                                                                                                   | emulator
emulator/web             |                                                                                                   | emulator
emulator/server          | all                                                                                               |
emulator/emutest         | emulator emulator/server emulator/mws/sigv2 ipnsender/sns                                         |
scenarios                | emulator strictyaml                                                                               | emulator/engine net/http
fixtures                 | emulator strictyaml                                                                               | emulator/engine net/http
ipnsender                | ipnsender/sns                                                                                     | emulator
ipnsender/sns            |                                                                                                   | emulator
strictyaml               |                                                                                                   | emulator
command                  | emulator emulator/server emulator/mws/sigv2 ipnsender ipnsender/sns scenarios fixtures strictyaml |
main                     | command                                                                                           |
examples/ipn-receiver-go |                                                                                                   | emulator third-party
e2e                      |                                                                                                   |
`

// core are the packages that are told the time and never ask for it, so that a
// test can move it.
var core = []string{"emulator", "emulator/vclock", "emulator/engine"}

// asksForTime are the functions of package time that read the machine's clock.
var asksForTime = []string{"Now", "Since", "Until"}

func TestImports(t *testing.T) {
	rows, err := parseTable(importTable)
	require.NoError(t, err)
	graph := listPackages(t)
	require.Contains(t, graph, "emulator")
	for _, violation := range rows.check(graph) {
		t.Error(violation)
	}
}

func TestCoreNeverAsksForTheTime(t *testing.T) {
	graph := listPackages(t)
	for _, name := range core {
		require.Contains(t, graph, name)
		files := token.NewFileSet()
		for _, file := range graph[name].GoFiles {
			tree, err := parser.ParseFile(files, filepath.Join(graph[name].Dir, file), nil, 0)
			require.NoError(t, err)
			for _, use := range uses(tree, "time", asksForTime) {
				t.Errorf("%s: time.%s: this package is given the time", files.Position(use.Pos()), use.Name)
			}
		}
	}
}

// A check that cannot fail proves nothing: each kind of violation is fed in and
// has to be named, and what is allowed has to pass.
func TestImportTableComplains(t *testing.T) {
	rows, err := parseTable(`
		package | may import, of ours | never
		core    |                     | encoding/... net/http third-party
		engine  | core                | net/http gopkg.in/yaml.v3
		face    | core engine         | sender/...
		server  | all                 |
		sender  |                     | core`)
	require.NoError(t, err)
	std := func(name string) goPackage { return goPackage{ImportPath: name, Standard: true} }
	outside := func(name string, imports ...string) goPackage {
		return goPackage{ImportPath: name, Imports: imports}
	}
	ours := func(name string, imports ...string) goPackage {
		return goPackage{ImportPath: module + "/" + name, Imports: imports}
	}

	for name, test := range map[string]struct {
		packages []goPackage
		want     []string
	}{
		"allowed": {
			packages: []goPackage{
				ours("core", "fmt"),
				ours("engine", module+"/core", "github.com/google/uuid"),
				ours("face", module+"/core", module+"/engine", "net/http"),
				ours("server", module+"/core", module+"/engine", module+"/face", module+"/sender"),
				ours("sender", "net/http"),
			},
		},
		"an import of ours that is not in the row": {
			packages: []goPackage{ours("engine", module+"/core", module+"/face"), ours("core"), ours("face")},
			want:     []string{"engine imports face, which its row does not allow"},
		},
		"forbidden itself": {
			packages: []goPackage{ours("core", "net/http")},
			want:     []string{"core must never reach net/http: core -> net/http"},
		},
		"forbidden below a name": {
			packages: []goPackage{ours("core", "encoding/json"), ours("face", module+"/sender/sns"), ours("sender"), ours("sender/sns")},
			want: []string{
				"core must never reach encoding/json: core -> encoding/json",
				"face imports sender/sns, which its row does not allow",
				"face must never reach sender/sns: face -> sender/sns",
				"sender/sns has no row in the import table: say what it may import",
			},
		},
		"forbidden through another of ours": {
			packages: []goPackage{ours("engine", module+"/core"), ours("core", "net/http")},
			want: []string{
				"core must never reach net/http: core -> net/http",
				"engine must never reach net/http: engine -> core -> net/http",
			},
		},
		"forbidden through a library": {
			packages: []goPackage{ours("engine", "example.org/lib"), outside("example.org/lib", "gopkg.in/yaml.v3"), outside("gopkg.in/yaml.v3")},
			want:     []string{"engine must never reach gopkg.in/yaml.v3: engine -> example.org/lib -> gopkg.in/yaml.v3"},
		},
		"a library where none may be": {
			packages: []goPackage{ours("core", "github.com/google/uuid")},
			want:     []string{"core must never reach github.com/google/uuid: core -> github.com/google/uuid"},
		},
		"what the standard library imports is its own business": {
			packages: []goPackage{ours("core", "crypto/x509"), {ImportPath: "crypto/x509", Standard: true, Imports: []string{"encoding/pem"}}},
		},
		"a package without a row": {
			packages: []goPackage{ours("web")},
			want:     []string{"web has no row in the import table: say what it may import"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			graph := packageGraph{}
			for _, p := range append(test.packages, std("fmt"), std("net/http"), std("encoding/json"), std("encoding/pem"), outside("github.com/google/uuid")) {
				graph[short(p.ImportPath)] = p
			}
			require.Equal(t, test.want, rows.check(graph))
		})
	}

	for name, table := range map[string]string{
		"a row that is no row":     "header\na | b",
		"a package that is twice":  "header\na | |\na | |",
		"an import without a row":  "header\na | b |",
		"a table without any rows": "header",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parseTable(table)
			require.Error(t, err)
		})
	}
}

func TestUsesComplains(t *testing.T) {
	for name, test := range map[string]struct {
		source string
		want   []string
	}{
		"a call":               {`import "time"; var a = time.Now()`, []string{"Now"}},
		"before another call":  {`import "time"; var a = time.Now().UTC()`, []string{"Now"}},
		"a value":              {`import "time"; var now = time.Now`, []string{"Now"}},
		"under another name":   {`import clock "time"; var a = clock.Since(b)`, []string{"Since"}},
		"without its name":     {`import . "time"; var a = Until(b)`, []string{"."}},
		"other functions":      {`import "time"; var a = time.Unix(0, 0).Add(time.Second)`, nil},
		"a method of the name": {`import "time"; var t time.Time; var a = clock.Now()`, nil},
		"a variable's field":   {`import _ "time"; func f(time clock) { time.Now() }`, nil},
		"another package":      {`import "example.org/time"; var a = time.Now()`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			tree, err := parser.ParseFile(token.NewFileSet(), "x.go", "package x; "+test.source, 0)
			require.NoError(t, err)
			var names []string
			for _, use := range uses(tree, "time", asksForTime) {
				names = append(names, use.Name)
			}
			require.Equal(t, test.want, names)
		})
	}
}

type importRow struct{ ours, never []string }

// importRows is the table by package.
type importRows map[string]importRow

func parseTable(table string) (importRows, error) {
	_, lines, _ := strings.Cut(strings.TrimSpace(table), "\n") // without its head
	rows := importRows{}
	for line := range strings.Lines(lines) {
		cells := strings.Split(line, "|")
		if len(cells) != 3 {
			return nil, fmt.Errorf("a row has 3 cells: %q", line)
		}
		name := strings.TrimSpace(cells[0])
		if _, twice := rows[name]; twice {
			return nil, fmt.Errorf("%s has two rows", name)
		}
		rows[name] = importRow{ours: strings.Fields(cells[1]), never: strings.Fields(cells[2])}
	}
	for name, row := range rows {
		for _, other := range row.ours {
			if _, known := rows[other]; !known && other != "all" {
				return nil, fmt.Errorf("%s may import %s, which has no row", name, other)
			}
		}
	}
	if len(rows) == 0 {
		return nil, errors.New("no rows")
	}
	return rows, nil
}

// check returns what the packages of ours in the graph do against the table,
// sorted.
func (rows importRows) check(graph packageGraph) []string {
	var violations []string
	for name, p := range graph {
		if !p.isOurs() {
			continue
		}
		row, known := rows[name]
		if !known {
			violations = append(violations, name+" has no row in the import table: say what it may import")
			continue
		}
		for _, imported := range p.Imports {
			other := short(imported)
			if graph[other].isOurs() && !slices.Contains(row.ours, other) && !slices.Contains(row.ours, "all") {
				violations = append(violations, fmt.Sprintf("%s imports %s, which its row does not allow", name, other))
			}
		}
		for reached, way := range graph.reach(name) {
			if slices.ContainsFunc(row.never, func(pattern string) bool { return graph.matches(pattern, reached) }) {
				violations = append(violations, fmt.Sprintf("%s must never reach %s: %s", name, reached, way))
			}
		}
	}
	slices.Sort(violations)
	return violations
}
