// Package pki is the emulator's own certificate authority. It issues the
// certificate that IPNs are signed with and, by server name, the TLS certificates
// of Amazon Pay's hosts, so that an unmodified SDK that trusts one file, ca.pem,
// takes the emulator for the service.
//
// Read authority.go first:
//
//	authority, err := pki.Open(pki.Options{Dir: dir, CRLURL: crlURL, Now: time.Now})
//	...                                  // ready
//	authority.Prepare()                  // makes keys in the background
//	signing, err := authority.Signing(ctx)
//	config := authority.TLS(pki.TLSOptions{})
//
// Keys are made on this machine, when they are first needed or by Prepare, and
// never before: Open only reads. RSA keys cost tens to hundreds of milliseconds,
// so whoever comes while one is being made waits for it, as long as their context
// allows.
//
// What a merchant is asked to trust is kept small. The authority is constrained
// to the names of AmazonHosts, to sns.amazonaws.com, which real signing
// certificates are for, to the hosts that the user gave, and to loopback
// addresses; it vouches for servers only, and for no further authority. Keys are
// stored with mode 0600; no error holds any part of one.
//
// What is in the directory, in the order in which it is made:
//
//	ca-key.pem       the authority's key
//	ca.pem           its certificate: this is what clients trust
//	signing-key.pem  the key that signs IPNs
//	signing.pem      its certificate, issued anew when it runs out
//
// The TLS certificates and their keys are kept in memory only.
//
// Rules say where they come from: documented (Amazon or a standard published
// it), observed (clients were seen to want it) or assumed.
package pki
