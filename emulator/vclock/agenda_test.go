package vclock_test

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"amazon-pay-emulator/emulator/vclock"
)

// drain takes everything off, first things first.
func drain[T any](a *vclock.Agenda[T]) []T {
	var list []T
	for i := a.First(); i != nil; i = a.First() {
		list = append(list, i.Value)
		a.Drop(i)
	}
	return list
}

func TestAgenda(t *testing.T) {
	type item = vclock.Item[string]
	at := func(ms int) time.Time { return virtual.Add(time.Duration(ms) * time.Millisecond) }
	for name, test := range map[string]struct {
		do   func(g *vclock.Agenda[string], a, b, c *item)
		want []string
	}{
		"by due time": {func(g *vclock.Agenda[string], a, b, c *item) {
			g.Put(a, at(3))
			g.Put(b, at(1))
			g.Put(c, at(2))
		}, []string{"b", "c", "a"}},
		"among equal ones, first come": {func(g *vclock.Agenda[string], a, b, c *item) {
			g.Put(c, at(1))
			g.Put(a, at(1))
			g.Put(b, at(1))
		}, []string{"c", "a", "b"}},
		"before the year of Unix": {func(g *vclock.Agenda[string], a, b, c *item) {
			g.Put(a, time.Unix(0, 0))
			g.Put(b, time.Unix(-1, 0))
			g.Put(c, time.Unix(-1, 999e6))
		}, []string{"b", "c", "a"}},
		"again for the same moment keeps its place": {func(g *vclock.Agenda[string], a, b, c *item) {
			g.Put(a, at(1))
			g.Put(b, at(1))
			g.Put(a, at(1))
			g.Put(c, at(1))
		}, []string{"a", "b", "c"}},
		"again for the same millisecond keeps its place": {func(g *vclock.Agenda[string], a, b, c *item) {
			g.Put(a, at(1))
			g.Put(b, at(1))
			g.Put(a, at(1).Add(999))
		}, []string{"a", "b"}},
		"moved away and back loses its place": {func(g *vclock.Agenda[string], a, b, c *item) {
			g.Put(a, at(1))
			g.Put(b, at(1))
			g.Put(a, at(2))
			g.Put(a, at(1))
		}, []string{"b", "a"}},
		"moved to earlier": {func(g *vclock.Agenda[string], a, b, c *item) {
			g.Put(a, at(1))
			g.Put(b, at(2))
			g.Put(b, at(0))
		}, []string{"b", "a"}},
		"dropped": {func(g *vclock.Agenda[string], a, b, c *item) {
			g.Put(a, at(1))
			g.Put(b, at(2))
			g.Put(c, at(3))
			g.Drop(b)
		}, []string{"a", "c"}},
		"dropped twice, or never put": {func(g *vclock.Agenda[string], a, b, c *item) {
			g.Put(a, at(1))
			g.Put(b, at(2))
			g.Drop(b)
			g.Drop(b)
			g.Drop(c)
		}, []string{"a"}},
		"dropped and put again loses its place": {func(g *vclock.Agenda[string], a, b, c *item) {
			g.Put(a, at(1))
			g.Put(b, at(1))
			g.Drop(a)
			g.Put(a, at(1))
		}, []string{"b", "a"}},
		"cleared": {func(g *vclock.Agenda[string], a, b, c *item) {
			g.Put(a, at(1))
			g.Put(b, at(2))
			g.Clear()
		}, nil},
		"dropped after it was cleared": {func(g *vclock.Agenda[string], a, b, c *item) {
			g.Put(a, at(1))
			g.Clear()
			g.Put(b, at(2))
			g.Drop(a)
		}, []string{"b"}},
		"put again after it was cleared": {func(g *vclock.Agenda[string], a, b, c *item) {
			g.Put(a, at(1))
			g.Clear()
			g.Put(b, at(1))
			g.Put(a, at(1))
		}, []string{"b", "a"}},
		"empty": {func(g *vclock.Agenda[string], a, b, c *item) {}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			var g vclock.Agenda[string]
			test.do(&g, &item{Value: "a"}, &item{Value: "b"}, &item{Value: "c"})
			require.Equal(t, len(test.want), g.Len())
			require.Equal(t, test.want, drain(&g))
			require.Nil(t, g.First())
			require.Zero(t, g.Len())
		})
	}
}

