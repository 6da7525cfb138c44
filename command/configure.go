package command

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"amazon-pay-emulator/strictyaml"
)

// inputs are where the settings of serve come from.
type inputs struct {
	flags   map[string][]string // by the setting's name; what was not given is not there
	environ []string            // NAME=value
	read    func(file string) ([]byte, error)
}

// configure finds the value of every setting: the flag's, else that of the
// environment, else that of the configuration file, else the normal one. The
// error names everything that is wrong and where it came from. The warnings are
// about what is ignored.
func configure(in inputs) (c config, warnings []string, err error) {
	var problems []error
	environment, warnings := readEnvironment(in.environ)
	file := &configFile{}
	if name := in.configName(environment); name != "" {
		var wrong strictyaml.Problems
		if file, wrong = readConfigFile(name, in.read); len(wrong) > 0 {
			problems = append(problems, wrong)
		}
	}
	for _, s := range settings {
		values, source := s.pick(in.flags, environment, file)
		if source == "" && s.late {
			continue
		}
		if err := s.set(&c, values); err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", source, err))
		}
	}
	c.sellers = file.sellers
	return c, warnings, errors.Join(problems...)
}

// configName is the name of the configuration file, if there is one.
func (in inputs) configName(environment map[string]string) string {
	if values, given := in.flags[configFlag]; given {
		return values[len(values)-1]
	}
	return environment[twinOf(configFlag)]
}

const configFlag = "config"

// pick finds the values of one setting and says where they come from: from
// nowhere when they are the normal ones.
func (s setting) pick(flags map[string][]string, environment map[string]string, file *configFile) (values []string, source string) {
	if values, given := flags[s.name]; given {
		if !s.list {
			values = values[len(values)-1:] // the last one counts
		}
		return values, "--" + s.name
	}
	if value, given := environment[s.twin()]; given {
		return s.split(value), s.twin()
	}
	if v, given := file.values[s.name]; given {
		return s.below(filepath.Dir(file.name), v.texts), v.place.String()
	}
	return s.split(s.normal), ""
}

// split makes the values of a setting from one text.
func (s setting) split(text string) []string {
	if s.list {
		return splitList(text)
	}
	return []string{text}
}

// readEnvironment finds the program's variables. One that is empty counts as not
// set: that is what files of containers make of a variable that is left out. One
// that means nothing is worth a warning but no more, because container
// orchestrators make variables of their own from the names of services.
func readEnvironment(environ []string) (values map[string]string, warnings []string) {
	values = map[string]string{}
	known := []string{twinOf(configFlag), twinOf(urlFlag), twinOf(caFlag)}
	for _, s := range settings {
		known = append(known, s.twin())
	}
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		switch {
		case !strings.HasPrefix(name, environmentPrefix):
		case !slices.Contains(known, name):
			warnings = append(warnings, "the variable "+name+" means nothing here"+didYouMean("", name, known))
		case value == "":
			delete(values, name)
		default:
			values[name] = value
		}
	}
	return values, warnings
}
