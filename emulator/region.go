package emulator

import "slices"

// Environment separates test objects from real ones. Objects of one are never
// visible in the other (assumed from the id prefixes).
type Environment string

// The two environments; the path of a call says which one it means.
const (
	Sandbox Environment = "sandbox"
	Live    Environment = "live"
)

// Region is where a seller is registered: us, uk, de or jp.
type Region string

// The regions of Amazon Pay's MWS API (documented).
const (
	US Region = "us"
	UK Region = "uk"
	DE Region = "de"
	JP Region = "jp"
)

// Regions lists every region in the order in which help texts name them.
var Regions = []Region{US, UK, DE, JP}

// Known says whether the region exists.
func (r Region) Known() bool { return slices.Contains(Regions, r) }

// Currency is the region's own currency.
func (r Region) Currency() Currency {
	switch r {
	case UK:
		return GBP
	case DE:
		return EUR
	case JP:
		return JPY
	}
	return USD
}

// Takes says whether a seller of the region may set an order total in the
// currency: its own, and in Europe also the others of the continent and the
// multi-currency list (documented; that either European region takes both EUR
// and GBP is assumed).
func (r Region) Takes(c Currency) bool {
	if c == r.Currency() {
		return true
	}
	european := r == UK || r == DE
	return european && (c == EUR || c == GBP || slices.Contains(MultiCurrency, c))
}

// digits is the region's part of an order reference id: S01, S02, S03
// (observed).
func (r Region) digits() string {
	switch r {
	case UK, DE:
		return "02"
	case JP:
		return "03"
	}
	return "01"
}
