package sns

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTopicOf(t *testing.T) {
	for name, test := range map[string]struct {
		region, seller, account string
		arn, host               string
	}{
		"us":                {"us", "A2EXAMPLESELLER", "", "arn:aws:sns:us-east-1:291180941288:A3BXB0YN3XH17HA2EXAMPLESELLER", "sns.us-east-1.amazonaws.com"},
		"uk":                {"uk", "A2EXAMPLESELLER", "", "arn:aws:sns:eu-west-1:291180941288:A1G8446YIHA4MRA2EXAMPLESELLER", "sns.eu-west-1.amazonaws.com"},
		"de":                {"de", "A2EXAMPLESELLER", "", "arn:aws:sns:eu-west-1:291180941288:A1G8446YIHA4MRA2EXAMPLESELLER", "sns.eu-west-1.amazonaws.com"},
		"jp":                {"jp", "A2EXAMPLESELLER", "", "arn:aws:sns:us-west-2:291180941288:A31YDYE76E6TCPA2EXAMPLESELLER", "sns.us-west-2.amazonaws.com"},
		"an account":        {"us", "S", "111122223333", "arn:aws:sns:us-east-1:111122223333:A3BXB0YN3XH17HS", "sns.us-east-1.amazonaws.com"},
		"an odd seller id":  {"us", "a-b_c:d\r\nß", "", "arn:aws:sns:us-east-1:291180941288:A3BXB0YN3XH17Ha-b_c_d____", "sns.us-east-1.amazonaws.com"},
		"an empty seller's": {"us", "", "", "arn:aws:sns:us-east-1:291180941288:A3BXB0YN3XH17H", "sns.us-east-1.amazonaws.com"},
	} {
		t.Run(name, func(t *testing.T) {
			topic, err := TopicOf(test.region, test.seller, test.account)
			require.NoError(t, err)
			require.Equal(t, test.arn, topic.ARN())
			require.Equal(t, test.host, topic.Host())
			require.Regexp(t, certificateHost, topic.Host())
		})
	}
	for name, test := range map[string]struct{ region, account, want string }{
		"no region":         {"", "", `"" is not a region of Amazon Pay; write us, uk, de or jp`},
		"an AWS region":     {"us-east-1", "", `"us-east-1" is not a region`},
		"a short account":   {"us", "12345678901", "write 12 digits"},
		"a worded account":  {"us", "12345678901x", "write 12 digits"},
		"a account with \n": {"us", "12345678901\n", "write 12 digits"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := TopicOf(test.region, "S", test.account)
			require.ErrorContains(t, err, test.want)
		})
	}
}

var uuidForm = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

func TestMessageID(t *testing.T) {
	require.Len(t, namespace, 16)
	// Ids that somebody noted down must stay what they are.
	require.Equal(t, "b4215ea2-be1a-52ea-975d-67991d9d6ac0", MessageID("seed", "A2EXAMPLESELLER", "1"))
	seen := map[string][]string{}
	for _, parts := range [][]string{{}, {""}, {"", ""}, {"a"}, {"ab", "c"}, {"a", "bc"}, {"abc"}, {"c", "ab"}, {"message"}} {
		id := MessageID(parts...)
		require.Equal(t, id, MessageID(parts...))
		require.Regexp(t, uuidForm, id)
		require.Equal(t, byte('5'), id[14])
		require.NotContains(t, seen, id, parts)
		seen[id] = parts
	}
}

func TestSubscription(t *testing.T) {
	topic := newTopic(t)
	one := topic.Subscription("http://shop.example/ipn")
	require.Equal(t, one, topic.Subscription("http://shop.example/ipn"))
	require.NotEqual(t, one, topic.Subscription("http://shop.example/other"))
	require.Equal(t, topic.ARN()+":", one[:len(topic.ARN())+1])
	require.Regexp(t, uuidForm, one[len(topic.ARN())+1:])

	other := topic
	other.Name += "2"
	require.NotEqual(t, one[len(one)-36:], other.Subscription("http://shop.example/ipn")[len(other.ARN())+1:])
}
