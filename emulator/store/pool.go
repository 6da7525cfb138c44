package store

import (
	"strings"

	"amazon-pay-emulator/emulator"
)

// pools are where one goroutine takes the memory of what it reads. Many orders
// share one piece of it: to ask for each alone takes longer than to read it.
type pools struct {
	at             int // how many objects a piece is for; 0: each has its own
	texts          strings.Builder
	orders         []emulator.Order
	authorizations []emulator.Authorization
	captures       []emulator.Capture
	alarms         []emulator.Alarm
	numbers        []uint32
	buyers         map[string]*emulator.Buyer // as they are written; nobody changes one
}

// manyBuyers is how many buyers are looked for among those of other orders.
const manyBuyers = 1000

// newPools are those for a great many orders.
func newPools() *pools { return &pools{at: 128, buyers: map[string]*emulator.Buyer{}} }

// take takes memory for some of a kind.
func take[T any](p *pools, from *[]T, n int) []T {
	if n > len(*from) {
		*from = make([]T, max(n, p.at))
	}
	list := (*from)[:n:n]
	*from = (*from)[n:]
	return list
}

// textSize is how many bytes of texts are in one piece.
const textSize = 64 << 10

// text is a copy of bytes.
func (p *pools) text(data []byte) string {
	if p.texts.Cap()-p.texts.Len() < len(data) {
		p.texts = strings.Builder{}
		p.texts.Grow(max(len(data), textSize*min(p.at, 1)))
	}
	from := p.texts.Len()
	p.texts.Write(data)
	return p.texts.String()[from:]
}

// buyer is a buyer as it is written, the same for all orders that have the same.
func (p *pools) buyer(written string) *emulator.Buyer {
	if b, ok := p.buyers[written]; ok {
		return b
	}
	b := readBuyer(&reader{s: written, pools: p})
	if p.at > 0 && len(p.buyers) < manyBuyers {
		p.buyers[written] = &b
	}
	return &b
}
