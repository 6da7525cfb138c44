package strictyaml

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// Bounds on what a file may make a reader do.
const (
	deepest     = 100     // levels of maps and lists
	mostAliased = 100_000 // values that aliases unfold to, per file
)

// Kind tells apart what can be written at a place.
type Kind string

// The kinds. A date counts as Text.
const (
	Missing Kind = "nothing"
	Null    Kind = "an empty value"
	Text    Kind = "text"
	Number  Kind = "a number"
	Boolean Kind = "true or false"
	List    Kind = "a list"
	Map     Kind = "a map of keys and values"
)

// Value is a cursor at one place of a document. The zero of every getter comes
// with ok = false: when the value was left out, which is no problem, and when
// it is wrong, which is reported.
type Value struct {
	node   *yaml.Node // nil: left out, or unusable and reported
	at     *yaml.Node // where problems are shown
	report *Report

	parent  *Value
	key     string // in parent, when that is a map
	index   int    // in parent, when that is a list
	depth   int
	aliased bool
}

// child makes the cursor for a part of a value.
func (v *Value) child(key string, index int, at, node *yaml.Node) *Value {
	c := &Value{report: v.report, parent: v, key: key, index: index, at: at, depth: v.depth + 1, aliased: v.aliased}
	if node != nil {
		c.enter(node)
	}
	return c
}

// enter moves the cursor onto a node, through aliases, unless the node can't be
// used at all.
func (v *Value) enter(node *yaml.Node) {
	if nothing := node.ShortTag() == "!!null" && node.Value == ""; v.at == nil || !nothing {
		v.at = node // nothing has no place of its own
	}
	for node.Kind == yaml.AliasNode {
		node, v.aliased = node.Alias, true
	}
	if v.aliased {
		v.report.aliased++
		if v.report.aliased == mostAliased+1 {
			v.Problem(fmt.Sprintf("the file's aliases unfold to more than %d values", mostAliased), "write fewer of them")
		}
		if v.report.aliased > mostAliased {
			return
		}
	}
	switch {
	case v.depth > deepest:
		if !v.report.tooDeep {
			v.report.tooDeep = true // once is enough
			v.Problem(fmt.Sprintf("nested more than %d levels deep", deepest), "")
		}
	case node.Style&yaml.TaggedStyle != 0:
		suggestion := "remove it"
		if !strings.HasPrefix(node.Tag, "!!") {
			suggestion = "remove it, or put quotes around what begins with !"
		}
		v.Problem("the tag "+node.Tag+" means nothing here", suggestion)
	default:
		v.node = node
	}
}

// Present says that something usable is written here, be it null.
func (v *Value) Present() bool { return v.node != nil }

// Kind is what is written here.
func (v *Value) Kind() Kind {
	if v.node == nil {
		return Missing
	}
	switch v.node.Kind {
	case yaml.SequenceNode:
		return List
	case yaml.MappingNode:
		return Map
	}
	switch v.node.ShortTag() {
	case "!!null":
		return Null
	case "!!int", "!!float":
		return Number
	case "!!bool":
		return Boolean
	}
	return Text
}

// Place is where the value is written, or where it would belong.
func (v *Value) Place() Place {
	p := Place{File: v.report.file, Line: 1, Column: 1, Path: v.path()}
	if v.at != nil {
		p.Line, p.Column = v.at.Line, v.at.Column
	}
	return p
}

var plainKey = regexp.MustCompile(`^[\w.<-]+$`)

func (v *Value) path() string {
	if v.parent == nil {
		return ""
	}
	above := v.parent.path()
	switch {
	case v.key == "":
		return above + "[" + strconv.Itoa(v.index) + "]"
	case !plainKey.MatchString(v.key):
		return above + "[" + Quote(v.key) + "]"
	case above == "":
		return v.key
	}
	return above + "." + v.key
}

// Problem reports a problem with the value: what was seen, and what to do.
func (v *Value) Problem(message, suggestion string) {
	v.report.add(v.Place().Problem(message, suggestion))
}

// Warn reports something that is allowed but surely not meant.
func (v *Value) Warn(message, suggestion string) {
	p := v.Place().Problem(message, suggestion)
	p.Warning = true
	v.report.add(p)
}

// Not reports that the value is not what was asked for, as in: "soon" is not a
// duration. It reports nothing of a value that was left out.
func (v *Value) Not(what, suggestion string) {
	switch v.Kind() {
	case Missing:
	case Null, List, Map:
		v.Problem(string(v.Kind())+" is not "+what, suggestion)
	case Text:
		v.Problem(Quote(v.node.Value)+" is not "+what, suggestion)
	default:
		v.Problem(shorten(v.node.Value)+" is not "+what, suggestion)
	}
}

// Quote puts a text in quotes for a message, and leaves out the end of a novel.
func Quote(text string) string { return strconv.Quote(shorten(text)) }

// shorten keeps a message readable when the value is a novel.
func shorten(text string) string {
	const most = 60
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most]) + "…"
}
