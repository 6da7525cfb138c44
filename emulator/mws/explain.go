package mws

import (
	"fmt"
	"log/slog"

	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/emulator/mws/sigv2"
)

// explain finds out, as far as possible, how the client came by a signature that
// is refused, keeps that for the record, and returns the hint.
func (c *call) explain(r sigv2.Request, by engine.Credential) (hint string) {
	const rivals = 8
	seller, _ := c.form.Get("SellerId")
	var others []sigv2.Secret
	for _, o := range c.face.engine.Rivals(by, seller, rivals) {
		others = append(others, sigv2.Secret{
			Value: o.SecretKey,
			Words: fmt.Sprintf("used the secret of seller %s's access key %s", shortened(o.Seller), shortened(o.AccessKey)),
		})
	}
	e := sigv2.Explain(r, by.SecretKey, others)

	public := r // what may be seen of the request
	public.Pairs = masked(r.Pairs)
	s := &engine.SignatureRefusal{StringToSign: limited(public.StringToSign(sigv2.Variant{})), Tried: e.Tried}
	c.mismatch = s

	const where = "; the string to sign is in GET /_emulator/requests and in the log"
	switch {
	case e.Malformed:
		return "the Signature is not the base64 of 32 bytes (HmacSHA256) or of 20 (HmacSHA1)" + where
	case e.Cause == "" && e.GaveUp:
		return fmt.Sprintf("the signature does not fit the secret of %s; the call is too large to find out more%s", shortened(by.AccessKey), where)
	case e.Cause == "":
		return fmt.Sprintf("the signature fits the secret of %s in none of the known forms: most likely the client has another secret key%s",
			shortened(by.AccessKey), where)
	}
	s.Matches = "the client " + e.Cause
	s.ClientStringToSign = limited(e.ClientText(public))
	hint = s.Matches
	if e.Lenient {
		hint += ", which --signature known accepts"
	}
	if d, differs := sigv2.FirstDifference(r.StringToSign(sigv2.Variant{}), e.ClientText(r)); differs {
		s.FirstDifference = &engine.Difference{Offset: d.Offset, In: d.In, Server: d.Server, Client: d.Client}
		hint += fmt.Sprintf("; of the string to sign, %s", d)
	}
	return hint
}

// limited is a string to sign as the record keeps it, and says when it was
// longer.
func limited(text string) string {
	const most = 4096
	if len(text) > most {
		return fmt.Sprintf("%s... (cut, %d bytes in all)", text[:most], len(text))
	}
	return text
}

// logged is the refusal of a signature as the log shows it.
func logged(s *engine.SignatureRefusal) slog.Attr {
	attrs := []any{slog.String("string_to_sign", s.StringToSign), slog.Any("tried", s.Tried)}
	if s.Matches != "" {
		attrs = append(attrs, slog.String("matches", s.Matches), slog.String("client_string_to_sign", s.ClientStringToSign))
	}
	return slog.Group("signature", attrs...)
}
