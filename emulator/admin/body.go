package admin

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"
)

// largestBody is how long a request's body may be, in bytes.
const largestBody = 1 << 20

// ofSeller is part of every body: the seller whom the call is limited to.
type ofSeller struct {
	SellerID *string `json:"seller_id"`
}

func (o *ofSeller) limitedTo() *string { return o.SellerID }

// readBody fills a request from the call's body. An empty body leaves it as it
// is.
func (c *call) readBody(request interface{ limitedTo() *string }) error {
	data, err := c.readAll()
	if err != nil || len(bytes.TrimSpace(data)) == 0 {
		return err
	}
	read, err := reader(c.Header.Get("Content-Type"))
	if err != nil {
		return err
	}
	v, flaws := read(data)
	if len(flaws) == 0 {
		flaws = bind(v, request)
	}
	if len(flaws) > 0 {
		return invalid(flaws...)
	}
	if seller := request.limitedTo(); seller != nil {
		return c.limitTo("seller_id", *seller)
	}
	return nil
}

func (c *call) readAll() ([]byte, error) {
	data, err := io.ReadAll(http.MaxBytesReader(c.writer, c.Body, largestBody))
	if err != nil {
		return nil, bodyNotTaken(err, largestBody)
	}
	return data, nil
}

// bodyNotTaken is why a body of which so many bytes are taken was not read to
// its end.
func bodyNotTaken(err error, most int64) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return &problem{
			Type: typeTooLarge, Title: "The body is too large", Status: http.StatusRequestEntityTooLarge,
			Detail: fmt.Sprintf("the body is longer than %d bytes", most),
			Hint:   "no request of this API needs more than a few lines, but for PUT state",
		}
	}
	return &problem{
		Type: typeBodyNotTaken, Title: "The body did not arrive", Status: http.StatusBadRequest,
		Detail: "reading the body: " + err.Error(), Hint: "send as many bytes as Content-Length says, without a pause",
	}
}

// partLimit is how long the next part of a long body may take to arrive.
const partLimit = 30 * time.Second

// patient is a long body, of which each part may take its time.
func patient(w http.ResponseWriter, body io.Reader) io.Reader {
	return &patientReader{body, http.NewResponseController(w)}
}

type patientReader struct {
	io.Reader
	connection *http.ResponseController
}

func (r *patientReader) Read(p []byte) (int, error) {
	_ = r.connection.SetReadDeadline(time.Now().Add(partLimit)) // a reader without deadlines needs no patience
	n, err := r.Reader.Read(p)
	if err != nil {
		_ = r.connection.SetReadDeadline(time.Time{})
	}
	return n, err
}

// reader picks what reads a body of the content type. JSON and YAML are wanted
// by name: the types that a web page may send without asking are not among them.
func reader(contentType string) (func([]byte) (value, []flaw), error) {
	media, parameters, err := mime.ParseMediaType(contentType)
	charset := strings.ToLower(parameters["charset"])
	if err == nil && (charset == "" || charset == "utf-8") {
		switch media {
		case "application/json":
			return readJSON, nil
		case "application/yaml", "application/x-yaml", "text/yaml":
			return readYAML, nil
		}
	}
	detail := fmt.Sprintf("the content type is %q", contentType)
	if contentType == "" {
		detail = "the body has no content type"
	}
	return nil, &problem{
		Type: typeMediaType, Title: "The body is neither JSON nor YAML", Status: http.StatusUnsupportedMediaType,
		Detail: detail, Hint: "send Content-Type: application/json or application/yaml, in UTF-8",
	}
}
