package sigv2

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"hash"
	"slices"
	"strings"
)

// MaxExplained is how many bytes [Explain] encodes and signs before it gives up.
// A call of ordinary size takes less than a tenth of that; one that is about as
// large as a call may be is given up after a few forms.
const MaxExplained = 16 << 20

// Secret is one that a signature may have been made with.
type Secret struct {
	Value string
	// Words say what the client did when it used this one, such as "used the
	// secret of AKIAOTHER".
	Words string
}

// Explanation is what can be said of a refused signature. It holds no secret.
// Only its texts hold parameters: those of the request that it is asked for.
type Explanation struct {
	// Cause says what the client did, such as "signed GET where it sent POST";
	// "" when no form gives its signature.
	Cause string
	// Lenient reports that a check in the mode of that name accepts it.
	Lenient bool
	// Malformed reports that the signature is not the digest of anything: no
	// form was tried.
	Malformed bool
	// Tried names the forms that were compared, in order: the variants, then
	// mistakes and other secrets, each of which was tried with several of those.
	Tried []string
	// GaveUp reports that [MaxExplained] was reached.
	GaveUp bool

	mistake int // position among those of the request plus one; 0: none but the variant
	variant Variant
}

// Explain finds out how a client came by the signature of a refused request: by
// which of the known mistakes, alone or together with a [Variant]. It tries the
// configured secret, what a client may have misread it as, and others.
//
// What it says is a guess only in so far as the same text can come of several
// mistakes; a text with that signature it is.
func Explain(r Request, secret string, others []Secret) Explanation {
	c, ok := readClaim(r.value(nameSignature))
	if !ok {
		return Explanation{Malformed: true}
	}
	s := &search{request: r, claim: c, left: MaxExplained}
	s.use(secret)
	found := s.variants("") || s.mistakes()
	for _, other := range append(misread(secret, r.value("AWSAccessKeyId")), others...) {
		if found || s.GaveUp {
			break
		}
		if other.Value != secret {
			s.note(other.Words)
			s.use(other.Value)
			found = s.variants(other.Words)
		}
	}
	if found {
		s.Lenient = len(s.words) == 0 && c.flaw == "" && c.algorithm == r.Algorithm()
		s.Cause = s.cause()
	}
	return s.Explanation
}

// ClientText is the string to sign as the client presumably wrote it for r,
// which may be the explained request or one with values taken out. It is the
// documented one when there is no cause.
func (e Explanation) ClientText(r Request) string {
	if e.mistake == 0 {
		return r.StringToSign(e.variant)
	}
	d := r.newDraft()
	r.mistakes()[e.mistake-1].spoil(d)
	return string(d.text(e.variant.Host, e.variant.Path, d.query()))
}

// search is an explanation in the making.
type search struct {
	Explanation
	request Request
	claim   claim
	mac     hash.Hash
	words   []string // of what was found
	left    int      // bytes
}

func (s *search) use(secret string) {
	h := sha256.New
	if s.claim.algorithm == HmacSHA1 {
		h = sha1.New
	}
	s.mac = hmac.New(h, []byte(secret))
}

func (s *search) note(words string) {
	if len(s.Tried) == 0 || s.Tried[len(s.Tried)-1] != words {
		s.Tried = append(s.Tried, words)
	}
}

// gives reports whether a text gives the signature. It counts what that costs.
func (s *search) gives(text []byte) bool {
	if s.left -= len(text); s.left < 0 {
		s.GaveUp = true
		return false
	}
	s.mac.Reset()
	s.mac.Write(text)
	return hmac.Equal(s.mac.Sum(nil), s.claim.sum)
}

// variants tries the forms of a lenient check with the secret in use; words say
// which other than the configured one that is.
func (s *search) variants(words string) bool {
	lines := s.request.spellings()
	var w worker
	w.arrange(s.request.Pairs)
	documented := appendQuery(nil, s.request.Pairs, w.order, EncodingRFC3986)
	query, encoding := documented, EncodingRFC3986
	for _, v := range variants {
		if lines.repeat(v) {
			continue
		}
		if v.Encoding != encoding {
			encoding = v.Encoding
			query = appendQuery(nil, s.request.Pairs, w.order, encoding)
		}
		if encoding != EncodingRFC3986 && bytes.Equal(query, documented) {
			continue
		}
		if words == "" {
			s.note(v.String())
		}
		w.write(s.request.Method, lines.host[v.Host], lines.path[v.Path], query)
		if s.gives(w.text) {
			s.variant = v
			if words != "" {
				s.words = append(s.words, words)
			}
			return true
		}
		if s.GaveUp {
			return false
		}
	}
	return false
}

// mistakes tries each mistake with every line for host and path that it leaves.
func (s *search) mistakes() bool {
	base := s.request.newDraft()
	documented := base.text(0, 0, base.query())
	for i, m := range s.request.mistakes() {
		d := base.clone()
		m.spoil(d)
		query := d.query()
		if s.left -= len(query); s.left < 0 {
			s.GaveUp = true
			return false
		}
		if bytes.Equal(d.text(0, 0, query), documented) {
			continue // it makes no difference for this request
		}
		s.note(m.words)
		for p := range d.paths {
			for h := range d.hosts {
				if slices.Contains(d.hosts[:h], d.hosts[h]) {
					continue
				}
				v := Variant{Host: HostRule(h), Path: PathRule(p)}
				if s.gives(d.text(v.Host, v.Path, query)) {
					s.mistake, s.variant = i+1, v
					s.words = append(s.words, m.words)
					return true
				}
				if s.GaveUp {
					return false
				}
			}
		}
	}
	return false
}

// cause puts what was found into words.
func (s *search) cause() string {
	words := s.words
	if named := s.request.Algorithm(); named != s.claim.algorithm {
		words = append(words, "signed by "+string(s.claim.algorithm)+" where SignatureMethod says "+shortName(string(named)))
	}
	if s.claim.flaw != "" {
		words = append(words, s.claim.flaw)
	}
	if !s.variant.Documented() {
		words = append(words, "wrote the string to sign in another way than documented: "+s.variant.String())
	}
	return strings.Join(words, "; it ")
}
