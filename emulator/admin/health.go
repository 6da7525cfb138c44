package admin

import "net/http"

type status struct {
	Status string `json:"status"`
}

func (a *API) health(*call) (any, error) { return status{"ok"}, nil }

func (a *API) ready(*call) (any, error) {
	if err := a.options.Ready(); err != nil {
		return nil, &problem{
			Type: typeNotReady, Title: "Not ready", Status: http.StatusServiceUnavailable, Detail: err.Error(),
			Hint: "ask again in a moment; the log says what is going on",
		}
	}
	return status{"ok"}, nil
}

func (a *API) version(*call) (any, error) {
	return struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}{"amazon-pay-emulator", a.options.Version}, nil
}
