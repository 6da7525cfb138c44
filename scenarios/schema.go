package scenarios

import (
	_ "embed"
	"slices"
)

//go:embed schema.json
var schema []byte

// Schema is the JSON Schema (draft 2020-12) of one document with a scenario, for
// editors. What it accepts, Parse does too, but for rules that a schema can't
// express; what it refuses, Parse refuses.
func Schema() []byte { return slices.Clone(schema) }
