package params

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// decimal is an amount that reads itself, as the money of the emulator does.
type decimal string

func (d *decimal) UnmarshalParam(text string) error {
	if strings.Trim(text, "0123456789.") != "" || strings.Trim(text, "0.") == "" {
		return errors.New("must be a positive decimal number")
	}
	*d = decimal(text)
	return nil
}

type price struct {
	Amount   decimal `param:"Amount,required"`
	Currency string  `param:"CurrencyCode,required,max=3"`
}

type attributes struct {
	Total  *price            `param:"OrderTotal.,name=OrderTotal"`
	Note   *string           `param:"SellerNote,max=1024"`
	Ask    *bool             `param:"RequestPaymentAuthorization"`
	Seller *sellerAttributes `param:"SellerOrderAttributes."`
}

type sellerAttributes struct {
	Store      *string  `param:"StoreName,max=50"`
	Categories []string `param:"OrderItemCategories.OrderItemCategory.N,max=10"`
}

type setDetails struct {
	Order      string     `param:"AmazonOrderReferenceId,required"`
	Attributes attributes `param:"OrderReferenceAttributes.,required,require=OrderTotal"`
}

type setAttributes struct {
	Order      string     `param:"AmazonOrderReferenceId,required"`
	Attributes attributes `param:"OrderAttributes.,required"`
}

type credit struct {
	Provider string `param:"ProviderId,required"`
	Amount   price  `param:"CreditAmount.,required"`
}

type transaction struct {
	Note       string   `param:"SellerNote,max=5"`
	Descriptor *string  `param:"SoftDescriptor,max=16"`
	Credits    []credit `param:"ProviderCreditList.member.N."`
}

type authorize struct {
	Order      string `param:"AmazonOrderReferenceId,required"`
	Reference  string `param:"AuthorizationReferenceId,required,ref"`
	Amount     price  `param:"AuthorizationAmount.,required"`
	Timeout    *int   `param:"TransactionTimeout,min=0,max=1440,multiple=5"`
	CaptureNow bool   `param:"CaptureNow"`
	transaction
	Unrelated int
}

type notifications struct {
	List []struct {
		URL    string   `param:"NotificationUrl,required"`
		Events []string `param:"EventTypes.EventTypeList.N,required"`
	} `param:"NotificationConfigurationList.NotificationConfiguration.N.,required"`
}

func parsed(t testing.TB, body string) *Form {
	t.Helper()
	form, err := Parse("", []byte(body))
	require.NoError(t, err)
	return form
}

// decoded decodes a body into a T and returns the problems.
func decoded[T any](t testing.TB, body string) (T, []Problem) {
	t.Helper()
	var dst T
	err := Decode(parsed(t, body), &dst)
	if err == nil {
		return dst, nil
	}
	var invalid *Invalid
	require.ErrorAs(t, err, &invalid)
	require.NotEmpty(t, invalid.Problems)
	return dst, invalid.Problems
}

const authorizeBody = "AmazonOrderReferenceId=S01-4400112-7788990&AuthorizationReferenceId=auth_1&" +
	"AuthorizationAmount.Amount=19.95&AuthorizationAmount.CurrencyCode=USD"

func TestDecodeWhole(t *testing.T) {
	got, problems := decoded[authorize](t, authorizeBody+"&TransactionTimeout=0&CaptureNow=TRUE&SellerNote=&SoftDescriptor="+
		"&ProviderCreditList.member.2.ProviderId=P2&ProviderCreditList.member.2.CreditAmount.Amount=2&ProviderCreditList.member.2.CreditAmount.CurrencyCode=USD"+
		"&ProviderCreditList.member.10.ProviderId=P10&ProviderCreditList.member.10.CreditAmount.Amount=10&ProviderCreditList.member.10.CreditAmount.CurrencyCode=USD"+
		"&PlatformId=ignored&Note=ignored")
	require.Empty(t, problems)
	require.Equal(t, authorize{
		Order:      "S01-4400112-7788990",
		Reference:  "auth_1",
		Amount:     price{"19.95", "USD"},
		Timeout:    new(int),
		CaptureNow: true,
		transaction: transaction{
			Descriptor: new(string),
			Credits:    []credit{{"P2", price{"2", "USD"}}, {"P10", price{"10", "USD"}}},
		},
	}, got)
}

