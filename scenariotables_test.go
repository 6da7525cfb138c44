package main_test

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/mws"
	"amazon-pay-emulator/scenarios"
)

var update = flag.Bool("update", false, "write the tables of docs/scenarios.md anew")

// The tables of the guide say what the code does.
func TestScenarioTables(t *testing.T) {
	const file = "docs/scenarios.md"
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	tables := regexp.MustCompile(`(?s)(<!-- generated: [^\n]*-->\n).*(<!-- end of what is generated -->)`)
	require.Len(t, tables.FindAll(text, -1), 1)
	want := tables.ReplaceAllFunc(text, func(old []byte) []byte {
		marks := tables.FindSubmatch(old)
		return slices.Concat(marks[1], []byte(scenarioTables(t)), marks[2])
	})
	if *update {
		require.NoError(t, os.WriteFile(file, want, 0o644))
		return
	}
	require.Equal(t, string(want), string(text), "go test -run TestScenarioTables -update .")
}

func scenarioTables(t *testing.T) string {
	s := schema(t)
	var d tables
	d.table("Facts", "fact", "meaning", "is held against")
	held := s.at("$defs", "when", "properties")
	for _, f := range scenarios.Facts {
		d.row(code(f.Name), f.Doc, s.describe(held.at(f.Name).ref()))
	}
	d.row("a parameter whose name ends in `.Amount`", "of the call", s.describe("amount"))
	d.row("any other parameter", "of the call", s.describe("anyValue"))

	d.table("A scenario", "key", "value", "meaning")
	d.keys(s)
	d.table("A rule", "key", "value", "meaning")
	d.keys(s, "$defs", "rule")
	d.table("An outcome (`then`)", "key", "for", "value", "meaning")
	for _, key := range s.at("$defs", "outcome", "properties").names() {
		v := s.at("$defs", "outcome", "properties", key)
		d.row(code(key), belongs(t, key), v.values(), v.text("description"))
	}
	for _, part := range []string{"error", "fault", "ipn"} {
		d.table("`"+part+"`", "key", "value", "meaning")
		d.keys(s, "$defs", part)
	}
	d.table("An event", "key", "value", "meaning")
	d.keys(s, "$defs", "event")

	d.table("Timings", "name", "production", "sandbox", "meaning")
	for _, key := range s.at("properties", "timings", "properties").names() {
		if key != "limits" {
			d.row(code(key), timing(t, emulator.Production(), key), timing(t, emulator.LikeSandbox(), key), s.at("properties", "timings", "properties", key).text("description"))
		}
	}
	d.table("Limits", "name", "usual", "meaning")
	for _, key := range s.at("$defs", "limits", "properties").names() {
		d.row(code(key), fmt.Sprint(field(t, emulator.Production().Limits, key)), s.at("$defs", "limits", "properties", key).text("description"))
	}

	d.table("States and reasons that a rule can decide", "operation", "state", "reasons")
	for _, op := range operations() {
		var list []emulator.Status
		for _, o := range emulator.Outcomes {
			if o.Operation == op {
				list = append(list, emulator.Status{State: o.State, Reason: o.Reason})
			}
		}
		d.states(string(op), list)
	}
	d.table("States and reasons that an event can bring", "object", "state", "reasons")
	for _, kind := range []emulator.Kind{emulator.KindOrder, emulator.KindAuthorization, emulator.KindCapture, emulator.KindRefund} {
		d.states(strings.ReplaceAll(string(kind), "_", " "), emulator.Decisions(kind))
	}
	d.table("Error codes", "code", "status", "text")
	for _, f := range mws.Failures() {
		d.row(code(f.Code), fmt.Sprint(f.Status), f.Message)
	}
	d.table("Built-in scenarios", "name", "what it does")
	for _, b := range scenarios.Builtin() {
		d.row(code(b.Name), b.Description)
	}
	return d.String() + "\n"
}

// tables are written one after the other.
type tables struct{ strings.Builder }

func (d *tables) table(title string, columns ...string) {
	fmt.Fprintf(d, "\n### %s\n\n", title)
	d.row(columns...)
	d.row(slices.Repeat([]string{"---"}, len(columns))...)
}

func (d *tables) row(cells ...string) {
	for i := range cells {
		cells[i] = strings.ReplaceAll(strings.TrimSuffix(cells[i], "."), "|", `\|`)
	}
	fmt.Fprintf(d, "| %s |\n", strings.Join(cells, " | "))
}

// keys is a row for each property of something in the schema.
func (d *tables) keys(s node, path ...string) {
	for _, key := range s.at(append(path, "properties")...).names() {
		v := s.at(append(path, "properties", key)...)
		about := v.text("description")
		if about == "" {
			about = s.describe(v.ref())
		}
		d.row(code(key), v.values(), about)
	}
}

// states is a row for each state, with the reasons it can have.
func (d *tables) states(of string, list []emulator.Status) {
	for i, s := range list {
		if slices.ContainsFunc(list[:i], func(o emulator.Status) bool { return o.State == s.State }) {
			continue
		}
		var reasons []string
		for _, o := range list {
			if o.State == s.State && o.Reason != "" {
				reasons = append(reasons, string(o.Reason))
			}
		}
		d.row(of, string(s.State), strings.Join(reasons, ", "))
	}
}

// operations lists those whose objects reach a state that can be decided.
func operations() (list []emulator.Operation) {
	for _, o := range emulator.Outcomes {
		if !slices.Contains(list, o.Operation) {
			list = append(list, o.Operation)
		}
	}
	return list
}
