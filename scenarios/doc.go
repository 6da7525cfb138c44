// Package scenarios lets people say in YAML what Amazon decides.
//
// It has two halves. One reads files: Load and Parse check them against what
// the API knows, a Vocabulary, and answer Scenarios, which never change, or
// every problem with its place. The other plays them: a Director belongs to one
// seller, keeps the counters of the scenarios that are active there, and answers
// an emulator.Question about each call with an emulator.Plan.
//
// A decision depends on nothing but the question and the counters, not even on
// chance: draws follow from the seed, the rule and their number. So the same
// calls are decided alike in every run, and what a Director has to remember is
// small and can be saved.
//
// Read scenario.go first, which is the model. The reading half is parse.go with a
// file for each part of a scenario, and subject.go with readwhen.go for
// conditions; schema.json says the same for editors. The playing half begins in
// director.go.
package scenarios
