package engine

import "slices"

// AllEvents is the event key that stands for every kind.
const AllEvents = "ALL"

// Endpoint is a URL that a seller has configured over the API, with the kinds of
// events that it is for.
type Endpoint struct {
	URL    string
	Events []string // as SetMerchantNotificationConfiguration names them
}

// SetEndpoints replaces the endpoints that were configured over the API. As long
// as there are any, the account's IPN URL is not used.
func (a *Account) SetEndpoints(list []Endpoint) error {
	return a.change(func() { a.endpoints = list })
}

// Endpoints lists them.
func (a *Account) Endpoints() []Endpoint {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.endpoints)
}

// URLs lists where the events of one key are to be told.
func URLs(list []Endpoint, key string) []string {
	var urls []string
	for _, e := range list {
		if slices.Contains(e.Events, key) || slices.Contains(e.Events, AllEvents) {
			urls = append(urls, e.URL)
		}
	}
	return urls
}
