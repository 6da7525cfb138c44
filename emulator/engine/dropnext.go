package engine

// DropNext forgets the one-shot rules that have not been used, and answers how
// many there were.
func (a *Account) DropNext() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	n := len(a.next)
	a.next = nil
	return n
}