func TestDecodeOneStructForTwoPrefixes(t *testing.T) {
	const rest = "OrderTotal.Amount=1&%[1]sOrderTotal.CurrencyCode=EUR&%[1]sSellerOrderAttributes.StoreName=Shop" +
		"&%[1]sSellerOrderAttributes.OrderItemCategories.OrderItemCategory.1=Books"
	body := func(prefix string) string {
		return "AmazonOrderReferenceId=S&" + fmt.Sprintf("%[1]s"+rest, prefix)
	}
	first, problems := decoded[setDetails](t, body("OrderReferenceAttributes."))
	require.Empty(t, problems)
	second, problems := decoded[setAttributes](t, body("OrderAttributes."))
	require.Empty(t, problems)
	require.Equal(t, first.Attributes, second.Attributes)
	require.Equal(t, &price{"1", "EUR"}, first.Attributes.Total)
	require.Equal(t, []string{"Books"}, first.Attributes.Seller.Categories)
}

func TestDecodeAbsentAndEmpty(t *testing.T) {
	absent, problems := decoded[authorize](t, authorizeBody)
	require.Empty(t, problems)
	require.Nil(t, absent.Descriptor)
	require.Nil(t, absent.Timeout)
	require.Nil(t, absent.Credits)

	empty, problems := decoded[authorize](t, authorizeBody+"&SoftDescriptor=")
	require.Empty(t, problems)
	require.Equal(t, "", *empty.Descriptor)

	none, problems := decoded[setAttributes](t, "AmazonOrderReferenceId=S&OrderAttributes.SellerNote=n")
	require.Empty(t, problems)
	require.Nil(t, none.Attributes.Total)
	require.Nil(t, none.Attributes.Seller)
}

// worded words problems as the face does: bad values by a sentence.
func worded(problems []Problem) []string {
	var texts []string
	for _, p := range problems {
		if p.Kind == KindValue {
			texts = append(texts, p.Sentence())
		} else {
			texts = append(texts, p.Clause())
		}
	}
	return texts
}

