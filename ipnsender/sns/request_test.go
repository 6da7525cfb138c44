package sns

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRequest(t *testing.T) {
	n := newNotification(t)
	r := newSigner(t, V1).Sign(n).Request("http://shop.example/ipn")
	arn := n.Topic.ARN()
	require.Equal(t, []Header{
		{"x-amz-sns-message-type", "Notification"},
		{"x-amz-sns-message-id", n.MessageID},
		{"x-amz-sns-topic-arn", arn},
		{"x-amz-sns-subscription-arn", n.Topic.Subscription("http://shop.example/ipn")},
		{"Content-Type", "text/plain; charset=UTF-8"},
		{"Connection", "Keep-Alive"},
		{"User-Agent", "Amazon Simple Notification Service Agent"},
		{"Accept-Encoding", "gzip,deflate"},
	}, r.Headers)

	e, err := ParseEnvelope(r.Body)
	require.NoError(t, err)
	signature := e.Signature
	e.Signature = ""
	require.Equal(t, Envelope{
		Type:             "Notification",
		MessageID:        n.MessageID,
		TopicARN:         arn,
		Message:          message,
		Timestamp:        "2024-03-09T08:15:31.447Z",
		SignatureVersion: "1",
		SigningCertURL:   "https://sns.us-east-1.amazonaws.com/" + certificateFile,
		UnsubscribeURL:   "https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=" + n.Topic.Subscription("http://shop.example/ipn"),
	}, e)
	require.Len(t, signature, 344)
	raw, err := base64.StdEncoding.DecodeString(signature)
	require.NoError(t, err)
	require.Len(t, raw, 256)
}

func TestRequestIsRepeatable(t *testing.T) {
	one := newSigner(t, V1).Sign(newNotification(t))
	two := newSigner(t, V1).Sign(newNotification(t))
	require.Equal(t, one.Request("a"), two.Request("a"))

	// Endpoints differ in their subscription and in nothing else.
	a, b := one.Request("a"), one.Request("b")
	require.NotEqual(t, a, b)
	from, to := a.Header("x-amz-sns-subscription-arn"), b.Header("X-Amz-Sns-Subscription-Arn")
	require.Equal(t, string(b.Body), strings.Replace(string(a.Body), from, to, 1))
	require.NoError(t, b.Verify(testCertificate()))
}

func TestRequestHeader(t *testing.T) {
	r := Request{Headers: []Header{{"content-type", "a"}, {"Content-Type", "b"}}}
	require.Equal(t, "a", r.Header("Content-TYPE"))
	require.Empty(t, r.Header("Content"))
}
