package mws_test

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/emulator/mws"
)

// A seller comes into being by its first call, if it can be addressed then.
func TestSellerIDs(t *testing.T) {
	s := newShop(t, func(_ *engine.Options, o *mws.Options) { o.Signature = mws.Off })
	for id, known := range map[string]bool{
		"A2NEW": true, "a.b_c~d-1": true, strings.Repeat("A", 64): true,
		strings.Repeat("A", 65): false, "x y": false, "é": false, "a\r\nb": false, "a/b": false, "\x00": false,
	} {
		form := url.Values{"Action": {"GetServiceStatus"}, "SellerId": {id}}
		w := httptest.NewRecorder()
		s.face.ServeHTTP(w, httptest.NewRequest("POST", sandbox, strings.NewReader(form.Encode())))
		if known {
			require.Equal(t, 200, w.Code, "%q", id)
		} else {
			requireRefused(t, w, 400, "InvalidParameterValue")
		}
		_, is := s.engine.Lookup(id)
		require.Equal(t, known, is, "%q", id)
	}
}
