package cii

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/govalues/decimal"

	"acquit/internal/format/ubl"
	"acquit/internal/invoice"
	"acquit/internal/testkit/corpus"
)

// twinOf are where the collections keep the UBL twin of a Cross Industry Invoice.
var twinOf = []struct {
	collection string
	path       *regexp.Regexp
	twin       string
}{
	{"xrechnung-testsuite", regexp.MustCompile(`^(.*)_uncefact\.xml$`), "${1}_ubl.xml"},
	{"cii2ubl", regexp.MustCompile(`^src/test/resources/external/cii/(.*)\.xml$`), "generated/toubl21/${1}-ubl.xml"},
	{"zugferd-corpus", regexp.MustCompile(`^XML-Rechnung/CII/(.*)\.cii\.xml$`), "XML-Rechnung/UBL/${1}.ubl.xml"},
}

// untrue are the twins whose UBL says something else, each with how to mend it.
var untrue = map[string]func(ubl *invoice.Document){
	// Postcode and city stand in each other's place.
	"xrechnung-testsuite/business-cases/standard/03.06a-INVOICE_uncefact.xml": func(d *invoice.Document) {
		d.Seller.City, d.Seller.Postcode = d.Seller.Postcode, d.Seller.City
		d.Buyer.City, d.Buyer.Postcode = d.Buyer.Postcode, d.Buyer.City
	},
	// The seller's own number was left out; the global one was kept.
	"zugferd-corpus/XML-Rechnung/CII/EN16931_Rechnungskorrektur.cii.xml": func(d *invoice.Document) { d.Seller.ID = "549910" },
}

// TestTwinsReadEqual reads invoices that were written in both syntaxes.
func TestTwinsReadEqual(t *testing.T) {
	root, pairs := corpus.Dir(t), 0
	cii.Documents(t, func(source, path string, file []byte) {
		for _, rule := range twinOf {
			if rule.collection != source || !rule.path.MatchString(path) {
				continue
			}
			twin, err := os.ReadFile(filepath.Join(root, source, rule.path.ReplaceAllString(path, rule.twin)))
			if err != nil {
				continue // an only child
			}
			pairs++
			compareTwins(t, source+"/"+path, file, twin)
		}
	})
	if pairs < 20 {
		t.Errorf("only %d pairs were found", pairs)
	}
}

func compareTwins(t *testing.T, name string, file, twin []byte) {
	t.Helper()
	got, err := Read(bytes.NewReader(file))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	want, err := ubl.Read(bytes.NewReader(twin))
	if err != nil {
		t.Fatalf("the twin of %s: %v", name, err)
	}
	if mend := untrue[name]; mend != nil {
		mend(want)
	}
	equal := cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) })
	if diff := cmp.Diff(common(want), common(got), equal, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s (-ubl +cii)\n%s", name, diff)
	}
}

// common is what both syntaxes say of a document. The subject of a note (BT-21)
// stands in front of the note in UBL. Programs that turn one into the other repeat
// the name as a trading name, and turn a negative price into a negative quantity.
func common(d *invoice.Document) *invoice.Document {
	c := *d
	c.Format, c.Warnings = "", nil
	c.Notes = slices.Clone(c.Notes)
	for n := range c.Notes {
		c.Notes[n] = strings.Join(strings.Fields(subject.ReplaceAllString(c.Notes[n], "")), " ")
	}
	for _, p := range []*invoice.Party{&c.Seller, &c.Buyer} {
		if p.TradingName == p.Name {
			p.TradingName = ""
		}
	}
	c.Lines = slices.Clone(c.Lines)
	for n := range c.Lines {
		if l := &c.Lines[n]; l.Price.IsNeg() {
			l.Price, l.Quantity = l.Price.Neg(), l.Quantity.Neg()
		}
	}
	return &c
}

var subject = regexp.MustCompile(`^#[A-Z]{3}#`)
