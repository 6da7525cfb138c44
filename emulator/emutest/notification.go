package emutest

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"strings"
	"time"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/ipnsender/sns"
)

// Notification is an IPN that was verified.
type Notification struct {
	MessageID   string // the same for a retry
	ReferenceID string // NotificationReferenceId: the same for all that tell of one event
	Type        string // PaymentCapture, Chargeback Detailed Notification
	SellerID    string
	Environment emulator.Environment
	Sample      bool
	At          time.Time       // virtual time of the event
	Object      string          // Amazon's id of what it is about
	State       emulator.State  // of the object
	Reason      emulator.Reason // of the state
	Data        string          // NotificationData: the XML
}

// Value is the text of the first element of Data with the name, such as
// CaptureReferenceId or, below another one, CaptureAmount.Amount; empty when there
// is none.
func (n Notification) Value(name string) string {
	text, _ := textAt(n.Data, name)
	return text
}

// inner is the document inside the envelope.
type inner struct {
	ReleaseEnvironment, NotificationType, SellerId, NotificationReferenceId string
	IsSample                                                                bool
	Timestamp                                                               time.Time
	NotificationData                                                        string
}

// data is the XML inside the inner document: a root, the object, and its fields,
// of which the first is its id.
type data struct {
	Object struct {
		Fields []field `xml:",any"`
	} `xml:",any"`
}

type field struct {
	XMLName    xml.Name
	Text       string         `xml:",chardata"`
	State      emulator.State // of a field such as CaptureStatus
	ReasonCode emulator.Reason
}

// read verifies a notification and takes it apart.
func (h *host) read(header func(string) string, body []byte) (Notification, error) {
	if err := h.verify(header, body); err != nil {
		return Notification{}, err
	}
	envelope, err := sns.ParseEnvelope(body)
	if err != nil {
		return Notification{}, err
	}
	var i inner
	if err := json.Unmarshal([]byte(envelope.Message), &i); err != nil {
		return Notification{}, fmt.Errorf("the message is not understood: %w", err)
	}
	var d data
	if err := xml.Unmarshal([]byte(i.NotificationData), &d); err != nil {
		return Notification{}, fmt.Errorf("the NotificationData is not understood: %w", err)
	}
	n := Notification{
		MessageID: envelope.MessageID, ReferenceID: i.NotificationReferenceId, Type: i.NotificationType, SellerID: i.SellerId,
		Environment: emulator.Environment(strings.ToLower(i.ReleaseEnvironment)), Sample: i.IsSample, At: i.Timestamp, Data: i.NotificationData,
	}
	for at, f := range d.Object.Fields {
		switch {
		case at == 0:
			n.Object = f.Text
		case f.XMLName.Local == "ChargebackState":
			n.State = emulator.State(f.Text)
		case f.State != "":
			n.State, n.Reason = f.State, f.ReasonCode
		}
	}
	return n, nil
}
