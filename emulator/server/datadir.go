package server

import (
	"fmt"
	"log/slog"
	"runtime/debug"

	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/emulator/store"
)

// openData opens the folder that is to keep everything, if there is one.
func (o Options) openData() (*store.Store, *store.Kept, error) {
	if o.DataDir == "" {
		return nil, nil, nil
	}
	// Almost all that is read stays: looking for garbage meanwhile is in vain. A
	// limit that somebody has set (GOMEMLIMIT) still counts.
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	s, kept, err := store.Open(o.DataDir)
	if err != nil {
		return nil, nil, err
	}
	if kept != nil {
		o.Log.Info("going on with what the data folder holds; --seed, --clock, --clock-start, --fixtures, --scenario and the keys of known sellers count for a fresh one only",
			"data_dir", o.DataDir, "sellers", len(kept.World.Accounts), "seed", kept.World.Template.Seed)
	}
	return s, kept, nil
}

// newEngine makes the engine, which begins anew or goes on with what was kept.
func newEngine(eo engine.Options, n *notifier, data *store.Store, kept *store.Kept, log *slog.Logger) (*engine.Engine, error) {
	eo.Publish, eo.Forget = n.relay.publish, n.sender.Forget
	if data != nil {
		n.relay.keeper = data
		eo.Store, eo.Worth = data, n.relay.worth
		eo.Lost = func(seller string, err error) {
			log.Error("what fell due could not be written, and is tried again", "seller", seller, "error", err)
		}
	}
	if kept != nil {
		eo.Kept = &kept.World
		defer debug.SetGCPercent(debug.SetGCPercent(-1))
	}
	e, err := engine.New(eo)
	if err != nil || kept == nil {
		return e, err
	}
	if err := data.Ready(); err != nil {
		e.Close()
		return nil, err
	}
	for _, a := range e.Accounts() {
		if err := n.relay.resume(a, kept.Told[a.ID()], kept.Parcel[a.ID()]); err != nil {
			e.Close()
			return nil, fmt.Errorf("notifications that were kept for seller %s: %w", a.ID(), err)
		}
	}
	return e, nil
}

// closeData lets go of the folder.
func closeData(s *store.Store, log *slog.Logger) {
	if s == nil {
		return
	}
	if err := s.Close(); err != nil {
		log.Warn("the data folder was not closed in good order", "error", err)
	}
}
