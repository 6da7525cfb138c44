package sns

import (
	"fmt"
	"strings"
)

// DefaultAccount is the AWS account that owns the topics in nearly all real
// notifications (observed). No client looks at it.
const DefaultAccount = "291180941288"

// Topic is what the notifications of one seller are published to.
type Topic struct {
	AWSRegion string // us-east-1
	Account   string // 12 digits
	Name      string // the marketplace and the seller id, in one word
}

// payRegion is where the notifications of a region of Amazon Pay come from, and
// the marketplace that its topic names begin with.
type payRegion struct{ aws, marketplace string }

// payRegions: observed; that de shares the row with uk is documented.
var payRegions = map[string]payRegion{
	"us": {"us-east-1", "A3BXB0YN3XH17H"},
	"uk": {"eu-west-1", "A1G8446YIHA4MR"},
	"de": {"eu-west-1", "A1G8446YIHA4MR"},
	"jp": {"us-west-2", "A31YDYE76E6TCP"},
}

// TopicOf is the topic of a seller who is registered in a region of Amazon Pay:
// us, uk, de or jp. An empty account means DefaultAccount. Unknown regions and
// accounts that are not 12 digits are errors.
//
// In the topic's name a byte of the seller id that no topic name can hold
// becomes an underscore, so that every seller id gives a header, an ARN and an
// URL that are well formed (assumed; real seller ids are letters and digits).
func TopicOf(region, sellerID, account string) (Topic, error) {
	r, known := payRegions[region]
	if !known {
		return Topic{}, fmt.Errorf("%q is not a region of Amazon Pay; write us, uk, de or jp", region)
	}
	if account == "" {
		account = DefaultAccount
	}
	if len(account) != 12 || strings.Trim(account, "0123456789") != "" {
		return Topic{}, fmt.Errorf("%q is not an AWS account number; write 12 digits, such as %s", account, DefaultAccount)
	}
	name := []byte(r.marketplace + sellerID)
	for i, c := range name {
		if !inTopicName(c) {
			name[i] = '_'
		}
	}
	return Topic{AWSRegion: r.aws, Account: account, Name: string(name)}, nil
}

func inTopicName(c byte) bool {
	return 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-' || c == '_'
}

// ARN is the topic's name in full: TopicArn of the envelope.
func (t Topic) ARN() string {
	return "arn:aws:sns:" + t.AWSRegion + ":" + t.Account + ":" + t.Name
}

// Host is the service's host in the topic's region: sns.us-east-1.amazonaws.com.
func (t Topic) Host() string {
	return "sns." + t.AWSRegion + ".amazonaws.com"
}

// Subscription is the ARN under which an endpoint is subscribed to the topic. The
// same endpoint always gets the same one; the endpoint can't be read out of it.
func (t Topic) Subscription(endpoint string) string {
	return t.ARN() + ":" + uuid(4, "subscription", t.ARN(), endpoint)
}

// certificateURL is where a signing certificate is fetched from (observed).
func (t Topic) certificateURL(file string) string {
	return "https://" + t.Host() + "/" + file
}

// unsubscribeURL has the colons of the ARN as they are (observed).
func (t Topic) unsubscribeURL(subscription string) string {
	return "https://" + t.Host() + "/?Action=Unsubscribe&SubscriptionArn=" + subscription
}
