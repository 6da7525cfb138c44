package scenarios_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/scenarios"
)

func write(t *testing.T, name, yaml string) {
	require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
	require.NoError(t, os.WriteFile(name, []byte(yaml), 0o644))
}

func TestLoad(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "one.yaml", "name: one\nlimits: {overcharge_percent: 1}")
	write(t, "folder/b.yml", "name: b\nlimits: {overcharge_percent: 1}")
	write(t, "folder/a.yaml", "name: a1\nlimits: {overcharge_percent: 1}\n---\nname: a2\nlimits: {overcharge_percent: 1}")
	write(t, "folder/.draft.yaml", "nam: hidden")
	write(t, "folder/notes.txt", "no scenario")
	write(t, "folder/deeper/c.yaml", "neither")
	write(t, "slow-answers", "neither: the name of a built-in scenario comes first")
	write(t, "quiet.yaml", "name: quiet")
	for name, test := range map[string]struct {
		names []string
		want  []string
	}{
		"nothing":            {nil, nil},
		"a file":             {[]string{"one.yaml"}, []string{"one"}},
		"a built-in one":     {[]string{"slow-answers"}, []string{"slow-answers"}},
		"a folder, by name":  {[]string{"folder"}, []string{"a1", "a2", "b"}},
		"several, as given":  {[]string{"one.yaml", "slow-answers", "folder"}, []string{"one", "slow-answers", "a1", "a2", "b"}},
		"one with a warning": {[]string{"quiet.yaml"}, []string{"quiet"}},
	} {
		t.Run(name, func(t *testing.T) {
			list, problems := scenarios.Load(test.names, words)
			require.NoError(t, problems.Err())
			var got []string
			for _, s := range list {
				got = append(got, s.Name)
			}
			require.Equal(t, test.want, got)
		})
	}
}

func TestLoadProblems(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "a.yaml", "name: one\nrule: []")
	write(t, "b.yaml", "name: one\nlimits: {overcharge_percent: 1}")
	write(t, "c.yaml", "name: slow-answers\nlimits: {overcharge_percent: 1}")
	write(t, "empty/readme.txt", "")
	builtin := scenarios.Builtin()[0].Name
	for name, test := range map[string]struct {
		names []string
		want  string
	}{
		"a mistyped name":            {[]string{"slow-answer"}, "slow-answer: no such file or directory; did you mean slow-answers?"},
		"a folder without scenarios": {[]string{"empty"}, "empty: the folder holds no *.yaml or *.yml file; built in are " + builtin},
		"every file's problems, and names of several files": {[]string{"a.yaml", "nowhere.yaml", "b.yaml"}, strings.Join([]string{
			"a.yaml:1:1: warning: the scenario decides nothing; write rules, events or timings",
			"a.yaml:2:1: rule: unknown key; did you mean rules?",
			"nowhere.yaml: no such file or directory; built in are " + builtin,
		}, "\n")},
		"a file twice":                {[]string{"b.yaml", "./b.yaml"}, "./b.yaml:1:7: name: the scenario one is there twice; the first is at b.yaml:1:7"},
		"a built-in one's name again": {[]string{"slow-answers", "c.yaml"}, "c.yaml:1:7: name: the scenario slow-answers is there twice; the first is at slow-answers:1:7"},
	} {
		t.Run(name, func(t *testing.T) {
			list, problems := scenarios.Load(test.names, words)
			require.Error(t, problems.Err())
			require.Nil(t, list)
			require.Contains(t, problems.Error(), test.want)
		})
	}
}

// Each built-in scenario is called like its file and says what it does.
func TestBuiltin(t *testing.T) {
	list := scenarios.Builtin()
	require.NotEmpty(t, list)
	var names []string
	for _, b := range list {
		require.NotEmpty(t, b.Description, b.Name)
		names = append(names, b.Name)
		loaded, problems := scenarios.Load([]string{b.Name}, words)
		require.Empty(t, problems)
		require.Len(t, loaded, 1)
		require.Equal(t, b.Name, loaded[0].Name)
		require.Equal(t, b.Description, strings.TrimSpace(loaded[0].Description))
		source, ok := scenarios.Source(b.Name)
		require.True(t, ok)
		require.Equal(t, string(source), loaded[0].Source)
	}
	all, problems := scenarios.Load(names, words)
	require.Empty(t, problems)
	require.Len(t, all, len(list))
	files, err := os.ReadDir("builtin")
	require.NoError(t, err)
	require.Len(t, list, len(files), "one in each file, with a description")
	for _, name := range []string{"", "nothing", "../builtin/slow-answers", "slow-answers.yaml"} {
		_, ok := scenarios.Source(name)
		require.False(t, ok, name)
	}
}
