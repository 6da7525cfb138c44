package emutest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// refusal is an answer of the admin API that is no success.
type refusal struct {
	Title, Detail, Hint string
}

func (r *refusal) Error() string { return r.Detail + "\n" + r.Hint }

// yaml is a body that is sent as it is.
type yaml string

// ask makes one call of the admin API: a path below its root with its query, a
// body, nil for none, and where the answer goes, nil for nowhere.
func (e *Emulator) ask(method, path string, body, answer any) error {
	content, contentType, err := encode(body)
	if err != nil {
		return err
	}
	request, err := http.NewRequest(method, e.URL+"/_emulator/"+path, bytes.NewReader(content))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", contentType)
	response, err := e.host.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	switch {
	case err != nil:
		return fmt.Errorf("%s %s: the answer ended early: %w", method, path, err)
	case response.StatusCode >= http.StatusBadRequest:
		r := &refusal{Detail: response.Status}
		_ = json.Unmarshal(data, r) // the status will do for what is no problem document
		return r
	case answer == nil:
		return nil
	}
	return json.Unmarshal(data, answer)
}

// encode is a body with its content type. JSON is YAML too, so that whoever writes
// rules may use either.
func encode(body any) (content []byte, contentType string, err error) {
	if text, ok := body.(yaml); ok {
		return []byte(text), "application/yaml", nil
	}
	if body == nil {
		return nil, "application/json", nil
	}
	content, err = json.Marshal(body)
	return content, "application/json", err
}

// must is ask for this seller. What goes wrong ends the test; did says what was
// being done.
func (e *Emulator) must(did, method, path string, body, answer any) {
	e.t.Helper()
	if err := e.ask(method, e.limited(path), body, answer); err != nil {
		e.t.Fatalf("emutest: %s: %v", did, err)
	}
}

// limited is a path whose query limits the call to the seller.
func (e *Emulator) limited(path string) string {
	separator := "?"
	if strings.Contains(path, "?") {
		separator = "&"
	}
	return path + separator + "seller=" + url.QueryEscape(e.credentials.SellerID)
}

// pageSize is how many items of a list are asked for at once.
const pageSize = 100

// all collects every item of a list, the oldest first. list is the name of the
// items' member.
func all[T any](e *Emulator, did, path, list string, query url.Values) []T {
	e.t.Helper()
	var items []T
	query.Set("limit", strconv.Itoa(pageSize))
	for {
		var page map[string]json.RawMessage
		e.must(did, http.MethodGet, path+"?"+query.Encode(), nil, &page)
		var some []T
		var next *string
		if err := json.Unmarshal(page[list], &some); err != nil {
			e.t.Fatalf("emutest: %s: %v", did, err)
		}
		if err := json.Unmarshal(page["next_cursor"], &next); err != nil {
			e.t.Fatalf("emutest: %s: %v", did, err)
		}
		items = append(items, some...)
		if next == nil {
			break
		}
		query.Set("cursor", *next)
	}
	slices.Reverse(items) // the API lists the newest first
	return items
}
