package emutest

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"net/http"
)

// Seller makes a seller whom nobody has used yet, for a test that shares the
// emulator with others: with objects, ids, clock, scenarios, IPNs and record of
// calls of its own, keys of its own, and a frozen clock at the emulator's start.
// The Emulator it returns is for the test t, which may run beside others and must
// end before the emulator does, as a subtest does.
//
//	e := emutest.Start(t)
//	for _, test := range tests {
//		t.Run(test.name, func(t *testing.T) {
//			t.Parallel()
//			e := e.Seller(t)
//			// ...
//		})
//	}
//
// The seller's id and keys follow from the test's name and how often that test has
// asked, not from the order in which tests run, and Amazon's ids follow from the
// seller's: the same test sees the same ids in every run.
func (e *Emulator) Seller(t TB) *Emulator {
	t.Helper()
	e.host.mu.Lock()
	e.host.numbers[t.Name()]++
	c := credentialsFor(t.Name(), e.host.numbers[t.Name()])
	e.host.mu.Unlock()
	own := &Emulator{URL: e.URL, TLSURL: e.TLSURL, t: t, host: e.host, credentials: c}
	own.must("Seller", http.MethodPut, "sellers/"+c.SellerID, map[string]string{"access_key": c.AccessKey, "secret_key": c.SecretKey}, nil)
	t.Cleanup(func() {
		t.Helper()
		own.tell()
	})
	return own
}

// credentialsFor has the form of Amazon's, for clients that check it.
func credentialsFor(test string, n int) Credentials {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s", n, test))
	letters := base32.StdEncoding.EncodeToString(sum[:])
	return Credentials{SellerID: "A" + letters[:13], AccessKey: "AKIA" + letters[13:29], SecretKey: "secret-" + letters[29:52]}
}
