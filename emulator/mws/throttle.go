package mws

import (
	"fmt"
	"net/http"
	"time"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// Throttle says by which quotas calls are throttled.
type Throttle string

// The throttles.
const (
	NoThrottle         Throttle = "off"
	SandboxThrottle    Throttle = "sandbox"
	ProductionThrottle Throttle = "production"
)

// ParseThrottle reads a throttle by its name.
func ParseThrottle(name string) (Throttle, error) {
	switch t := Throttle(name); t {
	case NoThrottle, SandboxThrottle, ProductionThrottle:
		return t, nil
	}
	return "", fmt.Errorf("%q throttles nothing; write off, sandbox or production", name)
}

// quotas are those of one operation: mws-api section 4.
type quotas struct {
	production, sandbox engine.Quota
}

var (
	// forChanges and forReads are documented.
	forChanges = quotas{production: engine.Quota{Most: 10, Restore: time.Second}, sandbox: engine.Quota{Most: 2, Restore: 2 * time.Second}}
	forReads   = quotas{production: engine.Quota{Most: 20, Restore: time.Second / 2}, sandbox: engine.Quota{Most: 5, Restore: time.Second}}
	// forStatus is documented, of GetServiceStatus in both environments.
	forStatus = quotas{production: engine.Quota{Most: 2, Restore: 5 * time.Minute}, sandbox: engine.Quota{Most: 2, Restore: 5 * time.Minute}}
	// unpublished are assumed to be like those for changes.
	unpublished = forChanges
)

// of is the quota by which a throttle, unless it is off, counts calls.
func (q quotas) of(t Throttle) engine.Quota {
	if t == ProductionThrottle {
		return q.production
	}
	return q.sandbox
}

// throttle counts the call against the quota of its operation, for its seller and
// access key (documented), in its environment (assumed).
func (c *call) throttle() error {
	how := c.face.opts.Throttle
	if how == NoThrottle {
		return nil
	}
	quota := c.operation.quotas.of(how)
	accessKey, _ := c.form.Get("AWSAccessKeyId")
	wait := c.account.Spend(engine.Counted{
		Operation: emulator.Operation(c.operation.name), Environment: c.environment, AccessKey: accessKey[:min(len(accessKey), maxAccessKey)],
	}, quota)
	if wait == 0 {
		return nil
	}
	wait = (wait + time.Millisecond - 1).Truncate(time.Millisecond) // what clocks can be moved by
	return gateway(http.StatusServiceUnavailable, emulator.Throttled, "Request is throttled").
		because("%s may be called %d times at once, and once more every %s; the next call is possible in %s of real time or of the clock's here",
			c.operation.name, quota.Most, quota.Restore, wait)
}

// maxAccessKey is how much of an access key tells callers apart; real ones have
// 20 characters.
const maxAccessKey = 128
