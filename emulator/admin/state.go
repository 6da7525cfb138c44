package admin

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/ipnsender"
)

// streamed is the answer of a handler that writes JSON itself, part by part.
type streamed func(w io.Writer) error

// getState answers the whole state, or that of one seller.
func (a *API) getState(c *call) (any, error) {
	accounts, all := a.accounts(c)
	var template *stateTemplate
	if all {
		t := showTemplate(a.engine.Template())
		template = &t
	}
	type saved struct {
		engine.State
		box ipnsender.Outbox
	}
	list := make([]saved, len(accounts))
	for i, account := range accounts {
		var err error
		if list[i].State, list[i].box, err = a.options.SaveState(c.Context(), account); err != nil {
			return nil, saveFailed(c, err)
		}
	}
	return streamed(func(w io.Writer) error {
		out := stateWriter{w: w}
		out.text("{\n \"version\": ", fmt.Sprint(stateVersion))
		if template != nil {
			out.text(",\n \"template\": ")
			out.value(" ", template)
		}
		out.text(",\n \"sellers\": [")
		for i, s := range list {
			out.seller(i, s.State, s.box)
		}
		out.text("\n ]\n}\n")
		return out.err
	}), nil
}

func saveFailed(c *call, err error) error {
	if c.Context().Err() != nil {
		return brokenOff(err)
	}
	return err
}

// stateWriter writes a state, indented, one order at a time.
type stateWriter struct {
	w   io.Writer
	err error
}

func (o *stateWriter) text(parts ...string) {
	for _, p := range parts {
		if o.err == nil {
			_, o.err = io.WriteString(o.w, p)
		}
	}
}

func (o *stateWriter) value(indent string, v any) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent(indent, " ")
	if err := encoder.Encode(v); err != nil && o.err == nil {
		o.err = err
	}
	o.text(string(bytes.TrimRight(b.Bytes(), "\n")))
}

// seller writes one account: the fields of stateSeller, and then script and
// orders.
func (o *stateWriter) seller(i int, s engine.State, box ipnsender.Outbox) {
	if i > 0 {
		o.text(",")
	}
	var b bytes.Buffer
	fields := stateWriter{w: &b}
	fields.value("  ", showSellerState(s, box))
	o.text("\n  ", string(bytes.TrimRight(bytes.TrimSuffix(b.Bytes(), []byte("}")), "\n ")), ",\n   \"script\": ")
	script := json.RawMessage(s.Script)
	if s.Script == nil {
		script = json.RawMessage("null")
	}
	o.value("   ", script)
	o.text(",\n   \"orders\": [")
	for n, order := range s.Orders {
		if n > 0 {
			o.text(",")
		}
		o.text("\n    ")
		o.value("    ", showOrderState(order))
	}
	if len(s.Orders) > 0 {
		o.text("\n   ")
	}
	o.text("]\n  }")
}

// stateBody is what PUT state brings.
type stateBody struct {
	version  *uint64
	template *stateTemplate
	sellers  []engine.State
	boxes    map[string]ipnsender.Outbox
}

// putState replaces the whole state, or that of one seller.
func (a *API) putState(c *call) (any, error) {
	body := stateBody{boxes: map[string]ipnsender.Outbox{}}
	if err := c.readState(a.largestState, func(r *stateReader) error { return body.read(r, c.seller, a.engine.Usual()) }); err != nil {
		return nil, err
	}
	if pack := a.options.PackIPNs; pack != nil {
		for i := range body.sellers {
			body.sellers[i].Outbox = pack(body.boxes[body.sellers[i].Seller.ID])
		}
	}
	var template *engine.Template
	if body.template != nil {
		t := body.template.build()
		template = &t
	}
	err := a.engine.Restore(body.sellers, template, func(account *engine.Account) func() {
		return a.options.RestoreIPNs(account, body.boxes[account.ID()])
	})
	var script *engine.ScriptError
	if errors.As(err, &script) {
		i := slices.IndexFunc(body.sellers, func(s engine.State) bool { return s.Seller.ID == script.Seller })
		return nil, invalid(flaw{Path: itemPath("sellers", i) + ".script", Message: script.Err.Error()})
	}
	if err != nil {
		return nil, err
	}
	d := resetDocument{Now: moment(a.account(c).Now()), Sellers: []string{}}
	for _, s := range body.sellers {
		d.Sellers = append(d.Sellers, s.Seller.ID)
	}
	return d, nil
}

