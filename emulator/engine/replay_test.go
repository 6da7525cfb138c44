package engine_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
)

// stage is what replays are tried on: the first calls and what they made.
type stage struct {
	*shop
	world *world

	order, other           string // order references; nothing was done to the other
	authorize              emulator.Authorize
	authorization          string
	spare                  string // an authorization of the other order, reference id "spare"
	captureFunds           emulator.CaptureFunds
	capture                string
	refundCapture          emulator.RefundCapture
	refund                 string
	now                    emulator.Authorize // with CaptureNow
	nowOrder               string
	nowMade, nowCapture    string
	promised               emulator.Authorize // with CaptureNow, still Pending
	promisedMade           string
	declined               emulator.Authorize
	declinedMade, lastMade string
	declinedCapture        emulator.CaptureFunds
}

func newStage(t *testing.T) *stage {
	w := newWorld(t)
	g := &stage{shop: w.shop(first), world: w}
	credits := []emulator.ProviderCredit{{Provider: "A2PROVIDER", Amount: dollars(1)}}

	g.order, g.other, g.nowOrder = g.shop.order(), g.shop.order(), g.shop.order()
	g.authorize = emulator.Authorize{Order: g.order, Reference: "auth", Amount: dollars(50), Note: "note", SoftDescriptor: "words", ProviderCredits: credits}
	g.authorization = g.must(g.authorize).Object
	g.spare = g.must(emulator.Authorize{Order: g.other, Reference: "spare", Amount: dollars(50)}).Object

	g.captureFunds = emulator.CaptureFunds{Authorization: g.authorization, Reference: "capture", Amount: dollars(40), Note: "note", SoftDescriptor: "words", ProviderCredits: credits}
	g.capture = g.must(g.captureFunds).Object
	g.refundCapture = emulator.RefundCapture{Capture: g.capture, Reference: "refund", Amount: dollars(10), Note: "note", SoftDescriptor: "words", ProviderCredits: credits}
	g.refund = g.must(g.refundCapture).Object

	g.now = emulator.Authorize{Order: g.nowOrder, Reference: "now", Amount: dollars(30), CaptureNow: true}
	ans := g.must(g.now)
	g.nowMade, g.nowCapture = ans.Object, ans.Order.Captures[0].ID
	g.promised = emulator.Authorize{Order: g.nowOrder, Reference: "promised", Amount: dollars(20), CaptureNow: true, Timeout: time.Hour}
	g.promisedMade = g.must(g.promised).Object

	failed := emulator.Verdict{State: emulator.Declined, Reason: emulator.ProcessingFailure}
	g.Enqueue(next{On: emulator.OpAuthorize, Verdict: failed})
	g.declined = emulator.Authorize{Order: g.order, Reference: "declined", Amount: dollars(5)}
	g.declinedMade = g.must(g.declined).Object
	g.Enqueue(next{On: emulator.OpCapture, Verdict: failed})
	g.declinedCapture = emulator.CaptureFunds{Authorization: g.spare, Reference: "declined", Amount: dollars(5)}
	g.lastMade = g.must(g.declinedCapture).Object
	return g
}

func with[T any](cmd T, change func(*T)) T {
	change(&cmd)
	return cmd
}

