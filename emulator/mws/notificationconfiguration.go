package mws

import (
	"net/url"
	"slices"
	"strings"

	"amazon-pay-emulator/emulator/engine"
)

// eventKeys are what a notification configuration may list: observed for orders,
// authorizations and captures, the others assumed.
var eventKeys = []string{
	"ORDER_REFERENCE", "PAYMENT_AUTHORIZE", "PAYMENT_CAPTURE", "PAYMENT_REFUND",
	"BILLING_AGREEMENT", "CHARGEBACK_DETAILED", engine.AllEvents,
}

type setNotificationsInput struct {
	List []notificationConfiguration `param:"NotificationConfigurationList.NotificationConfiguration.N.,required"`
}

type notificationConfiguration struct {
	URL    string   `param:"NotificationUrl,required"`
	Events []string `param:"EventTypes.EventTypeList.N,required"`
}

// setNotifications replaces the seller's endpoints. Several keys may be joined
// by a comma in one entry (observed).
func setNotifications(c *call, in setNotificationsInput) (engine.Answer, error) {
	var list []engine.Endpoint
	for _, n := range in.List {
		u, err := url.Parse(n.URL)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
			return engine.Answer{}, refuseValue(n.URL, "NotificationUrl", "write an http or https URL")
		}
		e := engine.Endpoint{URL: n.URL}
		for _, entry := range n.Events {
			for _, key := range strings.Split(entry, ",") {
				if key = strings.TrimSpace(key); !slices.Contains(eventKeys, key) {
					return engine.Answer{}, refuseValue(key, "EventTypeList", "write one of "+strings.Join(eventKeys, ", "))
				}
				e.Events = append(e.Events, key)
			}
		}
		list = append(list, e)
	}
	ans := c.inquire()
	if !ans.Transport.Withheld() {
		if err := c.account.SetEndpoints(list); err != nil {
			return ans, err
		}
	}
	return ans, nil
}

// notifications writes the seller's endpoints.
func notifications(d *document, ans view) {
	d.open("NotificationConfigurationList")
	for _, e := range ans.Endpoints {
		d.open("member")
		d.text("NotificationUrl", e.URL)
		d.members("EventTypes", "member", e.Events)
		d.close("member")
	}
	d.close("NotificationConfigurationList")
}
