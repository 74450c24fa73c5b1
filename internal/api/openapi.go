package api

import (
	"bytes"
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"acquit/internal/intake"
)

// The parts of an OpenAPI 3.1 document that are used here, in the order in which they
// are written.

type openDocument struct {
	OpenAPI    string         `json:"openapi"`
	Info       openInfo       `json:"info"`
	Security   []openSecurity `json:"security"`
	Tags       []openTag      `json:"tags"`
	Paths      openPaths      `json:"paths"`
	Components openComponents `json:"components"`
}

type openInfo struct {
	Title       string      `json:"title"`
	Summary     string      `json:"summary"`
	Description string      `json:"description"`
	Version     string      `json:"version"`
	License     openLicense `json:"license"`
}

type openLicense struct {
	Name       string `json:"name"`
	Identifier string `json:"identifier"`
}

type openSecurity struct {
	Bearer []string `json:"token"`
}

type openTag struct {
	Name string `json:"name"`
}

// openPaths are the paths, each with its operations by method.
type openPaths []openPath

type openPath struct {
	path    string
	methods openMethods
}

// MarshalJSON writes them as an object.
func (p openPaths) MarshalJSON() ([]byte, error) {
	return ordered(p, func(one openPath) (string, any) { return one.path, one.methods })
}

type openMethods []openOperation

// MarshalJSON writes them as an object.
func (m openMethods) MarshalJSON() ([]byte, error) {
	return ordered(m, func(one openOperation) (string, any) { return strings.ToLower(one.method), one })
}

type openOperation struct {
	method      string
	OperationID string          `json:"operationId"`
	Summary     string          `json:"summary"`
	Description string          `json:"description,omitempty"`
	Tags        []string        `json:"tags"`
	Parameters  []openParameter `json:"parameters,omitempty"`
	RequestBody *openBody       `json:"requestBody,omitempty"`
	Responses   openResponses   `json:"responses"`
}

type openParameter struct {
	Name        string  `json:"name"`
	In          string  `json:"in"`
	Required    bool    `json:"required,omitempty"`
	Description string  `json:"description"`
	Schema      *schema `json:"schema"`
}

type openBody struct {
	Required bool        `json:"required"`
	Content  openContent `json:"content"`
}

// openContent is a body of one media type.
type openContent struct {
	kind    string
	Schema  *schema         `json:"schema"`
	Example json.RawMessage `json:"example,omitempty"`
}

// MarshalJSON writes it as an object.
func (c openContent) MarshalJSON() ([]byte, error) {
	type plain openContent
	return json.Marshal(map[string]plain{c.kind: plain(c)})
}

type openResponses []openResponse

type openResponse struct {
	status      int
	Description string                `json:"description"`
	Headers     map[string]openHeader `json:"headers,omitempty"`
	Content     openContent           `json:"content"`
}

type openHeader struct {
	Description string  `json:"description"`
	Schema      *schema `json:"schema"`
}

// MarshalJSON writes them as an object.
func (r openResponses) MarshalJSON() ([]byte, error) {
	return ordered(r, func(one openResponse) (string, any) { return strconv.Itoa(one.status), one })
}

type openComponents struct {
	Schemas         *schemas                 `json:"schemas"`
	SecuritySchemes map[string]openSecScheme `json:"securitySchemes"`
}

type openSecScheme struct {
	Type        string `json:"type"`
	Scheme      string `json:"scheme"`
	Description string `json:"description"`
}

// MarshalJSON writes the named schemas as an object.
func (s *schemas) MarshalJSON() ([]byte, error) {
	return ordered(s.order, func(name string) (string, any) { return name, s.named[name] })
}

// usual are the statuses that every operation answers with.
var usual = []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusServiceUnavailable}

// meanings say what the statuses mean here.
var meanings = map[int]string{
	http.StatusOK:                    "Done.",
	http.StatusMultiStatus:           "Some records were refused; see which. The others are stored.",
	http.StatusBadRequest:            "The body cannot be read. Nothing was stored.",
	http.StatusUnauthorized:          "There is no token that can be used.",
	http.StatusForbidden:             "The token may not do this.",
	http.StatusNotFound:              "Nothing is called so.",
	http.StatusConflict:              "It disagrees with what is stored, or others store the same at the same time. Nothing was stored.",
	http.StatusRequestEntityTooLarge: "The body is larger than 10 MB. Nothing was stored.",
	http.StatusUnsupportedMediaType:  "The body is not application/json. Nothing was stored.",
	http.StatusUnprocessableEntity:   "The request as a whole is wrong. Nothing was stored.",
	http.StatusTooManyRequests:       "The token has asked too often: 60 times at once, and 300 times a minute.",
	http.StatusInternalServerError:   "Something went wrong on the server. Nothing was stored.",
	http.StatusServiceUnavailable:    "It does not work for the moment. Nothing was stored; try again.",
}

