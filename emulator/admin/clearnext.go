package admin

// clearNext takes back the one-shot rules that wait for their call.
func (a *API) clearNext(c *call) (any, error) {
	var d forgotten
	accounts, _ := a.accounts(c)
	for _, account := range accounts {
		d.Deleted += account.DropNext()
	}
	return d, nil
}
