package sns

import (
	"crypto/sha1"
	"encoding/binary"
	"fmt"
)

// namespace keeps the ids of this package apart from other ids that are derived
// by name. Any 16 bytes serve.
const namespace = "amazon-pay-ipns."

// MessageID derives the id of a message from what makes the message unique, such
// as the seed, the seller and a number. The same parts in the same order give
// the same id. It is a UUID of version 5, as real message ids are (observed).
func MessageID(parts ...string) string {
	return uuid(5, append([]string{"message"}, parts...)...)
}

// uuid derives a UUID by name: SHA-1 over a namespace and the parts (RFC 9562,
// 5.5). The version is what the id claims to be; the ids of subscriptions look
// random on the wire, version 4 (assumed).
func uuid(version byte, parts ...string) string {
	h := sha1.New()
	h.Write([]byte(namespace))
	for _, part := range parts {
		// With its length in front, so that ("ab", "c") is not ("a", "bc").
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
		h.Write([]byte(part))
	}
	id := h.Sum(nil)[:16]
	id[6] = id[6]&0x0f | version<<4
	id[8] = id[8]&0x3f | 0x80

	return fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
}
