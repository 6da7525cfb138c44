package command

import (
	"context"
	"flag"
	"fmt"
	"strings"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/server"
	"amazon-pay-emulator/fixtures"
	"amazon-pay-emulator/scenarios"
	"amazon-pay-emulator/strictyaml"
)

// validate checks files as serve would read them, each by itself and a folder as
// a whole.
func validate(flags *flag.FlagSet) action {
	profile := flags.String("profile", "production", "`production|sandbox` under which timings and limits the objects came to be")
	region := flags.String("region", string(exampleSeller.Region), "`us|uk|de|jp` the region of sellers that the files don't name")
	return func(_ context.Context, p *Program, args []string) error {
		rules, err := emulator.RulesOf(*profile)
		if err != nil {
			return misused("--profile: %w", err)
		}
		if err := oneOf("a region", *region, emulator.Regions...); err != nil {
			return misused("--region: %w", err)
		}
		owner := exampleSeller
		owner.Region = emulator.Region(*region)
		setting := fixtures.Setting{
			Start: p.Now(), Rules: rules, Default: owner,
			Digits: func(string) func(uint32) uint32 { return counter() },
		}
		sound := true
		for _, name := range args {
			found, problems := check(name, setting)
			for _, problem := range distinct(problems) {
				fmt.Fprintln(p.Stdout, problem)
			}
			if problems.Err() == nil && found != "" {
				fmt.Fprintf(p.Stdout, "%s: ok, %s\n", name, found)
			}
			sound = sound && problems.Err() == nil
		}
		if !sound {
			return failedQuietly()
		}
		return nil
	}
}

// check reads what a name stands for, and answers what is in it.
func check(name string, setting fixtures.Setting) (found string, problems strictyaml.Problems) {
	s, problems := sourcesOf(name)
	var parts []string
	if len(s.scenarios) > 0 {
		list, more := scenarios.Load(s.scenarios, server.Vocabulary())
		problems = append(problems, more...)
		parts = append(parts, decided(list))
	}
	if len(s.fixtures) > 0 {
		fixture, more := fixtures.Load(s.fixtures)
		world, refused := fixture.Build(setting)
		problems = append(append(problems, more...), refused...)
		parts = append(parts, contents(world))
	}
	return strings.Join(parts, ", "), problems
}

// distinct is each problem once.
func distinct(problems strictyaml.Problems) (lines []string) {
	seen := map[string]bool{}
	problems.Sort()
	for _, problem := range problems {
		if line := problem.String(); !seen[line] {
			seen[line] = true
			lines = append(lines, line)
		}
	}
	return lines
}

// counter draws numbers that don't repeat soon.
func counter() func(uint32) uint32 {
	var last uint32
	return func(n uint32) uint32 {
		last++
		return last % n
	}
}

// decided counts what scenarios hold.
func decided(list []*scenarios.Scenario) string {
	var rules, events int
	for _, s := range list {
		rules += len(s.Rules)
		events += len(s.Events)
	}
	return fmt.Sprintf("scenarios %d, rules %d, events %d", len(list), rules, events)
}

// contents counts what a world holds.
func contents(w fixtures.World) string {
	var authorizations, captures, refunds int
	for _, o := range w.Orders {
		authorizations += len(o.Authorizations)
		captures += len(o.Captures)
		refunds += len(o.Refunds)
	}
	return fmt.Sprintf("sellers %d, orders %d, authorizations %d, captures %d, refunds %d",
		len(w.Sellers), len(w.Orders), authorizations, captures, refunds)
}
