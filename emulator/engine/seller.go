package engine

import (
	"cmp"
	"slices"

	"amazon-pay-emulator/emulator"
)

// Seller is who an account belongs to.
type Seller struct {
	ID        string
	AccessKey string // empty: none of its own
	SecretKey string
	Region    emulator.Region
	StoreName string
	IPNURL    string
}

// SellerPatch changes what is not nil of a seller.
type SellerPatch struct {
	AccessKey *string
	SecretKey *string
	Region    *emulator.Region
	StoreName *string
	IPNURL    *string
}

func (s *Seller) apply(p SellerPatch) {
	s.AccessKey = cmp.Or(deref(p.AccessKey, s.AccessKey))
	s.SecretKey = cmp.Or(deref(p.SecretKey, s.SecretKey))
	s.Region = cmp.Or(deref(p.Region, s.Region))
	s.StoreName = deref(p.StoreName, s.StoreName)
	s.IPNURL = deref(p.IPNURL, s.IPNURL)
}

func deref[T any](p *T, otherwise T) T {
	if p != nil {
		return *p
	}
	return otherwise
}

// Credential is a configured access key.
type Credential struct {
	AccessKey string
	SecretKey string
	Seller    string // whose key it is
}

// Credential finds a configured access key. Where several sellers have it, the
// given seller's own comes first, else that of the first seller by id.
func (e *Engine) Credential(accessKey, seller string) (Credential, bool) {
	e.keysMu.RLock()
	defer e.keysMu.RUnlock()
	list := e.keys[accessKey]
	for _, c := range list {
		if c.Seller == seller {
			return c, true
		}
	}
	if len(list) == 0 {
		return Credential{}, false
	}
	return list[0], true
}

// Rivals are the credentials that a caller may have confused with that of an
// access key: others with the same key, at most so many, and the seller's own.
func (e *Engine) Rivals(of Credential, seller string, most int) []Credential {
	e.keysMu.RLock()
	list := slices.Clone(e.keys[of.AccessKey])
	e.keysMu.RUnlock()
	if a, ok := e.Lookup(seller); ok {
		if s := a.Seller(); s.AccessKey != "" {
			list = append([]Credential{{AccessKey: s.AccessKey, SecretKey: s.SecretKey, Seller: s.ID}}, list...)
		}
	}
	list = slices.DeleteFunc(list, func(c Credential) bool { return c.SecretKey == of.SecretKey })
	return list[:min(len(list), most)]
}

// setKey replaces the key of a seller.
func (e *Engine) setKey(s Seller) {
	e.keysMu.Lock()
	defer e.keysMu.Unlock()
	for key, list := range e.keys {
		if list = slices.DeleteFunc(list, func(c Credential) bool { return c.Seller == s.ID }); len(list) == 0 {
			delete(e.keys, key)
		} else {
			e.keys[key] = list
		}
	}
	if s.AccessKey == "" {
		return
	}
	list := append(e.keys[s.AccessKey], Credential{AccessKey: s.AccessKey, SecretKey: s.SecretKey, Seller: s.ID})
	slices.SortFunc(list, func(a, b Credential) int { return cmp.Compare(a.Seller, b.Seller) })
	e.keys[s.AccessKey] = list
}
