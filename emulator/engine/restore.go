package engine

import (
	"fmt"
	"slices"
	"time"

	"amazon-pay-emulator/emulator/vclock"
)

// ScriptError says why the state of a script can't be restored.
type ScriptError struct {
	Seller string
	Err    error
}

func (e *ScriptError) Error() string { return fmt.Sprintf("script of seller %s: %v", e.Seller, e.Err) }

func (e *ScriptError) Unwrap() error { return e.Err }

// errNoScript is why a script's state can't be restored where there are none.
var errNoScript = fmt.Errorf("this emulator has no scripts")

// scriptFrom is the script of an account with a state.
func (e *Engine) scriptFrom(s State) (Script, error) {
	switch {
	case e.opts.Script == nil && s.Script == nil:
		return nil, nil
	case e.opts.Script == nil:
		return nil, &ScriptError{s.Seller.ID, errNoScript}
	}
	script := e.opts.Script(s.Seller.ID)
	if s.Script == nil {
		return script, nil
	}
	if err := script.Restore(s.Script); err != nil {
		return nil, &ScriptError{s.Seller.ID, err}
	}
	return script, nil
}

// Restore replaces accounts by their states, which have been found possible.
// With a template it replaces all there is: accounts that no state is of are
// forgotten, but for those of configured sellers, which begin anew. Calls that
// are being answered and whoever waits find the account reset. Records of calls
// are forgotten as by a reset.
//
// With each account's lock held, also is called, as in Save; what it returns is
// called with no lock, once all is in place. Either everything is replaced or,
// with an error, nothing.
func (e *Engine) Restore(list []State, template *Template, also func(a *Account) (start func())) error {
	scripts := make([]Script, len(list))
	for i, s := range list {
		var err error
		if scripts[i], err = e.scriptFrom(s); err != nil {
			return err
		}
	}
	starts, err := e.replace(list, scripts, template, also)
	for _, start := range starts {
		start()
	}
	return err
}

func (e *Engine) replace(list []State, scripts []Script, template *Template, also func(a *Account) func()) (starts []func(), err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	var known []*Account
	for id, a := range e.accounts {
		if template != nil || slices.ContainsFunc(list, func(s State) bool { return s.Seller.ID == id }) {
			known = append(known, a)
		}
	}
	release, err := claim(known)
	if err != nil {
		return nil, err
	}
	defer release()
	real := e.opts.Real()
	var gone []*Account
	if template != nil {
		gone = slices.DeleteFunc(slices.Clone(known), func(a *Account) bool {
			return slices.ContainsFunc(list, func(s State) bool { return s.Seller.ID == a.id })
		})
	}
	defer lock(known)()
	drafts, err := e.draftStates(list, scripts, gone, template, real)
	if err != nil {
		return nil, err
	}
	for _, a := range gone {
		e.remove(a)
	}
	if template != nil {
		e.template, e.seed = vclock.Follow(template.Now, real, template.Rate), template.Seed
		e.strays.reset(e.opts.Keep, nil)
		e.strays.move(template.Strays)
	}
	for i, s := range list {
		a, old := e.accounts[s.Seller.ID]
		if !old {
			a = e.add(s.Seller)
			a.mu.Lock()
			defer a.mu.Unlock()
		}
		starts = append(starts, a.restore(s, scripts[i], real, also))
		a.becomes(drafts[i])
		e.setKey(s.Seller)
	}
	if template != nil {
		for _, s := range e.opts.Sellers {
			e.add(s)
		}
	}
	return starts, nil
}

// draftStates has the store keep the accounts as they will be.
func (e *Engine) draftStates(list []State, scripts []Script, gone []*Account, template *Template, real time.Time) ([]*Account, error) {
	drafts := make([]*Account, len(list))
	if e.opts.Store == nil {
		return drafts, nil
	}
	var changes []Change
	for i, s := range list {
		drafts[i] = e.draft(s.Seller, vclock.Follow(s.Now, real, s.Rate), s.Draws, 0, func(draft *Account) {
			draft.fill(s, scripts[i])
		})
		c := drafts[i].whole()
		c.Outbox = s.Outbox
		changes = append(changes, c)
	}
	for _, a := range gone {
		changes = append(changes, Change{Seller: a.id, Anew: true, Gone: true})
	}
	var kept *KeptTemplate
	if template != nil {
		kept = e.keptTemplate(vclock.Follow(template.Now, real, template.Rate), template.Seed, e.ahead(template.Strays))
	}
	if err := e.opts.Store.Write(changes, kept); err != nil {
		return nil, &WriteError{err}
	}
	return drafts, nil
}

// remove forgets an account. The caller holds e.mu and the account's lock.
func (e *Engine) remove(a *Account) {
	delete(e.accounts, a.id)
	e.setKey(Seller{ID: a.id})
	a.stop()
	a.startAnew()
}

// startAnew starts a new epoch of the account, in which nothing is there.
func (a *Account) startAnew() {
	a.epoch.Add(1)
	a.clear()
	a.holds.forget()
	if forget := a.engine.opts.Forget; forget != nil {
		forget(a.id)
	}
	a.wakeAll()
}

// restore brings an account, whose lock the caller holds, to a state.
func (a *Account) restore(s State, script Script, real time.Time, also func(a *Account) func()) (start func()) {
	a.startAnew()
	a.clock, a.draws = vclock.Follow(s.Now, real, s.Rate), drawsFrom(s.Draws)
	a.fill(s, script)
	start = also(a)
	a.reschedule()
	return start
}
