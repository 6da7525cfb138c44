package params

// Encode writes pairs as application/x-www-form-urlencoded in the given
// order, by the rule of RFC 3986: letters, digits and "-_.~" stay, any other
// byte is "%" and two upper-case hex digits, a space too. Every pair has its
// "=". [Parse] gives the same pairs back, if they are UTF-8 and not more than
// [MaxPairs].
func Encode(pairs []Pair) string {
	room := 0
	for i := range pairs {
		room += len(pairs[i].Name) + len(pairs[i].Value) + 2
	}
	text := make([]byte, 0, room+room/4)
	for i := range pairs {
		if i > 0 {
			text = append(text, '&')
		}
		text = appendEscaped(text, pairs[i].Name)
		text = append(text, '=')
		text = appendEscaped(text, pairs[i].Value)
	}
	return string(text)
}

func appendEscaped(dst []byte, s string) []byte {
	const hex = "0123456789ABCDEF"
	for i := range len(s) {
		switch c := s[i]; {
		case isLetterOrDigit(c), c == '-', c == '_', c == '.', c == '~':
			dst = append(dst, c)
		default:
			dst = append(dst, '%', hex[c>>4], hex[c&15])
		}
	}
	return dst
}

func isLetterOrDigit(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}
