package admin

import (
	"regexp"
	"slices"
	"strings"
)

// removed stands for what is not shown.
const removed = "*** removed ***"

// secrets are the parameters that prove who the caller, or the buyer, is. They
// are left out of the record altogether.
var secrets = []string{"AWSAccessKeyId", "Signature", "MWSAuthToken", "AddressConsentToken", "AccessToken"}

// private are the elements and parameters that the SDKs' own loggers mask: who
// the buyer is, and what the seller wrote about the purchase.
var private = []string{
	"Buyer", "PhysicalDestination", "BillingAddress", "AuthorizationBillingAddress",
	"SellerNote", "SellerAuthorizationNote", "SellerCaptureNote", "SellerRefundNote",
}

// isSecret says whether a parameter must not be seen, nor what somebody has hung
// below its name.
func isSecret(name string) bool {
	name, _, _ = strings.Cut(name, ".")
	return slices.ContainsFunc(secrets, func(s string) bool { return strings.EqualFold(s, name) })
}

// maskParameter is a parameter's value as the record shows it.
func maskParameter(name, value string) string {
	last := name[strings.LastIndexByte(name, '.')+1:]
	if slices.Contains(private, last) {
		return removed
	}
	return value
}

// maskElements takes the content of private elements out of an answer.
func maskElements(xml string) string {
	for _, name := range private {
		begin, finish := "<"+name+">", "</"+name+">"
		var b strings.Builder
		for {
			before, rest, found := strings.Cut(xml, begin)
			if !found {
				break
			}
			// An answer that was cut where it is too long has no end of the element.
			content, after, closed := strings.Cut(rest, finish)
			b.WriteString(before + begin)
			if !closed {
				if xml = ""; content != "" {
					b.WriteString(removed)
				}
				break
			}
			if content != "" {
				b.WriteString(removed)
			}
			b.WriteString(finish)
			xml = after
		}
		xml = b.String() + xml
	}
	return maskQueries(xml)
}

// queried are parameters as a signature's string to sign, or a hint about it,
// spells them.
var queried = regexp.MustCompile(`(?i)\b([\w.]*(?:` + strings.Join(slices.Concat(secrets, private), "|") + `))=[^&\s"'<]+`)

// maskQueries takes secret and private values out of a text.
func maskQueries(text string) string { return queried.ReplaceAllString(text, "$1="+removed) }
