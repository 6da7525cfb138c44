package admin

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

func TestProblemOfEveryDomainError(t *testing.T) {
	require.Len(t, domainProblems, len(emulator.Codes))
	types := map[string]bool{}
	for _, code := range emulator.Codes {
		p := problemOf(&emulator.Error{Code: code, ID: "S01-1234567-1234567"})
		require.Contains(t, []int{http.StatusBadRequest, http.StatusNotFound, http.StatusConflict}, p.Status, code)
		require.NotEmpty(t, p.Hint)
		require.NotContains(t, p.Hint, "/ID")
		require.Contains(t, p.Detail, "S01-1234567-1234567")
		require.Regexp(t, `^urn:amazon-pay-emulator:problem:[a-z-]+$`, p.Type)
		types[p.Type] = true
	}
	require.Len(t, types, len(emulator.Codes))
}

func TestProblemOfTheUnexpected(t *testing.T) {
	var log bytes.Buffer
	w := newWorld(t, func(o *engine.Options, a *Options) {
		a.Log = slog.New(slog.NewTextHandler(&log, nil))
		a.Ready = func() error { return errors.New("fixtures are being read") }
	})
	p := problemOf(context.Canceled)
	require.Equal(t, http.StatusInternalServerError, p.Status)
	require.NotContains(t, p.Detail, "context canceled")

	r := w.refused(http.StatusServiceUnavailable, "GET ready", "")
	require.Equal(t, "fixtures are being read", r.body["detail"])
	require.Empty(t, log.String(), "that is no fault")
	w.ok("GET health", "")
}

func TestProblemOfAFaultIsLogged(t *testing.T) {
	var log bytes.Buffer
	first := true
	w := newWorld(t, func(o *engine.Options, a *Options) {
		a.Log = slog.New(slog.NewTextHandler(&log, nil))
		o.World = func(_ time.Time) ([]emulator.Order, error) {
			if first {
				first = false
				return nil, nil
			}
			return nil, errors.New("the disk is gone")
		}
	})
	r := w.refused(http.StatusInternalServerError, "POST reset", "")
	require.NotContains(t, r.text, "disk")
	require.Contains(t, log.String(), "the disk is gone")
}

// A client that breaks off in the middle of a body has sent nothing.
func TestBodyThatBreaksOff(t *testing.T) {
	w := newWorld(t)
	require.Equal(t, http.StatusBadRequest, w.send(t.Context(), "PUT clock", &brokenBody{}, "Content-Type", "application/json").status)
	require.Equal(t, "frozen", w.ok("GET clock", "").body["mode"])
}

type brokenBody struct{}

func (*brokenBody) Read(p []byte) (int, error) {
	return copy(p, `{"mode":"follow"`), errors.New("broken off")
}
