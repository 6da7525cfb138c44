package params

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDescribe(t *testing.T) {
	zero, day := int64(0), int64(1440)
	tests := []struct {
		name string
		of   reflect.Type
		want []Parameter
	}{
		{"authorize", reflect.TypeFor[authorize](), []Parameter{
			{Name: "AmazonOrderReferenceId", Required: true, Type: "text"},
			{Name: "AuthorizationReferenceId", Required: true, Type: "text", Limit: 32, Pattern: ReferencePattern},
			{Name: "AuthorizationAmount.Amount", Required: true, Type: "decimal"},
			{Name: "AuthorizationAmount.CurrencyCode", Required: true, Type: "text", Limit: 3},
			{Name: "TransactionTimeout", Type: "number", Min: &zero, Max: &day, Multiple: 5},
			{Name: "CaptureNow", Type: "boolean"},
			{Name: "SellerNote", Type: "text", Limit: 5},
			{Name: "SoftDescriptor", Type: "text", Limit: 16},
			{Name: "ProviderCreditList.member.N.ProviderId", RequiredWith: "ProviderCreditList", Type: "text"},
			{Name: "ProviderCreditList.member.N.CreditAmount.Amount", RequiredWith: "ProviderCreditList", Type: "decimal"},
			{Name: "ProviderCreditList.member.N.CreditAmount.CurrencyCode", RequiredWith: "ProviderCreditList", Type: "text", Limit: 3},
		}},
		{"a member required in one place", reflect.TypeFor[*setDetails](), []Parameter{
			{Name: "AmazonOrderReferenceId", Required: true, Type: "text"},
			{Name: "OrderReferenceAttributes.OrderTotal.Amount", Required: true, Type: "decimal"},
			{Name: "OrderReferenceAttributes.OrderTotal.CurrencyCode", Required: true, Type: "text", Limit: 3},
			{Name: "OrderReferenceAttributes.SellerNote", Type: "text", Limit: 1024},
			{Name: "OrderReferenceAttributes.RequestPaymentAuthorization", Type: "boolean"},
			{Name: "OrderReferenceAttributes.SellerOrderAttributes.StoreName", Type: "text", Limit: 50},
			{Name: "OrderReferenceAttributes.SellerOrderAttributes.OrderItemCategories.OrderItemCategory.N", Type: "text", Limit: 10},
		}},
		{"and not in another", reflect.TypeFor[setAttributes](), []Parameter{
			{Name: "AmazonOrderReferenceId", Required: true, Type: "text"},
			{Name: "OrderAttributes.OrderTotal.Amount", RequiredWith: "OrderAttributes.OrderTotal", Type: "decimal"},
			{Name: "OrderAttributes.OrderTotal.CurrencyCode", RequiredWith: "OrderAttributes.OrderTotal", Type: "text", Limit: 3},
			{Name: "OrderAttributes.SellerNote", Type: "text", Limit: 1024},
			{Name: "OrderAttributes.RequestPaymentAuthorization", Type: "boolean"},
			{Name: "OrderAttributes.SellerOrderAttributes.StoreName", Type: "text", Limit: 50},
			{Name: "OrderAttributes.SellerOrderAttributes.OrderItemCategories.OrderItemCategory.N", Type: "text", Limit: 10},
		}},
		{"lists in lists", reflect.TypeFor[notifications](), []Parameter{
			{Name: "NotificationConfigurationList.NotificationConfiguration.N.NotificationUrl", Required: true, Type: "text"},
			{Name: "NotificationConfigurationList.NotificationConfiguration.N.EventTypes.EventTypeList.N", Required: true, Type: "text"},
		}},
		{"nothing", reflect.TypeFor[struct{}](), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, Describe(tt.of)) })
	}
	require.Panics(t, func() { Describe(reflect.TypeFor[int]()) })
}