// The rules of mws-errors section 4: the same parent and parameters replay, the
// same parent with others differ, another parent finds the reference id taken.
func TestReplay(t *testing.T) {
	for name, test := range map[string]struct {
		again  func(*stage) emulator.Command
		replay func(*stage) string // the object that is answered; nil: it is a new one
		code   emulator.Code
	}{
		"authorize again": {func(g *stage) emulator.Command { return g.authorize }, func(g *stage) string { return g.authorization }, ""},
		"authorize another amount": {func(g *stage) emulator.Command {
			return with(g.authorize, func(c *emulator.Authorize) { c.Amount = dollars(51) })
		}, nil, emulator.RequestDiffers},
		"authorize another currency": {func(g *stage) emulator.Command {
			return with(g.authorize, func(c *emulator.Authorize) { c.Amount.Currency = emulator.EUR })
		}, nil, emulator.RequestDiffers},
		"authorize another note": {func(g *stage) emulator.Command { return with(g.authorize, func(c *emulator.Authorize) { c.Note = "" }) }, nil, emulator.RequestDiffers},
		"authorize another timeout": {func(g *stage) emulator.Command {
			return with(g.authorize, func(c *emulator.Authorize) { c.Timeout = time.Hour })
		}, nil, emulator.RequestDiffers},
		"authorize and capture now": {func(g *stage) emulator.Command {
			return with(g.authorize, func(c *emulator.Authorize) { c.CaptureNow = true })
		}, nil, emulator.RequestDiffers},
		"authorize another descriptor": {func(g *stage) emulator.Command {
			return with(g.authorize, func(c *emulator.Authorize) { c.SoftDescriptor = "" })
		}, nil, emulator.RequestDiffers},
		"authorize other credits": {func(g *stage) emulator.Command {
			return with(g.authorize, func(c *emulator.Authorize) { c.ProviderCredits = nil })
		}, nil, emulator.RequestDiffers},
		"authorize on another order": {func(g *stage) emulator.Command {
			return with(g.authorize, func(c *emulator.Authorize) { c.Order = g.other })
		}, nil, emulator.ReferenceTaken},
		"authorize on an unknown order": {func(g *stage) emulator.Command {
			return with(g.authorize, func(c *emulator.Authorize) { c.Order = "S01-0000000-0000000" })
		}, nil, emulator.OrderUnknown},
		"authorize what was declined": {func(g *stage) emulator.Command { return g.declined }, func(g *stage) string { return g.declinedMade }, ""},
		"authorize by a capture's": {func(g *stage) emulator.Command {
			return emulator.Authorize{Order: g.other, Reference: "capture", Amount: dollars(1)}
		}, nil, ""},
		"authorize by a refund's": {func(g *stage) emulator.Command {
			return emulator.Authorize{Order: g.other, Reference: "refund", Amount: dollars(1), CaptureNow: true}
		}, nil, ""},
		"authorize now by a capture's": {func(g *stage) emulator.Command {
			return emulator.Authorize{Order: g.other, Reference: "capture", Amount: dollars(1), CaptureNow: true}
		}, nil, emulator.ReferenceTaken},
		"authorize in other letters": {func(g *stage) emulator.Command {
			return emulator.Authorize{Order: g.other, Reference: "AUTH", Amount: dollars(1)}
		}, nil, ""},
		"capture again": {func(g *stage) emulator.Command { return g.captureFunds }, func(g *stage) string { return g.capture }, ""},
		"capture another amount": {func(g *stage) emulator.Command {
			return with(g.captureFunds, func(c *emulator.CaptureFunds) { c.Amount = dollars(1) })
		}, nil, emulator.RequestDiffers},
		"capture another note": {func(g *stage) emulator.Command {
			return with(g.captureFunds, func(c *emulator.CaptureFunds) { c.Note = "" })
		}, nil, emulator.RequestDiffers},
		"capture another descriptor": {func(g *stage) emulator.Command {
			return with(g.captureFunds, func(c *emulator.CaptureFunds) { c.SoftDescriptor = "" })
		}, nil, emulator.RequestDiffers},
		"capture other credits": {func(g *stage) emulator.Command {
			return with(g.captureFunds, func(c *emulator.CaptureFunds) { c.ProviderCredits = nil })
		}, nil, emulator.RequestDiffers},
		"capture of another authorization": {func(g *stage) emulator.Command {
			return with(g.captureFunds, func(c *emulator.CaptureFunds) { c.Authorization = g.spare })
		}, nil, emulator.ReferenceTaken},
		"capture of an unknown one": {func(g *stage) emulator.Command {
			return with(g.captureFunds, func(c *emulator.CaptureFunds) { c.Authorization = g.order + "-A999999" })
		}, nil, emulator.TransactionUnknown},
		"capture what was declined": {func(g *stage) emulator.Command { return g.declinedCapture }, func(g *stage) string { return g.lastMade }, ""},
		"capture by an authorization's": {func(g *stage) emulator.Command {
			return emulator.CaptureFunds{Authorization: g.spare, Reference: "auth", Amount: dollars(1)}
		}, nil, ""},
		"capture what was captured now": {func(g *stage) emulator.Command {
			return emulator.CaptureFunds{Authorization: g.nowMade, Reference: "now", Amount: dollars(30)}
		}, func(g *stage) string { return g.nowCapture }, ""},
		"the same with a note": {func(g *stage) emulator.Command {
			return emulator.CaptureFunds{Authorization: g.nowMade, Reference: "now", Amount: dollars(30), Note: "note"}
		}, func(g *stage) string { return g.nowCapture }, ""},
		"the same, another amount": {func(g *stage) emulator.Command {
			return emulator.CaptureFunds{Authorization: g.nowMade, Reference: "now", Amount: dollars(29)}
		}, nil, emulator.RequestDiffers},
		"the same, another authorization": {func(g *stage) emulator.Command {
			return emulator.CaptureFunds{Authorization: g.spare, Reference: "now", Amount: dollars(30)}
		}, nil, emulator.ReferenceTaken},
		"capture by a promised one": {func(g *stage) emulator.Command {
			return emulator.CaptureFunds{Authorization: g.spare, Reference: "promised", Amount: dollars(20)}
		}, nil, emulator.ReferenceTaken},
		"capture what is promised": {func(g *stage) emulator.Command {
			return emulator.CaptureFunds{Authorization: g.promisedMade, Reference: "promised", Amount: dollars(20)}
		}, nil, emulator.AuthorizationWrongState},
		"authorize what is promised": {func(g *stage) emulator.Command { return g.promised }, func(g *stage) string { return g.promisedMade }, ""},
		"refund again":               {func(g *stage) emulator.Command { return g.refundCapture }, func(g *stage) string { return g.refund }, ""},
		"refund another amount": {func(g *stage) emulator.Command {
			return with(g.refundCapture, func(c *emulator.RefundCapture) { c.Amount = dollars(1) })
		}, nil, emulator.RequestDiffers},
		"refund another note": {func(g *stage) emulator.Command {
			return with(g.refundCapture, func(c *emulator.RefundCapture) { c.Note = "" })
		}, nil, emulator.RequestDiffers},
		"refund another descriptor": {func(g *stage) emulator.Command {
			return with(g.refundCapture, func(c *emulator.RefundCapture) { c.SoftDescriptor = "" })
		}, nil, emulator.RequestDiffers},
		"refund other credits": {func(g *stage) emulator.Command {
			return with(g.refundCapture, func(c *emulator.RefundCapture) { c.ProviderCredits = nil })
		}, nil, emulator.RequestDiffers},
		"refund of another capture": {func(g *stage) emulator.Command {
			return with(g.refundCapture, func(c *emulator.RefundCapture) { c.Capture = g.nowCapture })
		}, nil, emulator.ReferenceTaken},
		"refund by a capture's": {func(g *stage) emulator.Command {
			return emulator.RefundCapture{Capture: g.capture, Reference: "capture", Amount: dollars(1)}
		}, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			g := newStage(t)
			g.t = t
			before := len(g.Objects("", ""))
			ans, err := g.do(test.again(g))
			switch {
			case test.code != "":
				refused(t, err, test.code)
				require.Len(t, g.Objects("", ""), before)
			case test.replay != nil:
				require.NoError(t, err)
				require.True(t, ans.Replay)
				require.Equal(t, test.replay(g), ans.Object)
				require.Len(t, g.Objects("", ""), before, "nothing new")
			default:
				require.NoError(t, err)
				require.False(t, ans.Replay)
				require.Greater(t, len(g.Objects("", "")), before)
			}
		})
	}
}

