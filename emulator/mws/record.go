package mws

import (
	"log/slog"
	"slices"

	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/emulator/mws/params"
)

// record keeps what was asked and answered, and logs one line.
func (c *call) record(ans engine.Answer, status int, code string, body []byte, hint string) {
	r := engine.Record{
		Real: c.real, At: ans.At, Environment: c.environment, RequestID: ans.RequestID, Status: status, Code: code,
		Body: body, Object: ans.Object, Before: ans.Before, Replay: ans.Replay, Rule: ans.By, Hint: hint,
	}
	if c.form != nil {
		r.Operation, _ = c.form.Get("Action")
		r.Parameters = public(c.form.Pairs())
		r.Seller, _ = c.form.Get("SellerId")
	}
	if ans.Order != nil {
		_, r.After, _ = ans.Order.StatusOf(ans.Object)
	}
	if c.account != nil {
		r.Seller = c.account.ID()
		c.account.Record(r)
	} else {
		c.face.engine.RecordStray(r)
	}
	if log := c.face.opts.Log; log.Enabled(c.request.Context(), slog.LevelInfo) {
		log.LogAttrs(c.request.Context(), slog.LevelInfo, "call",
			slog.String("operation", r.Operation), slog.String("seller", r.Seller), slog.Int("status", status),
			slog.String("code", code), slog.String("object", r.Object), slog.String("state", r.After.String()),
			slog.String("rule", r.Rule), slog.String("hint", hint), slog.String("request_id", r.RequestID))
	}
}

// public leaves out what proves who the caller is.
func public(pairs []params.Pair) []engine.Parameter {
	list := make([]engine.Parameter, 0, len(pairs))
	for _, p := range pairs {
		if p.Name != "AWSAccessKeyId" && p.Name != "Signature" && !isToken(p.Name) {
			list = append(list, p)
		}
	}
	return list
}

// masked has stars in the place of tokens.
func masked(pairs []params.Pair) []params.Pair {
	list := slices.Clone(pairs)
	for i := range list {
		if isToken(list[i].Name) {
			list[i].Value = "***"
		}
	}
	return list
}

// isToken says whether a parameter proves that somebody consented.
func isToken(name string) bool {
	return name == "MWSAuthToken" || name == "AddressConsentToken" || name == "AccessToken"
}
