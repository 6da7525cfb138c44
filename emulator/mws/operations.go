package mws

import (
	"errors"
	"reflect"
	"strings"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/emulator/mws/params"
)

// operation is one row of the API: what dispatch, documents and tests know of
// it.
type operation struct {
	name      string
	doc       string
	anonymous bool         // works without a SellerId
	quotas    quotas       // how often it may be called
	input     reflect.Type // struct of parameters, for descriptions
	do        func(*call) (engine.Answer, error)
	render    renderer // nil: the result is an empty element
	bare      bool     // there is no result element at all
}

// view is what a renderer shows: an answer, and how much of it.
type view struct {
	engine.Answer
	consent bool // the caller may see who the buyer is
}

// renderer writes the content of a result element.
type renderer func(*document, view)

// op makes the row of an operation with parameters.
func op[In any](name, doc string, q quotas, do func(*call, In) (engine.Answer, error), render renderer) *operation {
	return &operation{
		name: name, doc: doc, quotas: q, render: render, input: reflect.TypeFor[In](),
		do: func(c *call) (engine.Answer, error) {
			var in In
			if err := params.Decode(c.form, &in); err != nil {
				return engine.Answer{}, invalid(err)
			}
			return do(c, in)
		},
	}
}

// bare makes a row whose answer has no result element (observed).
func bare(o *operation) *operation {
	o.bare = true
	return o
}

// table lists the operations in the order of the API's reference.
var table = []*operation{
	op("SetOrderReferenceDetails", "Says what is bought and for how much.", forChanges, setOrderReferenceDetails, orderReferenceDetails),
	op("SetOrderAttributes", "Changes single attributes of an order, some also after its confirmation.", forChanges, setOrderAttributes, orderReferenceDetails),
	op("ConfirmOrderReference", "Confirms an order, after which it can be authorized.", forChanges, confirmOrderReference, nil),
	op("GetOrderReferenceDetails", "Reads an order reference.", forReads, getOrderReferenceDetails, orderReferenceDetails),
	op("CancelOrderReference", "Cancels an order from which nothing was captured.", forChanges, cancelOrderReference, nil),
	op("CloseOrderReference", "Closes an order for new authorizations.", forChanges, closeOrderReference, nil),
	op("Authorize", "Holds money of the buyer.", forChanges, authorize, authorizationAnswered),
	op("GetAuthorizationDetails", "Reads an authorization.", forReads, getAuthorizationDetails, authorizationDetails),
	op("CloseAuthorization", "Closes an authorization that will not be captured.", forChanges, closeAuthorization, nil),
	op("Capture", "Takes money that was authorized.", forChanges, capture, captureAnswered),
	op("GetCaptureDetails", "Reads a capture.", forReads, getCaptureDetails, captureDetails),
	op("Refund", "Gives captured money back.", forChanges, refund, refundAnswered),
	op("GetRefundDetails", "Reads a refund.", forReads, getRefundDetails, refundDetails),
	bare(op("SetMerchantNotificationConfiguration", "Says where notifications of which events are to go.", unpublished, setNotifications, nil)),
	{
		name: "GetMerchantNotificationConfiguration", doc: "Reads where notifications go.", quotas: unpublished,
		do: func(c *call) (engine.Answer, error) { return c.inquire(), nil }, render: notifications,
	},
	{
		name: "GetServiceStatus", doc: "Says whether the service is well.", quotas: forStatus, anonymous: true,
		do: func(c *call) (engine.Answer, error) { return c.inquire(), nil }, render: serviceStatus,
	},
}

// operations finds a row by its name.
var operations = func() map[string]*operation {
	index := make(map[string]*operation, len(table))
	for _, o := range table {
		index[o.name] = o
	}
	return index
}()

// Operation describes one operation to people.
type Operation struct {
	Name       string
	Doc        string
	Parameters []params.Parameter // without the common ones
}

// Operations describes the whole API.
func Operations() []Operation {
	list := make([]Operation, len(table))
	for i, o := range table {
		list[i] = Operation{Name: o.name, Doc: o.doc}
		if o.input != nil {
			list[i].Parameters = params.Describe(o.input)
		}
	}
	return list
}

// change puts a command to the caller's account.
func (c *call) change(cmd emulator.Command) (engine.Answer, error) {
	return c.account.Do(c.asked(), cmd)
}

// get reads an object of the caller's account.
func (c *call) get(kind emulator.Kind, id string) (engine.Answer, error) {
	return c.account.Get(c.asked(), kind, id)
}

// inquire is for calls that are about no object.
func (c *call) inquire() engine.Answer { return c.account.Inquire(c.asked()) }

// asked is the call as far as the engine wants to know.
func (c *call) asked() engine.Call {
	return engine.Call{
		Operation: emulator.Operation(c.operation.name), Environment: c.environment, Parameter: c.form.Get, Simulation: c.simulation,
	}
}

// invalid words the problems of a call's parameters: those that the service's
// framework finds are counted in one message, and come before a bad value that
// the operation itself finds (assumed).
func invalid(err error) error {
	var list *params.Invalid
	if !errors.As(err, &list) {
		return err
	}
	var clauses []string
	var hints []string
	value := ""
	for _, p := range list.Problems {
		hints = append(hints, p.String())
		if p.Kind == params.KindValue {
			if value == "" {
				value = p.Sentence()
			}
			continue
		}
		clauses = append(clauses, p.Clause())
	}
	message := value
	if len(clauses) > 0 {
		message = validation(clauses)
	}
	return service(400, "InvalidParameterValue", message).because("%s", strings.Join(hints, "; "))
}
