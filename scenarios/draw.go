package scenarios

import "hash/fnv"

// draw is a number from 0 up to, but without, 1. It depends on nothing but its
// arguments, so that there is nothing to save, and a draw for one rule never
// shifts another's.
func draw(seed uint64, scenario string, rule int, purpose string, n int) float64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(scenario))
	_, _ = h.Write([]byte{0})
	_, _ = h.Write([]byte(purpose))
	x := mix(mix(seed^h.Sum64()) + uint64(rule)<<32 + uint64(n))
	return float64(x>>11) / (1 << 53)
}

// mix is the finalizer of SplitMix64: neighbouring numbers come out far apart.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
