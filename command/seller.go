package command

import (
	"cmp"
	"slices"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/server"
)

// exampleSeller is the default seller when nobody says otherwise. Its keys are
// public: they are in the README.
var exampleSeller = server.Seller{
	ID: "A2EXAMPLESELLER", AccessKey: "AKIAEXAMPLEACCESSKEY", SecretKey: "example-secret-key", Region: emulator.US,
}

// defaultSeller is the seller of whatever names none: the one of --seller-id,
// else the first one configured, in the configuration file or else in a fixture,
// else the example. What is said of it by flags counts before what is said in
// either list, and what nobody says is taken from the example.
func (c config) defaultSeller(fixture []server.Seller) server.Seller {
	listed := slices.Concat(c.sellers, fixture)
	s := c.seller
	if s.ID == "" && len(listed) > 0 {
		s.ID = listed[0].ID
	}
	s.ID = cmp.Or(s.ID, exampleSeller.ID)
	same := slices.DeleteFunc(listed, func(other server.Seller) bool { return other.ID != s.ID })
	for _, from := range append(same, exampleSeller) {
		s.AccessKey = cmp.Or(s.AccessKey, from.AccessKey)
		s.SecretKey = cmp.Or(s.SecretKey, from.SecretKey)
		s.Region = cmp.Or(s.Region, from.Region)
		s.StoreName = cmp.Or(s.StoreName, from.StoreName)
		s.IPNURL = cmp.Or(s.IPNURL, from.IPNURL)
	}
	return s
}

// shownSecret is a secret as it may stand in a log line.
func shownSecret(secret string) string {
	if secret == exampleSeller.SecretKey {
		return secret
	}
	return "(not shown)"
}
