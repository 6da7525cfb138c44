package admin

import "context"

// The media types of certificates and of lists of revoked ones.
const (
	pemFile = "application/x-pem-file"
	crlFile = "application/pkix-crl"
)

func (a *API) getCA(c *call) (any, error) { return serveFile(c, pemFile, a.options.CA) }

func (a *API) getSigningCert(c *call) (any, error) {
	return serveFile(c, pemFile, a.options.SigningCert)
}

func (a *API) getCRL(c *call) (any, error) { return serveFile(c, crlFile, a.options.CRL) }

// serveFile answers what an authority has made, or makes now.
func serveFile(c *call, contentType string, get func(context.Context) ([]byte, error)) (any, error) {
	if get == nil {
		return nil, notThere("this emulator has no certificates")
	}
	content, err := get(c.Context())
	if c.Context().Err() != nil {
		return nil, brokenOff(c.Context().Err())
	}
	return file{contentType, content}, err
}
