package admin

import (
	"slices"
	"strings"
	"time"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/ipnsender"
)

func showTemplate(t engine.Template) stateTemplate {
	return stateTemplate{Now: moment(t.Now), Rate: t.Rate, Seed: t.Seed, Requests: position(t.Strays)}
}

// showSellerState is an account but for its orders.
func showSellerState(s engine.State, box ipnsender.Outbox) stateSeller {
	d := stateSeller{
		ID: s.Seller.ID, AccessKey: s.Seller.AccessKey, SecretKey: s.Seller.SecretKey, Region: s.Seller.Region,
		StoreName: s.Seller.StoreName, IPNURL: s.Seller.IPNURL,
		Clock: stateClock{Now: moment(s.Now), Rate: s.Rate},
		Draws: stateDraws{
			Scenarios: s.Draws.Scenarios, IDs: position(s.Draws.IDs), Requests: position(s.Draws.Requests),
			Notifications: position(s.Draws.Notifications),
		},
		Endpoints: []stateEndpoint{}, Wishes: []stateWish{},
		Journal: stateJournal{Last: s.Journal.Last, Dropped: s.Journal.Dropped, Events: make([]stateEvent, len(s.Journal.Events))},
		IPNs:    stateOutbox{Last: box.Last, Pending: make([]stateIPN, len(box.Pending))},
	}
	for _, e := range s.Endpoints {
		d.Endpoints = append(d.Endpoints, stateEndpoint(e))
	}
	for object, how := range s.Wishes {
		d.Wishes = append(d.Wishes, stateWish{Object: object, IPN: *wishOf(how)})
	}
	slices.SortFunc(d.Wishes, func(a, b stateWish) int { return strings.Compare(a.Object, b.Object) })
	for i, e := range s.Journal.Events {
		d.Journal.Events[i] = stateEvent{At: moment(e.At), Type: e.Kind, ID: e.ID, From: e.From, To: e.To, Reason: e.Reason}
	}
	for i, p := range box.Pending {
		d.IPNs.Pending[i] = showPending(p)
	}
	return d
}

func showOrderState(s engine.OrderState) stateOrder {
	o := s.Order
	d := stateOrder{
		ID: o.ID, Environment: o.Environment, Created: moment(o.Created), stateStatus: showState(o.Status), Total: showMoney(o.Total),
		Attributes: showAttributes(o.Attributes), Buyer: showBuyerState(o.Buyer), Confirmed: o.Confirmed, PaymentUpdated: o.PaymentUpdated,
		Imposed: o.Imposed, Turn: s.Turn,
	}
	next := s.Numbers
	number := func() uint64 {
		n := next[0]
		next = next[1:]
		return uint64(n)
	}
	d.N = number()
	for i := range o.Authorizations {
		x := &o.Authorizations[i]
		a := stateAuthorization{
			stateObject: stateObject{
				N: number(), ID: x.ID, Reference: x.Reference, Amount: showMoney(x.Amount), Created: moment(x.Created), stateStatus: showState(x.Status),
				First: x.First, Note: x.Note, SoftDescriptor: x.SoftDescriptor, Descriptor: x.Descriptor, ProviderCredits: showCredits(x.ProviderCredits),
			},
			Timeout: showDuration(x.Timeout), CaptureNow: x.CaptureNow, SoftDecline: x.SoftDecline, Overdue: x.Overdue,
		}
		if !x.Opened.IsZero() {
			opened := moment(x.Opened)
			a.Opened = &opened
		}
		d.Authorizations = append(d.Authorizations, a)
	}
	for i := range o.Captures {
		x := &o.Captures[i]
		d.Captures = append(d.Captures, stateCapture{stateObject{
			N: number(), ID: x.ID, Reference: x.Reference, Amount: showMoney(x.Amount), Created: moment(x.Created), stateStatus: showState(x.Status),
			First: x.First, Note: x.Note, SoftDescriptor: x.SoftDescriptor, Descriptor: x.Descriptor, ProviderCredits: showCredits(x.ProviderCredits),
		}, x.Authorization})
	}
	for i := range o.Refunds {
		x := &o.Refunds[i]
		d.Refunds = append(d.Refunds, stateRefund{stateObject{
			N: number(), ID: x.ID, Reference: x.Reference, Amount: showMoney(x.Amount), Created: moment(x.Created), stateStatus: showState(x.Status),
			First: x.First, Note: x.Note, SoftDescriptor: x.SoftDescriptor, Descriptor: x.Descriptor, ProviderCredits: showCredits(x.ProviderCredits),
		}, x.Capture})
	}
	for _, x := range o.Chargebacks {
		d.Chargebacks = append(d.Chargebacks, stateChargeback{
			N: number(), ID: x.ID, Capture: x.Capture, Amount: showMoney(x.Amount), Words: x.Reason, Created: moment(x.Created), stateStatus: showState(x.Status),
		})
	}
	for _, x := range o.Alarms {
		d.Alarms = append(d.Alarms, showAlarmState(x))
	}
	return d
}

