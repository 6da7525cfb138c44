// Package sns makes the HTTP request that Amazon's Simple Notification Service
// sends to a merchant for an Instant Payment Notification: the envelope byte for
// byte as on the wire, its signature, its headers. It also verifies such
// requests, and spoils them on purpose.
//
// Read notification.go first. A Notification is what one message says; a Signer
// turns it into Signed, which is the costly step and done once per message;
// Signed.Request adds what differs from endpoint to endpoint, which is cheap:
//
//	topic, err := sns.TopicOf("us", "A2EXAMPLESELLER", "")
//	signer, err := sns.NewSigner(key, certificateFile, sns.V1)
//	signed := signer.Sign(sns.Notification{
//		MessageID: sns.MessageID("seed", "A2EXAMPLESELLER", "17"),
//		Topic:     topic,
//		Message:   message,
//		Timestamp: at,
//	})
//	request := signed.Request("http://shop.example/ipn")
//
// The same input gives the same bytes, so that a retry can repeat them and a
// seeded run can be repeated.
//
// The package sends nothing, asks for no time and draws nothing at random. It
// knows neither orders nor what a message says, and imports the standard library
// only; not even net/http, because a header here is a name as it is written on
// the wire. It never makes a SubscriptionConfirmation: Amazon Pay subscribes for
// the merchant, and the handlers of the official SDKs refuse one (observed).
//
// Rules of the wire say where they come from: documented (Amazon published it),
// observed (real notifications and clients were seen doing it) or assumed.
package sns
