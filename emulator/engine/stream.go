package engine

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/rand/v2"

	"github.com/google/uuid"
)

// Stream is a sequence of draws that depends on nothing but the seed, the seller
// and the purpose it was made for.
type Stream struct {
	pcg *rand.PCG
	rnd *rand.Rand
}

// NewStream begins the sequence of one purpose of one seller.
func NewStream(seed uint64, seller, purpose string) *Stream {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d\n%s\n%s", seed, seller, purpose))
	pcg := rand.NewPCG(binary.BigEndian.Uint64(sum[:8]), binary.BigEndian.Uint64(sum[8:]))
	return &Stream{pcg: pcg, rnd: rand.New(pcg)}
}

// Position is where a Stream stands: all that its further draws depend on.
type Position [16]byte

// pcgName is how the marshalled form of a PCG begins.
const pcgName = "pcg:"

// Position is where the stream stands.
func (s *Stream) Position() Position {
	b, _ := s.pcg.MarshalBinary() // never fails
	return Position(b[len(pcgName):])
}

// Move has the stream go on from a position.
func (s *Stream) Move(to Position) {
	if err := s.pcg.UnmarshalBinary(append([]byte(pcgName), to[:]...)); err != nil {
		panic(err) // every position is one
	}
}

// Seed draws what other draws can begin with.
func (s *Stream) Seed() uint64 { return s.pcg.Uint64() }

// Below draws a number from 0 up to, but without, n.
func (s *Stream) Below(n uint32) uint32 { return s.rnd.Uint32N(n) }

// Read fills p with drawn bytes; it never fails.
func (s *Stream) Read(p []byte) (int, error) {
	var word [8]byte
	for i := 0; i < len(p); i += copy(p[i:], word[:]) {
		binary.LittleEndian.PutUint64(word[:], s.pcg.Uint64())
	}
	return len(p), nil
}

// UUID draws a random UUID in lower case, as request ids are (observed).
func (s *Stream) UUID() string {
	id, err := uuid.NewRandomFromReader(s)
	if err != nil {
		panic(err) // Read never fails
	}
	return id.String()
}
