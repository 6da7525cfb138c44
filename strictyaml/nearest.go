package strictyaml

import "strings"

// Nearest is the option that somebody probably meant who wrote word: the one
// with the fewest slips between them, letter case apart, or one that begins with
// the word. It is empty when none is near.
func Nearest(word string, options []string) string {
	const longest = 40 // beyond it nobody mistypes, and comparing gets dear
	if word == "" || len(word) > longest {
		return ""
	}
	best, fewest := "", 1+max(1, len(word)/3)
	low := strings.ToLower(word)
	for _, o := range options {
		n := slips(low, strings.ToLower(o))
		if len(word) >= 3 && strings.HasPrefix(strings.ToLower(o), low) {
			n = min(n, 1)
		}
		if n < fewest {
			best, fewest = o, n
		}
	}
	return best
}

// slips counts the letters to add, drop, replace, or swap with their neighbour
// to make b of a.
func slips(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, last, row = last, row, before
		row[0] = i
		for j := 1; j <= len(b); j++ {
			differ := 1
			if a[i-1] == b[j-1] {
				differ = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+differ)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return row[len(b)]
}
