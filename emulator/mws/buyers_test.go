package mws_test

import "amazon-pay-emulator/emulator"

// buyers check out at the sellers of each region.
var buyers = map[emulator.Region]*emulator.Buyer{
	emulator.US: buyer,
	emulator.UK: {
		Name: "Rose & Fern <Ltd>", Email: "rose@example.test", Phone: "01632 960123", Payment: emulator.Mastercard,
		Address: &emulator.Address{
			Name: "Rose Fern", Line1: "Flat 2", Line2: "The Old Mill", Line3: "5 Weir Lane", City: "Hexham",
			County: "Northumberland", District: "Tynedale", PostalCode: "NE46 1AA", CountryCode: "GB",
		},
	},
	emulator.DE: {
		Name: "Jörg Größe", Email: "joerg@example.test", Payment: emulator.Amex,
		Address: &emulator.Address{
			Name: "Jörg Größe", Line1: "Mühlweg 7", City: "Tübingen", PostalCode: "72070", CountryCode: "DE",
		},
	},
	emulator.JP: {
		Name: "山田 花子", Email: "hanako@example.test", Payment: emulator.Visa,
		Address: &emulator.Address{
			Name: "山田 花子", Line1: "中町1-2-3", StateOrRegion: "東京都", PostalCode: "180-0006", CountryCode: "JP",
		},
	},
}
