package admin

import _ "embed"

// description says what every route takes and answers. Tests hold it against
// the table of routes, the requests that are read, and live answers.
//
//go:embed openapi.yaml
var description []byte

func (a *API) openapi(*call) (any, error) { return file{"application/yaml", description}, nil }
