package mws

import "strings"

// nearest is the operation whose name is most like a misspelled one.
func nearest(name string) string {
	best, most := "", -1.0
	name = strings.ToLower(name[:min(len(name), 64)])
	for _, o := range table {
		if n := float64(pairsInCommon(name, strings.ToLower(o.name))) / float64(len(name)+len(o.name)); n > most {
			best, most = o.name, n
		}
	}
	return best
}

// pairsInCommon counts the pairs of neighboring letters that two names share.
func pairsInCommon(a, b string) int {
	n := 0
	for i := 0; i+1 < len(a); i++ {
		if strings.Contains(b, a[i:i+2]) {
			n++
		}
	}
	return n
}