func showState(s emulator.Status) stateStatus {
	return stateStatus{State: s.State, Reason: s.Reason, ReasonDescription: s.Description, Updated: moment(s.Updated)}
}

// showDuration is nil for none.
func showDuration(d time.Duration) *duration {
	if d == 0 {
		return nil
	}
	return (*duration)(&d)
}

// showAttributes is nil when none is set.
func showAttributes(a *emulator.Attributes) *stateAttributes {
	d := stateAttributes(*a)
	if d.SellerOrderID == "" && d.StoreName == "" && d.CustomInformation == "" && d.SupplementaryData == "" && len(d.Categories) == 0 &&
		d.SellerNote == "" && d.PlatformID == "" && !d.RequestPaymentAuthorization && d.ProviderID == "" && d.ProviderOrderID == "" {
		return nil
	}
	return &d
}

func showBuyerState(b *emulator.Buyer) stateBuyer {
	return stateBuyer{Name: b.Name, Email: b.Email, Phone: b.Phone, PaymentMethod: b.Payment, Address: showBuyer(b).Address}
}

func showCredits(list []emulator.ProviderCredit) []stateProviderCredit {
	var d []stateProviderCredit
	for _, c := range list {
		d = append(d, stateProviderCredit{c.Provider, showMoney(c.Amount)})
	}
	return d
}

func showAlarmState(a emulator.Alarm) stateAlarm {
	d := stateAlarm{Due: moment(a.Due), What: a.Kind, Object: a.Object}
	if a.Then != nil {
		d.Then = showVerdict(*a.Then)
	}
	if a.Dispute != nil {
		d.Dispute = (*stateDispute)(a.Dispute)
	}
	return d
}

func showVerdict(v emulator.Verdict) *stateVerdict {
	return &stateVerdict{
		State: v.State, Reason: v.Reason, PendingFor: showDuration(v.PendingFor), After: showDuration(v.After), SoftDecline: v.SoftDecline,
		FixedAfter: showDuration(v.FixedAfter), Authorization: v.Authorization, Order: v.Order, Constraint: v.Constraint,
	}
}

// showPending is a notification on its way, whose bytes are made now if they have
// not been before.
func showPending(p ipnsender.Pending) stateIPN {
	d := stateIPN{
		N: p.N, MessageID: p.ID, Group: p.Group, Type: p.Kind, Object: p.Object, URL: p.URL, At: moment(p.At), Held: p.Held, Last: p.Behind,
	}
	if !p.Next.IsZero() {
		next := moment(p.Next)
		d.Next = &next
	}
	for _, a := range p.Attempts {
		d.Attempts = append(d.Attempts, stateAttempt{
			N: uint64(a.N), At: moment(a.At), RealAt: moment(a.Real), Latency: duration(a.Latency), Status: uint64(a.Status), Error: a.Err, Answer: a.Answer,
		})
	}
	request, err := p.Request()
	if err != nil {
		d.Problem = err.Error()
		return d
	}
	d.Request = &ipnRequest{Headers: []header{}}
	for _, h := range request.Headers {
		d.Request.Headers = append(d.Request.Headers, header(h))
	}
	d.Request.setBody(request.Body)
	return d
}
