// Package params turns the form of an MWS call into Go values.
//
// It works in two steps. [Parse] reads the query and the body into a [Form],
// the decoded parameters in the order in which they arrived: enough to find
// the action and to check the signature. [Decode] then fills a struct whose
// fields say by tags which parameters they stand for and what is allowed:
//
//	type Price struct {
//		Amount       Decimal `param:"Amount,required"`
//		CurrencyCode string  `param:"CurrencyCode,required,max=3"`
//	}
//
//	type CaptureInput struct {
//		Authorization string  `param:"AmazonAuthorizationId,required"`
//		Reference     string  `param:"CaptureReferenceId,required,ref"`
//		Amount        Price   `param:"CaptureAmount.,required"`
//		Note          *string `param:"SellerCaptureNote,max=255"`
//	}
//
// A call that breaks several rules is told all of them at once: [Invalid]
// lists a [Problem] for each. The same tags, read by [Describe], make the
// table of parameters that pages and tests show.
//
// # Tags
//
// A tag is the wire name and options, separated by commas. The wire name
// shows what the field must be:
//
//	param:"SellerNote"                   one parameter
//	param:"OrderTotal."                  a structure: all parameters that begin so
//	param:"OrderItemCategories.OrderItemCategory.N"
//	                                     a list of values, N counting from 1
//	param:"ProviderCreditList.member.N." a list of structures
//
// A value is a string, a bool, a signed integer or an [Unmarshaler]. A
// pointer to a value or to a structure stays nil when nothing was sent for
// it, so that an empty string can be told from none. Lists are slices. Names
// within a structure are relative to it, so that one struct can serve
// OrderReferenceAttributes and OrderAttributes alike. A struct embedded
// without a tag lends its fields; other fields without a tag are left alone.
//
//	required      must be there: a value not empty, a structure with at least
//	              one parameter, a list with at least one item. Within an
//	              optional structure it counts only when that one is there
//	max=255       most characters of a string or an Unmarshaler, for each item
//	              of a list; for an integer its greatest value
//	min=0         least value of an integer
//	multiple=5    an integer must be a multiple of this
//	ref           a string must be a reference id, see [ReferencePattern]
//	name=Total    the short name for messages about bad values; on a structure
//	              it holds for everything within. Default: the last part of
//	              the wire name, for an item that of its list
//	require=Total on a structure: its member Total, optional in itself, is
//	              needed in this place. May be repeated. See [Problem] for how
//	              its absence is reported
//
// The package knows neither HTTP nor money nor any operation, and imports no
// other part of the emulator.
package params
