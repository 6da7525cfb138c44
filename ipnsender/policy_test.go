package ipnsender_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/ipnsender"
)

func TestPolicy(t *testing.T) {
	none := time.Duration(-1)
	status := func(n int) ipnsender.Result { return ipnsender.Result{Status: n} }
	unreachable := ipnsender.Result{Err: "connection refused"}
	for name, c := range map[string]struct {
		policy string
		result ipnsender.Result
		want   map[int]time.Duration // after attempt number; none: that was the last
	}{
		"sns, 100":            {"sns", status(100), map[int]time.Duration{1: 20 * time.Second, 4: none}},
		"sns, 199":            {"sns", status(199), map[int]time.Duration{1: 20 * time.Second}},
		"sns, 200":            {"sns", status(200), map[int]time.Duration{1: none}},
		"sns, 204":            {"sns", status(204), map[int]time.Duration{1: none}},
		"sns, 299":            {"sns", status(299), map[int]time.Duration{1: none, 3: none}},
		"sns, 300":            {"sns", status(300), map[int]time.Duration{1: 20 * time.Second}},
		"sns, 302":            {"sns", status(302), map[int]time.Duration{2: 20 * time.Second}},
		"sns, 399":            {"sns", status(399), map[int]time.Duration{3: 20 * time.Second, 4: none}},
		"sns, 400":            {"sns", status(400), map[int]time.Duration{1: none}},
		"sns, 429":            {"sns", status(429), map[int]time.Duration{1: none}},
		"sns, 499":            {"sns", status(499), map[int]time.Duration{1: none}},
		"sns, 500":            {"sns", status(500), map[int]time.Duration{1: 20 * time.Second, 2: 20 * time.Second, 3: 20 * time.Second, 4: none, 5: none}},
		"sns, 503":            {"sns", status(503), map[int]time.Duration{3: 20 * time.Second, 4: none}},
		"sns, 999":            {"sns", status(999), map[int]time.Duration{1: 20 * time.Second}},
		"sns, unreachable":    {"sns", unreachable, map[int]time.Duration{1: 20 * time.Second, 3: 20 * time.Second, 4: none}},
		"amazon, 200":         {"amazon", status(200), map[int]time.Duration{1: none}},
		"amazon, 302":         {"amazon", status(302), map[int]time.Duration{1: time.Hour}},
		"amazon, 404":         {"amazon", status(404), map[int]time.Duration{1: none}},
		"amazon, 500":         {"amazon", status(500), map[int]time.Duration{1: time.Hour, 335: time.Hour, 336: time.Hour, 337: none}},
		"amazon, unreachable": {"amazon", unreachable, map[int]time.Duration{1: none}},
		"list, 200":           {"20m,20m,1h", status(200), map[int]time.Duration{1: none}},
		"list, 302":           {"20m,20m,1h", status(302), map[int]time.Duration{1: 20 * time.Minute}},
		"list, 400":           {"20m,20m,1h", status(400), map[int]time.Duration{1: 20 * time.Minute}},
		"list, 500":           {"20m,20m,1h", status(500), map[int]time.Duration{1: 20 * time.Minute, 2: 20 * time.Minute, 3: time.Hour, 4: none}},
		"list, unreachable":   {"20m,20m,1h", unreachable, map[int]time.Duration{3: time.Hour, 4: none}},
		"list of one":         {" 5s ", status(500), map[int]time.Duration{1: 5 * time.Second, 2: none}},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := ipnsender.ParsePolicy(c.policy)
			require.NoError(t, err)
			again, err := ipnsender.ParsePolicy(p.String())
			require.NoError(t, err, "what it is written as can be read")
			for made, want := range c.want {
				for _, p := range []ipnsender.Policy{p, again} {
					got, ok := p.Next(made, c.result)
					require.Equal(t, want != none, ok, "after attempt %d", made)
					if ok {
						require.Equal(t, want, got, "after attempt %d", made)
					}
				}
			}
		})
	}
}

func TestPolicyIsAsLongAsItSays(t *testing.T) {
	for name, c := range map[string]struct {
		retries int
		lasting time.Duration
	}{
		"sns":        {3, time.Minute},
		"amazon":     {336, 14 * 24 * time.Hour},
		"20m,20m,1h": {3, 100 * time.Minute},
		"1d, 1d12h":  {2, 60 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := ipnsender.ParsePolicy(name)
			require.NoError(t, err)
			var lasting time.Duration
			retries := 0
			for {
				gap, ok := p.Next(retries+1, ipnsender.Result{Status: 500})
				if !ok {
					break
				}
				retries, lasting = retries+1, lasting+gap
			}
			require.Equal(t, c.retries, retries)
			require.Equal(t, c.lasting, lasting)
		})
	}
}

func TestParsePolicyRefuses(t *testing.T) {
	for _, text := range []string{"", " ", "SNS", "20", "20m,", ",20m", "20m,,1h", "0s", "-5s", "20m;1h", "soon", "sns,20m", "d", "-1d", "1dd", "0d", "99999d"} {
		t.Run(text, func(t *testing.T) {
			_, err := ipnsender.ParsePolicy(text)
			require.ErrorContains(t, err, "write sns, amazon, or durations")
		})
	}
}

func TestNoRetriesAtAll(t *testing.T) {
	_, ok := ipnsender.Gaps().Next(1, ipnsender.Result{Status: 500})
	require.False(t, ok)
}
