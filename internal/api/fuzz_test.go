package api

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"acquit/internal/intake"
	"acquit/internal/locale"
)

// FuzzRead holds the reader against a JSON Schema validator that knows nothing of it:
// what the reader takes is right by the document, and what it refuses is wrong by it,
// but for what JSON Schema cannot say.
func FuzzRead(f *testing.F) {
	s := &site{Config: Config{Words: locale.NewBook(), Log: slog.New(slog.DiscardHandler)}, schemas: newSchemas()}
	s.operations = recordOperations()
	schemas := compiled(f, s.describe())
	for _, o := range s.operations {
		texts, err := listIn([]byte(o.Example), o.List)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(texts[0]))
	}
	for _, seed := range []string{
		`{"number": "R-1", "customer": {}, "issue_date": "2026-02-29", "total_amount": 1e5}`, `{"number": "", "Number": null, "notes": [[], {}, ""], "x": {"y": [1, {"z": 2}]}}`,
		`{"number": "R-1", "number": "R-2", "customer": {"country": "bel", "name": "\u0000"}, "issue_date": "2026-02-28", "total_amount": "-0.10", "due_date": ""}`,
		`{"terms_days": 3.0, "kind": " public", "purposes": ["reminders"], "contacts": [{"purposes": ["x"]}], "ibans": ["a", 2]}`, `[]`, `"a"`, `true`, `-0`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var whole any
		if json.Unmarshal([]byte(text), &whole) != nil || !utf8.ValidString(text) {
			return
		}
		for _, record := range []any{&intake.InvoiceRecord{}, &intake.CreditNoteRecord{}, &intake.CustomerRecord{}, &intake.PaymentRecord{}} {
			name := reflect.TypeOf(record).Elem().Name()
			flaws := s.schemas.read([]byte(text), "/at", record)
			v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			wrong := schemas[name].Validate(v)
			switch {
			case len(flaws) == 0 && wrong != nil:
				t.Errorf("%s is read as %s, but: %v", text, name, wrong)
			case len(flaws) > 0 && wrong == nil && !beyondSchema(flaws):
				t.Errorf("%s is a right %s, but: %v", text, name, flaws)
			}
			for _, flaw := range flaws {
				if !strings.HasPrefix(flaw.Pointer, "/at") || flaw.Code == "" || flaw.Detail == "" {
					t.Errorf("a flaw is %+v", flaw)
				}
			}
		}
	})
}

// beyondSchema reports whether there is a flaw that JSON Schema cannot forbid: a field
// twice, blanks alone, a number with an exponent, or one that is whole but not written so.
func beyondSchema(flaws []Flaw) bool {
	for _, f := range flaws {
		switch {
		case f.Code == duplicateField, f.Code == tooShort, f.Code == badFormat && strings.Contains(f.Detail, "is not an amount"),
			f.Code == wrongType && strings.Contains(f.Detail, "is not a whole number"):
			return true
		}
	}
	return false
}

// compiled are the schemas of a document, by name.
func compiled(t testing.TB, document []byte) map[string]*jsonschema.Schema {
	t.Helper()
	whole, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	const at = "https://acquit.example/openapi.json"
	if err := c.AddResource(at, whole); err != nil {
		t.Fatal(err)
	}
	all := map[string]*jsonschema.Schema{}
	for _, name := range []string{"InvoiceRecord", "CreditNoteRecord", "CustomerRecord", "PaymentRecord"} {
		if all[name], err = c.Compile(at + refPrefix + name); err != nil {
			t.Fatal(err)
		}
	}
	return all
}
