package gateway

import (
	"bytes"
	"context"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"

	"golang.org/x/net/http/httpguts"

	"acquit/internal/fault"
)

// check looks at a request with the variables it may use, the fields its answer may have
// and the states its answer may tell.
func (r *Request) check(place string, variables map[string]Kind, fields, states []string) error {
	if methods := []string{http.MethodGet, http.MethodPost, http.MethodPut}; !slices.Contains(methods, r.Method) {
		return fault.At(0, place+"/method", "%q is unknown here: there are %s", r.Method, listed(methods))
	}
	if err := checkAddress(place+"/url", r.URL, variables); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(r.Headers)) {
		if !validName(name) || ownHeader(name) {
			return fault.At(0, place+"/headers", "%q is no header that can be set here", name)
		}
		if err := checkTemplate(place+"/headers/"+name, r.Headers[name], variables); err != nil {
			return err
		}
	}
	if err := r.Once.check(place + "/once"); err != nil {
		return err
	}
	if err := r.Body.check(place+"/body", r.Method, variables); err != nil {
		return err
	}
	return r.Answer.check(place+"/answer", fields, states)
}

// ownHeader are headers that follow from elsewhere.
func ownHeader(name string) bool {
	switch http.CanonicalHeaderKey(name) {
	case "Host", "Content-Length", "Content-Type", "Transfer-Encoding", "Connection", "Authorization",
		"Proxy-Authorization", "Te", "Trailer", "Upgrade", "Expect", "Keep-Alive", "Accept-Encoding":
		return true
	}
	return false
}

func validName(header string) bool { return httpguts.ValidHeaderFieldName(header) }

func (o *Once) check(place string) error {
	switch {
	case o == nil:
		return nil
	case !validName(o.Header) || ownHeader(o.Header):
		return fault.At(0, place+"/header", "%q is no header that can be set here", o.Header)
	case o.Hours < 1 || o.Hours > mostHours:
		return fault.At(0, place+"/hours", "%d is no number from %d to %d", o.Hours, 1, mostHours)
	}
	return nil
}

func (b *Body) check(place, method string, variables map[string]Kind) error {
	shapes := 0
	for _, is := range []bool{b.JSON != nil, b.Form != nil, b.Multipart != nil} {
		if is {
			shapes++
		}
	}
	switch {
	case shapes > 1:
		return fault.At(0, place, "a body has one shape: json, form or multipart")
	case shapes > 0 && method == http.MethodGet:
		return fault.At(0, place, "a request of the method %s has no body", method)
	case b.JSON != nil:
		tree, err := jsonTree(b.JSON)
		if err != nil {
			return fault.At(0, place+"/json", "the definition cannot be read: %s", err)
		}
		return checkTree(place+"/json", tree, variables)
	}
	if err := checkForm(place+"/form", b.Form, false, variables); err != nil {
		return err
	}
	return checkForm(place+"/multipart", b.Multipart, true, variables)
}

func checkForm(place string, fields []Field, files bool, variables map[string]Kind) error {
	for n, f := range fields {
		at := nth(place, n)
		if f.Name == "" || strings.ContainsAny(f.Name, "{}\r\n") {
			return fault.At(0, at+"/name", "%q is no name of a field", f.Name)
		}
		if f.File == "" {
			if f.FileName != "" || f.MIME != "" {
				return fault.At(0, at, "this has no meaning here")
			}
			if err := checkTemplate(at+"/value", f.Value, variables); err != nil {
				return err
			}
			continue
		}
		if err := f.checkFile(at, files, variables); err != nil {
			return err
		}
	}
	return nil
}

func (f *Field) checkFile(place string, files bool, variables map[string]Kind) error {
	switch _, _, err := mime.ParseMediaType(f.MIME); {
	case !files:
		return fault.At(0, place+"/file", "a file stands in a multipart body alone")
	case f.Value != "":
		return fault.At(0, place, "a field is a value or a file")
	case variables[f.File] != File:
		return fault.At(0, place+"/file", "%q is no file", f.File)
	case err != nil:
		return fault.At(0, place+"/mime", "%q is no media type", f.MIME)
	}
	return checkTemplate(place+"/file_name", f.FileName, variables)
}

// made is the request for some values; whole becomes true when all of it may have left.
func (r *Request) made(ctx context.Context, reference string, values Values, whole *atomic.Bool) (*http.Request, error) {
	to, err := address(r.URL, values)
	if err != nil {
		return nil, err
	}
	body, kind, err := r.Body.made(values)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, r.Method, to.String(), nil)
	if err != nil {
		return nil, fault.New(fault.Invalid, "the address cannot be read")
	}
	if kind == "" {
		// Over a connection that waited, the library would send such a request twice.
		req.Close = true
	} else {
		open := func() (io.ReadCloser, error) { return &watched{bytes.NewReader(body), whole}, nil }
		req.Body, _ = open()
		req.GetBody, req.ContentLength = open, int64(len(body))
		req.Header.Set("Content-Type", kind)
	}
	req.Header.Set("User-Agent", "Acquit")
	req.Header.Set("Accept", "application/json")
	for name, template := range r.Headers {
		req.Header.Set(name, fill(template, values, plain))
	}
	if r.Once != nil {
		req.Header.Set(r.Once.Header, reference)
	}
	return req, validHeaders(req.Header)
}

func validHeaders(h http.Header) error {
	for name, values := range h {
		for _, v := range values {
			if !httpguts.ValidHeaderFieldValue(v) {
				return fault.New(fault.Invalid, "what the header %s is to say cannot stand in a header", name)
			}
		}
	}
	return nil
}

// made is the body and its media type; "" for none.
func (b *Body) made(values Values) (body []byte, kind string, err error) {
	switch {
	case b.JSON != nil:
		body, err = jsonBody(b.JSON, values)
		return body, "application/json", err
	case b.Form != nil:
		var pairs []string // in the order of the definition
		for _, f := range b.Form {
			pairs = append(pairs, url.QueryEscape(f.Name)+"="+url.QueryEscape(fill(f.Value, values, plain)))
		}
		return []byte(strings.Join(pairs, "&")), "application/x-www-form-urlencoded", nil
	case b.Multipart != nil:
		return multipartBody(b.Multipart, values)
	}
	return nil, "", nil
}

func multipartBody(fields []Field, values Values) ([]byte, string, error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, f := range fields {
		if f.File == "" {
			if err := w.WriteField(f.Name, fill(f.Value, values, plain)); err != nil {
				return nil, "", err
			}
			continue
		}
		head := textproto.MIMEHeader{}
		head.Set("Content-Disposition", multipart.FileContentDisposition(f.Name, fill(f.FileName, values, plain)))
		head.Set("Content-Type", f.MIME)
		part, err := w.CreatePart(head)
		if err != nil {
			return nil, "", err
		}
		if _, err := part.Write(values[f.File].file); err != nil {
			return nil, "", err
		}
	}
	err := w.Close() // writes the end
	return b.Bytes(), w.FormDataContentType(), err
}

// watched is a body that notes, before its last bytes are handed over, that they are: a
// request of which some are missing cannot have been taken.
type watched struct {
	rest  *bytes.Reader
	whole *atomic.Bool
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.rest.Read(p)
	if w.rest.Len() == 0 {
		w.whole.Store(true)
	}
	return n, err
}

func (w *watched) Close() error { return nil }
