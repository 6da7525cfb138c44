package admin

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/scenarios"
	"amazon-pay-emulator/strictyaml"
)

// scenarioList is what is active for a seller, and what was not decided.
type scenarioList struct {
	SellerID  string           `json:"seller_id"`
	Scenarios []activeScenario `json:"scenarios"`
	Unmatched []unmatched      `json:"unmatched"` // calls that no rule decided, the newest first
	Warnings  []flaw           `json:"warnings,omitempty"`
}

// activeScenario is a scenario with what it has done.
type activeScenario struct {
	Name        string        `json:"name"`
	Description string        `json:"description"`
	Rules       []activeRule  `json:"rules"`
	Events      []activeEvent `json:"events"`
	Timings     []string      `json:"timings"` // names of those that it changes
	Source      string        `json:"source"`  // the YAML
}

type activeRule struct {
	Rule    string               `json:"rule"` // name, or number from 1
	On      []emulator.Operation `json:"on"`   // ["*"]: every operation
	Matched int                  `json:"matched"`
	Hits    int                  `json:"hits"`
}

type activeEvent struct {
	Event string `json:"event"` // name, or number from 1
	Hits  int    `json:"hits"`
}

// unmatched is a call that no rule decided, and why not.
type unmatched struct {
	At        moment             `json:"at"`
	Operation emulator.Operation `json:"operation"`
	Object    string             `json:"object,omitempty"`
	Reference string             `json:"reference,omitempty"`
	Rules     []notMet           `json:"rules"`
	LeftOut   int                `json:"rules_left_out,omitempty"`
}

// notMet is the first condition of a rule that failed.
type notMet struct {
	Scenario  string `json:"scenario"`
	Rule      string `json:"rule"`
	Condition string `json:"condition"` // parameter or fact, or on, skip, chance or times
	Want      string `json:"want"`
	Saw       string `json:"saw"`
}

// scenarioNames is the body that activates scenarios by their names.
type scenarioNames struct {
	ofSeller
	Names []string `json:"names"`
}

// direct lets use change an account's director.
func direct(account *engine.Account, use func(*scenarios.Director)) error {
	return account.Scripted(func(s engine.Script) { use(s.(*scenarios.Director)) })
}

// inspect lets look at an account's director.
func inspect(account *engine.Account, look func(*scenarios.Director)) {
	account.Inspect(func(s engine.Script) { look(s.(*scenarios.Director)) })
}

func (a *API) getScenarios(c *call) (any, error) {
	return showScenarios(a.account(c)), nil
}

func (a *API) putScenarios(c *call) (any, error) {
	list, warnings, err := a.readScenarios(c)
	if err != nil {
		return nil, err
	}
	if err := a.play(c, list); err != nil {
		return nil, err
	}
	d := showScenarios(a.account(c))
	d.Warnings = warnings
	return d, nil
}

func (a *API) deleteScenarios(c *call) (any, error) {
	if err := a.play(c, nil); err != nil {
		return nil, err
	}
	return showScenarios(a.account(c)), nil
}

// play makes the scenarios those of the seller of the call, or of all.
func (a *API) play(c *call, list []*scenarios.Scenario) error {
	if c.seller == "" {
		a.options.Scenarios.Play(list)
	}
	accounts, _ := a.accounts(c)
	for _, account := range accounts {
		if err := direct(account, func(d *scenarios.Director) { d.Play(list) }); err != nil {
			return err
		}
	}
	return nil
}

// readScenarios reads scenarios in YAML, or the names of some.
func (a *API) readScenarios(c *call) ([]*scenarios.Scenario, []flaw, error) {
	data, err := c.readScript()
	if err != nil {
		return nil, nil, err
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, nil, noScenario()
	}
	if v, _ := readYAML(data); has(v, "names") && !has(v, "name") {
		return a.namedScenarios(c, data)
	}
	list, problems := scenarios.Parse("", data, a.options.Scenarios.Vocabulary)
	if problems.Err() != nil {
		return nil, nil, invalid(flawsOf(problems)...)
	}
	if len(list) == 0 {
		return nil, nil, noScenario()
	}
	return list, flawsOf(problems), nil
}

