package params

import (
	"errors"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// FuzzParse compares with the standard library's decoding of one name or
// value, and holds that Encode and Parse undo each other.
func FuzzParse(f *testing.F) {
	f.Add("A=1&B=a+b", "C=%C3%A9&&D")
	f.Add("", "=&=%&%00=;")
	f.Add("A=1&A=2", "a=%e2%82%ac&A%41=\xff")
	f.Fuzz(func(t *testing.T, query, body string) {
		want, wantErr := slowParse(query, body)
		form, err := Parse(query, []byte(body))
		if wantErr {
			var malformed *Malformed
			require.ErrorAs(t, err, &malformed)
			require.Nil(t, form)
			require.NotEmpty(t, err.Error())
			return
		}
		require.NoError(t, err)
		require.True(t, slices.Equal(want, form.Pairs()))

		encoded := Encode(form.Pairs())
		require.NotContains(t, encoded, "+")
		for _, source := range []func() (*Form, error){
			func() (*Form, error) { return Parse(encoded, nil) },
			func() (*Form, error) { return Parse("", []byte(encoded)) },
		} {
			again, err := source()
			require.NoError(t, err)
			require.True(t, slices.Equal(want, again.Pairs()))
		}

		seen := map[string]string{}
		first := -1
		for i, p := range want {
			if _, known := seen[p.Name]; !known {
				seen[p.Name] = p.Value
			} else if first < 0 {
				first = i
			}
		}
		for name, value := range seen {
			got, sent := form.Get(name)
			require.True(t, sent)
			require.Equal(t, value, got)
			_, known := seen[name+"x"]
			_, sent = form.Get(name + "x")
			require.Equal(t, known, sent)
		}
		doubled, is := form.Doubled()
		require.Equal(t, first >= 0, is)
		if is {
			require.Equal(t, want[first], doubled)
		}
	})
}

// slowParse is Parse as one would write it without care for speed.
func slowParse(sources ...string) (pairs []Pair, malformed bool) {
	for _, raw := range sources {
		for segment := range strings.SplitSeq(raw, "&") {
			if segment == "" {
				continue
			}
			rawName, rawValue, _ := strings.Cut(segment, "=")
			name, err := url.QueryUnescape(rawName)
			value, err2 := url.QueryUnescape(rawValue)
			if err != nil || err2 != nil || !utf8.ValidString(name+"\x00"+value) || len(pairs) == MaxPairs {
				return nil, true
			}
			pairs = append(pairs, Pair{name, value})
		}
	}
	return pairs, false
}

// FuzzDecode holds, for any form, that Decode doesn't panic, that each
// problem belongs to a described parameter, that the order of arrival makes
// no difference, and that what was read is what was sent.
func FuzzDecode(f *testing.F) {
	for _, body := range []string{
		authorizeBody,
		authorizeBody + "&ProviderCreditList.member.1.ProviderId=P&ProviderCreditList.member.1.CreditAmount.Amount=1&SellerNote=toolong",
		"AmazonOrderReferenceId=&OrderReferenceAttributes.OrderTotal.Amount=x&OrderReferenceAttributes.SellerOrderAttributes.OrderItemCategories.OrderItemCategory.101=",
		"NotificationConfigurationList.NotificationConfiguration.1.EventTypes.EventTypeList.1=ALL&TransactionTimeout=7&CaptureNow=Yes",
	} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		form, err := Parse("", []byte(body))
		if err != nil {
			return // FuzzParse is about these
		}
		if _, doubled := form.Doubled(); doubled {
			return // which of the two counts depends on their order
		}
		reversed := slices.Clone(form.Pairs())
		slices.Reverse(reversed)
		other := parsed(t, Encode(reversed))
		for _, kind := range []reflect.Type{
			reflect.TypeFor[authorize](), reflect.TypeFor[setDetails](), reflect.TypeFor[setAttributes](), reflect.TypeFor[notifications](),
		} {
			dst, dst2 := reflect.New(kind), reflect.New(kind)
			err := Decode(form, dst.Interface())
			err2 := Decode(other, dst2.Interface())
			require.Equal(t, err, err2)
			require.Equal(t, dst.Interface(), dst2.Interface())
			if err != nil {
				checkProblems(t, form, kind, err)
			} else if a, is := dst.Interface().(*authorize); is {
				checkAuthorize(t, form, a)
			}
		}
	})
}

func checkProblems(t *testing.T, form *Form, kind reflect.Type, err error) {
	t.Helper()
	var invalid *Invalid
	require.True(t, errors.As(err, &invalid))
	require.NotEmpty(t, invalid.Problems)
	described := Describe(kind)
	for _, p := range invalid.Problems {
		require.NotEmpty(t, p.Clause())
		require.NotEmpty(t, p.Sentence())
		require.NotEmpty(t, p.String())
		require.Equal(t, p.Kind == KindMissing, p.Absent && p.Cause == nil)
		name := generic(p.Parameter)
		require.True(t, slices.ContainsFunc(described, func(d Parameter) bool {
			return d.Name == name || strings.HasPrefix(d.Name, name+".")
		}), p.Parameter)
		if value, sent := form.Get(p.Parameter); sent && !p.Absent && p.Cause != errNumber {
			require.Equal(t, value, p.Value)
		}
	}
}

// generic writes the numbers in a wire name as N.
func generic(name string) string {
	parts := strings.Split(name, ".")
	for i, part := range parts {
		if _, err := strconv.Atoi(part); err == nil {
			parts[i] = "N"
		}
	}
	return strings.Join(parts, ".")
}

func checkAuthorize(t *testing.T, form *Form, a *authorize) {
	t.Helper()
	sent := func(name string) string {
		value, _ := form.Get(name)
		return value
	}
	require.NotEmpty(t, a.Order)
	require.Equal(t, sent("AmazonOrderReferenceId"), a.Order)
	require.Regexp(t, "^"+ReferencePattern+"$", a.Reference)
	require.Equal(t, sent("AuthorizationAmount.Amount"), string(a.Amount.Amount))
	if a.Descriptor != nil {
		require.LessOrEqual(t, utf8.RuneCountInString(*a.Descriptor), 16)
	}
	if a.Timeout != nil {
		require.Zero(t, *a.Timeout%5)
		require.True(t, 0 <= *a.Timeout && *a.Timeout <= 1440)
	}
	require.LessOrEqual(t, len(a.Credits), MaxItems)
}
