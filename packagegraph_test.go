package main_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"io"
	"os"
	"os/exec"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "amazon-pay-emulator"

// goPackage is what `go list -json` says of a package, as far as needed here.
type goPackage struct {
	ImportPath string
	Dir        string
	Standard   bool
	GoFiles    []string
	Imports    []string
}

func (p goPackage) isOurs() bool {
	return p.ImportPath == module || strings.HasPrefix(p.ImportPath, module+"/")
}

// packageGraph holds packages by their short names.
type packageGraph map[string]goPackage

// short is an import path as the table writes it: ours without the module.
func short(importPath string) string {
	if importPath == module {
		return "main"
	}
	return strings.TrimPrefix(importPath, module+"/")
}

// listPackages returns the packages of the module and all that they need.
func listPackages(t *testing.T) packageGraph {
	t.Helper()
	list := exec.Command("go", "list", "-deps", "-json=ImportPath,Dir,Standard,GoFiles,Imports", "./...")
	var stderr bytes.Buffer
	list.Stderr = &stderr
	out, err := list.Output()
	require.NoErrorf(t, err, "go list: %s", &stderr)
	graph := packageGraph{}
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p goPackage
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			return graph
		}
		require.NoError(t, err)
		graph[short(p.ImportPath)] = p
		if p.isOurs() {
			// `go test` reuses a result until something that the test itself looked at
			// has changed. What go list looks at does not count.
			_, err := os.ReadDir(p.Dir)
			require.NoError(t, err)
		}
	}
}

// reach returns every package that the named one imports, itself or through
// packages outside the standard library, each with one shortest way to it.
func (graph packageGraph) reach(name string) map[string]string {
	ways := map[string]string{name: name}
	for todo := []string{name}; len(todo) > 0; todo = todo[1:] {
		for _, imported := range graph[todo[0]].Imports {
			other := short(imported)
			if _, known := ways[other]; known {
				continue
			}
			ways[other] = ways[todo[0]] + " -> " + other
			if !graph[other].Standard {
				todo = append(todo, other)
			}
		}
	}
	delete(ways, name)
	return ways
}

// matches reports whether a package is what a cell of the last column names.
func (graph packageGraph) matches(pattern, name string) bool {
	if pattern == "third-party" {
		return !graph[name].Standard && !graph[name].isOurs()
	}
	root, below := strings.CutSuffix(pattern, "/...")
	return name == root || below && strings.HasPrefix(name, root+"/")
}

// uses returns the places where a file names one of the functions of a package:
// time.Now, called or not. A dot import of the package counts as a use, as it
// would hide all others.
func uses(file *ast.File, importPath string, functions []string) []*ast.Ident {
	var found []*ast.Ident
	local := path.Base(importPath) // the package's name in this file
	imports := slices.IndexFunc(file.Imports, func(spec *ast.ImportSpec) bool {
		return spec.Path.Value == strconv.Quote(importPath)
	})
	if imports < 0 {
		return nil
	}
	if name := file.Imports[imports].Name; name != nil {
		local = name.Name
		if local == "." {
			found = append(found, name)
		}
	}
	ast.Inspect(file, func(node ast.Node) bool {
		selector, ok := node.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		// A name that the file declares itself (Obj) is not the package.
		if of, ok := selector.X.(*ast.Ident); ok && of.Name == local && of.Obj == nil && slices.Contains(functions, selector.Sel.Name) {
			found = append(found, selector.Sel)
		}
		return true
	})
	return found
}
