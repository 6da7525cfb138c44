package sns

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestRender(t *testing.T) {
	e := Envelope{
		Type:             "Notification",
		MessageID:        "6b1f0a52-77c3-5e19-9d40-2f8e61c0a7b4",
		TopicARN:         "arn:aws:sns:us-east-1:111122223333:A3BXB0YN3XH17HA9EMULATOR0001",
		Message:          `{"SellerId":"A9EMULATOR0001","NotificationData":"<?xml version=\"1.0\" encoding=\"UTF-8\"?><RefundNotification>\n    R&amp;D <\/RefundNotification>"}`,
		Timestamp:        "2024-03-09T08:15:31.447Z",
		SignatureVersion: "1",
		Signature:        "AAAA",
		SigningCertURL:   "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0f1e2d3c4b5a69788796a5b4c3d2e1f0.pem",
		UnsubscribeURL:   "https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=arn:aws:sns:us-east-1:111122223333:A3BXB0YN3XH17HA9EMULATOR0001:5d0c9a3e-14b2-4c7e-a6f5-7be2d8140c96",
	}
	require.Equal(t, strings.TrimPrefix(`
{
  "Type" : "Notification",
  "MessageId" : "6b1f0a52-77c3-5e19-9d40-2f8e61c0a7b4",
  "TopicArn" : "arn:aws:sns:us-east-1:111122223333:A3BXB0YN3XH17HA9EMULATOR0001",
  "Message" : "{\"SellerId\":\"A9EMULATOR0001\",\"NotificationData\":\"<?xml version=\\\"1.0\\\" encoding=\\\"UTF-8\\\"?><RefundNotification>\\n    R&amp;D <\\/RefundNotification>\"}",
  "Timestamp" : "2024-03-09T08:15:31.447Z",
  "SignatureVersion" : "1",
  "Signature" : "AAAA",
  "SigningCertURL" : "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0f1e2d3c4b5a69788796a5b4c3d2e1f0.pem",
  "UnsubscribeURL" : "https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=arn:aws:sns:us-east-1:111122223333:A3BXB0YN3XH17HA9EMULATOR0001:5d0c9a3e-14b2-4c7e-a6f5-7be2d8140c96"
}`, "\n"), string(e.Render()))
}

func TestStringToSign(t *testing.T) {
	e := Envelope{
		Type: "Notification", MessageID: "id", TopicARN: "arn", Message: "two\n\"lines\"", Timestamp: "now",
		SignatureVersion: "1", Signature: "s", SigningCertURL: "c", UnsubscribeURL: "u",
	}
	require.Equal(t, "Message\ntwo\n\"lines\"\nMessageId\nid\nTimestamp\nnow\nTopicArn\narn\nType\nNotification\n", e.StringToSign())
}

func TestParseEnvelopeRefuses(t *testing.T) {
	whole := string(newSigner(t, V1).Sign(newNotification(t)).Request("").Body)
	for name, test := range map[string]struct{ body, want string }{
		"nothing":          {"", "unexpected end"},
		"no JSON":          {"<html>", "invalid character"},
		"a list":           {"[]", "there is a array"},
		"null":             {"null", "Type is missing"},
		"a number":         {strings.Replace(whole, `"Notification"`, "1", 1), "there is a number"},
		"an inner object":  {strings.Replace(whole, `"Notification"`, "{}", 1), "there is a object"},
		"an empty value":   {strings.Replace(whole, `"Notification"`, `""`, 1), "Type is missing"},
		"another case":     {strings.Replace(whole, `"TopicArn"`, `"topicarn"`, 1), "TopicArn is missing"},
		"a second body":    {whole + whole, "after top-level value"},
		"a part of a body": {whole[:len(whole)/2], "unexpected end"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ParseEnvelope([]byte(test.body))
			require.ErrorIs(t, err, ErrMalformed)
			require.ErrorContains(t, err, test.want)
		})
	}
}

// What is rendered is read again as it was by anybody's JSON, and no byte of a
// signed value can be changed without a trace.
func FuzzRender(f *testing.F) {
	f.Add("6b1f0a52", "A9EMULATOR0001", message, uint(0), byte(1))
	f.Add("", "", "", uint(7), byte(128))
	f.Add("id\n", "seller:1/\r\n", "line\u2028 separator, <tag attribute=\"&amp;\">, \\ \x00 \xff\xfe", uint(3), byte(255))
	certificate, signer := testCertificate(), newSigner(f, V1)
	f.Fuzz(func(t *testing.T, id, seller, message string, at uint, flip byte) {
		topic, err := TopicOf("de", seller, "")
		require.NoError(t, err)
		n := Notification{MessageID: id, Topic: topic, Message: message}
		signed := signer.Sign(n)
		request := signed.Request(seller)

		require.True(t, utf8.Valid(request.Body))
		var values map[string]string
		require.NoError(t, json.Unmarshal(request.Body, &values))
		require.Len(t, values, len(envelopeKeys))
		require.Equal(t, signed.envelope.Message, values["Message"])
		require.Equal(t, topic.ARN(), values["TopicArn"])
		if utf8.ValidString(message) && utf8.ValidString(id) {
			require.Equal(t, message, values["Message"])
			require.Equal(t, id, values["MessageId"])
		}
		if message == "" || id == "" { // a notification says something
			require.ErrorIs(t, Verify(request.Body, certificate), ErrMalformed)
			return
		}
		e, err := ParseEnvelope(request.Body)
		require.NoError(t, err)
		require.Equal(t, string(request.Body), string(e.Render()))
		require.Equal(t, signed.envelope.StringToSign(), e.StringToSign())
		require.NoError(t, request.Verify(certificate))

		how := Tamperings[at%uint(len(Tamperings))]
		spoilt, err := request.Tamper(how)
		require.NoError(t, err)
		require.Error(t, spoilt.Verify(certificate), how)

		// SigningCertURL and UnsubscribeURL, the last two, are not signed.
		k := envelopeKeys[at%uint(len(envelopeKeys)-2)]
		value := []byte(*k.value(&e))
		value[at/8%uint(len(value))] ^= flip
		changed := e
		*k.value(&changed) = string(value)
		again, err := ParseEnvelope(changed.Render())
		require.NoError(t, err)
		if again != e {
			require.Error(t, Verify(changed.Render(), certificate), k.key)
		}
	})
}
