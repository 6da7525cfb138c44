// Package strictyaml reads YAML that people write by hand and tells them
// everything that is wrong with it in one run, each problem with its place:
//
//	decline.yaml:12:9: orders[1].created: "soon" is not a duration; write 8d or 1h30m
//
// Read splits a file into documents. A document is a Value, a cursor over one
// node of the tree: its getters answer what is written there, or report a
// problem and answer ok = false. Fields opens a map whose keys are known and
// reports those that aren't; a key that was left out is a Value too, one that
// is not Present, whose getters answer ok = false and report nothing. So the
// code that reads a form mirrors the form:
//
//	documents, report := strictyaml.Read(name, data)
//	for _, document := range documents {
//		f := document.Fields("name", "limit", "steps")
//		name, _ := f.Need("name", "write name: my-scenario").Text()
//		limit, given := f.Get("limit").Int(1, 25)
//		for _, step := range f.Get("steps").Items() {
//			...
//		}
//	}
//	return report.Problems()
//
// Strict means: unknown and doubled keys, wrong types (also 97701 where text
// belongs), empty values and tags are problems. Aliases and merge keys work,
// within a bound on what they unfold to; what is wrong in the part they repeat
// is reported once, where it is written.
//
// The package knows YAML and nothing of what the files are about.
package strictyaml
