package admin

import (
	"cmp"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// cursor says where a list goes on: behind an item, by what never changes about
// it. Its text is for this package only.
type cursor struct {
	at     time.Time
	seller string
	n      uint64
}

func (c cursor) String() string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d %d %d %s", c.at.Unix(), c.at.Nanosecond(), c.n, c.seller))
}

// cursor reads ?cursor; nil when it was left out.
func (c *call) cursor() (*cursor, []flaw) {
	if !c.URL.Query().Has("cursor") {
		return nil, nil
	}
	wrong := []flaw{{Path: "?cursor", Message: "not a cursor", Suggestion: "send the next_cursor of an answer as it is, or none"}}
	raw, err := base64.RawURLEncoding.DecodeString(c.parameter("cursor"))
	if err != nil {
		return nil, wrong
	}
	parts := strings.SplitN(string(raw), " ", 4)
	if len(parts) != 4 {
		return nil, wrong
	}
	seconds, err1 := strconv.ParseInt(parts[0], 10, 64)
	nanoseconds, err2 := strconv.ParseUint(parts[1], 10, 32)
	n, err3 := strconv.ParseUint(parts[2], 10, 63)
	if err := errors.Join(err1, err2, err3); err != nil {
		return nil, wrong
	}
	return &cursor{at: time.Unix(seconds, int64(nanoseconds)).UTC(), seller: parts[3], n: n}, nil
}

// comparePlaces says which of two items of numbered lists comes first: the newer.
func comparePlaces(x, y cursor) int {
	return cmp.Or(y.at.Compare(x.at), cmp.Compare(x.seller, y.seller), cmp.Compare(y.n, x.n))
}

// nextCursor is the field of a list that leads to its next page; null on the
// last.
type nextCursor struct {
	NextCursor *string `json:"next_cursor"`
}

// more sets the cursor behind an item.
func (n *nextCursor) more(behind cursor) {
	s := behind.String()
	n.NextCursor = &s
}
