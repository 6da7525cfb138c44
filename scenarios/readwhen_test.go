package scenarios_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/scenarios"
)

const absent = "\x00" // stands for nothing

// How a value is written decides how it compares.
func TestConditionsHold(t *testing.T) {
	for _, test := range []struct {
		subject string
		written string
		holds   []string
		fails   []string
	}{
		{"CaptureReferenceId", `web-*`, []string{"web-", "web-1"}, []string{"Web-1", "aweb-1", absent}},
		{"CaptureReferenceId", `A?B`, []string{"A1B", "AäB"}, []string{"AB", "A12B"}},
		{"CaptureReferenceId", `web`, []string{"web"}, []string{"web-1", "WEB", absent}},
		{"CaptureReferenceId", `""`, []string{""}, []string{"x", absent}},
		{"CaptureReferenceId", `/^web-\d+$/`, []string{"web-17"}, []string{"web-", "Web-17", "web-17x"}},
		{"CaptureReferenceId", `/WEB/i`, []string{"a web b"}, []string{"we b", absent}},
		{"CaptureReferenceId", `//`, []string{"", "anything"}, []string{absent}},
		{"CaptureReferenceId", `"== a*"`, []string{"a*"}, []string{"ab"}},
		{"CaptureReferenceId", `"= /a"`, []string{"/a"}, []string{"a"}},
		{"CaptureReferenceId", `"!= a"`, []string{"b", absent}, []string{"a"}},
		{"CaptureReferenceId", `"> b"`, []string{"c", "bb"}, []string{"b", "a", absent}},
		{"CaptureReferenceId", `17`, []string{"17", "17.0", "017"}, []string{"170", "x", absent}},
		{"CaptureReferenceId", `"17"`, []string{"17"}, []string{"17.0", "017"}},
		{"CaptureReferenceId", `1e3`, []string{"1e3"}, []string{"1000"}},
		{"CaptureReferenceId", `1234567890123456789`, []string{"1234567890123456789"}, []string{"1234567890123456788"}},
		{"CaptureReferenceId", `true`, []string{"true", "True", "TRUE"}, []string{"yes", "", absent}},
		{"CaptureReferenceId", `"False"`, []string{"false", "False"}, []string{"true", absent}},
		{"CaptureReferenceId", `null`, []string{absent}, []string{"", "null"}},
		{"CaptureReferenceId", ``, []string{absent}, []string{""}},
		{"CaptureReferenceId", `[a, b*, null]`, []string{"a", "b", "bc", absent}, []string{"ab"}},
		{"CaptureAmount.Amount", `20`, []string{"20", "20.00", "20.0000"}, []string{"20.01", "200"}},
		{"CaptureAmount.Amount", `"20.00"`, []string{"20", "20.00"}, []string{"20.01"}},
		{"CaptureAmount.Amount", `">= 100"`, []string{"100", "100.00", "1000"}, []string{"99.99", "9", absent}},
		{"CaptureAmount.Amount", `">100"`, []string{"100.01"}, []string{"100"}},
		{"CaptureAmount.Amount", `"<= 100"`, []string{"100", "99", "-1"}, []string{"100.01", "much"}},
		{"CaptureAmount.Amount", `"< 100"`, []string{"99.99"}, []string{"100"}},
		{"CaptureAmount.Amount", `"!= 100"`, []string{"99", "much", absent}, []string{"100.00"}},
		{"CaptureAmount.Amount", `[20, null]`, []string{"20.0", absent}, []string{""}},
		{"CaptureAmount.Amount", `1?.00`, []string{"10.00"}, []string{"10"}},
		{"seller", `A2*`, []string{"A2X"}, []string{"B"}},
		{"environment", `"!= live"`, []string{"sandbox"}, []string{"live"}},
		{"environment", `live`, []string{"live"}, []string{"sandbox"}},
		{"attempt", `1`, []string{"1"}, []string{"2", "10"}},
		{"attempt", `"2"`, []string{"2"}, []string{"1"}},
		{"attempt", `"< 10"`, []string{"9"}, []string{"10"}},
		{"replay", `"TRUE"`, []string{"true"}, []string{"false"}},
		{"order.state", `[Open, "= Suspended"]`, []string{"Open", "Suspended"}, []string{"Closed", absent}},
		{"order.state", `/^C/`, []string{"Closed", "Canceled"}, []string{"Open"}},
		{"order.total", `106`, []string{"106.00 USD", "106.00 EUR"}, []string{"106.01 USD", absent}},
		{"order.total", `106 USD`, []string{"106.00 USD"}, []string{"106.00 EUR"}},
		{"order.total", `"!= 106.00 USD"`, []string{"106.00 EUR", absent}, []string{"106.00 USD"}},
		{"order.total", `">= 100 USD"`, []string{"100.00 USD"}, []string{"99.99 USD"}},
		{"order.total", `"* USD"`, []string{"1.00 USD"}, []string{"1.00 EUR"}},
	} {
		t.Run(test.subject+" "+test.written, func(t *testing.T) {
			file := fmt.Sprintf("name: x\nrules:\n  - on: Capture\n    when:\n      %s: %s\n    then: {delay: 1s}\n", test.subject, test.written)
			list, problems := scenarios.Parse("x.yaml", []byte(file), words)
			require.Empty(t, problems)
			c := list[0].Rules[0].When[0]
			for _, value := range test.holds {
				require.True(t, scenarios.Holds(c, value, value != absent), "%q", value)
			}
			for _, value := range test.fails {
				require.False(t, scenarios.Holds(c, value, value != absent), "%q", value)
			}
		})
	}
}