const summary = "Invoices, credit notes, customers and payments, in and out; replies and messages."

// paragraphs are what is said before the operations; code stands between backticks.
var paragraphs = []string{
	"A token reaches one company; its owners make and revoke tokens under Settings, API, and with `acquit token`. " +
		"Send it with each request: `Authorization: Bearer acquit_…`. A token may read, or write and read. It may ask 60 times at once, and 300 times a minute.",
	"Records are sent in batches of at most 1,000 and 10 MB. Each gets its own result, `created`, `updated`, `unchanged` or `refused`, and one that is wrong keeps no other back: " +
		"the status is 200 when none was refused, and 207 otherwise. Sent again, a record changes nothing, so that a batch whose answer was lost is simply sent again. " +
		"What a batch brought stands under Import, where people can undo it.",
	"Fields that are not known are refused by name, and `null` is never allowed: leave out what there is nothing to say of. Blanks around texts are taken away. " +
		"Amounts are decimals with a dot, as texts or as numbers without an exponent, and never rounded. Days are written YYYY-MM-DD.",
	"When a request as a whole is not met, the answer is an `application/problem+json` (RFC 9457). Its code, and those of the flaws of records, stay the same. " +
		"Whatever is asked for, the status may be 401, 403, 429, 500 or 503.",
}

// introduction is what the document says before its operations.
func introduction() string {
	var b strings.Builder
	b.WriteString(strings.Join(paragraphs, "\n\n") + "\n")
	for _, c := range codes {
		b.WriteString("\n- `" + c.Code + "`: " + c.Text)
	}
	return b.String()
}

// describe writes the document of all operations.
func (s *site) describe() []byte {
	d := openDocument{OpenAPI: "3.1.0", Security: []openSecurity{{Bearer: []string{}}},
		Info: openInfo{Title: "Acquit", Summary: summary, Description: introduction(), Version: s.Version, License: openLicense{"Apache License 2.0", "Apache-2.0"}},
		Components: openComponents{Schemas: s.schemas, SecuritySchemes: map[string]openSecScheme{
			"token": {Type: "http", Scheme: "bearer", Description: "A token of one company, as its owners make it."}}}}
	for n := range s.operations {
		o := &s.operations[n]
		if !slices.Contains(d.Tags, openTag{o.Group}) {
			d.Tags = append(d.Tags, openTag{o.Group})
		}
		at := slices.IndexFunc(d.Paths, func(p openPath) bool { return p.path == o.Path })
		if at < 0 {
			at = len(d.Paths)
			d.Paths = append(d.Paths, openPath{path: o.Path})
		}
		d.Paths[at].methods = append(d.Paths[at].methods, s.open(o))
	}
	body, err := json.Marshal(d)
	if err != nil {
		panic(err) // it is made of what stands above
	}
	var b bytes.Buffer
	if err := json.Indent(&b, body, "", "  "); err != nil {
		panic(err)
	}
	return append(b.Bytes(), '\n')
}

// open is an operation as the document says it.
func (s *site) open(o *operation) openOperation {
	out := openOperation{method: o.Method, OperationID: o.Name, Summary: o.Summary, Description: o.Text, Tags: []string{o.Group}}
	for _, p := range o.Parameters {
		out.Parameters = append(out.Parameters, openParameter{p.Name, p.In, p.In == "path", p.Text, p.schema})
	}
	if o.Record != nil {
		out.RequestBody = &openBody{true, openContent{"application/json", s.bodyOf(o), json.RawMessage(o.Example)}}
	}
	problem := s.schemas.of(reflect.TypeFor[Problem]())
	statuses := slices.Concat(o.Statuses, usual)
	slices.Sort(statuses)
	for _, status := range statuses {
		r := openResponse{status: status, Description: meanings[status], Content: openContent{"application/problem+json", problem, nil}}
		switch {
		case status < 300 && o.Media != "":
			r.Content = openContent{o.Media, &schema{Type: "string", Format: "binary"}, nil}
		case status < 300:
			r.Content = openContent{"application/json", s.schemas.of(o.Answer), nil}
		}
		if status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable {
			r.Headers = map[string]openHeader{"Retry-After": {"In how many seconds to try again.", &schema{Type: "integer"}}}
		}
		out.Responses = append(out.Responses, r)
	}
	return out
}

// bodyOf is the schema of a body: a record, or an object with a list of records.
func (s *site) bodyOf(o *operation) *schema {
	if o.List == "" {
		return s.schemas.of(o.Record)
	}
	closed, most := false, intake.MostRecords
	list := &schema{Type: "array", Items: s.schemas.of(o.Record), MinItems: number("1"), MaxItems: &most}
	return &schema{Type: "object", Closed: &closed, Required: []string{o.List}, Properties: members{{o.List, list}}}
}
