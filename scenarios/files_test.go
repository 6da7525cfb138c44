package scenarios_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/server"
	"amazon-pay-emulator/scenarios"
)

var update = flag.Bool("update", false, "write the expectations beside the files")

var words = server.Vocabulary()

// The files are of four kinds: good ones load, bad ones have the wrong form,
// refused ones have the right form but say what can't be, and broken ones are
// wrong beyond what a schema is about. Beside each stands what is to come of it.
func TestFiles(t *testing.T) {
	for _, kind := range []string{"good", "bad", "refused", "broken"} {
		for name, data := range files(t, kind) {
			t.Run(kind+"/"+name, func(t *testing.T) {
				list, problems := scenarios.Parse(name, data, words)
				var got strings.Builder
				if kind == "good" {
					require.NoError(t, problems.Err())
					for _, s := range list {
						got.WriteString(describe(s))
					}
				} else {
					require.Error(t, problems.Err())
					require.Empty(t, list)
				}
				got.WriteString(problems.Error())
				compare(t, filepath.Join("testdata", kind, strings.TrimSuffix(name, ".yaml")+".want"), got.String())
			})
		}
	}
}

func files(t testing.TB, kind string) map[string][]byte {
	paths, err := filepath.Glob(filepath.Join("testdata", kind, "*.yaml"))
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	all := map[string][]byte{}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		all[filepath.Base(path)] = data
	}
	return all
}

func compare(t *testing.T, file, got string) {
	got = strings.TrimSpace(got) + "\n"
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

// describe writes what a scenario says, line by line, without what is as usual.
func describe(s *scenarios.Scenario) string {
	var b strings.Builder
	line := func(depth int, format string, args ...any) {
		b.WriteString(strings.TrimRight(strings.Repeat("  ", depth)+fmt.Sprintf(format, args...), " ") + "\n")
	}
	when := func(list []scenarios.Condition) {
		for _, c := range list {
			line(2, "when %s: %s", c.Subject, c.Text)
		}
	}
	line(0, "scenario %s: %s", s.Name, s.Description)
	usual := emulator.Production()
	for _, change := range changes(reflect.ValueOf(usual), reflect.ValueOf(scenarios.Overridden(s, usual))) {
		line(1, "%s", change)
	}
	for _, r := range s.Rules {
		line(1, "rule %s on %v times %d skip %d chance %v", r.Name, r.On, r.Times, r.Skip, r.Chance)
		when(r.When)
		for _, o := range r.Then {
			line(2, "then %s", outcome(o))
		}
	}
	for _, e := range s.Events {
		line(1, "event %s after %s%s.%s delay %s", e.Name, e.Operation, e.Kind, e.State, e.Delay)
		when(e.When)
		line(2, "do %s", strings.Join(changes(reflect.ValueOf(emulator.Verdict{}), reflect.ValueOf(e.Verdict)), " "))
		if e.Dispute != nil {
			line(2, "dispute %+v", *e.Dispute)
		}
	}
	return b.String()
}

func outcome(o scenarios.Outcome) string {
	words := changes(reflect.ValueOf(emulator.Verdict{}), reflect.ValueOf(o.Verdict))
	words = append(words, changes(reflect.ValueOf(emulator.Delivery{}), reflect.ValueOf(o.Delivery))...)
	if o.Delay != (scenarios.Span{}) {
		words = append(words, fmt.Sprintf("delay %s to %s", o.Delay.Min, o.Delay.Max))
	}
	if o.Error != nil {
		words = append(words, fmt.Sprintf("error %+v", *o.Error))
	}
	if o.Fault != "" {
		words = append(words, fmt.Sprintf("fault %s after %s", o.Fault, o.After))
	}
	if o.Applied {
		words = append(words, "applied")
	}
	return strings.Join(words, " ")
}

// changes lists the fields in which two values of a struct differ.
func changes(from, to reflect.Value) []string {
	var list []string
	for i := range to.NumField() {
		switch a, b := from.Field(i), to.Field(i); {
		case b.Kind() == reflect.Struct:
			list = append(list, changes(a, b)...)
		case !a.Equal(b):
			list = append(list, fmt.Sprintf("%s=%v", to.Type().Field(i).Name, b.Interface()))
		}
	}
	return list
}
