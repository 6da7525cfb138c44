package params

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDecodeList(t *testing.T) {
	type filter struct {
		States []string `param:"Filter.State.N,required,max=4"`
	}
	tests := []struct {
		name     string
		body     string
		want     []string
		problems []string
	}{
		{"in order of numbers, not of arrival", "Filter.State.10=c&Filter.State.2=b&Filter.State.1=a", []string{"a", "b", "c"}, nil},
		{"gaps", "Filter.State.3=a&Filter.State.99=b", []string{"a", "b"}, nil},
		{"greatest number", "Filter.State.100=a", []string{"a"}, nil},
		{"empty item", "Filter.State.1=", []string{""}, nil},
		{"parameters nobody knows", "Filter.State.1=a&Filter.State.2.X=b&Filter.State=c&Filter.Other.1=d&Filter.StateX.1=e", []string{"a"}, nil},
		{"none", "Filter.State=c", nil, []string{"Value null at 'filter' failed to satisfy constraint: Member must not be null"}},
		{"number past the greatest", "Filter.State.101=a", nil, []string{"The Value '101' is invalid for the Parameter 'Filter'"}},
		{"number zero", "Filter.State.0=a&Filter.State.1=b", []string{"b"}, []string{"The Value '0' is invalid for the Parameter 'Filter'"}},
		{"leading zero", "Filter.State.01=a", nil, []string{"The Value '01' is invalid for the Parameter 'Filter'"}},
		{"sign", "Filter.State.%2B1=a", nil, []string{"The Value '+1' is invalid for the Parameter 'Filter'"}},
		{"no number", "Filter.State.=a", nil, []string{"The Value '' is invalid for the Parameter 'Filter'"}},
		{"one report for one bad number", "Filter.State.x=a&Filter.State.x.A=b&Filter.State.x.B=b", nil, []string{"The Value 'x' is invalid for the Parameter 'Filter'"}},
		{"item too long", "Filter.State.2=abcd&Filter.State.3=abcde", []string{"abcd", ""}, []string{"Value 'abcde' at 'filter.3.member' failed to satisfy constraint: Member must have length less than or equal to 4"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, problems := decoded[filter](t, tt.body)
			require.Equal(t, tt.want, got.States)
			require.Equal(t, tt.problems, worded(problems))
			for _, p := range problems {
				require.True(t, strings.HasPrefix(p.Parameter, "Filter"), p.Parameter)
				require.Equal(t, "Filter", p.Name)
			}
		})
	}
}

func TestDecodeStructureListIgnoresBareNumbers(t *testing.T) {
	got, problems := decoded[authorize](t, authorizeBody+"&ProviderCreditList.member.1=x&ProviderCreditList.member.2.=y")
	require.Empty(t, problems)
	require.Nil(t, got.Credits)
}

func TestDecodeListNames(t *testing.T) {
	type lists struct {
		Plain []string `param:"Item.N,max=1"`
		Named []string `param:"Things.member.N,max=1,name=Thing"`
		Inner struct {
			Plain []string `param:"Item.N,max=1"`
		} `param:"Outer."`
	}
	_, problems := decoded[lists](t, "Item.1=xx&Things.member.1=xx&Outer.Item.1=xx")
	var got []string
	for _, p := range problems {
		got = append(got, p.Parameter+" "+p.Member+" "+p.Name)
	}
	require.Equal(t, []string{
		"Item.1 item.1.member Item",
		"Things.member.1 things.1.member Thing",
		"Outer.Item.1 outer.item.1.member Item",
	}, got)
}

func TestDecodeNestedLists(t *testing.T) {
	const item = "NotificationConfigurationList.NotificationConfiguration."
	got, problems := decoded[notifications](t, item+"1.NotificationUrl=https%3A%2F%2Fa&"+
		item+"1.EventTypes.EventTypeList.2=B&"+item+"1.EventTypes.EventTypeList.1=A&"+
		item+"3.NotificationUrl=https%3A%2F%2Fc&"+item+"3.EventTypes.EventTypeList.1=ALL")
	require.Empty(t, problems)
	require.Len(t, got.List, 2)
	require.Equal(t, []string{"A", "B"}, got.List[0].Events)
	require.Equal(t, "https://c", got.List[1].URL)

	_, problems = decoded[notifications](t, item+"2.NotificationUrl=")
	require.Equal(t, []string{
		"The Value '' is invalid for the Parameter 'NotificationUrl'",
		"Value null at 'notificationConfigurationList.2.member.eventTypes' failed to satisfy constraint: Member must not be null",
	}, worded(problems))
}
