package strictyaml

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Place is a spot in a file. Line and Column count from 1, in characters; both
// are 0 for a file as a whole. Path leads there through keys and indexes, such
// as orders[1].created, and is empty at the top.
type Place struct {
	File         string
	Line, Column int
	Path         string
}

// String is the place as editors and people find it: file:line:col: path, without
// what is not known.
func (p Place) String() string {
	spot := p.File
	if p.Line > 0 {
		spot = strings.TrimPrefix(fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column), ":")
	}
	return strings.TrimPrefix(strings.TrimSuffix(spot+": "+p.Path, ": "), ": ")
}

// Problem makes a problem of the place.
func (p Place) Problem(message, suggestion string) Problem {
	return Problem{Place: p, Message: message, Suggestion: suggestion}
}

// Problem is one thing that is wrong with a file: where, what was seen, and
// what to do. Suggestion may be empty. A Warning doesn't keep the file from
// being used.
type Problem struct {
	Place
	Message    string
	Suggestion string
	Warning    bool
}

// String is the problem in one line: file:line:col: path: message; suggestion.
func (p Problem) String() string {
	message := p.Message
	if p.Suggestion != "" {
		message += "; " + p.Suggestion
	}
	if p.Warning {
		message = "warning: " + message
	}
	return strings.TrimPrefix(p.Place.String()+": "+message, ": ")
}

// Problems are all the problems that were found.
type Problems []Problem

// Error is one line per problem.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// Err is the problems as an error, or nil when there are none but warnings.
func (ps Problems) Err() error {
	if slices.ContainsFunc(ps, func(p Problem) bool { return !p.Warning }) {
		return ps
	}
	return nil
}

// Sort orders problems by file and place.
func (ps Problems) Sort() {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}

// Report collects what is wrong with one file.
type Report struct {
	file     string
	data     []byte
	markers  []marker // in data; nil: not looked for yet
	problems Problems
	aliased  int  // values handed out from below an alias
	tooDeep  bool // that was reported
}

// Problems lists what was found so far by place. What an alias repeats is
// listed once.
func (r *Report) Problems() Problems {
	type spot struct {
		line, column int
		message      string
	}
	seen := map[spot]bool{}
	var all Problems
	for _, p := range r.problems {
		if s := (spot{p.Line, p.Column, p.Message}); !seen[s] {
			seen[s] = true
			all = append(all, p)
		}
	}
	all.Sort()
	return all
}

func (r *Report) add(p Problem) { r.problems = append(r.problems, p) }
