package strictyaml

import (
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// Items lists the values of a list; none when it was left out.
func (v *Value) Items() []*Value {
	if v.Kind() != List {
		v.Not("a list", "begin each item with a dash and a space")
		return nil
	}
	items := make([]*Value, len(v.node.Content))
	for i, node := range v.node.Content {
		items[i] = v.child("", i, node, node)
	}
	return items
}

// Entry is one key of a map with its value. Problems with the key itself are
// reported at Key.
type Entry struct {
	Name  string
	Key   *Value
	Value *Value
}

// Entries lists the keys of a map in the order in which they are written, with
// those that merge keys (<<) bring at the end; none when the map was left out.
// Doubled keys and keys that are no text are problems.
func (v *Value) Entries() []Entry {
	if v.Kind() != Map {
		v.Not("a map of keys and values", "write key: value")
		return nil
	}
	var entries, merged []Entry
	written := map[string]*yaml.Node{}
	for i := 0; i+1 < len(v.node.Content); i += 2 {
		key, value := v.node.Content[i], v.node.Content[i+1]
		if key.ShortTag() == "!!merge" {
			merged = append(merged, v.merge(key, value)...)
			continue
		}
		name := v.child(key.Value, 0, key, key)
		if name.Kind() != Text || key.Value == "" {
			name.Not("a key", "keys are words")
			continue
		}
		if first, twice := written[name.node.Value]; twice {
			name.Problem("the key is written twice", fmt.Sprintf("the first is at %d:%d", first.Line, first.Column))
			continue
		}
		name.key = name.node.Value
		written[name.key] = key
		entries = append(entries, Entry{Name: name.key, Key: name, Value: v.child(name.key, 0, key, value)})
	}
	for _, e := range merged {
		if _, own := written[e.Name]; !own {
			written[e.Name] = e.Key.node
			entries = append(entries, e)
		}
	}
	return entries
}

// merge lists what a merge key brings: the keys of a map, or of each map in a
// list, of which the earlier ones win.
func (v *Value) merge(key, value *yaml.Node) []Entry {
	source := v.child(key.Value, 0, key, value)
	sources := []*Value{source}
	if source.Kind() == List {
		sources = source.Items()
	}
	var entries []Entry
	for _, s := range sources {
		for _, e := range s.Entries() {
			e.Key.parent, e.Value.parent = v, v
			entries = append(entries, e)
		}
	}
	return entries
}

// Fields are the values of a map whose keys are known.
type Fields struct {
	of     *Value
	values map[string]*Value
	usable bool
}

// Fields opens a map and reports the keys that are not among the known ones.
func (v *Value) Fields(known ...string) *Fields {
	f := &Fields{of: v, values: map[string]*Value{}, usable: v.Kind() == Map}
	for _, e := range v.Entries() {
		if !slices.Contains(known, e.Name) {
			e.Key.Problem("unknown key", suggest(e.Name, known))
			continue
		}
		f.values[e.Name] = e.Value
	}
	return f
}

// Get is the value of a key. One that was left out is not Present; its Place is
// where the map begins.
func (f *Fields) Get(key string) *Value {
	if v, ok := f.values[key]; ok {
		return v
	}
	return f.of.child(key, 0, f.of.at, nil)
}

// Need is Get for a key that must be there: that it is left out is reported,
// with the suggestion.
func (f *Fields) Need(key, suggestion string) *Value {
	v := f.Get(key)
	if _, written := f.values[key]; !written && f.usable {
		v.Problem("left out, but needed", suggestion)
	}
	return v
}

// Place is where the map is written.
func (f *Fields) Place() Place { return f.of.Place() }

// suggest names the option that was probably meant, or else all of them.
func suggest(word string, options []string) string {
	if near := Nearest(word, options); near != "" {
		return "did you mean " + near + "?"
	}
	return "known here: " + strings.Join(options, ", ")
}
