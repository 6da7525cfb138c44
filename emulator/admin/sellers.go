package admin

import (
	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/ipnsender"
)

// sellerDocument is a seller as configured. The keys are shown: they are the
// emulator's own, and whoever may read them here may change them too. A password
// in the IPN URL is the receiver's and is not shown.
type sellerDocument struct {
	ID        string          `json:"id"`
	AccessKey string          `json:"access_key"`
	SecretKey string          `json:"secret_key"`
	Region    emulator.Region `json:"region"`
	StoreName string          `json:"store_name"`
	IPNURL    string          `json:"ipn_url"`
	Default   bool            `json:"default"`
}

func (a *API) showSeller(s engine.Seller) sellerDocument {
	return sellerDocument{
		ID: s.ID, AccessKey: s.AccessKey, SecretKey: s.SecretKey, Region: s.Region, StoreName: s.StoreName,
		IPNURL: ipnsender.Redacted(s.IPNURL), Default: s.ID == a.engine.Default(),
	}
}

func (a *API) listSellers(*call) (any, error) {
	d := struct {
		Sellers    []sellerDocument `json:"sellers"`
		NextCursor *string          `json:"next_cursor"`
	}{Sellers: []sellerDocument{}}
	for _, account := range a.engine.Accounts() {
		d.Sellers = append(d.Sellers, a.showSeller(account.Seller()))
	}
	return d, nil
}

func (a *API) getSeller(c *call) (any, error) {
	if err := c.limitTo("the path", c.id); err != nil {
		return nil, err
	}
	return a.showSeller(a.account(c).Seller()), nil
}

// sellerRequest changes what it names of a seller.
type sellerRequest struct {
	ofSeller
	ID        *string          `json:"id"`
	AccessKey *string          `json:"access_key"`
	SecretKey *string          `json:"secret_key"`
	Region    *emulator.Region `json:"region"`
	StoreName *string          `json:"store_name"`
	IPNURL    *string          `json:"ipn_url"`
}

// The longest texts of a seller.
const (
	longestKey       = 128
	longestStoreName = 50 // as of an order reference's StoreName (documented)
	longestURL       = 2048
)

func (a *API) putSeller(c *call) (any, error) {
	if err := c.limitTo("the path", c.id); err != nil {
		return nil, err
	}
	var request sellerRequest
	if err := c.readBody(&request); err != nil {
		return nil, err
	}
	if request.ID != nil {
		if err := c.limitTo("id", *request.ID); err != nil {
			return nil, err
		}
	}
	account, known := a.engine.Lookup(c.id)
	var has engine.Seller
	if known {
		has = account.Seller()
	}
	if flaws := request.check(has); len(flaws) > 0 {
		return nil, invalid(flaws...)
	}
	if request.IPNURL != nil && *request.IPNURL == ipnsender.Redacted(has.IPNURL) {
		request.IPNURL = nil // as it was shown, and the password with it
	}
	seller, err := a.engine.Account(c.id).Configure(engine.SellerPatch{
		AccessKey: request.AccessKey, SecretKey: request.SecretKey, Region: request.Region,
		StoreName: request.StoreName, IPNURL: request.IPNURL,
	})
	if err != nil {
		return nil, err
	}
	d := a.showSeller(seller)
	if !known {
		return created{d}, nil
	}
	return d, nil
}

// check lists what is wrong with the change of a seller.
func (r sellerRequest) check(has engine.Seller) []flaw {
	flaws := checkTexts(
		limited{"access_key", r.AccessKey, longestKey},
		limited{"secret_key", r.SecretKey, longestKey},
		limited{"store_name", r.StoreName, longestStoreName},
		limited{"ipn_url", r.IPNURL, longestURL},
	)
	if r.Region != nil {
		flaws = append(flaws, oneOf("region", *r.Region, emulator.Regions)...)
	}
	if r.IPNURL != nil && *r.IPNURL != "" {
		if err := ipnsender.CheckURL(*r.IPNURL); err != nil {
			flaws = append(flaws, flaw{Path: "ipn_url", Message: err.Error(), Suggestion: "write it whole, such as http://localhost:3000/ipn"})
		}
	}
	if r.AccessKey != nil {
		has.AccessKey = *r.AccessKey
	}
	if r.SecretKey != nil {
		has.SecretKey = *r.SecretKey
	}
	if (has.AccessKey == "") != (has.SecretKey == "") {
		flaws = append(flaws, flaw{Path: "secret_key", Message: "an access key and its secret key belong together", Suggestion: "send both, or make both empty"})
	}
	return flaws
}
