package api_test

import (
	"bytes"
	"encoding/json"
	"html"
	"net/http"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"acquit/internal/api"
	"acquit/internal/customer"
	"acquit/internal/intake"
	"acquit/internal/invoice"
	"acquit/internal/locale"
	"acquit/internal/testkit"
	"acquit/internal/testkit/golden"
	"acquit/internal/user"
	"acquit/internal/web/ui"
)

// served is an office on the embedded database: what is looked at here is the same for
// both.
func served(t *testing.T) *office {
	clock := testkit.NewClock()
	return open(t, testkit.Open(t, filepath.Join(t.TempDir(), "acquit.db"), clock), clock)
}

// A change of the document is a change of the contract, which is to be looked at.
func TestTheDocumentIsTheOneThatWasPromised(t *testing.T) {
	a := served(t).get("", "/api/openapi.json")
	golden.Match(t, "testdata/openapi.json", a.body)
	if a.header.Get("Content-Type") != "application/json" {
		t.Errorf("it is %s", a.header.Get("Content-Type"))
	}
}

// wholeDocument is what a program that is generated from the document relies on.
type wholeDocument struct {
	OpenAPI string
	Paths   map[string]map[string]struct {
		OperationID string
		Parameters  []struct{ Name, In string }
		RequestBody *struct {
			Content map[string]struct{ Example json.RawMessage }
		}
	}
	Components struct {
		Schemas map[string]struct {
			Properties map[string]any
			Required   []string
		}
	}
}

func TestTheDocumentIsWhole(t *testing.T) {
	o := served(t)
	body := o.get("", "/api/openapi.json").body
	var d wholeDocument
	if err := json.Unmarshal(body, &d); err != nil || d.OpenAPI != "3.1.0" {
		t.Fatalf("%v, %q", err, d.OpenAPI)
	}
	for _, ref := range regexp.MustCompile(`"#/components/schemas/(\w+)"`).FindAllSubmatch(body, -1) {
		if _, known := d.Components.Schemas[string(ref[1])]; !known {
			t.Errorf("it speaks of a schema %s that is not in it", ref[1])
		}
	}
	for name := range d.Components.Schemas {
		o.paper.schema(t, "components", "schemas", name) // fails when it is none
	}
	seen := map[string]bool{}
	for path, methods := range d.Paths {
		for method, operation := range methods {
			if seen[operation.OperationID] || operation.OperationID == "" {
				t.Errorf("%s %s is called %q, as another", method, path, operation.OperationID)
			}
			seen[operation.OperationID] = true
			for _, p := range operation.Parameters {
				if (p.In == "path") != strings.Contains(path, "{"+p.Name+"}") {
					t.Errorf("%s has the parameter %s in %s", path, p.Name, p.In)
				}
			}
			if strings.Contains(path, "{") && len(operation.Parameters) == 0 {
				t.Errorf("%s does not say what its parameter is", path)
			}
		}
	}
}

