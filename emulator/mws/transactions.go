package mws

import (
	"fmt"
	"time"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// transaction reads what authorizations, captures and refunds have in common:
// amount, shares of solution providers, and what the note simulates.
func transaction[T providerCredit | providerReversal](c *call, op emulator.Operation, p price, list []T, note *string) (emulator.Money, []emulator.ProviderCredit, error) {
	amount, err := p.money("Amount")
	if err != nil {
		return amount, nil, err
	}
	shares, err := credits(list, amount)
	if err != nil {
		return amount, nil, err
	}
	return amount, shares, c.simulate(op, note)
}

type authorizeInput struct {
	Order          string           `param:"AmazonOrderReferenceId,required"`
	Reference      string           `param:"AuthorizationReferenceId,required,ref"`
	Amount         price            `param:"AuthorizationAmount.,required"`
	Note           *string          `param:"SellerAuthorizationNote,max=255"`
	Timeout        *int             `param:"TransactionTimeout,min=0,max=1440,multiple=5"`
	CaptureNow     bool             `param:"CaptureNow"`
	SoftDescriptor string           `param:"SoftDescriptor,max=16"`
	Credits        []providerCredit `param:"ProviderCreditList.member.N."`
}

func authorize(c *call, in authorizeInput) (engine.Answer, error) {
	amount, shares, err := transaction(c, emulator.OpAuthorize, in.Amount, in.Credits, in.Note)
	if err != nil {
		return engine.Answer{}, err
	}
	timeout := c.account.Rules().Timings.AuthorizationTimeout
	if in.Timeout != nil {
		timeout = time.Duration(*in.Timeout) * time.Minute
	}
	if c.simulation.State == emulator.Pending && !in.CaptureNow {
		return engine.Answer{}, badSimulation("Pending needs CaptureNow")
	}
	if timeout == 0 {
		c.simulation.FixedAfter = 0 // after a synchronous decline the order stays suspended (observed)
	}
	return c.change(emulator.Authorize{
		Order: in.Order, Reference: in.Reference, Amount: amount, Note: text(in.Note), Timeout: timeout,
		CaptureNow: in.CaptureNow, SoftDescriptor: in.SoftDescriptor, ProviderCredits: shares,
	})
}

type getAuthorizationDetailsInput struct {
	Authorization string `param:"AmazonAuthorizationId,required"`
}

func getAuthorizationDetails(c *call, in getAuthorizationDetailsInput) (engine.Answer, error) {
	return c.get(emulator.KindAuthorization, in.Authorization)
}

type closeAuthorizationInput struct {
	Authorization string `param:"AmazonAuthorizationId,required"`
	Reason        string `param:"ClosureReason,max=255"`
}

func closeAuthorization(c *call, in closeAuthorizationInput) (engine.Answer, error) {
	return c.change(emulator.CloseAuthorization{Authorization: in.Authorization, Reason: in.Reason})
}

type captureInput struct {
	Authorization  string           `param:"AmazonAuthorizationId,required"`
	Reference      string           `param:"CaptureReferenceId,required,ref"`
	Amount         price            `param:"CaptureAmount.,required"`
	Note           *string          `param:"SellerCaptureNote,max=255"`
	SoftDescriptor string           `param:"SoftDescriptor,max=16"`
	Credits        []providerCredit `param:"ProviderCreditList.member.N."`
}

func capture(c *call, in captureInput) (engine.Answer, error) {
	amount, shares, err := transaction(c, emulator.OpCapture, in.Amount, in.Credits, in.Note)
	if err != nil {
		return engine.Answer{}, err
	}
	return c.change(emulator.CaptureFunds{
		Authorization: in.Authorization, Reference: in.Reference, Amount: amount, Note: text(in.Note),
		SoftDescriptor: in.SoftDescriptor, ProviderCredits: shares,
	})
}

type getCaptureDetailsInput struct {
	Capture string `param:"AmazonCaptureId,required"`
}

func getCaptureDetails(c *call, in getCaptureDetailsInput) (engine.Answer, error) {
	return c.get(emulator.KindCapture, in.Capture)
}

type refundInput struct {
	Capture        string             `param:"AmazonCaptureId,required"`
	Reference      string             `param:"RefundReferenceId,required,ref"`
	Amount         price              `param:"RefundAmount.,required"`
	Note           *string            `param:"SellerRefundNote,max=255"`
	SoftDescriptor string             `param:"SoftDescriptor,max=16"`
	Reversals      []providerReversal `param:"ProviderCreditReversalList.member.N."`
}

func refund(c *call, in refundInput) (engine.Answer, error) {
	amount, reversals, err := transaction(c, emulator.OpRefund, in.Amount, in.Reversals, in.Note)
	if err != nil {
		return engine.Answer{}, err
	}
	return c.change(emulator.RefundCapture{
		Capture: in.Capture, Reference: in.Reference, Amount: amount, Note: text(in.Note),
		SoftDescriptor: in.SoftDescriptor, ProviderCredits: reversals,
	})
}

type getRefundDetailsInput struct {
	Refund string `param:"AmazonRefundId,required"`
}

func getRefundDetails(c *call, in getRefundDetailsInput) (engine.Answer, error) {
	return c.get(emulator.KindRefund, in.Refund)
}

// badSimulation refuses a SandboxSimulation string (documented for impossible
// pairs).
func badSimulation(format string, args ...any) *refusal {
	return service(400, "InvalidSandboxSimulationSpecified", "The SandboxSimulation specified is invalid for this operation.").
		because("%s", fmt.Sprintf(format, args...))
}
