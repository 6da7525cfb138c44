package admin

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestQueryFlaws(t *testing.T) {
	w := newWorld(t)
	for target, want := range map[string]string{
		"GET objects?limit=0":                         "?limit",
		"GET objects?limit=1001":                      "?limit",
		"GET objects?limit=-1":                        "?limit",
		"GET objects?limit=ten":                       "?limit",
		"GET objects?limit=":                          "?limit",
		"GET objects?limit=1&limit=2":                 "?limit",
		"GET objects?cursor=":                         "?cursor",
		"GET objects?cursor=x":                        "?cursor",
		"GET objects?cursor=MSAyIDM":                  "?cursor", // 1 2 3
		"GET objects?cursor=eCB5IHogUw":               "?cursor", // x y z S
		"GET requests?cursor=MSAyIC0zIFM":             "?cursor", // 1 2 -3 S
		"GET objects?type=captures":                   "?type",
		"GET objects?state=pending":                   "?state",
		"GET requests?since=yesterday":                "?since",
		"GET requests?since=2026-01-31T12:00Z":        "?since",
		"GET requests?status=99":                      "?status",
		"GET requests?status=600":                     "?status",
		"GET requests?status=ok":                      "?status",
		"GET requests?limit=0":                        "?limit",
		"GET clock?seller=":                           "?seller",
		"GET clock?seller=a%20b":                      "?seller",
		"GET clock?seller=%2e%2fx":                    "?seller",
		"GET clock?seller=A&seller=A":                 "?seller",
		"GET clock?%zz":                               "?",
		"GET health?t=1":                              "?t",
		"GET clock?seller=" + strings.Repeat("s", 65): "?seller",
	} {
		t.Run(target, func(t *testing.T) {
			require.Contains(t, w.in(t).refused(http.StatusBadRequest, target, "").flaws(), want)
		})
	}
	w.ok("GET objects?limit=1", "")
	w.ok("GET objects?limit=1000&type=capture&state=Pending", "")
	w.ok("GET requests?status=100", "")
	w.ok("GET requests?status=599&since=2026-01-31T12:00:00%2B01:00", "")
	w.ok("GET clock?seller="+strings.Repeat("s", 64), "")
	require.Equal(t, `"pending" is not known; did you mean "Pending"?`, w.refused(http.StatusBadRequest, "GET objects?state=pending", "").flaws()["?state"])
}

func TestSellerIsNamedOnce(t *testing.T) {
	w := newWorld(t)
	require.Equal(t, "T1", w.ok("POST order-references?seller=T1", `{"seller_id":"T1"}`).body["seller_id"])
	require.Equal(t, "T2", w.ok("POST order-references", `{"seller_id":"T2"}`).body["seller_id"])
	require.Equal(t, defaultSeller, w.ok("POST order-references", `{}`).body["seller_id"])
	r := w.refused(http.StatusBadRequest, "POST order-references?seller=T1", `{"seller_id":"T2"}`)
	require.Equal(t, `"T2" is not "T1", which the call's address names; name the seller once`, r.flaws()["seller_id"])
	w.refused(http.StatusBadRequest, "POST order-references", `{"seller_id":""}`)
	w.refused(http.StatusBadRequest, "GET sellers/T1?seller=T2", "")
	w.ok("GET sellers/T1?seller=T1", "")
	w.refused(http.StatusBadRequest, "PUT sellers/T1", `{"id":"T2"}`)
	w.refused(http.StatusBadRequest, "PUT sellers/T1", `{"seller_id":"T2"}`)
	w.ok("PUT sellers/T1", `{"id":"T1","seller_id":"T1"}`)
}
