package engine_test

import (
	"io"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator/engine"
)

func draws(s *engine.Stream) (list []uint32) {
	for range 50 {
		list = append(list, s.Below(1_000_000))
	}
	return list
}

// A stream depends on its seed, seller and purpose, on all of them and on
// nothing else.
func TestStream(t *testing.T) {
	want := draws(engine.NewStream(1, first, "ids"))
	require.Equal(t, want, draws(engine.NewStream(1, first, "ids")))
	for name, other := range map[string]*engine.Stream{
		"another seed":          engine.NewStream(2, first, "ids"),
		"another seller":        engine.NewStream(1, second, "ids"),
		"another purpose":       engine.NewStream(1, first, "requests"),
		"no seller":             engine.NewStream(1, "", "ids"),
		"letters moved between": engine.NewStream(1, first+"i", "ds"),
		"digits moved between":  engine.NewStream(11, first[1:], "ids"),
	} {
		t.Run(name, func(t *testing.T) { require.NotEqual(t, want, draws(other)) })
	}
}

// The draws of a seed are part of what users rely on: their tests name the ids.
func TestStreamStaysAsItIs(t *testing.T) {
	s := engine.NewStream(1, "A2EXAMPLESELLER", "ids")
	require.Equal(t, []uint32{4940058, 4448688, 10780}, []uint32{s.Below(1e7), s.Below(1e7), s.Below(100_000)})
	require.Equal(t, "953ed806-a894-4849-97e1-195018c1c69e", engine.NewStream(1, "A2EXAMPLESELLER", "requests").UUID())
}

func TestBelow(t *testing.T) {
	s := engine.NewStream(1, first, "test")
	seen := map[uint32]bool{}
	for range 1000 {
		n := s.Below(10)
		require.Less(t, n, uint32(10))
		seen[n] = true
	}
	require.Len(t, seen, 10)
	require.Zero(t, s.Below(1))
}

func TestRead(t *testing.T) {
	for _, size := range []int{0, 1, 7, 8, 9, 16, 1000} {
		p := make([]byte, size)
		n, err := io.ReadFull(engine.NewStream(1, first, "test"), p)
		require.NoError(t, err)
		require.Equal(t, size, n)
		if size > 8 {
			require.NotEqual(t, p[:size-8], p[8:])
		}
	}
}

func TestUUID(t *testing.T) {
	s := engine.NewStream(1, first, "test")
	seen := map[string]bool{}
	for range 1000 {
		text := s.UUID()
		id, err := uuid.Parse(text)
		require.NoError(t, err)
		require.Equal(t, text, id.String(), "in lower case, with dashes")
		require.Equal(t, uuid.Version(4), id.Version())
		require.Equal(t, uuid.RFC4122, id.Variant())
		require.False(t, seen[text])
		seen[text] = true
	}
}
