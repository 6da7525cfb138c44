package admin

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator/engine"
)

// everything is wanted.
func everything(*happening) bool { return true }

func fed(f *Feed, sellers ...string) {
	for _, seller := range sellers {
		f.Happened(engine.Happening{Seller: seller, Reset: true})
	}
}

func ids(list []happening) []uint64 {
	ids := []uint64{}
	for _, x := range list {
		ids = append(ids, x.ID)
	}
	return ids
}

// A reader gets what came after its place, or is told what it missed.
func TestFeedRead(t *testing.T) {
	missed := func(n uint64) *uint64 { return &n }
	f := NewFeed(3)
	require.Equal(t, &gap{After: 1}, f.read(1, everything).gap, "another run's id")
	fed(f, "A", "B", "A")
	for after, want := range map[uint64]struct {
		ids []uint64
		gap *gap
	}{
		0: {[]uint64{1, 2, 3}, nil},
		1: {[]uint64{2, 3}, nil},
		3: {[]uint64{}, nil},
		4: {[]uint64{1, 2, 3}, &gap{After: 4}},
	} {
		p := f.read(after, everything)
		require.Equal(t, want.ids, ids(p.list), after)
		require.Equal(t, want.gap, p.gap, after)
		require.EqualValues(t, 3, p.upTo)
		require.NotNil(t, p.news)
	}
	fed(f, "B", "A") // 1 and 2 are not kept
	for after, want := range map[uint64]struct {
		ids []uint64
		gap *gap
	}{
		0: {[]uint64{3, 4, 5}, &gap{After: 0, Missed: missed(2), id: 2}},
		1: {[]uint64{3, 4, 5}, &gap{After: 1, Missed: missed(1), id: 2}},
		2: {[]uint64{3, 4, 5}, nil},
		5: {[]uint64{}, nil},
		6: {[]uint64{3, 4, 5}, &gap{After: 6, id: 2}},
	} {
		p := f.read(after, everything)
		require.Equal(t, want.ids, ids(p.list), after)
		require.Equal(t, want.gap, p.gap, after)
	}
	p := f.read(2, func(x *happening) bool { return x.SellerID == "B" })
	require.Equal(t, []uint64{4}, ids(p.list))
	require.EqualValues(t, 5, p.upTo, "past what it does not want")
}

// Pages are short, and looking for little does not hold the feed's lock long.
func TestFeedPages(t *testing.T) {
	f := NewFeed(3 * mostLooked)
	for range 2*mostLooked + 1 {
		fed(f, "A")
	}
	p := f.read(0, everything)
	require.Len(t, p.list, mostRead)
	require.EqualValues(t, mostRead, p.upTo)
	require.Nil(t, p.news)
	p = f.read(0, func(*happening) bool { return false })
	require.Empty(t, p.list)
	require.EqualValues(t, mostLooked, p.upTo)
	require.Nil(t, p.news)
	require.False(t, p.end)
}

func TestFeedNews(t *testing.T) {
	f := NewFeed(3)
	news, same := f.read(0, everything).news, f.read(0, everything).news
	require.Equal(t, news, same)
	select {
	case <-news:
		t.Fatal("nothing happened")
	default:
	}
	fed(f, "A")
	<-news
	news = f.read(1, everything).news
	f.Close()
	<-news
	p := f.read(0, everything)
	require.Equal(t, []uint64{1}, ids(p.list), "the end comes behind what is kept")
	require.True(t, p.end)
	require.True(t, f.read(1, everything).end)
	fed(f, "A")
	require.Equal(t, []uint64{2}, ids(f.read(1, everything).list))
	f.Close()
}

// Readers and writers side by side: each reader gets everything, in order.
func TestFeedSideBySide(t *testing.T) {
	const writers, each = 4, 500
	f := NewFeed(writers * each)
	var running sync.WaitGroup
	for i := range writers {
		running.Go(func() {
			for range each {
				fed(f, fmt.Sprint(i))
			}
		})
	}
	for range 3 {
		running.Go(func() {
			var got []uint64
			for after := uint64(0); len(got) < writers*each; {
				p := f.read(after, everything)
				got, after = append(got, ids(p.list)...), p.upTo
				if p.news != nil && len(got) < writers*each {
					<-p.news
				}
			}
			for i, id := range got {
				if id != uint64(i+1) {
					t.Errorf("%d at %d", id, i)
					return
				}
			}
		})
	}
	running.Wait()
}

// What a feed costs those who do something, whoever reads.
func BenchmarkFeed(b *testing.B) {
	for _, waiting := range []int{0, 100} {
		b.Run(fmt.Sprintf("%d waiting", waiting), func(b *testing.B) {
			f := NewFeed(0)
			var running sync.WaitGroup
			for range waiting {
				running.Go(func() {
					for after := uint64(0); ; {
						p := f.read(after, func(*happening) bool { return false })
						if after = p.upTo; p.end {
							return
						}
						if p.news != nil {
							<-p.news
						}
					}
				})
			}
			b.ReportAllocs()
			for b.Loop() {
				f.Happened(engine.Happening{Seller: defaultSeller, Call: &engine.Record{Operation: "Capture", Status: 200}})
			}
			b.StopTimer()
			f.Close()
			running.Wait()
		})
	}
}