// Every field that Go reads or writes is in the document, and the other way round.
func TestEveryFieldIsInTheDocument(t *testing.T) {
	var d wholeDocument
	if err := json.Unmarshal(served(t).get("", "/api/openapi.json").body, &d); err != nil {
		t.Fatal(err)
	}
	known := []reflect.Type{
		reflect.TypeFor[intake.InvoiceRecord](), reflect.TypeFor[intake.CreditNoteRecord](), reflect.TypeFor[intake.PartyRecord](), reflect.TypeFor[intake.PartRecord](),
		reflect.TypeFor[intake.CustomerRecord](), reflect.TypeFor[intake.ContactRecord](), reflect.TypeFor[intake.PaymentRecord](), reflect.TypeFor[intake.AllocationRecord](),
		reflect.TypeFor[intake.CustomerKey](), reflect.TypeFor[api.BatchAnswer](), reflect.TypeFor[api.RecordAnswer](), reflect.TypeFor[api.Flaw](), reflect.TypeFor[api.Problem](),
		reflect.TypeFor[api.InvoiceAnswer](), reflect.TypeFor[api.InvoiceList](), reflect.TypeFor[api.PartAnswer](), reflect.TypeFor[api.DeliveryAnswer](), reflect.TypeFor[api.CustomerName](),
		reflect.TypeFor[api.CustomerAnswer](), reflect.TypeFor[api.ProfileAnswer](), reflect.TypeFor[api.CustomerList](), reflect.TypeFor[api.ContactAnswer](), reflect.TypeFor[api.BalanceAnswer](),
		reflect.TypeFor[api.PaymentAnswer](), reflect.TypeFor[api.AllocationAnswer](),
		reflect.TypeFor[api.ClaimAnswer](), reflect.TypeFor[api.ClaimBeside](), reflect.TypeFor[api.ClaimDebt](), reflect.TypeFor[api.ClaimPeriod](),
		reflect.TypeFor[api.ClaimSettled](), reflect.TypeFor[api.ClaimLine](),
		reflect.TypeFor[intake.DocumentRecord](), reflect.TypeFor[api.DocumentAnswer](), reflect.TypeFor[api.DocumentList](),
		reflect.TypeFor[api.WhyAnswer](), reflect.TypeFor[api.WhyOfCase](), reflect.TypeFor[api.WhyReason](), reflect.TypeFor[api.WhyItem](), reflect.TypeFor[api.WhyStep](), reflect.TypeFor[api.StandingAnswer](),
		reflect.TypeFor[api.HoldRecord](), reflect.TypeFor[api.HoldAnswer](), reflect.TypeFor[api.HoldList](),
		reflect.TypeFor[api.NoteRecord](), reflect.TypeFor[api.NoteAnswer](), reflect.TypeFor[api.NoteList](),
		reflect.TypeFor[api.ReplyAnswer](), reflect.TypeFor[api.SaidAnswer](), reflect.TypeFor[api.ReplyList](), reflect.TypeFor[api.FileAnswer](),
		reflect.TypeFor[api.PlaceRecord](), reflect.TypeFor[api.GiveRecord](), reflect.TypeFor[api.WriteRecord](), reflect.TypeFor[api.FileRecord](),
		reflect.TypeFor[api.MessageAnswer](), reflect.TypeFor[api.MessageItem](), reflect.TypeFor[api.MessageList](),
		reflect.TypeFor[api.PlanAnswer](), reflect.TypeFor[api.PlanInstalment](), reflect.TypeFor[api.PlannedInvoice](), reflect.TypeFor[api.PlanList](), reflect.TypeFor[api.PlanRecord](), reflect.TypeFor[api.GroundsRecord](),
		reflect.TypeFor[api.DisputeAnswer](), reflect.TypeFor[api.DisputedLine](), reflect.TypeFor[api.DisputeList](), reflect.TypeFor[api.ContestRecord](), reflect.TypeFor[api.VerdictRecord](),
	}
	names := map[string]bool{"Amount": true}
	for _, kind := range known {
		names[kind.Name()] = true
		documented := d.Components.Schemas[kind.Name()]
		fields := 0
		for _, f := range reflect.VisibleFields(kind) {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if f.Anonymous {
				continue
			}
			fields++
			if _, said := documented.Properties[name]; !said || f.Tag.Get("doc") == "" {
				t.Errorf("%s.%s is not in the document, or not explained", kind.Name(), f.Name)
			}
		}
		if fields != len(documented.Properties) {
			t.Errorf("%s has %d fields, the document %d", kind.Name(), fields, len(documented.Properties))
		}
	}
	for name := range d.Components.Schemas {
		if !names[name] {
			t.Errorf("no type is called %s", name)
		}
	}
}

// The words that the document allows are those that the program knows.
func TestTheWordsOfTheDocumentAreKnown(t *testing.T) {
	body := served(t).get("", "/api/openapi.json").body
	var d struct {
		Components struct {
			Schemas map[string]struct {
				Properties map[string]struct {
					Enum  []string
					Items struct{ Enum []string }
				}
			}
		}
	}
	if err := json.Unmarshal(body, &d); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		schema, field string
		want          []string
	}{
		{"CustomerRecord", "kind", []string{string(customer.Business), string(customer.Consumer), string(customer.Public)}},
		{"CustomerRecord", "language", languages()},
		{"ContactRecord", "position", []string{string(customer.Accountant), string(customer.Payer), string(customer.Purchaser), string(customer.Sales), string(customer.Director), string(customer.Other)}},
		{"ContactRecord", "purposes", []string{string(customer.ForReminders), string(customer.ForInvoices), string(customer.ForDisputes)}},
		{"RecordAnswer", "result", []string{string(intake.Created), string(intake.Updated), string(intake.Unchanged), string(intake.Refused)}},
		{"InvoiceAnswer", "kind", []string{string(invoice.Bill), string(invoice.CreditNote)}},
		{"InvoiceAnswer", "due_date_source", []string{string(invoice.DueDocument), string(invoice.DueTerms), string(invoice.DueText), string(invoice.DueDefault)}},
	} {
		field := d.Components.Schemas[c.schema].Properties[c.field]
		if got := slices.Concat(field.Enum, field.Items.Enum); !slices.Equal(got, c.want) {
			t.Errorf("%s.%s may be %q, and is %q", c.schema, c.field, got, c.want)
		}
	}
}

