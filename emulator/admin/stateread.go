package admin

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"reflect"
	"slices"
)

// stateReader reads the document of PUT state piece by piece: it may be large,
// and most of it are orders, which are turned into the domain's one at a time.
type stateReader struct {
	tokens *json.Decoder
	flaws  []flaw
}

// errFlawed ends the reading after so many flaws, or one after which nothing
// can be read.
var errFlawed = errors.New("the document can't be read any further")

func (r *stateReader) add(flaws ...flaw) error {
	if r.flaws = append(r.flaws, flaws...); len(r.flaws) >= mostFlaws {
		return errFlawed
	}
	return nil
}

// broken turns an error of the decoder into a flaw. One of reading the body
// itself is the caller's.
func (r *stateReader) broken(path string, err error) error {
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		_ = r.add(flaw{Path: path, Message: fmt.Sprintf("the body is not JSON: byte %d: %v", r.tokens.InputOffset(), err), Suggestion: "send what GET state answered"})
		return errFlawed
	}
	return err
}

// fieldReader reads the value of one field.
type fieldReader func(path string) error

// object reads an object whose fields have a reader each.
func (r *stateReader) object(path string, fields map[string]fieldReader) error {
	if err := r.open(path, '{'); err != nil {
		return err
	}
	seen := map[string]bool{}
	for r.tokens.More() {
		token, err := r.tokens.Token()
		if err != nil {
			return r.broken(path, err)
		}
		name, _ := token.(string)
		at := fieldPath(path, name)
		read, known := fields[name]
		switch {
		case !known:
			names := slices.Sorted(maps.Keys(fields))
			suggestion := "the fields are " + join(names)
			if near := nearest(name, names); near != "" {
				suggestion = fmt.Sprintf("did you mean %q?", near)
			}
			if err := r.add(flaw{Path: at, Message: "unknown field", Suggestion: suggestion}); err != nil {
				return err
			}
			read = r.skip
		case seen[name]:
			if err := r.add(flaw{Path: at, Message: "the field is there twice", Suggestion: "send it once"}); err != nil {
				return err
			}
			read = r.skip
		}
		seen[name] = true
		if err := read(at); err != nil {
			return err
		}
	}
	_, err := r.tokens.Token()
	if err != nil {
		return r.broken(path, err)
	}
	return nil
}

// list reads a list, each item of it by the same reader.
func (r *stateReader) list(path string, item func(path string, i int) error) error {
	if err := r.open(path, '['); err != nil {
		return err
	}
	for i := 0; r.tokens.More(); i++ {
		if err := item(itemPath(path, i), i); err != nil {
			return err
		}
	}
	_, err := r.tokens.Token()
	if err != nil {
		return r.broken(path, err)
	}
	return nil
}

func (r *stateReader) open(path string, want json.Delim) error {
	token, err := r.tokens.Token()
	if err != nil {
		return r.broken(path, err)
	}
	if token != want {
		kind := isObject
		if want == '[' {
			kind = isList
		}
		_ = r.add(flaw{Path: path, Message: "expected " + string(kind), Suggestion: "send what GET state answered"})
		return errFlawed
	}
	return nil
}

func (r *stateReader) skip(path string) error {
	_, err := r.raw(path)
	return err
}

func (r *stateReader) raw(path string) (json.RawMessage, error) {
	var raw json.RawMessage
	if err := r.tokens.Decode(&raw); err != nil {
		return nil, r.broken(path, err)
	}
	return raw, nil
}

// into reads a value into what a pointer points to, as bind does.
func (r *stateReader) into(to any) fieldReader {
	return func(path string) error {
		raw, err := r.raw(path)
		if err != nil {
			return err
		}
		v, flaws := readJSON(raw)
		if len(flaws) == 0 {
			flaws = bindAt(path, v, to)
		}
		return r.add(flaws...)
	}
}

// fieldsOf adds a reader for each field of the struct that a pointer points to.
func (r *stateReader) fieldsOf(to any, fields map[string]fieldReader) {
	_, known := fieldsOf(reflect.ValueOf(to).Elem())
	for name, target := range known {
		fields[name] = r.into(target.Addr().Interface())
	}
}

// largestState is how long the body of PUT state may be, in bytes.
const largestState = 1 << 30

// readState reads the body of a call, of at most so many bytes, with the reader
// of its whole.
func (c *call) readState(most int64, whole func(r *stateReader) error) error {
	if _, err := reader(c.Header.Get("Content-Type")); err != nil {
		return err
	}
	body := http.MaxBytesReader(c.writer, c.Body, most)
	r := &stateReader{tokens: json.NewDecoder(patient(c.writer, body))}
	err := whole(r)
	if err == nil {
		switch _, more := r.tokens.Token(); {
		case more == nil:
			err = r.add(flaw{Message: "something follows the document", Suggestion: "send one document"})
		case !errors.Is(more, io.EOF):
			err = r.broken("", more)
		}
	}
	switch {
	case len(r.flaws) > 0:
		return invalid(r.flaws...)
	case err != nil:
		return bodyNotTaken(err, most)
	}
	return nil
}
