package engine

// reserve is how far request ids are spoken for: every call draws one, and not
// every call is worth a write. After the process has died they go on behind what
// was reserved.
type reserve struct {
	end  Position
	left int // how many are left of it
}

// reserved is how many request ids are reserved at one time.
const reserved = 1000

// draw counts an id that is drawn, and reserves more behind where the draws
// stand when none is left.
func (r *reserve) draw(s *Stream) (more bool) {
	if r.left > 0 {
		r.left--
		return false
	}
	ahead := NewStream(0, "", "")
	ahead.Move(s.Position())
	var id [16]byte
	for range reserved {
		_, _ = ahead.Read(id[:])
	}
	r.end, r.left = ahead.Position(), reserved-1
	return true
}

// reserveStray counts an id for a call that belongs to nobody.
func (e *Engine) reserveStray() {
	if e.opts.Store == nil {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.strays.mu.Lock()
	more, end := e.strays.reserve.draw(e.strays.requests), e.strays.reserve.end
	e.strays.mu.Unlock()
	if more {
		if err := e.opts.Store.Write(nil, e.keptTemplate(e.template, e.seed, end)); err != nil && e.opts.Lost != nil {
			e.opts.Lost("", err)
		}
	}
}