func languages() (all []string) {
	for _, l := range locale.Languages {
		all = append(all, string(l))
	}
	return all
}

// Who copies an example has it taken in.
func TestEveryExampleIsTakenIn(t *testing.T) {
	o := served(t)
	token := o.token(user.WriteScope)
	var d wholeDocument
	if err := json.Unmarshal(o.get("", "/api/openapi.json").body, &d); err != nil {
		t.Fatal(err)
	}
	page := string(o.get("", "/api/docs").body)
	for _, path := range []string{"/api/v1/invoices", "/api/v1/credit-notes", "/api/v1/customers", "/api/v1/payments"} {
		var example bytes.Buffer
		if err := json.Compact(&example, d.Paths[path]["post"].RequestBody.Content["application/json"].Example); err != nil {
			t.Fatal(err)
		}
		want := "created"
		if path == "/api/v1/customers" {
			want = "updated" // it came with the invoice
		}
		if got := o.post(token, path, example.String()).results(t); len(got) != 1 || got[0] != want {
			t.Errorf("%s: %q", path, got)
		}
		if !strings.Contains(page, html.EscapeString("curl https://acquit.example"+path)) {
			t.Errorf("the page has no example of %s", path)
		}
	}
}

func TestThePageShowsTheWholeDocument(t *testing.T) {
	o := served(t)
	a := o.get("", "/api/docs")
	page := string(a.body)
	if a.status != http.StatusOK || a.header.Get("Content-Security-Policy") != ui.Policy || !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
		t.Fatalf("%d %v", a.status, a.header)
	}
	if strings.Contains(page, " style=") || strings.Contains(page, " onclick=") {
		t.Error("it has styles or scripts of its own")
	}
	ids := map[string]bool{}
	for _, id := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		if ids[id[1]] {
			t.Errorf("%s stands twice", id[1])
		}
		ids[id[1]] = true
	}
	for _, link := range regexp.MustCompile(` href="#([^"]*)"`).FindAllStringSubmatch(page, -1) {
		if !ids[link[1]] {
			t.Errorf("a link leads to #%s, which is nowhere", link[1])
		}
	}
	var d wholeDocument
	if err := json.Unmarshal(o.get("", "/api/openapi.json").body, &d); err != nil {
		t.Fatal(err)
	}
	for _, methods := range d.Paths {
		for _, operation := range methods {
			if !ids[operation.OperationID] {
				t.Errorf("it does not show %s", operation.OperationID)
			}
		}
	}
	for name, schema := range d.Components.Schemas {
		for field := range schema.Properties {
			if !ids[name] || !strings.Contains(page, "<code>"+field+"</code>") {
				t.Errorf("it does not show %s.%s", name, field)
			}
		}
	}
	// Every code that a program may be told is explained, under the address that problems name.
	for _, code := range []string{"unauthorized", "denied", "not_found", "method_not_allowed", "conflict", "too_large", "unsupported_media_type", "malformed_json",
		"invalid", "too_many_requests", "unavailable", "internal", "unknown_field", "duplicate_field", "required", "wrong_type", "too_short", "too_long", "too_small",
		"not_allowed", "bad_format", "warning"} {
		if !ids[code] {
			t.Errorf("the code %s is not explained", code)
		}
	}
	if a := o.get("", "/api/"); a.status != http.StatusOK || !bytes.Equal(a.body, []byte(page)) {
		t.Errorf("/api/ leads elsewhere: %d", a.status)
	}
}