// read reads the document for a call that is limited to a seller, or to none.
func (b *stateBody) read(r *stateReader, only string, rules emulator.Rules) error {
	err := r.object("", map[string]fieldReader{
		"version": func(path string) error {
			b.version = new(uint64)
			if err := r.into(b.version)(path); err != nil || *b.version == stateVersion {
				return err
			}
			_ = r.add(flaw{Path: path, Message: fmt.Sprintf("%d is not a version that this emulator knows", *b.version), Suggestion: fmt.Sprintf("it reads version %d", stateVersion)})
			return errFlawed // another form would only give flaws that mean nothing
		},
		"template": func(path string) error {
			b.template = &stateTemplate{}
			return r.into(b.template)(path)
		},
		"sellers": func(path string) error {
			return r.list(path, func(path string, _ int) error { return b.readSeller(r, path, rules) })
		},
	})
	if err != nil {
		return err
	}
	return r.add(b.check(only)...)
}

func (b *stateBody) check(only string) []flaw {
	var flaws []flaw
	if b.version == nil {
		flaws = append(flaws, flaw{Path: "version", Message: "is missing", Suggestion: fmt.Sprintf("write %d", stateVersion)})
	}
	if b.template != nil {
		check := newSellerCheck("")
		check.clock("template", b.template.build().Now, b.template.Rate)
		flaws = append(flaws, check.flaws...)
	}
	switch {
	case only == "" && b.template == nil:
		flaws = append(flaws, flaw{Path: "template", Message: "is missing: this is not the state of all sellers", Suggestion: "name the seller whose state this is, with ?seller="})
	case only != "" && (len(b.sellers) != 1 || b.sellers[0].Seller.ID != only):
		flaws = append(flaws, flaw{Path: "sellers", Message: "this is not the state of seller " + only + " alone", Suggestion: "send what GET state?seller=" + only + " answered"})
	case only != "" && b.template != nil:
		flaws = append(flaws, flaw{Path: "template", Message: "belongs to the state of all sellers", Suggestion: "leave out ?seller="})
	}
	return flaws
}

// readSeller reads one account. What belongs to no order may come before the
// orders or after them, and is checked when all is there.
func (b *stateBody) readSeller(r *stateReader, path string, rules emulator.Rules) error {
	d := &stateSeller{}
	check := newSellerCheck(path)
	var orders []engine.OrderState
	var script []byte
	fields := map[string]fieldReader{
		"script": func(path string) (err error) {
			script, err = r.raw(path)
			return err
		},
		"orders": func(path string) error {
			return r.list(path, func(path string, _ int) error {
				var o stateOrder
				if err := r.into(&o)(path); err != nil {
					return err
				}
				s := o.build("")
				check.order(path, &o, s, rules)
				orders = append(orders, s)
				return nil
			})
		},
	}
	r.fieldsOf(d, fields)
	if err := r.object(path, fields); err != nil {
		return err
	}
	check.seller(d)
	if _, twice := b.boxes[d.ID]; twice {
		check.add(fieldPath(path, "id"), "", "seller %s is there twice", shorten(d.ID))
	}
	s, box := d.build()
	for _, o := range orders {
		o.Order.Seller = d.ID
	}
	s.Orders = orders
	if string(script) != "null" {
		s.Script = script
	}
	b.sellers, b.boxes[d.ID] = append(b.sellers, s), box
	return r.add(check.flaws...)
}

// saveAlone is the state of an account of an emulator that sends nothing.
func saveAlone(a *engine.Account) (engine.State, ipnsender.Outbox, error) {
	s, err := a.Save(func() error { return nil })
	return s, ipnsender.Outbox{}, err
}
