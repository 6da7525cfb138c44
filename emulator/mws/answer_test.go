package mws_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator/mws"
)

var (
	timestampForm = regexp.MustCompile(`^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`)
	requestIDForm = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	// printable is what a header may hold.
	printable = regexp.MustCompile(`^[ -~]*$`)
)

// requireProper fails unless an answer is one that every known client can read
// (clients section 5): exactly text/xml, a given length, a body that begins
// with < and is well-formed with one default namespace and no prefix, and the
// same request id in header and body.
func requireProper(t testing.TB, w *httptest.ResponseRecorder) {
	t.Helper()
	body := w.Body.String()
	require.Equal(t, []string{"text/xml"}, w.Header()["Content-Type"])
	require.Equal(t, []string{strconv.Itoa(len(body))}, w.Header()["Content-Length"])
	require.Regexp(t, timestampForm, w.Header().Get("X-Mws-Timestamp"))
	for _, name := range []string{"X-Emulator-Hint", "X-Emulator-Rule"} {
		require.Regexp(t, printable, w.Header().Get(name))
	}
	require.True(t, strings.HasPrefix(body, "<?xml "), body)
	leaves, err := flatten(body)
	require.NoError(t, err, body)
	ids := 0
	for _, l := range leaves {
		if strings.EqualFold(l.name(), "RequestId") {
			ids++
			require.Equal(t, l.text, w.Header().Get("X-Mws-Request-Id"))
			require.Regexp(t, requestIDForm, l.text)
		}
	}
	require.Equal(t, 1, ids, body)
	root := leaves[0].path[0]
	if w.Code != 200 {
		require.Equal(t, "ErrorResponse", root)
		return
	}
	operation, ok := strings.CutSuffix(root, "Response")
	require.True(t, ok, root)
	if operation != "SetMerchantNotificationConfiguration" { // observed: it has no result element
		require.Equal(t, operation+"Result", leaves[0].path[1])
	}
	require.Equal(t, "RequestId", leaves[len(leaves)-1].name())
}

// leaf is an element that holds no other, with the names on the way to it.
type leaf struct {
	path []string
	text string
}

func (l leaf) name() string { return l.path[len(l.path)-1] }

func (l leaf) String() string { return strings.Join(l.path, "/") + " " + strconv.Quote(l.text) }

// flatten lists the leaves of a document in their order. It refuses a document
// with an attribute other than the root's default namespace, with text beside
// elements, or with anything after the root.
func flatten(document string) ([]leaf, error) {
	var leaves []leaf
	var path []string
	var text strings.Builder
	inner := true // the element that ends next holds no other
	for d := xml.NewDecoder(strings.NewReader(document)); ; {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			if len(path) > 0 || len(leaves) == 0 {
				return nil, errors.New("the document ends early")
			}
			return leaves, nil
		}
		if err != nil {
			return nil, err
		}
		switch x := token.(type) {
		case xml.StartElement:
			if err := checkStart(x, len(path)); err != nil || len(path) == 0 && len(leaves) > 0 {
				return nil, fmt.Errorf("%s: %w", x.Name.Local, errors.Join(err, errors.New("bad element")))
			}
			if strings.TrimSpace(text.String()) != "" {
				return nil, fmt.Errorf("%v: text %q beside elements", path, text.String())
			}
			path, inner = append(path, x.Name.Local), true
			text.Reset()
		case xml.EndElement:
			if len(path) == 0 || path[len(path)-1] != x.Name.Local {
				return nil, fmt.Errorf("%s ends, but not where it began", x.Name.Local)
			}
			if inner {
				leaves = append(leaves, leaf{append([]string(nil), path...), text.String()})
			} else if strings.TrimSpace(text.String()) != "" {
				return nil, fmt.Errorf("%v: text %q beside elements", path, text.String())
			}
			path, inner = path[:len(path)-1], false
			text.Reset()
		case xml.CharData:
			text.Write(x)
		}
	}
}

func checkStart(x xml.StartElement, depth int) error {
	switch {
	case x.Name.Space != "":
		return errors.New("a prefix")
	case depth > 0 && len(x.Attr) > 0:
		return errors.New("an attribute")
	case depth == 0 && (len(x.Attr) != 1 || x.Attr[0].Name != xml.Name{Local: "xmlns"} || x.Attr[0].Value != mws.Namespace):
		return errors.New("the root has not just the default namespace")
	}
	return nil
}

// element is the text of an element by the end of its path, such as
// CaptureStatus/State; the test fails unless there is exactly one.
func element(t testing.TB, w *httptest.ResponseRecorder, end string) string {
	t.Helper()
	leaves, err := flatten(w.Body.String())
	require.NoError(t, err)
	var found []string
	for _, l := range leaves {
		if path := "/" + strings.Join(l.path, "/"); strings.HasSuffix(path, "/"+end) {
			found = append(found, l.text)
		}
	}
	require.Len(t, found, 1, "%s in %s", end, w.Body)
	return found[0]
}

func TestFlattenRefuses(t *testing.T) {
	const open, end = `<R xmlns="` + mws.Namespace + `">`, `</R>`
	for name, document := range map[string]string{
		"nothing":                "",
		"no namespace":           "<R></R>",
		"another namespace":      `<R xmlns="x"></R>`,
		"a second namespace":     open + `<A xmlns="x"></A>` + end,
		"a prefix":               open + `<p:A></p:A>` + end,
		"crossed elements":       open + "<A><B></A></B>" + end,
		"an end missing":         open + "<A></A>",
		"text beside elements":   open + "x<A></A>" + end,
		"text after elements":    open + "<A></A>x" + end,
		"a second root":          open + end + open + end,
		"an entity nobody knows": open + "&nbsp;" + end,
		"a control character":    open + "\x01" + end,
	} {
		t.Run(name, func(t *testing.T) {
			_, err := flatten(document)
			require.Error(t, err)
		})
	}
	leaves, err := flatten(open + "<A>1 &amp; 2</A><B><C/></B>" + end)
	require.NoError(t, err)
	require.Equal(t, []leaf{{[]string{"R", "A"}, "1 & 2"}, {[]string{"R", "B", "C"}, ""}}, leaves)
}
