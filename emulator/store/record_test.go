package store

import (
	"fmt"
	"math"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// filler gives every field of a value, at any depth, another value than every
// other field, and none that is zero.
type filler struct{ n int64 }

func (f *filler) fill(t *testing.T, v reflect.Value) {
	f.n++
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(time.Unix(f.n*1e6, f.n*1e6).UTC()))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprint("text ", f.n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(f.n)
	case reflect.Uint64, reflect.Uint32, reflect.Uint8:
		v.SetUint(uint64(f.n) % 251)
	case reflect.Float64:
		v.SetFloat(float64(f.n) + 0.5)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(t, v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			f.fill(t, v.Index(i))
		}
	case reflect.Array:
		for i := range v.Len() {
			f.fill(t, v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			require.True(t, v.Type().Field(i).IsExported(), "%s.%s can't be stored", v.Type(), v.Type().Field(i).Name)
			f.fill(t, v.Field(i))
		}
	default:
		t.Fatalf("a %s can't be filled", v.Type())
	}
}

// comesBack writes a value of which every field is set, and one of which none
// is, and reads them.
func comesBack[T any](t *testing.T, write func(*writer, *T), read func(*reader) T, empty T) {
	t.Helper()
	t.Run(fmt.Sprintf("%T", empty), func(t *testing.T) {
		var full T
		(&filler{}).fill(t, reflect.ValueOf(&full).Elem())
		for _, v := range []T{full, empty} {
			w := &writer{}
			write(w, &v)
			got, err := decode(w.b, read)
			require.NoError(t, err)
			require.Equal(t, v, got)
			for n := range w.b { // cut off anywhere it can't be read, and says so
				_, err := decode(w.b[:n], read)
				require.Error(t, err)
			}
			_, err = decode(append(w.b, 0), read)
			require.Error(t, err, "one byte more")
		}
	})
}

// No field of what is stored is forgotten.
func TestEveryFieldIsKept(t *testing.T) {
	order := emulator.Order{Attributes: &emulator.Attributes{}, Buyer: &emulator.Buyer{}}
	comesBack(t, writeOrder, readOrder, order)
	comesBack(t, writeOrder, readOrder, emulator.Order{})
	comesBack(t, writeOrderState, readOrderState, engine.OrderState{Order: &order})
	comesBack(t, writeHead, readHead, engine.Head{})
	comesBack(t, writeTemplate, readTemplate, engine.KeptTemplate{})
	comesBack(t, writeWish, readWish, engine.Wish{})
	comesBack(t, writeNumbered, readNumbered, engine.NumberedEvent{})
	comesBack(t, writeTold, readTold, Told{Order: order})
}

// A publication is kept but for what belongs to one run.
func TestToldHoldsAPublication(t *testing.T) {
	ofOneRun := []string{"Account", "Entry", "Answered", "Release", "epoch"}
	told := reflect.TypeFor[Told]()
	for i := range reflect.TypeFor[engine.Publication]().NumField() {
		name := reflect.TypeFor[engine.Publication]().Field(i).Name
		_, kept := told.FieldByName(name)
		require.True(t, kept != contains(ofOneRun, name), name)
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// Every word has a place, so that a new one is not written out.
func TestWords(t *testing.T) {
	for _, m := range emulator.Moves {
		require.Contains(t, states, m.To)
		require.Contains(t, reasons, m.Reason)
		require.Contains(t, kinds, m.Kind)
	}
	for _, c := range emulator.MultiCurrency {
		require.Contains(t, currencies, c)
	}
	for _, p := range emulator.PaymentMethods {
		require.Contains(t, methods, p)
	}
}

func TestNumbers(t *testing.T) {
	for _, n := range []uint64{0, 1, 127, 128, 16383, 16384, 1 << 63, math.MaxUint64} {
		w := &writer{}
		w.uint(n)
		w.int(int64(n))
		r := reader{s: string(w.b)}
		require.Equal(t, n, r.uint())
		require.Equal(t, int64(n), r.int())
		require.NoError(t, r.err)
	}
}

func TestTimes(t *testing.T) {
	for _, at := range []time.Time{{}, time.Unix(0, 0).UTC(), time.Unix(-1, 1).UTC(), time.Date(9999, 12, 31, 23, 59, 59, 999e6, time.UTC)} {
		w := &writer{}
		w.time(at)
		r := reader{s: string(w.b)}
		require.Equal(t, at, r.time())
	}
}
