package mws_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/emulator/mws"
	"amazon-pay-emulator/emulator/mws/sigv2"
)

// signText has an attempt bring the signature of any text.
func signText(a *attempt, text string) {
	mac := hmac.New(sha256.New, []byte(a.secret))
	mac.Write([]byte(text))
	a.signature = base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// toSign is the documented string to sign of an attempt.
func toSign(a *attempt) string {
	return sigv2.Request{Method: a.method, Host: a.host, Path: a.path, Pairs: a.pairs}.StringToSign(sigv2.Variant{})
}

// TestSignatureExplained refuses signatures and says why: in the record, in the
// log and, in short, in the header, and never in the answer's body.
func TestSignatureExplained(t *testing.T) {
	const query = "AWSAccessKeyId=" + accessKey + "&Action=GetServiceStatus&Note=-removed-&SellerId=" + seller +
		"&SignatureMethod=HmacSHA256&SignatureVersion=2&Timestamp=2026-05-06T07%3A08%3A09Z&Version=2013-01-01"
	const text = "POST\nexample.com\n" + sandbox + "\n" + query
	const where = "; the string to sign is in GET /_emulator/requests and in the log"
	for name, tt := range map[string]struct {
		mode  mws.Mode
		spoil func(*attempt)
		want  engine.SignatureRefusal // without Tried
		hint  string
	}{
		"GET for POST": {
			mws.Known, func(a *attempt) { signText(a, "GET"+toSign(a)[4:]) },
			engine.SignatureRefusal{
				Matches: "the client signed GET where it sent POST", ClientStringToSign: "GET" + text[4:],
				FirstDifference: &engine.Difference{Offset: 0, In: "the method", Server: "P", Client: "G"},
			},
			"the client signed GET where it sent POST; of the string to sign, byte 0, in the method, is P here and G there",
		},
		"a note that is not shown": {
			mws.Known, func(a *attempt) { signText(a, strings.ReplaceAll(toSign(a), "~", "%7E")) },
			engine.SignatureRefusal{
				Matches: "the client encoded ~ as %7E", ClientStringToSign: text,
				FirstDifference: &engine.Difference{Offset: 124, In: "the parameter Note", Server: "~", Client: "%"},
			},
			"the client encoded ~ as %7E; of the string to sign, byte 124, in the parameter Note, is ~ here and % there",
		},
		"a form that known accepts": {
			mws.Strict, func(a *attempt) { signText(a, strings.Replace(toSign(a), "%20", "+", 1)) },
			engine.SignatureRefusal{
				Matches:            "the client wrote the string to sign in another way than documented: spaces as +",
				ClientStringToSign: text,
				FirstDifference:    &engine.Difference{Offset: 121, In: "the parameter Note", Server: "%", Client: "+"},
			},
			"the client wrote the string to sign in another way than documented: spaces as +, which --signature known accepts; " +
				"of the string to sign, byte 121, in the parameter Note, is % here and + there",
		},
		"another seller's secret": {
			mws.Known, func(a *attempt) {
				a.set("SellerId", "A9OTHER")
				a.secret = "other-secret"
			},
			engine.SignatureRefusal{
				Matches:            "the client used the secret of seller A9OTHER's access key AKIAOTHER",
				ClientStringToSign: strings.Replace(text, seller, "A9OTHER", 1),
			},
			"the client used the secret of seller A9OTHER's access key AKIAOTHER",
		},
		"an unknown secret": {
			mws.Known, func(a *attempt) { a.secret = "nobody's" },
			engine.SignatureRefusal{},
			"the signature fits the secret of " + accessKey + " in none of the known forms: most likely the client has another secret key" + where,
		},
		"no signature at all": {
			mws.Known, func(a *attempt) { a.signature = "none" },
			engine.SignatureRefusal{},
			"the Signature is not the base64 of 32 bytes (HmacSHA256) or of 20 (HmacSHA1)" + where,
		},
	} {
		t.Run(name, func(t *testing.T) {
			var lines bytes.Buffer
			s := newShop(t, func(eo *engine.Options, mo *mws.Options) {
				mo.Signature = tt.mode
				mo.Log = slog.New(slog.NewJSONHandler(&lines, nil))
				eo.Sellers = append(eo.Sellers, engine.Seller{ID: "A9OTHER", AccessKey: "AKIAOTHER", SecretKey: "other-secret"})
			})
			a := newAttempt("GetServiceStatus", "Note", "a ~b")
			tt.spoil(a)
			w := s.send(t, a)
			requireRefused(t, w, 403, "SignatureDoesNotMatch")
			require.NotContains(t, w.Body.String(), "byte 0")
			require.Equal(t, tt.hint, w.Header().Get("X-Emulator-Hint"))

			account := s.account()
			if name == "another seller's secret" {
				account = s.engine.Account("A9OTHER")
			}
			list, _ := account.Records()
			got := *list[0].Signature
			if name == "no signature at all" {
				require.Empty(t, got.Tried)
			} else {
				require.Equal(t, "as documented", got.Tried[0])
			}
			tt.want.StringToSign, tt.want.Tried = text, got.Tried
			if account.ID() == "A9OTHER" {
				tt.want.StringToSign = tt.want.ClientStringToSign
			}
			require.Equal(t, tt.want, got)

			var line struct {
				Hint      string
				Signature struct {
					StringToSign       string `json:"string_to_sign"`
					ClientStringToSign string `json:"client_string_to_sign"`
					Matches            string
					Tried              []string
				}
			}
			require.NoError(t, json.Unmarshal(lines.Bytes(), &line))
			require.Equal(t, tt.hint, line.Hint)
			require.Equal(t, got.StringToSign, line.Signature.StringToSign)
			require.Equal(t, got.ClientStringToSign, line.Signature.ClientStringToSign)
			require.Equal(t, got.Matches, line.Signature.Matches)
			require.Equal(t, got.Tried, line.Signature.Tried)
		})
	}
}

// TestExplanationKeepsSecrets: neither secrets nor tokens nor what a seller wrote
// are in the record, the log or the header, however the client signed.
func TestExplanationKeepsSecrets(t *testing.T) {
	var lines bytes.Buffer
	s := newShop(t, func(_ *engine.Options, mo *mws.Options) { mo.Log = slog.New(slog.NewJSONHandler(&lines, nil)) })
	for name, spoil := range map[string]func(a *attempt){
		"raw": func(a *attempt) {
			r := sigv2.Request{Method: a.method, Host: a.host, Path: a.path, Pairs: a.pairs}
			text := r.StringToSign(sigv2.Variant{})
			signText(a, strings.NewReplacer("%20", " ", "%26", "&", "%3A", ":", "%7C", "|", "%2F", "/", "%40", "@").Replace(text))
		},
		"line end":   func(a *attempt) { a.secret += "\n" },
		"quotes":     func(a *attempt) { a.secret = `"` + a.secret + `"` },
		"no secret":  func(a *attempt) { a.secret = "" },
		"unknown":    func(a *attempt) { a.secret = "x" },
		"small post": func(a *attempt) { signText(a, "post"+toSign(a)[4:]) },
	} {
		t.Run(name, func(t *testing.T) {
			lines.Reset()
			a := newAttempt("GetServiceStatus", "MWSAuthToken", token, "AccessToken", "Atza|hunter2", "AddressConsentToken", "Atza|hunter2",
				"SellerCaptureNote", "a & hunter2", "OrderReferenceAttributes.SellerNote", "hunter2",
				"NotificationConfigurationList.NotificationConfiguration.1.NotificationUrl", "https://shop:hunter2@shop.example.test/ipn")
			spoil(a)
			w := s.send(t, a)
			requireRefused(t, w, 403, "SignatureDoesNotMatch")
			hint := w.Header().Get("X-Emulator-Hint")
			require.Equal(t, name != "unknown", strings.HasPrefix(hint, "the client "), hint)
			list, _ := s.account().Records()
			record, err := json.Marshal(list[0].Signature)
			require.NoError(t, err)
			for _, text := range []string{hint, lines.String(), string(record)} {
				for _, secret := range []string{secretKey, token, "hunter2", a.signature} {
					if secret != "" {
						require.NotContains(t, text, secret)
					}
				}
			}
		})
	}
}

// TestExplanationIsLimited: of a call as large as may be, the record keeps what
// people would read, and says so.
func TestExplanationIsLimited(t *testing.T) {
	s := newShop(t)
	for name, tt := range map[string]struct {
		length int
		cut    bool
	}{"at the limit": {4096, false}, "one past it": {4097, true}, "as large as may be": {900_000, true}} {
		t.Run(name, func(t *testing.T) {
			a := newAttempt("GetServiceStatus", "X", "")
			a.set("X", strings.Repeat("x", tt.length-len(toSign(a))))
			a.secret = "nobody's"
			w := s.send(t, a)
			requireRefused(t, w, 403, "SignatureDoesNotMatch")
			list, _ := s.account().Records()
			text := list[0].Signature.StringToSign
			require.Equal(t, tt.cut, strings.HasSuffix(text, "... (cut, "+strconv.Itoa(tt.length)+" bytes in all)"))
			require.Less(t, len(text), 4200)
			require.Equal(t, tt.length > 100_000, strings.Contains(w.Header().Get("X-Emulator-Hint"), "too large to find out more"))
		})
	}
}

// TestSignatureOfSuccess has nothing to explain.
func TestSignatureOfSuccess(t *testing.T) {
	s := newShop(t)
	requireOK(t, s.call(t, "GetServiceStatus"), "Status")
	list, _ := s.account().Records()
	require.Nil(t, list[0].Signature)
}
