package scenarios_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
)

// Each fact, where it holds and where it doesn't.
func TestFacts(t *testing.T) {
	pending := emulator.Verdict{State: emulator.Completed, PendingFor: hour}
	for _, c := range []struct {
		when string
		op   emulator.Operation
		at   func(*stage) string // the object
		want bool
	}{
		{"seller: A2EXAMPLESELLER", emulator.OpCapture, order, true},
		{"seller: A2OTHER", emulator.OpCapture, order, false},
		{"environment: sandbox", emulator.OpCapture, order, true},
		{"environment: live", emulator.OpCapture, order, false},
		{"order.state: Open", emulator.OpAuthorize, order, true},
		{`order.state: "!= Open"`, emulator.OpAuthorize, order, false},
		{`order.age: ">= 2h"`, emulator.OpAuthorize, after(2*hour, order), true},
		{`order.age: "> 2h"`, emulator.OpAuthorize, after(2*hour, order), false},
		{`order.total: "> 99.99"`, emulator.OpAuthorize, order, true},
		{`order.total: 100`, emulator.OpAuthorize, order, true},
		{`order.total: 100.00 USD`, emulator.OpAuthorize, order, true},
		{`order.total: "> 100"`, emulator.OpAuthorize, order, false},
		{"authorization.state: Open", emulator.OpCapture, authorization, true},
		{"authorization.state: Pending", emulator.OpCapture, authorization, false},
		{`authorization.age: "> 7d"`, emulator.OpCapture, after(7*emulator.Day+time.Millisecond, authorization), true},
		{`authorization.age: "> 7d"`, emulator.OpCapture, after(7*emulator.Day, authorization), false},
		{`authorization.age: ">= 1h"`, emulator.OpRefund, after(hour, capture), true},
		{"authorization.state: Closed", emulator.OpRefund, capture, true},
		{"capture.state: Completed", emulator.OpRefund, capture, true},
		{"capture.state: Pending", "GetCaptureDetails", func(s *stage) string {
			return s.do(emulator.CaptureFunds{Authorization: s.authorized("a"), Reference: "c", Amount: emulator.Units(20, emulator.USD)}, pending)
		}, true},
		{`capture.age: "< 1m"`, emulator.OpRefund, after(time.Minute-time.Millisecond, capture), true},
		{`capture.age: "< 1m"`, emulator.OpRefund, after(time.Minute, capture), false},
		{"capture.state: null", emulator.OpRefund, capture, false},
		{"RefundReferenceId: null", emulator.OpRefund, capture, true},
	} {
		t.Run(c.when, func(t *testing.T) {
			s := play(t, "name: test\nrules:\n  - on: \""+string(c.op)+"\"\n    when: {"+c.when+"}\n    then: {delay: 1s}")
			require.Equal(t, c.want, s.ask(c.op, c.at(s)).By != "")
		})
	}
}

func order(*stage) string { return orderID }

func authorization(s *stage) string { return s.authorized("a") }

func capture(s *stage) string { return s.captured("c") }

func after(d time.Duration, at func(*stage) string) func(*stage) string {
	return func(s *stage) string {
		id := at(s)
		s.now = s.now.Add(d)
		return id
	}
}

// Each way to write a condition.
func TestConditions(t *testing.T) {
	for _, c := range []struct {
		when string // of CaptureReferenceId, unless it names another
		yes  []string
		no   []string
	}{
		{"web-1", []string{"web-1"}, []string{"web-12", "Web-1", "aweb-1", ""}},
		{"web-*", []string{"web-", "web-1", "web-1-2"}, []string{"web", "aweb-1"}},
		{"'*-web'", []string{"-web", "a-web", "a-web-web"}, []string{"a-webs"}},
		{"a*b*c", []string{"abc", "a1b2c", "abcbc"}, []string{"acb", "abcd"}},
		{"A?B", []string{"A1B", "AäB"}, []string{"AB", "A12B"}},
		{"'*'", []string{"a", ""}, nil},
		{`'/^web-\d+$/'`, []string{"web-1", "web-12"}, []string{"web-", "a web-1", "WEB-1"}},
		{"/X/i", []string{"x", "aXb"}, []string{"y"}},
		{`">= 100"`, []string{"100", "100.00", "101"}, []string{"99.99", "-100", "many"}},
		{`"< 1.5"`, []string{"1.49", "-3"}, []string{"1.5", "2"}},
		{`"<= 1.5"`, []string{"1.50"}, []string{"1.51"}},
		{`"!= USD"`, []string{"EUR", "usd"}, []string{"USD"}},
		{`"> M"`, []string{"N", "a"}, []string{"M", "A"}},
		{"[a, b*]", []string{"a", "b", "bc"}, []string{"ab", "c"}},
		{"7", []string{"7", "7.0"}, []string{"70"}},
		{`"7"`, []string{"7"}, []string{"7.0", "07"}},
	} {
		t.Run(c.when, func(t *testing.T) {
			s := play(t, "name: test\nrules:\n  - on: Capture\n    when:\n      CaptureReferenceId: "+c.when+"\n    then: {delay: 1s}")
			for _, v := range c.yes {
				require.NotEmpty(t, s.capture(v), "%q", v)
			}
			for _, v := range c.no {
				require.Empty(t, s.capture(v), "%q", v)
			}
		})
	}
}

// What is absent is null, and differs from everything.
func TestAbsentParameters(t *testing.T) {
	for when, want := range map[string]bool{
		"null": true, "[null, x]": true, "x": false, "'*'": false, `"!= x"`: true, `"< 1"`: false, `""`: false,
	} {
		s := play(t, "name: test\nrules:\n  - {on: Capture, when: {SellerCaptureNote: "+when+"}, then: {delay: 1s}}")
		require.Equal(t, want, s.capture("a") != "", when)
	}
	s := play(t, "name: test\nrules:\n  - {on: Capture, when: {SellerCaptureNote: null}, then: {delay: 1s}}")
	require.Empty(t, s.ask(emulator.OpCapture, orderID, "SellerCaptureNote", "").By, "sent, though empty")
}
