package server

import (
	"encoding/xml"
	"fmt"
	"net/http"

	"github.com/google/uuid"
)

// serveSNS answers for a host of Amazon's notification service all but the
// signing certificate, which is at its path on every host: the link in each
// notification that ends its subscription. It is answered as the service would
// (the form documented), and nothing happens: sellers' notifications are
// configured elsewhere.
func serveSNS(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/" && r.URL.Query().Get("Action") == "Unsubscribe" {
		w.Header().Set("Content-Type", "text/xml")
		fmt.Fprintf(w, "%s<UnsubscribeResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\">\n"+
			"  <ResponseMetadata>\n    <RequestId>%s</RequestId>\n  </ResponseMetadata>\n</UnsubscribeResponse>\n",
			xml.Header, uuid.NewSHA1(uuid.NameSpaceURL, []byte(r.RequestURI))) // always the same for a link
		return
	}
	w.Header().Set(hintHeader, "the emulator is no notification service: it has the signing certificate and the Unsubscribe link; --proxy-passthrough leads on to the real one")
	http.Error(w, "There is nothing else here than the signing certificate.", http.StatusNotFound)
}