func TestDecodeValues(t *testing.T) {
	type values struct {
		Text    *string  `param:"Text,max=3"`
		Ref     *string  `param:"Ref,ref"`
		Flag    *bool    `param:"Flag"`
		Number  *int     `param:"Number,min=0,max=1440,multiple=5"`
		Small   *int8    `param:"Small"`
		Amount  *decimal `param:"Amount,max=5"`
		Needed  string   `param:"Needed,required"`
		NeedRef string   `param:"NeedRef,required,ref"`
	}
	const pattern = " failed to satisfy constraint: Member must satisfy regular expression pattern: [A-Za-z0-9_-]{1,32}"
	tests := []struct {
		name, param, value string
		want               string // "" for accepted
	}{
		{"text at the limit", "Text", "abc", ""},
		{"text at the limit in characters", "Text", "é€😀", ""},
		{"text past the limit", "Text", "abcd", "Value 'abcd' at 'text' failed to satisfy constraint: Member must have length less than or equal to 3"},
		{"text past the limit in characters", "Text", "é€😀x", "Value 'é€😀x' at 'text' failed to satisfy constraint: Member must have length less than or equal to 3"},
		{"text empty", "Text", "", ""},
		{"reference of one", "Ref", "-", ""},
		{"reference at the limit", "Ref", strings.Repeat("a", 31) + "_", ""},
		{"reference past the limit", "Ref", strings.Repeat("a", 33), "Value '" + strings.Repeat("a", 33) + "' at 'ref'" + pattern},
		{"reference empty", "Ref", "", "Value '' at 'ref'" + pattern},
		{"reference with a dot", "Ref", "a.b", "Value 'a.b' at 'ref'" + pattern},
		{"reference with a line end", "Ref", "a\n", "Value 'a\n' at 'ref'" + pattern},
		{"reference with a foreign letter", "Ref", "é", "Value 'é' at 'ref'" + pattern},
		{"required reference empty", "NeedRef", "", "Value '' at 'needRef'" + pattern},
		{"true", "Flag", "true", ""},
		{"True", "Flag", "True", ""},
		{"FALSE", "Flag", "FALSE", ""},
		{"1", "Flag", "1", ""},
		{"0", "Flag", "0", ""},
		{"yes", "Flag", "yes", "The Value 'yes' is invalid for the Parameter 'Flag'"},
		{"long s is no s", "Flag", "falſe", "The Value 'falſe' is invalid for the Parameter 'Flag'"},
		{"flag empty", "Flag", "", "The Value '' is invalid for the Parameter 'Flag'"},
		{"number at its least", "Number", "0", ""},
		{"number at its greatest", "Number", "1440", ""},
		{"number below", "Number", "-5", "The Value '-5' is invalid for the Parameter 'Number'"},
		{"number above", "Number", "1445", "The Value '1445' is invalid for the Parameter 'Number'"},
		{"number between steps", "Number", "6", "The Value '6' is invalid for the Parameter 'Number'"},
		{"number with a space", "Number", " 5", "The Value ' 5' is invalid for the Parameter 'Number'"},
		{"number with a fraction", "Number", "5.0", "The Value '5.0' is invalid for the Parameter 'Number'"},
		{"number in hex", "Number", "0x5", "The Value '0x5' is invalid for the Parameter 'Number'"},
		{"number empty", "Number", "", "The Value '' is invalid for the Parameter 'Number'"},
		{"number of any size", "Number", "99999999999999999999", "The Value '99999999999999999999' is invalid for the Parameter 'Number'"},
		{"small number at its greatest", "Small", "127", ""},
		{"small number past it", "Small", "128", "The Value '128' is invalid for the Parameter 'Small'"},
		{"amount", "Amount", "19.95", ""},
		{"amount refused by its type", "Amount", "0.00", "The Value '0.00' is invalid for the Parameter 'Amount'"},
		{"amount past the limit", "Amount", "100.00", "Value '100.00' at 'amount' failed to satisfy constraint: Member must have length less than or equal to 5"},
		{"required empty", "Needed", "", "The Value '' is invalid for the Parameter 'Needed'"},
		{"required blank", "Needed", " ", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var pairs []Pair
			for _, p := range []Pair{{"Needed", "n"}, {"NeedRef", "r"}} {
				if p.Name != tt.param {
					pairs = append(pairs, p)
				}
			}
			_, problems := decoded[values](t, Encode(append(pairs, Pair{tt.param, tt.value})))
			if tt.want == "" {
				require.Empty(t, problems)
				return
			}
			require.Equal(t, []string{tt.want}, worded(problems))
			require.Equal(t, tt.param, problems[0].Parameter)
			require.Equal(t, tt.value, problems[0].Value)
			require.False(t, problems[0].Absent)
		})
	}
}

func TestDecodeRefused(t *testing.T) {
	tests := []struct {
		name string
		body string
		want []string
	}{
		{"nothing sent", "", []string{
			"Value null at 'amazonOrderReferenceId' failed to satisfy constraint: Member must not be null",
			"Value null at 'authorizationReferenceId' failed to satisfy constraint: Member must not be null",
			"Value null at 'authorizationAmount' failed to satisfy constraint: Member must not be null",
		}},
		{"part of a structure", strings.Replace(authorizeBody, "AuthorizationAmount.CurrencyCode=USD", "", 1), []string{
			"Value null at 'authorizationAmount.currencyCode' failed to satisfy constraint: Member must not be null",
		}},
		{"an unknown part of a structure", "AmazonOrderReferenceId=S&AuthorizationReferenceId=r&AuthorizationAmount.Sum=1", []string{
			"Value null at 'authorizationAmount.amount' failed to satisfy constraint: Member must not be null",
			"Value null at 'authorizationAmount.currencyCode' failed to satisfy constraint: Member must not be null",
		}},
		{"several kinds, in order of declaration", "SellerNote=toolong&AuthorizationAmount.CurrencyCode=EURO&AuthorizationAmount.Amount=-1&CaptureNow=x&TransactionTimeout=3&AuthorizationReferenceId=&AmazonOrderReferenceId=", []string{
			"The Value '' is invalid for the Parameter 'AmazonOrderReferenceId'",
			"Value '' at 'authorizationReferenceId' failed to satisfy constraint: Member must satisfy regular expression pattern: [A-Za-z0-9_-]{1,32}",
			"The Value '-1' is invalid for the Parameter 'Amount'",
			"Value 'EURO' at 'authorizationAmount.currencyCode' failed to satisfy constraint: Member must have length less than or equal to 3",
			"The Value '3' is invalid for the Parameter 'TransactionTimeout'",
			"The Value 'x' is invalid for the Parameter 'CaptureNow'",
			"Value 'toolong' at 'sellerNote' failed to satisfy constraint: Member must have length less than or equal to 5",
		}},
		{"within an item", authorizeBody + "&ProviderCreditList.member.3.ProviderId=P&ProviderCreditList.member.3.CreditAmount.Amount=0&ProviderCreditList.member.7.ProviderId=", []string{
			"The Value '0' is invalid for the Parameter 'Amount'",
			"Value null at 'providerCreditList.3.member.creditAmount.currencyCode' failed to satisfy constraint: Member must not be null",
			"The Value '' is invalid for the Parameter 'ProviderId'",
			"Value null at 'providerCreditList.7.member.creditAmount' failed to satisfy constraint: Member must not be null",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, problems := decoded[authorize](t, tt.body)
			require.Equal(t, tt.want, worded(problems))
		})
	}
}

