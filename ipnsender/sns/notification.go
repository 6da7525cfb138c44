package sns

import (
	"strings"
	"time"
)

// Notification is what a message says, before it is signed and addressed.
type Notification struct {
	MessageID string    // a UUID, see MessageID
	Topic     Topic     // whose message it is
	Message   string    // the inner document, as it is
	Timestamp time.Time // when it is published, on whichever clock; written in UTC with milliseconds
}

// timestampLayout has exactly three decimals: the C# handler reads the text and
// writes it anew in this form before it verifies (observed).
const timestampLayout = "2006-01-02T15:04:05.000Z"

// envelope fills in all but the signature and what depends on the endpoint.
//
// Bytes that are no UTF-8 have no form in JSON. They are replaced before the
// signature is made, so that what is signed is what arrives.
func (n Notification) envelope() Envelope {
	return Envelope{
		Type:      "Notification",
		MessageID: strings.ToValidUTF8(n.MessageID, "\uFFFD"),
		TopicARN:  n.Topic.ARN(),
		Message:   strings.ToValidUTF8(n.Message, "\uFFFD"),
		Timestamp: n.Timestamp.UTC().Format(timestampLayout),
	}
}

// signedKeys are the parts of a notification that its signature covers, in the
// order in which they are signed (documented). The other keys can be changed
// without harm to the signature.
var signedKeys = [...]string{"Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"}

// StringToSign is the text that the signature covers: each key and each value,
// every one of them followed by a line feed (documented).
func (e Envelope) StringToSign() string {
	values := bodyValues{}
	for _, k := range envelopeKeys {
		values[k.key] = *k.value(&e)
	}
	return values.stringToSign()
}

func (v bodyValues) stringToSign() string {
	var text strings.Builder
	for _, key := range signedKeys {
		if value, present := v[key]; present {
			text.WriteString(key + "\n" + value + "\n")
		}
	}
	return text.String()
}
