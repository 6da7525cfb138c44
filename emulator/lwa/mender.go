package lwa

import (
	"bytes"
	"strconv"
	"strings"
)

// Mender repairs, in what a client sends over one connection, header lines of the
// form
//
//	x-amz-access-token : Atza|...
//
// which is how PHP's SDK sends its token (observed), and for which net/http
// answers 400, because RFC 9112 allows no space there. They become
// "x-amz-access-token:  Atza|...", of the same length. Nothing else is touched,
// and never a body: a Mender follows the requests of the connection as long as
// Content-Length tells where they end, and retires at the first body of any other
// kind. The zero Mender is at the beginning of a connection.
//
// It sees what was read bit by bit and keeps nothing back, so it turns the space
// into a colon before it has seen the colon. If none follows, it puts a NUL there,
// for net/http to refuse what it would have refused.
type Mender struct {
	state  menderState
	line   [longestLine]byte // what the line began with
	length int               // of the whole line
	body   int64             // bytes of it that are still to come
	mended bool              // a space of this line is a colon now, and a colon must follow
}

type menderState int

const (
	inHeader menderState = iota
	inBody
	retired
)

// longestLine is how much of a line a Mender looks at: enough for the names of
// headers and for a Content-Length.
const longestLine = 64

const tokenHeader = "x-amz-access-token"

// Mend repairs what comes next on the connection, in place.
func (m *Mender) Mend(p []byte) {
	for i := 0; i < len(p); i++ {
		switch m.state {
		case retired:
			return
		case inBody:
			skipped := min(m.body, int64(len(p)-i))
			i += int(skipped) - 1
			if m.body -= skipped; m.body == 0 {
				m.state = inHeader
			}
		case inHeader:
			p[i] = m.header(p[i])
		}
	}
}

// header takes one byte of a header and says what it is to be.
func (m *Mender) header(b byte) byte {
	switch {
	case m.mended && b == ':':
		m.mended = false
		b = ' '
	case m.mended && b != ' ' && b != '\t': // the end of the line too
		m.mended = false
		b = 0
	case b == '\n':
		m.endLine()
		return b
	case (b == ' ' || b == '\t') && m.length == len(tokenHeader) && strings.EqualFold(string(m.line[:m.length]), tokenHeader):
		m.mended = true
		b = ':'
	}
	if m.length < longestLine {
		m.line[m.length] = b
	}
	m.length++
	return b
}

// endLine looks at a whole line. An empty one ends the header, unless it stands
// before the request, where net/http skips none either.
func (m *Mender) endLine() {
	line := bytes.TrimSuffix(m.line[:min(m.length, longestLine)], []byte("\r"))
	whole := m.length <= longestLine
	m.length = 0
	name, value, isField := strings.Cut(string(line), ":")
	switch {
	case len(line) == 0 && m.body > 0:
		m.state = inBody
	case len(line) == 0:
	case !isField:
	case strings.EqualFold(name, "Transfer-Encoding"), strings.EqualFold(name, "Upgrade"):
		m.state = retired
	case strings.EqualFold(name, "Content-Length"):
		n, err := strconv.ParseInt(strings.TrimSpace(value), 10, 64)
		if err != nil || n < 0 || !whole {
			m.state = retired // net/http refuses it
			return
		}
		m.body = n
	}
}
