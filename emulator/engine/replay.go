package engine

import "amazon-pay-emulator/emulator"

// replay recognizes a reference id that was used before (mws-errors section 4,
// assumed): with the same parent and parameters it answers the object that the
// first call made, with other parameters RequestDiffers, with another parent
// ReferenceTaken. A call that was refused has left no reference id behind.
func (a *Account) replay(env emulator.Environment, target *entry, cmd emulator.Command) (*entry, string, error) {
	switch r := cmd.(type) {
	case emulator.Authorize:
		return a.replayAuthorize(env, r)
	case emulator.CaptureFunds:
		return a.replayCapture(env, r)
	case emulator.RefundCapture:
		return a.replayRefund(env, r)
	}
	return target, "", nil
}

func (a *Account) replayAuthorize(env emulator.Environment, r emulator.Authorize) (*entry, string, error) {
	refused := emulator.Error{Operation: emulator.OpAuthorize, Kind: emulator.KindAuthorization, Parameter: "AuthorizationReferenceId", Reference: r.Reference}
	seen, ok := a.refs.find(env, emulator.KindAuthorization, r.Reference)
	if !ok {
		// The capture that CaptureNow is to make needs the reference id too.
		if _, taken := a.refs.find(env, emulator.KindCapture, r.Reference); taken && r.CaptureNow {
			return nil, "", refusal(refused, emulator.ReferenceTaken)
		}
		return nil, "", nil
	}
	for i := range seen.order.Authorizations {
		if x := &seen.order.Authorizations[i]; x.Reference == r.Reference {
			switch {
			case seen.order.ID != r.Order:
				return nil, "", refusal(refused, emulator.ReferenceTaken)
			case !x.Same(r):
				return nil, "", refusal(refused, emulator.RequestDiffers)
			}
			return seen, x.ID, nil
		}
	}
	return nil, "", nil
}

func (a *Account) replayCapture(env emulator.Environment, r emulator.CaptureFunds) (*entry, string, error) {
	refused := emulator.Error{Operation: emulator.OpCapture, Kind: emulator.KindCapture, Parameter: "CaptureReferenceId", Reference: r.Reference}
	seen, ok := a.refs.find(env, emulator.KindCapture, r.Reference)
	if !ok {
		return nil, "", a.promised(env, r, refused)
	}
	for i := range seen.order.Captures {
		if x := &seen.order.Captures[i]; x.Reference == r.Reference {
			p, _ := seen.order.Authorization(x.Authorization)
			switch {
			case x.Authorization != r.Authorization:
				return nil, "", refusal(refused, emulator.ReferenceTaken)
			case !x.Same(r, p.CaptureNow && p.Reference == r.Reference):
				return nil, "", refusal(refused, emulator.RequestDiffers)
			}
			return seen, x.ID, nil
		}
	}
	return nil, "", nil
}

// promised refuses a reference id that a Pending authorization with CaptureNow
// will give to its capture.
func (a *Account) promised(env emulator.Environment, r emulator.CaptureFunds, refused emulator.Error) error {
	to, ok := a.refs.find(env, emulator.KindAuthorization, r.Reference)
	if !ok {
		return nil
	}
	for i := range to.order.Authorizations {
		x := &to.order.Authorizations[i]
		if x.Reference == r.Reference && x.CaptureNow && x.Status.State == emulator.Pending && x.ID != r.Authorization {
			return refusal(refused, emulator.ReferenceTaken)
		}
	}
	return nil
}

func (a *Account) replayRefund(env emulator.Environment, r emulator.RefundCapture) (*entry, string, error) {
	refused := emulator.Error{Operation: emulator.OpRefund, Kind: emulator.KindRefund, Parameter: "RefundReferenceId", Reference: r.Reference}
	seen, ok := a.refs.find(env, emulator.KindRefund, r.Reference)
	if !ok {
		return nil, "", nil
	}
	for i := range seen.order.Refunds {
		if x := &seen.order.Refunds[i]; x.Reference == r.Reference {
			switch {
			case x.Capture != r.Capture:
				return nil, "", refusal(refused, emulator.ReferenceTaken)
			case !x.Same(r):
				return nil, "", refusal(refused, emulator.RequestDiffers)
			}
			return seen, x.ID, nil
		}
	}
	return nil, "", nil
}

func refusal(e emulator.Error, code emulator.Code) error {
	e.Code = code
	return &e
}
