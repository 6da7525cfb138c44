package mws

import (
	"fmt"
	"log/slog"
	"net/http"
	"sync"

	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/emulator/mws/sigv2"
)

// Mode says how signatures are checked.
type Mode string

// The modes.
const (
	// Strict wants a configured key that belongs to the seller, and a signature
	// exactly as documented.
	Strict Mode = "strict"
	// Known checks the signature of a configured key, with the tolerance of
	// mws-api 2.3 and for any seller, and accepts keys that nobody configured.
	Known Mode = "known"
	// Off checks nothing.
	Off Mode = "off"
)

// ParseMode reads a mode by its name.
func ParseMode(name string) (Mode, error) {
	switch m := Mode(name); m {
	case Strict, Known, Off:
		return m, nil
	}
	return "", fmt.Errorf("%q is not a signature mode; write strict, known or off", name)
}

// Options say how a Face behaves.
type Options struct {
	Signature Mode         // "" means Known
	Throttle  Throttle     // "" means NoThrottle
	Log       *slog.Logger // nil: no log
}

// Face answers the requests of the MWS API from an engine.
type Face struct {
	engine *engine.Engine
	opts   Options
	keys   sync.Map // secret → *sigv2.Key, because making one is dear
}

// New makes the face of an engine.
func New(e *engine.Engine, o Options) *Face {
	if o.Signature == "" {
		o.Signature = Known
	}
	if o.Throttle == "" {
		o.Throttle = NoThrottle
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Face{engine: e, opts: o}
}

// ServeHTTP answers one API call. Any path that is not the API's is refused as
// the service does.
func (f *Face) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := &call{face: f, request: r, real: f.engine.Real()}
	ans, err := c.answer()
	if err != nil {
		c.refuse(w, ans, translate(err))
		return
	}
	defer ans.Written()
	c.wait(w, ans)
	switch t := ans.Transport; {
	case t.Fault != "":
		c.befall(w, ans)
	case t.Error != nil:
		c.refuse(w, ans, c.failed(ans))
	default:
		body := success(c.operation, view{Answer: ans, consent: c.consent})
		c.record(ans, http.StatusOK, "", body, c.hint)
		send(w, http.StatusOK, body, ans, c.hint)
	}
}

// refuse records and sends an error answer.
func (c *call) refuse(w http.ResponseWriter, ans engine.Answer, r *refusal) {
	body := r.body(ans.RequestID)
	c.record(ans, r.status, r.code, body, r.hint)
	send(w, r.status, body, ans, r.hint)
}

// key is the signing key of a secret.
func (f *Face) key(secret string) *sigv2.Key {
	if k, ok := f.keys.Load(secret); ok {
		return k.(*sigv2.Key)
	}
	k, _ := f.keys.LoadOrStore(secret, sigv2.NewKey(secret))
	return k.(*sigv2.Key)
}
