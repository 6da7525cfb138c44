package mws_test

import (
	"encoding/json"
	"encoding/xml"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/mws"
)

// Each kind of notification, for an object that says as much as it can, against
// a file that was read by eye beside the worked examples of the reference.
func TestNotificationData(t *testing.T) {
	for _, kind := range mws.NotificationTypes() {
		t.Run(kind, func(t *testing.T) {
			event, order, ok := mws.Sample(mws.NotificationType(kind), seller, emulator.Sandbox, emulator.US, start)
			require.True(t, ok)
			data := mws.Data(mws.NotificationType(kind), order, event.ID)
			file := filepath.Join("testdata", "ipn", strings.ReplaceAll(kind, " ", "")+".xml")
			if *update {
				require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
				require.NoError(t, os.WriteFile(file, data, 0o644))
			}
			want, err := os.ReadFile(file)
			require.NoError(t, err)
			require.Equal(t, string(want), string(data))
			require.NoError(t, xml.Unmarshal(data, new(struct{})))
		})
	}
	_, _, ok := mws.Sample("PaymentGuess", seller, emulator.Sandbox, emulator.US, start)
	require.False(t, ok)
}

// The declaration is followed by the root without a line break, and slashes are
// escaped in the data and nowhere else (observed).
func TestNotificationMessage(t *testing.T) {
	n := mws.Notification{
		Type: mws.PaymentRefund, Environment: emulator.Live, Region: emulator.DE, Seller: seller, ReferenceID: "0c4de1b7-5a0e-4f43-8f0b-94d2c1a7e655",
		At: start, Data: []byte("<?xml version=\"1.0\" encoding=\"UTF-8\"?><A>\n    <B>caf\u00e9 \x01</B>\n</A>"),
	}
	require.Equal(t, `{"ReleaseEnvironment":"Live","MarketplaceID":"136311","Version":"2013-01-01","NotificationType":"PaymentRefund",`+
		`"SellerId":"A2EXAMPLESELLER","NotificationReferenceId":"0c4de1b7-5a0e-4f43-8f0b-94d2c1a7e655","Timestamp":"2021-03-04T05:06:07.089Z",`+
		`"NotificationData":"<?xml version=\"1.0\" encoding=\"UTF-8\"?><A>\n    <B>café \u0001<\/B>\n<\/A>"}`, n.Message())

	n.Sample, n.Region = true, emulator.JP
	var inner map[string]any
	require.NoError(t, json.Unmarshal([]byte(n.Message()), &inner))
	require.Equal(t, true, inner["IsSample"])
	require.Equal(t, "A31YDYE76E6TCP", inner["MarketplaceID"])
	require.Equal(t, string(n.Data), inner["NotificationData"])
}

// What is told and what is not, by the events of real calls.
func TestAnnounced(t *testing.T) {
	for _, c := range []struct {
		kind      emulator.Kind
		from, to  emulator.State
		told      mws.NotificationType
		onConfirm bool // told only then
	}{
		{kind: emulator.KindOrder, to: emulator.Draft},
		{kind: emulator.KindOrder, from: emulator.Draft, to: emulator.Open, told: mws.OrderReferenceNotification, onConfirm: true},
		{kind: emulator.KindOrder, from: emulator.Suspended, to: emulator.Open, told: mws.OrderReferenceNotification},
		{kind: emulator.KindOrder, from: emulator.Open, to: emulator.Suspended, told: mws.OrderReferenceNotification},
		{kind: emulator.KindOrder, from: emulator.Draft, to: emulator.Canceled, told: mws.OrderReferenceNotification},
		{kind: emulator.KindOrder, from: emulator.Open, to: emulator.Closed, told: mws.OrderReferenceNotification},
		{kind: emulator.KindAuthorization, to: emulator.Pending},
		{kind: emulator.KindAuthorization, to: emulator.Open, told: mws.PaymentAuthorize},
		{kind: emulator.KindAuthorization, from: emulator.Pending, to: emulator.Declined, told: mws.PaymentAuthorize},
		{kind: emulator.KindCapture, to: emulator.Pending},
		{kind: emulator.KindCapture, to: emulator.Completed, told: mws.PaymentCapture},
		{kind: emulator.KindCapture, from: emulator.Completed, to: emulator.Closed, told: mws.PaymentCapture},
		{kind: emulator.KindRefund, to: emulator.Pending},
		{kind: emulator.KindRefund, from: emulator.Pending, to: emulator.Completed, told: mws.PaymentRefund},
		{kind: emulator.KindChargeback, to: emulator.Received, told: mws.ChargebackNotification},
	} {
		for _, onConfirm := range []bool{false, true} {
			told, ok := mws.Announced(emulator.Event{Kind: c.kind, From: c.from, To: c.to}, onConfirm)
			require.Equal(t, c.told != "" && (onConfirm || !c.onConfirm), ok, "%s %s -> %s", c.kind, c.from, c.to)
			if ok {
				require.Equal(t, c.told, told)
			}
		}
	}
}

func TestNotificationConfiguration(t *testing.T) {
	s := newShop(t)
	const entry = "NotificationConfigurationList.NotificationConfiguration."
	get := func() string {
		w := s.call(t, "GetMerchantNotificationConfiguration")
		requireOK(t, w, "RequestId")
		return regexp.MustCompile(`\s`).ReplaceAllString(w.Body.String(), "")
	}
	require.Contains(t, get(), "<NotificationConfigurationList/>")
	w := s.call(t, "SetMerchantNotificationConfiguration",
		entry+"1.NotificationUrl", "https://shop.example/ipn", entry+"1.EventTypes.EventTypeList.1", "PAYMENT_AUTHORIZE,PAYMENT_CAPTURE",
		entry+"2.NotificationUrl", "http://shop.example/all", entry+"2.EventTypes.EventTypeList.1", "ALL")
	requireOK(t, w, "RequestId")
	require.NotContains(t, w.Body.String(), "Result")
	require.Contains(t, get(), "<NotificationConfigurationList>"+
		"<member><NotificationUrl>https://shop.example/ipn</NotificationUrl><EventTypes><member>PAYMENT_AUTHORIZE</member><member>PAYMENT_CAPTURE</member></EventTypes></member>"+
		"<member><NotificationUrl>http://shop.example/all</NotificationUrl><EventTypes><member>ALL</member></EventTypes></member></NotificationConfigurationList>")
	for name, pairs := range map[string][]string{
		"no URL":          {entry + "1.NotificationUrl", "ftp://shop.example", entry + "1.EventTypes.EventTypeList.1", "ALL"},
		"no event of all": {entry + "1.NotificationUrl", "http://shop.example", entry + "1.EventTypes.EventTypeList.1", "SOME"},
		"nothing":         {},
		"no events":       {entry + "1.NotificationUrl", "http://shop.example"},
	} {
		t.Run(name, func(t *testing.T) {
			before := get()
			requireRefused(t, s.call(t, "SetMerchantNotificationConfiguration", pairs...), 400, "InvalidParameterValue")
			require.Equal(t, bareOfUUIDs(before), bareOfUUIDs(get()))
		})
	}
}

func bareOfUUIDs(text string) string {
	return regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`).ReplaceAllString(text, "")
}
