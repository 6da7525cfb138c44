package mws_test

import (
	"io"
	"net/http"
	"net/url"
	"strconv"
	"testing"

	"amazon-pay-emulator/emulator/mws/params"
)

// sink is a response that keeps nothing.
type sink struct{ header http.Header }

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) Write(b []byte) (int, error) { return len(b), nil }
func (s *sink) WriteHeader(int)             {}

// replayable is a request whose body can be read again and again.
type replayable struct {
	request *http.Request
	body    string
	at      int
}

func newReplayable(path, body string) *replayable {
	r := &replayable{body: body}
	r.request = &http.Request{
		Method: http.MethodPost, URL: &url.URL{Path: path}, Host: "example.com",
		Header: http.Header{}, Body: io.NopCloser(r), ContentLength: int64(len(body)),
	}
	return r
}

func (r *replayable) Read(p []byte) (int, error) {
	if r.at == len(r.body) {
		return 0, io.EOF
	}
	n := copy(p, r.body[r.at:])
	r.at += n
	return n, nil
}

func (r *replayable) reset(body string) *http.Request {
	r.body, r.at = body, 0
	r.request.ContentLength = int64(len(body))
	return r.request
}

// BenchmarkGetCaptureDetails is a signed read through the whole face.
func BenchmarkGetCaptureDetails(b *testing.B) {
	s := newShop(b)
	_, authorization := s.authorized(b, "106.00")
	w := s.call(b, "Capture", append(price("CaptureAmount", "106.00"), "AmazonAuthorizationId", authorization, "CaptureReferenceId", "c")...)
	body := params.Encode(s.signed(b, http.MethodPost, form("GetCaptureDetails", "AmazonCaptureId", value(w, "AmazonCaptureId"))))
	r := newReplayable(sandbox, body)
	out := &sink{header: http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		s.face.ServeHTTP(out, r.reset(body))
	}
}

// BenchmarkCapture is a signed capture through the whole face; orders,
// authorizations and requests are made outside the measured time.
func BenchmarkCapture(b *testing.B) {
	s := newShop(b)
	r := newReplayable(sandbox, "")
	out := &sink{header: http.Header{}}
	var bodies []string
	next := 0
	b.ReportAllocs()
	for b.Loop() {
		if next == len(bodies) {
			b.StopTimer()
			bodies, next = bodies[:0], 0
			for range 1000 {
				order, authorization := s.authorized(b, "106.00")
				bodies = append(bodies, params.Encode(s.signed(b, http.MethodPost, form("Capture",
					append(price("CaptureAmount", "106.00"), "AmazonAuthorizationId", authorization,
						"CaptureReferenceId", order[4:]+strconv.Itoa(next))...))))
			}
			b.StartTimer()
		}
		s.face.ServeHTTP(out, r.reset(bodies[next]))
		next++
	}
}
