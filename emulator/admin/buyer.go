package admin

import (
	"cmp"
	"regexp"

	"amazon-pay-emulator/emulator"
)

// buyerBody is a buyer on the wire. In a request, what is left out is the
// default buyer's.
type buyerBody struct {
	Name    *string      `json:"name"`
	Email   *string      `json:"email"`
	Phone   *string      `json:"phone"`
	Address *addressBody `json:"address"`
}

// addressBody is a postal address on the wire, in the words of fixtures.
type addressBody struct {
	Name       string `json:"name"`
	Line1      string `json:"line1"`
	Line2      string `json:"line2"`
	Line3      string `json:"line3"`
	City       string `json:"city"`
	County     string `json:"county"`
	District   string `json:"district"`
	State      string `json:"state"`
	PostalCode string `json:"postal_code"`
	Country    string `json:"country"`
	Phone      string `json:"phone"`
}

// anybody is the buyer when nobody says who it is.
func anybody() *emulator.Buyer {
	return &emulator.Buyer{
		Name: "Ana Fields", Email: "ana@example.test", Phone: "541-555-0134", Payment: emulator.Visa,
		Address: &emulator.Address{
			Name: "Ana Fields", Line1: "12 Mill Row", City: "Bend", StateOrRegion: "OR", PostalCode: "97701",
			CountryCode: "US", Phone: "541-555-0134",
		},
	}
}

func showBuyer(b *emulator.Buyer) *buyerBody {
	d := &buyerBody{Name: &b.Name, Email: &b.Email, Phone: &b.Phone}
	if x := b.Address; x != nil {
		d.Address = &addressBody{
			Name: x.Name, Line1: x.Line1, Line2: x.Line2, Line3: x.Line3, City: x.City, County: x.County,
			District: x.District, State: x.StateOrRegion, PostalCode: x.PostalCode, Country: x.CountryCode, Phone: x.Phone,
		}
	}
	return d
}

// onto is the buyer with what the body says.
func (b *buyerBody) onto(buyer emulator.Buyer) *emulator.Buyer {
	if b == nil {
		return &buyer
	}
	for _, f := range []struct{ from, to *string }{
		{b.Name, &buyer.Name}, {b.Email, &buyer.Email}, {b.Phone, &buyer.Phone},
	} {
		if f.from != nil {
			*f.to = *f.from
		}
	}
	if b.Address != nil {
		buyer.Address = b.Address.address(buyer.Name)
	}
	return &buyer
}

// address is the address for a recipient, unless it names one itself.
func (b *addressBody) address(recipient string) *emulator.Address {
	return &emulator.Address{
		Name: cmp.Or(b.Name, recipient), Line1: b.Line1, Line2: b.Line2, Line3: b.Line3, City: b.City,
		County: b.County, District: b.District, StateOrRegion: b.State, PostalCode: b.PostalCode,
		CountryCode: b.Country, Phone: b.Phone,
	}
}

// longestText is how long each text of a buyer or address may be.
const longestText = 255

func (b *buyerBody) check(path string) []flaw {
	if b == nil {
		return nil
	}
	flaws := checkTexts(
		limited{path + ".name", b.Name, longestText},
		limited{path + ".email", b.Email, longestText},
		limited{path + ".phone", b.Phone, longestText},
	)
	return append(flaws, b.Address.check(path+".address")...)
}

var countryCode = regexp.MustCompile(`^[A-Z]{2}$`)

func (b *addressBody) check(path string) []flaw {
	if b == nil {
		return nil
	}
	flaws := checkTexts(
		limited{path + ".name", &b.Name, longestText},
		limited{path + ".line1", &b.Line1, longestText},
		limited{path + ".line2", &b.Line2, longestText},
		limited{path + ".line3", &b.Line3, longestText},
		limited{path + ".city", &b.City, longestText},
		limited{path + ".county", &b.County, longestText},
		limited{path + ".district", &b.District, longestText},
		limited{path + ".state", &b.State, longestText},
		limited{path + ".postal_code", &b.PostalCode, longestText},
		limited{path + ".phone", &b.Phone, longestText},
	)
	if b.Country != "" && !countryCode.MatchString(b.Country) {
		flaws = append(flaws, flaw{Path: path + ".country", Message: "\"" + shorten(b.Country) + "\" is not a country code", Suggestion: "write two capital letters, such as US"})
	}
	return flaws
}
