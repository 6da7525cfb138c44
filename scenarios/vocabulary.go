package scenarios

import (
	"regexp"
	"slices"
	"strings"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/strictyaml"
)

// Vocabulary is what a face knows by name, for scenarios to speak of.
type Vocabulary struct {
	Operations []Operation
	Common     []string // parameters that every operation takes
	Failures   []Failure
}

// Operation is an API operation with the wire names of its own parameters. In
// the names of what is in lists, N stands for a number from 1.
type Operation struct {
	Name       emulator.Operation
	Parameters []string
}

// Failure is an error answer by its code, with the status that it usually has.
type Failure struct {
	Code   string
	Status int
}

func (v Vocabulary) operations() []emulator.Operation {
	list := make([]emulator.Operation, len(v.Operations))
	for i, o := range v.Operations {
		list[i] = o.Name
	}
	return list
}

// parameters lists what some operations take, without the common ones; of no
// operation it lists what any takes.
func (v Vocabulary) parameters(of []emulator.Operation) []string {
	var list []string
	for _, o := range v.Operations {
		if len(of) == 0 || slices.Contains(of, o.Name) {
			list = append(list, o.Parameters...)
		}
	}
	return list
}

// taking lists the operations that take a parameter.
func (v Vocabulary) taking(parameter string) []string {
	var list []string
	for _, o := range v.Operations {
		if slices.Contains(o.Parameters, inList(parameter)) {
			list = append(list, string(o.Name))
		}
	}
	return list
}

// takes says whether an operation takes one of some parameters.
func (v Vocabulary) takes(op emulator.Operation, parameters ...string) bool {
	list := v.parameters([]emulator.Operation{op})
	return slices.ContainsFunc(parameters, func(p string) bool { return slices.Contains(list, p) })
}

// status is the usual status of an error code; 0: it is not known.
func (v Vocabulary) status(code string) int {
	for _, f := range v.Failures {
		if f.Code == code {
			return f.Status
		}
	}
	return 0
}

func (v Vocabulary) codes() []string {
	list := make([]string, len(v.Failures))
	for i, f := range v.Failures {
		list[i] = f.Code
	}
	return list
}

var itemNumber = regexp.MustCompile(`\.[1-9][0-9]*(\.|$)`)

// inList is the name of a parameter with N for the numbers of items.
func inList(name string) string { return itemNumber.ReplaceAllString(name, ".N$1") }

var anyItem = regexp.MustCompile(`\.N(\.|$)`)

// meant guesses which name somebody had in mind: one that is nearly the same, or
// one that ends with the words. It is empty when none is likely.
func meant(word string, names []string) string {
	near := strictyaml.Nearest(inList(word), names)
	if near == "" {
		end := "." + strings.ToLower(inList(word))
		if i := slices.IndexFunc(names, func(n string) bool { return strings.HasSuffix(strings.ToLower(n), end) }); i >= 0 {
			near = names[i]
		}
	}
	return anyItem.ReplaceAllString(near, ".1$1")
}
