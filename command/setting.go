package command

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"amazon-pay-emulator/fixtures"
	"amazon-pay-emulator/scenarios"
)

// setting is one row of what serve can be told: a flag, with its twin in the
// environment and its key in the configuration file.
type setting struct {
	name   string // of the flag and the key
	arg    string // what help calls the value
	normal string // what it is when nobody says anything; empty: nothing
	about  string
	list   bool // may be repeated, or hold several values with commas between them
	toggle bool // true or false; the flag alone means true
	path   bool // names files; those in the configuration file are relative to it
	late   bool // when nobody says anything, it is left to config.defaultSeller
	set    func(c *config, values []string) error
}

// twin is the setting's environment variable.
func (s setting) twin() string { return twinOf(s.name) }

func twinOf(flag string) string {
	return environmentPrefix + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

const environmentPrefix = "APAY_"

// noListener is what switches a listener off where an empty value can't be given.
const noListener = "none"

// one makes the setter of a setting with a single value.
func one(set func(c *config, value string) error) func(*config, []string) error {
	return func(c *config, values []string) error {
		if len(values) != 1 {
			return errors.New("takes one value")
		}
		return set(c, values[0])
	}
}

// isScenario says whether a scenario of that name is built in.
func isScenario(name string) bool {
	_, ok := scenarios.Source(name)
	return ok
}

// below makes the paths of a setting relative to a folder.
func (s setting) below(folder string, values []string) []string {
	if !s.path {
		return values
	}
	paths := make([]string, len(values))
	for i, v := range values {
		paths[i] = v
		isName := v == "" || v == fixtures.None || slices.Contains(fixtures.Builtin(), v) || isScenario(v)
		if !isName && !filepath.IsAbs(v) {
			paths[i] = filepath.Join(folder, v)
		}
	}
	return paths
}