// noScenario refuses a body that holds nothing, so that nobody switches all off
// by an empty file.
func noScenario() error {
	return invalid(flaw{Message: "there is no scenario", Suggestion: `send YAML, or {"names":["lost-answer"]}; DELETE switches scenarios off`})
}

// namedScenarios finds scenarios by their names, among those of the start and the
// built-in ones. Files are not for strangers to read.
func (a *API) namedScenarios(c *call, data []byte) ([]*scenarios.Scenario, []flaw, error) {
	v, flaws := readYAML(data)
	var request scenarioNames
	if len(flaws) == 0 {
		flaws = bind(v, &request)
	}
	if len(flaws) > 0 {
		return nil, nil, invalid(flaws...)
	}
	if request.SellerID != nil {
		if err := c.limitTo("seller_id", *request.SellerID); err != nil {
			return nil, nil, err
		}
	}
	known := a.options.Scenarios.Names()
	if len(request.Names) > len(known) {
		return nil, nil, invalid(flaw{Path: "names", Message: fmt.Sprintf("%d names are too many", len(request.Names)), Suggestion: fmt.Sprintf("there are %d scenarios", len(known))})
	}
	var list []*scenarios.Scenario
	for i, name := range request.Names {
		s, ok := a.options.Scenarios.Named(name)
		if !ok {
			flaws = append(flaws, oneOf(itemPath("names", i), name, known)...)
			continue
		}
		if slices.Contains(request.Names[:i], name) {
			flaws = append(flaws, flaw{Path: itemPath("names", i), Message: strictyaml.Quote(name) + " is there twice", Suggestion: "name it once"})
		}
		list = append(list, s)
	}
	if len(flaws) > 0 {
		return nil, nil, invalid(flaws...)
	}
	return list, nil, nil
}

func has(v value, name string) bool {
	for _, f := range v.fields {
		if f.name == name {
			return true
		}
	}
	return false
}

// flawsOf are the problems of a file that was sent.
func flawsOf(problems strictyaml.Problems) []flaw {
	var flaws []flaw
	for _, p := range problems {
		message := p.Message
		if p.Warning {
			message = "warning: " + message
		}
		flaws = append(flaws, flaw{Line: p.Line, Column: p.Column, Path: shorten(p.Path), Message: message, Suggestion: p.Suggestion, Warning: p.Warning})
	}
	return flaws
}

func showScenarios(account *engine.Account) scenarioList {
	var r scenarios.Report
	inspect(account, func(d *scenarios.Director) { r = d.Report() })
	d := scenarioList{SellerID: account.ID(), Scenarios: []activeScenario{}, Unmatched: []unmatched{}}
	for _, s := range r.Scenarios {
		d.Scenarios = append(d.Scenarios, showScenario(s))
	}
	for _, m := range r.Misses {
		u := unmatched{At: moment(m.At), Operation: m.Operation, Object: m.Object, Reference: m.Reference, Rules: []notMet{}, LeftOut: m.LeftOut}
		for _, n := range m.Rules {
			u.Rules = append(u.Rules, notMet{n.Scenario, n.Rule, n.Subject, n.Want, n.Saw})
		}
		d.Unmatched = append(d.Unmatched, u)
	}
	return d
}

func showScenario(s scenarios.ActiveScenario) activeScenario {
	d := activeScenario{
		Name: s.Name, Description: strings.TrimSpace(s.Description), Rules: []activeRule{}, Events: []activeEvent{}, Timings: []string{}, Source: s.Source,
	}
	for i, r := range s.Rules {
		on := r.On
		if len(on) == 0 {
			on = []emulator.Operation{"*"}
		}
		d.Rules = append(d.Rules, activeRule{Rule: scenarios.Label(r.Name, i), On: on, Matched: s.Counts[i].Matched, Hits: s.Counts[i].Hits})
	}
	for i, e := range s.Events {
		d.Events = append(d.Events, activeEvent{Event: scenarios.Label(e.Name, i), Hits: s.Followed[i]})
	}
	for _, o := range s.Timings {
		d.Timings = append(d.Timings, o.Name)
	}
	return d
}