func TestDue(t *testing.T) {
	var g vclock.Agenda[string]
	i := &vclock.Item[string]{}
	g.Put(i, virtual.Add(999999).In(time.FixedZone("Bend", -8*3600)))
	require.Equal(t, virtual, i.Due(), "UTC, whole milliseconds")
	require.Same(t, i, g.First(), "First leaves it down")
	require.Equal(t, 1, g.Len())
}

// model is an agenda as anybody would write it: a list that is sorted whenever
// it is read.
type model []modelItem

type modelItem struct {
	item *vclock.Item[int]
	due  int64
	seq  int
}

func (m *model) drop(i *vclock.Item[int]) {
	*m = slices.DeleteFunc(*m, func(x modelItem) bool { return x.item == i })
}

func (m model) find(i *vclock.Item[int]) (int64, bool) {
	at := slices.IndexFunc(m, func(x modelItem) bool { return x.item == i })
	if at < 0 {
		return 0, false
	}
	return m[at].due, true
}

func (m model) values() []int {
	slices.SortFunc(m, func(a, b modelItem) int { return cmp.Or(cmp.Compare(a.due, b.due), cmp.Compare(a.seq, b.seq)) })
	var list []int
	for _, x := range m {
		list = append(list, x.item.Value)
	}
	return list
}

func TestAgendaAgainstModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var (
			g     vclock.Agenda[int]
			m     model
			items []*vclock.Item[int]
			seq   int
		)
		for n := range 8 {
			items = append(items, &vclock.Item[int]{Value: n})
		}
		item := rapid.SampledFrom(items)
		t.Repeat(map[string]func(*rapid.T){
			"": func(t *rapid.T) {
				require.Equal(t, len(m), g.Len())
				if len(m) == 0 {
					require.Nil(t, g.First())
					return
				}
				require.Equal(t, m.values()[0], g.First().Value)
				require.Equal(t, m[0].due, g.First().Due().UnixMilli())
			},
			"put": func(t *rapid.T) {
				i, due := item.Draw(t, "item"), rapid.Int64Range(-3, 3).Draw(t, "due")
				g.Put(i, time.UnixMilli(due).Add(time.Duration(rapid.IntRange(0, 999999).Draw(t, "ns"))))
				if old, down := m.find(i); down && old == due {
					return
				}
				seq++
				m.drop(i)
				m = append(m, modelItem{i, due, seq})
			},
			"drop": func(t *rapid.T) {
				i := item.Draw(t, "item")
				g.Drop(i)
				m.drop(i)
			},
			"take the first": func(t *rapid.T) {
				if i := g.First(); i != nil {
					g.Drop(i)
					m.drop(i)
				}
			},
			"clear": func(t *rapid.T) {
				if rapid.IntRange(0, 4).Draw(t, "one in five") == 0 {
					g.Clear()
					m = nil
				}
			},
			"drain": func(t *rapid.T) {
				require.Equal(t, m.values(), drain(&g))
				m = nil
			},
		})
	})
}

// Many items at one time come off as if they had been placed one by one, also
// among others that are down already.
func TestPlaceAllIsPlaceOfEach(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dues := rapid.SliceOfN(rapid.IntRange(0, 5), 0, 50).Draw(t, "dues")
		turns := rapid.Permutation(slices.Collect(func(yield func(uint64) bool) {
			for n := range dues {
				if !yield(uint64(n) + 1) {
					return
				}
			}
		})).Draw(t, "turns")
		var one, all vclock.Agenda[int]
		down := rapid.IntRange(0, len(dues)).Draw(t, "down before")
		var rest []vclock.Placed[int]
		for n, due := range dues {
			at := virtual.Add(time.Duration(due) * time.Millisecond)
			one.Place(&vclock.Item[int]{Value: n}, at, turns[n])
			if n < down {
				all.Place(&vclock.Item[int]{Value: n}, at, turns[n])
			} else {
				rest = append(rest, vclock.Placed[int]{Item: &vclock.Item[int]{Value: n}, Due: at, Turn: turns[n]})
			}
		}
		all.PlaceAll(slices.Values(rest))
		last := vclock.Item[int]{Value: len(dues)}
		for _, a := range []*vclock.Agenda[int]{&one, &all} {
			a.Put(&last, virtual)
			require.EqualValues(t, len(dues)+1, last.Turn(), "turns go on after the highest")
			a.Drop(&last)
		}
		require.Equal(t, drain(&one), drain(&all))
	})
}
