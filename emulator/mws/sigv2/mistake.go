package sigv2

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
)

// mistake is one thing that clients get wrong in a string to sign, and that no
// lenient check forgives.
type mistake struct {
	words string // what the client did
	spoil func(d *draft)
}

// maxDropped is how many parameters are tried as added after signing.
const maxDropped = 40

// mistakes lists those that may have been made with a request, the usual ones
// first. Which they are is assumed: from how libraries encode and concatenate.
func (r Request) mistakes() []mistake {
	all := slices.Concat(r.methodMistakes(), encodingMistakes, orderMistakes, r.lineMistakes(), frameMistakes)
	for i, p := range r.Pairs {
		if i == maxDropped {
			break
		}
		if p.Name == nameSignature {
			continue
		}
		all = append(all, mistake{"added the parameter " + shortName(p.Name) + " after signing", func(d *draft) {
			d.pairs = slices.DeleteFunc(d.pairs, func(q Pair) bool { return q.Name == p.Name })
		}})
	}
	return all
}

func (r Request) methodMistakes() []mistake {
	other := http.MethodGet
	if r.Method == http.MethodGet {
		other = http.MethodPost
	}
	return []mistake{
		{"signed " + other + " where it sent " + r.Method, func(d *draft) { d.method = other }},
		{"signed the method in small letters", func(d *draft) { d.method = strings.ToLower(d.method) }},
	}
}

var encodingMistakes = []mistake{
	encoded("encoded ~ as %7E", escaping{keep: "-_.", hex: upperHex}),
	encoded("left !'()* unencoded, as encodeURIComponent does", escaping{keep: "-_.~!'()*", hex: upperHex}),
	encoded("encoded as a form does (space as +, * as it is, ~ as %7E): URLEncoder, URLSearchParams", escaping{keep: "-_.*", plus: true, hex: upperHex}),
	encoded("encoded as a form does (space as +, ~ as %7E): urlencode", escaping{keep: "-_.", plus: true, hex: upperHex}),
	encoded("wrote the escapes in lower-case hex", escaping{keep: "-_.~", hex: lowerHex}),
	encoded("encoded with spaces as + and lower-case hex: HttpUtility.UrlEncode", escaping{keep: "-_.!*()", plus: true, hex: lowerHex}),
	encoded("left / unencoded, as Python's quote does by default", escaping{keep: "-_.~/", hex: upperHex}),
	encoded("left : unencoded", escaping{keep: "-_.~:", hex: upperHex}),
	encoded("encoded with encodeURI, which leaves reserved characters alone", escaping{keep: ";,/?:@&=+$#-_.!~*'()", hex: upperHex}),
	encoded("signed the parameters without encoding them", escaping{raw: true}),
	encoded("encoded the parameters twice", escaping{keep: "-_.~", hex: upperHex, twice: true}),
}

func encoded(words string, e escaping) mistake {
	return mistake{words, func(d *draft) { d.escape = e }}
}

var orderMistakes = []mistake{
	{"sorted the parameters without regard to letter case", func(d *draft) {
		slices.SortStableFunc(d.pairs, func(a, b Pair) int { return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
	}},
	{"sorted name=value texts instead of names", func(d *draft) {
		slices.SortStableFunc(d.pairs, func(a, b Pair) int { return cmp.Compare(a.Name+"=", b.Name+"=") })
	}},
	{"left empty parameters out", func(d *draft) {
		d.pairs = slices.DeleteFunc(d.pairs, func(p Pair) bool { return p.Value == "" })
	}},
	{"signed an empty Signature among the parameters", func(d *draft) {
		at, _ := slices.BinarySearchFunc(d.pairs, nameSignature, func(p Pair, name string) int { return cmp.Compare(p.Name, name) })
		d.pairs = slices.Insert(d.pairs, at, Pair{Name: nameSignature})
	}},
	{"signed no parameters", func(d *draft) { d.pairs = nil }},
}

// lineMistakes are those about host and path, and the order of arrival, which
// only the request knows.
func (r Request) lineMistakes() []mistake {
	name, port := splitPort(r.Host)
	host := func(words, line string) mistake {
		return mistake{words, func(d *draft) { d.hosts = []string{line} }}
	}
	path := func(words, line string) mistake {
		return mistake{words, func(d *draft) { d.paths = []string{line} }}
	}
	list := []mistake{
		{"did not sort the parameters", func(d *draft) {
			d.pairs = slices.DeleteFunc(slices.Clone(r.Pairs), func(p Pair) bool { return p.Name == nameSignature })
		}},
		host("signed https:// before the host", "https://"+r.Host),
		host("signed an empty host line", ""),
		path("signed the path /", "/"),
		path("signed an empty path line", ""),
		path("signed the path without its first slash", strings.TrimPrefix(r.Path, "/")),
	}
	if port == "" {
		list = append(list, host("signed the port 443 with the host", name+":443"), host("signed the port 80 with the host", name+":80"))
	}
	const sandbox, live = "/OffAmazonPayments_Sandbox/", "/OffAmazonPayments/"
	if rest, ok := strings.CutPrefix(r.Path, sandbox); ok {
		list = append(list, path("signed the live path where it called the sandbox", live+rest))
	} else if rest, ok := strings.CutPrefix(r.Path, live); ok {
		list = append(list, path("signed the sandbox's path where it called the live one", sandbox+rest))
	}
	return list
}

var frameMistakes = []mistake{
	{"ended the string to sign with a line end", func(d *draft) { d.end = "\n" }},
	{"separated the lines by CR LF", func(d *draft) { d.newline = "\r\n" }},
	{`separated the lines by a backslash and an n`, func(d *draft) { d.newline = `\n` }},
	{"left out the line ends", func(d *draft) { d.newline = "" }},
}

// misread lists what a client may have read in the place of its secret.
func misread(secret, accessKey string) []Secret {
	return []Secret{
		{secret + "\n", "used its secret with a line end behind it"},
		{secret + "\r\n", "used its secret with a line end behind it"},
		{secret + " ", "used its secret with a space behind it"},
		{" " + secret, "used its secret with a space before it"},
		{`"` + secret + `"`, "used its secret with quotation marks around it"},
		{"'" + secret + "'", "used its secret with quotation marks around it"},
		{strings.TrimSpace(secret), "used its secret without the white space that is configured around it"},
		{accessKey, "used its access key as the secret"},
		{"", "used an empty secret"},
	}
}

// shortName is a parameter's name, cut where people have seen enough.
func shortName(name string) string {
	const most = 64
	if len(name) > most {
		return name[:most] + "..."
	}
	return name
}