func TestDecodeMissingStructureAndTotal(t *testing.T) {
	tests := []struct {
		name string
		body string
		want []string
	}{
		{"no attributes at all", "", []string{"Value null at 'orderReferenceAttributes' failed to satisfy constraint: Member must not be null"}},
		{"attributes without a total", "&OrderReferenceAttributes.SellerNote=n", []string{"The Value '' is invalid for the Parameter 'OrderTotal'"}},
		{"empty amount", "&OrderReferenceAttributes.OrderTotal.Amount=&OrderReferenceAttributes.OrderTotal.CurrencyCode=USD", []string{"The Value '' is invalid for the Parameter 'OrderTotal'"}},
		{"bad amount", "&OrderReferenceAttributes.OrderTotal.Amount=x&OrderReferenceAttributes.OrderTotal.CurrencyCode=USD", []string{"The Value 'x' is invalid for the Parameter 'OrderTotal'"}},
		{"amount without currency", "&OrderReferenceAttributes.OrderTotal.Amount=1", []string{"Value null at 'orderReferenceAttributes.orderTotal.currencyCode' failed to satisfy constraint: Member must not be null"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, problems := decoded[setDetails](t, "AmazonOrderReferenceId=S"+tt.body)
			require.Equal(t, tt.want, worded(problems))
		})
	}
	_, problems := decoded[setDetails](t, "AmazonOrderReferenceId=S&OrderReferenceAttributes.SellerNote=n")
	require.Equal(t, []Problem{{
		Kind:      KindValue,
		Parameter: "OrderReferenceAttributes.OrderTotal",
		Member:    "orderReferenceAttributes.orderTotal",
		Name:      "OrderTotal",
		Absent:    true,
		Cause:     errMissing,
	}}, problems)
}

func TestDecodeNeedsPointerToStruct(t *testing.T) {
	form := parsed(t, "")
	for name, dst := range map[string]any{
		"nil":              nil,
		"struct":           authorize{},
		"pointer to other": new(int),
		"nil pointer":      (*authorize)(nil),
	} {
		t.Run(name, func(t *testing.T) { require.Panics(t, func() { _ = Decode(form, dst) }) })
	}
}

func TestInvalidErrorShowsNoValues(t *testing.T) {
	_, err := Parse("", nil)
	require.NoError(t, err)
	var dst authorize
	err = Decode(parsed(t, "AuthorizationReferenceId=se.cret&SellerNote=secret&CaptureNow=secret&AuthorizationAmount.Amount=1&AuthorizationAmount.CurrencyCode=secret"), &dst)
	require.EqualError(t, err, "params: AmazonOrderReferenceId is missing; "+
		"AuthorizationReferenceId does not match [A-Za-z0-9_-]{1,32}; "+
		"AuthorizationAmount.CurrencyCode has more than 3 characters; "+
		"CaptureNow must be true, false, 1 or 0; "+
		"SellerNote has more than 5 characters")
}
