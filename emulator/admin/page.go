package admin

import (
	"bytes"
	_ "embed"
	"html/template"
	"sync"
)

//go:embed page.html
var pageText string

// pageTemplate is made when somebody looks at the page, not at every start.
var pageTemplate = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("page").Parse(pageText))
})

// mostShown is how many calls, objects and notifications the page shows.
const mostShown = 25

// overview is what people see who open the API in a browser: how things stand, as
// HTML without scripts. It is read only.
type overview struct {
	Version   string
	Now       string
	Mode      string
	Seller    string // that it is limited to; empty: none
	Sellers   []sellerDocument
	Scenarios scenarioList
	Requests  []request
	Objects   []object
	IPNs      []ipn
	Routes    []pageRoute
}

type pageRoute struct{ Method, Path, Doc string }

func (a *API) getPage(c *call) (any, error) {
	clock := a.account(c).Clock()
	p := overview{
		Version: a.options.Version, Now: clock.Now.UTC().Format(layout), Mode: clock.Mode, Seller: c.seller,
		Scenarios: showScenarios(a.account(c)),
	}
	for _, account := range a.engine.Accounts() {
		if len(p.Sellers) < mostShown {
			p.Sellers = append(p.Sellers, a.showSeller(account.Seller()))
		}
	}
	requests, err := a.listRequests(c)
	if err != nil {
		return nil, err
	}
	list := requests.(requestList).Requests
	p.Requests = list[:min(len(list), mostShown)]
	objects, err := a.listObjects(c)
	if err != nil {
		return nil, err
	}
	things := objects.(objectList).Objects
	p.Objects = things[:min(len(things), mostShown)]
	notifications, err := a.listIPNs(c)
	if err != nil {
		return nil, err
	}
	told := notifications.(ipnList).IPNs
	p.IPNs = told[:min(len(told), mostShown)]
	for _, r := range a.routes {
		p.Routes = append(p.Routes, pageRoute{r.method, r.path, r.doc})
	}
	var b bytes.Buffer
	if err := pageTemplate().Execute(&b, p); err != nil {
		return nil, err
	}
	c.writer.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
	return file{"text/html; charset=utf-8", b.Bytes()}, nil
}
