package sns

import (
	"slices"
	"strings"
)

// Header is a header of the request, with its name as it is written on the wire.
type Header struct{ Name, Value string }

// The headers that clients look at.
const (
	typeHeader  = "x-amz-sns-message-type"
	idHeader    = "x-amz-sns-message-id"
	topicHeader = "x-amz-sns-topic-arn"
)

// Request is what goes out for one notification to one endpoint, as a POST over
// HTTP/1.1. A retry repeats it byte for byte (documented).
//
// Headers lists all headers but Host, Content-Length (always sent, never chunked)
// and Authorization (only for an URL with a user and a password), which are the
// sender's. Names that begin with x-amz- are lower case on the wire
// (documented), so a sender that uses net/http assigns them as they are:
//
//	for _, h := range request.Headers {
//		r.Header[h.Name] = []string{h.Value}
//	}
type Request struct {
	Headers []Header
	Body    []byte
}

// Request addresses the notification to an endpoint. The endpoint's URL only
// tells its subscription from others and does not show; leave credentials out of
// it, so that a new password is not another subscription.
func (s Signed) Request(endpoint string) Request {
	subscription := s.topic.Subscription(endpoint)
	e := s.envelope
	e.UnsubscribeURL = s.topic.unsubscribeURL(subscription)
	return Request{
		Headers: []Header{
			{typeHeader, e.Type},
			{idHeader, e.MessageID},
			{topicHeader, e.TopicARN},
			{"x-amz-sns-subscription-arn", subscription},
			{"Content-Type", "text/plain; charset=UTF-8"},
			{"Connection", "Keep-Alive"},
			{"User-Agent", "Amazon Simple Notification Service Agent"},
			{"Accept-Encoding", "gzip,deflate"},
		},
		Body: e.Render(),
	}
}

// Header is the value of a header, whose name may be written in any case. It is
// empty when there is none.
func (r Request) Header(name string) string {
	i := slices.IndexFunc(r.Headers, func(h Header) bool { return strings.EqualFold(h.Name, name) })
	if i < 0 {
		return ""
	}
	return r.Headers[i].Value
}
