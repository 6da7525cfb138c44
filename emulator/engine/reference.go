package engine

import "amazon-pay-emulator/emulator"

// namespace is where a seller's reference ids are unique: there is one for each
// environment and kind (assumed: the capture of CaptureNow has the reference id
// of its authorization, so kinds can't share one).
type namespace struct {
	environment emulator.Environment
	kind        emulator.Kind
}

// references are the entries that took the reference ids of each namespace. One
// map for each takes less room than one for all.
type references map[namespace]map[string]*entry

func (r references) find(env emulator.Environment, k emulator.Kind, id string) (*entry, bool) {
	e, ok := r[namespace{env, k}][id]
	return e, ok
}

func (r references) take(env emulator.Environment, k emulator.Kind, id string, by *entry) {
	space := namespace{env, k}
	if r[space] == nil {
		r[space] = map[string]*entry{}
	}
	r[space][id] = by
}
