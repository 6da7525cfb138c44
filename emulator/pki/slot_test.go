package pki

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
)

func TestSlotIsMadeOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release, made := make(chan struct{}), 0
		s := &slot[int]{make: func() (int, error) {
			<-release
			made++
			return made, nil
		}}
		s.start()
		var all sync.WaitGroup
		got := make([]int, 10)
		for i := range got {
			all.Go(func() { got[i], _ = s.get(t.Context()) })
		}
		synctest.Wait()
		require.Equal(t, make([]int, 10), got, "somebody did not wait")
		close(release)
		all.Wait()
		require.Equal(t, []int{1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, got)
		s.start()
		synctest.Wait()
		require.Equal(t, 1, made)
	})
}

// Who gives up does not stop the work for others.
func TestSlotWaitsAsLongAsTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		s := &slot[string]{make: func() (string, error) { <-release; return "made", nil }}
		ctx, cancel := context.WithCancelCause(t.Context())
		gaveUp := errors.New("gave up")
		go func() {
			synctest.Wait()
			cancel(gaveUp)
		}()
		_, err := s.get(ctx)
		require.ErrorIs(t, err, gaveUp)
		close(release)
		value, err := s.get(t.Context())
		require.NoError(t, err)
		require.Equal(t, "made", value)
	})
}

func TestSlotIsMadeAgain(t *testing.T) {
	made, broken, stale := 0, errors.New("broken"), false
	var next error = broken
	s := &slot[int]{
		make:  func() (int, error) { made++; return made, next },
		fresh: func(int) bool { return !stale },
	}
	_, err := s.get(t.Context())
	require.ErrorIs(t, err, broken)
	next = nil
	for range 3 {
		value, err := s.get(t.Context())
		require.NoError(t, err)
		require.Equal(t, 2, value)
	}
	stale = true // also what was just made: it is the best there is
	value, err := s.get(t.Context())
	require.NoError(t, err)
	require.Equal(t, 3, value)
}
