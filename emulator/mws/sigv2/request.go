package sigv2

// Pair is one decoded parameter.
//
// It is an alias of an unnamed struct, so that a list of pairs from another
// package of the same shape can be checked without being copied.
type Pair = struct{ Name, Value string }

// Names of the parameters that describe the signature itself.
const (
	nameSignature = "Signature"
	nameAlgorithm = "SignatureMethod"
)

// Request is what a signature covers.
type Request struct {
	// Method is the HTTP method in upper case.
	Method string
	// Host is the Host header as received, with its port if it had one.
	Host string
	// Path is the path as it stood in the request line: still
	// percent-encoded, without the query.
	Path string
	// Pairs are the decoded parameters of query and body in any order. The
	// pair SignatureMethod names the algorithm, the pair Signature the claim
	// to be checked; the latter is the only one that is not signed.
	Pairs []Pair
}

// StringToSign returns the text that is signed when it is written as v says;
// the zero Variant is the documented way.
//
// Source: documented, MWS Developer Guide, "If you create your own client".
func (r Request) StringToSign(v Variant) string {
	var w worker
	w.arrange(r.Pairs)
	w.query = appendQuery(nil, r.Pairs, w.order, v.Encoding)
	w.write(r.Method, v.Host.line(r.Host), v.Path.line(r.Path), w.query)
	return string(w.text)
}

// Algorithm returns the value of the SignatureMethod parameter, "" when there
// is none. It may be one that nobody supports; see [Algorithm.Supported].
func (r Request) Algorithm() Algorithm { return Algorithm(r.value(nameAlgorithm)) }

func (r Request) value(name string) string {
	for i := range r.Pairs {
		if r.Pairs[i].Name == name {
			return r.Pairs[i].Value
		}
	}
	return ""
}
