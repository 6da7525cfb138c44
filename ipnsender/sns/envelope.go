package sns

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// Envelope is the body of a notification: every key of it, all of them texts.
// There is no Subject: no notification of Amazon Pay has one (observed), and
// several SDKs leave it out of what they verify.
type Envelope struct {
	Type             string // Notification
	MessageID        string
	TopicARN         string
	Message          string
	Timestamp        string // 2006-01-02T15:04:05.000Z
	SignatureVersion string // 1 or 2
	Signature        string // base64
	SigningCertURL   string
	UnsubscribeURL   string
}

// envelopeKeys lists the keys as they are written, in the order of the wire
// (observed).
var envelopeKeys = [...]struct {
	key   string
	value func(*Envelope) *string
}{
	{"Type", func(e *Envelope) *string { return &e.Type }},
	{"MessageId", func(e *Envelope) *string { return &e.MessageID }},
	{"TopicArn", func(e *Envelope) *string { return &e.TopicARN }},
	{"Message", func(e *Envelope) *string { return &e.Message }},
	{"Timestamp", func(e *Envelope) *string { return &e.Timestamp }},
	{"SignatureVersion", func(e *Envelope) *string { return &e.SignatureVersion }},
	{"Signature", func(e *Envelope) *string { return &e.Signature }},
	{"SigningCertURL", func(e *Envelope) *string { return &e.SigningCertURL }},
	{"UnsubscribeURL", func(e *Envelope) *string { return &e.UnsubscribeURL }},
}

// Render writes the body: two spaces of indentation, a space on both sides of
// the colon, one key per line, nothing after the last brace; <, > and & as they
// are (observed). Bytes that are no UTF-8 become U+FFFD.
func (e Envelope) Render() []byte {
	var b bytes.Buffer
	b.Grow(len(e.Message) + len(e.Message)/4 + 1024)
	text := json.NewEncoder(&b)
	text.SetEscapeHTML(false)
	separator := "{\n"
	for _, k := range envelopeKeys {
		b.WriteString(separator + `  "` + k.key + `" : `)
		_ = text.Encode(*k.value(&e)) // a text into memory can't fail
		b.Truncate(b.Len() - 1)       // the line end that Encode adds
		separator = ",\n"
	}
	b.WriteString("\n}")
	return b.Bytes()
}

// ParseEnvelope reads a body. Every key of a notification has to be there, with
// a text that is not empty; others are ignored. The error is ErrMalformed.
func ParseEnvelope(body []byte) (Envelope, error) {
	values, err := parse(body)
	if err != nil {
		return Envelope{}, err
	}
	return values.envelope(), nil
}

// bodyValues are the keys and values of a body, whichever they are.
type bodyValues map[string]string

func parse(body []byte) (bodyValues, error) {
	var values bodyValues
	if err := json.Unmarshal(body, &values); err != nil {
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) {
			return nil, fmt.Errorf("%w: it has to be an object of texts; there is a %s at byte %d", ErrMalformed, wrong.Value, wrong.Offset)
		}
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	for _, k := range envelopeKeys {
		if values[k.key] == "" {
			return nil, fmt.Errorf("%w: %s is missing", ErrMalformed, k.key)
		}
	}
	return values, nil
}

func (v bodyValues) envelope() Envelope {
	var e Envelope
	for _, k := range envelopeKeys {
		*k.value(&e) = v[k.key]
	}
	return e
}