// A replay is answered whatever has become of the object or its parent since,
// with the status of the first answer.
func TestReplayLater(t *testing.T) {
	for name, later := range map[string]func(*stage){
		"when it is over":          func(g *stage) { g.world.forward(400 * day) },
		"when the order is closed": func(g *stage) { g.must(emulator.CloseOrder{Order: g.nowOrder}) },
		"when Amazon has decided": func(g *stage) {
			_, err := g.Decide(g.promisedMade, emulator.Verdict{State: emulator.Declined, Reason: emulator.AmazonRejected})
			require.NoError(g.t, err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			g := newStage(t)
			g.t = t
			later(g)
			for want, again := range map[string]emulator.Command{
				g.promisedMade: g.promised, g.authorization: g.authorize, g.capture: g.captureFunds, g.refund: g.refundCapture,
			} {
				ans := g.must(again)
				require.True(t, ans.Replay)
				require.Equal(t, want, ans.Object)
			}
			a, ok := g.must(g.promised).Order.Authorization(g.promisedMade)
			require.True(t, ok)
			require.Equal(t, emulator.Status{State: emulator.Pending, Updated: start}, a.AsAnswered().Status)
		})
	}
}

// A reference id that was promised to the capture of CaptureNow is free when
// nothing comes of it.
func TestPromiseThatIsNotKept(t *testing.T) {
	for name, end := range map[string]func(*stage) error{
		"declined": func(g *stage) error {
			_, err := g.Decide(g.promisedMade, emulator.Verdict{State: emulator.Declined, Reason: emulator.ProcessingFailure})
			return err
		},
		"closed by the seller": func(g *stage) error {
			_, err := g.do(emulator.CloseAuthorization{Authorization: g.promisedMade})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			g := newStage(t)
			g.t = t
			require.NoError(t, end(g))
			require.False(t, g.must(emulator.CaptureFunds{Authorization: g.spare, Reference: "promised", Amount: dollars(20)}).Replay)
		})
	}
}
