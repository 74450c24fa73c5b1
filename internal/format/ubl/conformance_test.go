package ubl

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/govalues/decimal"

	"acquit/internal/fault"
	"acquit/internal/format/xmlread"
	"acquit/internal/invoice"
	"acquit/internal/testkit/corpus"
)

var update = flag.Bool("update", false, "write the golden files")

// facts is what was read off a sample independently of this program.
type facts struct {
	Derived struct {
		Syntax, Root, Number, Type, Currency string
		IssueDate                            string       `json:"issue_date"`
		DueDate                              string       `json:"due_date"`
		BuyerReference                       string       `json:"buyer_reference"`
		Order                                string       `json:"order_ref"`
		Contract                             string       `json:"contract_ref"`
		Gross                                string       `json:"tax_inclusive"`
		Net                                  string       `json:"tax_exclusive"`
		Tax                                  string       `json:"tax_total"`
		Payable, Prepaid                     string       //
		Notes, Terms                         []string     //
		Lines                                int          //
		Seller, Buyer                        partyFacts   //
		Means                                []meansFacts `json:"payment_means"`
		Preceding                            []struct{ ID string }
		Attachments                          []fileFacts
	}
	Upstream struct {
		Number  string `json:"invoice_number"`
		Net     string `json:"amount_untaxed"`
		Gross   string `json:"amount_total"`
		Issued  string `json:"invoice_date"`
		DueDate string `json:"due_date"`
	} `json:"upstream_facts"`
}

type partyFacts struct {
	Name, City, Zip, Country, Contact, Phone, Email, Endpoint, VAT string

	Trading string `json:"trading_name"`
	Scheme  string `json:"endpoint_scheme"`
	Legal   string `json:"legal_id"`
	IDs     []struct{ ID, Scheme string }
}

type meansFacts struct {
	Account, BIC, Code string
	IDs                []string `json:"payment_ids"`
}

type fileFacts struct {
	Filename, ID, MIME string
	Bytes              int64
}

// fact is one thing to agree on; it is left out where nothing is known.
type fact struct{ name, want, got string }

// compared lists what is known of a file beside what was read.
func compared(f facts, d *invoice.Document) []fact {
	k := f.Derived
	list := []fact{
		{"number", k.Number, d.Number}, {"type", k.Type, d.TypeCode}, {"kind", kindOf(k.Root, k.Type), string(d.Kind)},
		{"issue_date", k.IssueDate, d.IssuedOn.String()}, {"due_date", k.DueDate, d.DueOn.String()},
		{"currency", k.Currency, d.Currency}, {"buyer_reference", k.BuyerReference, d.BuyerReference},
		{"order", k.Order, d.OrderReference}, {"contract", k.Contract, d.Contract},
		{"payable", k.Payable, d.Payable.String()}, {"prepaid", k.Prepaid, d.Prepaid.String()},
		{"gross", k.Gross, d.Total.String()}, {"net", k.Net, d.Net.String()}, {"tax", k.Tax, d.Tax.String()},
		{"notes", strings.Join(k.Notes, "|"), strings.Join(d.Notes, "|")},
		{"terms", strings.Join(k.Terms, "\n"), d.Terms},
		{"lines", strconv.Itoa(k.Lines), strconv.Itoa(len(d.Lines))},
		{"upstream_number", f.Upstream.Number, d.Number}, {"upstream_issue_date", f.Upstream.Issued, d.IssuedOn.String()},
		{"upstream_due_date", f.Upstream.DueDate, d.DueOn.String()},
		{"upstream_net", f.Upstream.Net, d.Net.String()}, {"upstream_gross", f.Upstream.Gross, d.Total.String()},
	}
	list = append(list, comparedParty("seller", k.Seller, d.Seller)...)
	list = append(list, comparedParty("buyer", k.Buyer, d.Buyer)...)
	list = append(list, comparedMeans(k.Means, d.Payment)...)
	return append(list, comparedLists(f, d)...)
}

func kindOf(root, code string) string {
	if root == "CreditNote" || slices.Contains([]string{"381", "81", "83", "396", "532"}, code) {
		return "credit_note"
	}
	return "invoice"
}

func comparedParty(who string, k partyFacts, p invoice.Party) []fact {
	endpoint, id := k.Endpoint, ""
	if k.Scheme != "" {
		endpoint = k.Scheme + ":" + k.Endpoint
	}
	for _, known := range k.IDs {
		if known.Scheme != "SEPA" {
			id = known.ID
			break
		}
	}
	return []fact{
		{who + "_name", k.Name, p.Name}, {who + "_trading_name", k.Trading, p.TradingName},
		{who + "_city", k.City, p.City}, {who + "_postcode", k.Zip, p.Postcode}, {who + "_country", k.Country, p.Country},
		{who + "_contact", k.Contact, p.Contact}, {who + "_phone", k.Phone, p.Phone}, {who + "_email", k.Email, p.Email},
		{who + "_endpoint", endpoint, p.Endpoint}, {who + "_legal_id", k.Legal, p.LegalID}, {who + "_id", id, p.ID},
		{who + "_vat", compact(k.VAT), p.VATID},
	}
}

// compact is the form in which identifiers are compared.
func compact(s string) string {
	return strings.ToUpper(strings.Join(strings.Fields(s), ""))
}

func comparedMeans(known []meansFacts, means []invoice.PaymentMeans) []fact {
	var want, got [4][]string
	add := func(list *[4][]string, values ...string) {
		for i, v := range values {
			if v != "" && !slices.Contains(list[i], v) {
				list[i] = append(list[i], v)
			}
		}
	}
	for _, k := range known {
		add(&want, compact(k.Account), compact(k.BIC), k.Code)
		for _, id := range k.IDs {
			add(&want, "", "", "", id)
		}
	}
	for _, m := range means {
		add(&got, strings.ToUpper(m.IBAN), m.BIC, m.MeansCode, m.Reference)
	}
	var list []fact
	for i, name := range []string{"account", "bic", "means_code", "reference"} {
		list = append(list, fact{"payment_" + name, strings.Join(want[i], "|"), strings.Join(got[i], "|")})
	}
	return list
}

func comparedLists(f facts, d *invoice.Document) []fact {
	var preceding, files, read []string
	for _, k := range f.Derived.Preceding {
		preceding = append(preceding, k.ID)
	}
	for _, k := range f.Derived.Attachments {
		name := k.Filename
		if name == "" {
			name = k.ID
		}
		if k.MIME != "" {
			files = append(files, fmt.Sprintf("%s %s %d", name, k.MIME, k.Bytes))
		}
	}
	for _, a := range d.Attachments {
		read = append(read, fmt.Sprintf("%s %s %d", a.Name, a.MIME, a.Size))
	}
	return []fact{
		{"preceding", strings.Join(preceding, "|"), strings.Join(d.Preceding, "|")},
		{"attachments", strings.Join(files, "|"), strings.Join(read, "|")},
	}
}

// agree compares texts without regard to white space, and numbers by value.
func (f fact) agree() bool {
	want, errWant := decimal.Parse(f.want)
	got, errGot := decimal.Parse(f.got)
	if errWant == nil && errGot == nil && strings.Contains(f.want+f.got, ".") {
		return want.Cmp(got) == 0
	}
	return strings.Join(strings.Fields(f.want), " ") == strings.Join(strings.Fields(f.got), " ")
}

// documents calls f with every file of the corpora that Is for this package.
func documents(t testing.TB, f func(source, path string, file []byte)) {
	root := corpus.Dir(t)
	err := filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		file, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		x, err := xmlread.New(bytes.NewReader(file))
		if err != nil {
			return nil
		}
		if space, name, err := x.Root(); err != nil || !Is(space, name) {
			return nil
		}
		relative, err := filepath.Rel(root, path)
		source, inside, _ := strings.Cut(filepath.ToSlash(relative), "/")
		f(source, inside, file)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// explained says why a fact is meant to be read otherwise than it was written
// down.
func (f fact) explained() string {
	if f.name == "order" && f.got == "" && slices.Contains([]string{"na", "n/a", "dummywert"}, strings.ToLower(f.want)) {
		return "a placeholder names no order"
	}
	return ""
}

// TestConformance reads every collected document, and holds in
// testdata/conformance.txt how often each fact that was written down is read.
func TestConformance(t *testing.T) {
	known := map[string]map[string]facts{}
	agreed, total := map[string]int{}, map[string]int{}
	var refused, differ []string
	documents(t, func(source, path string, file []byte) {
		if known[source] == nil {
			known[source] = corpus.Facts[facts](t, source)
		}
		k, noted := known[source][path]
		noted = noted && k.Derived.Syntax == "UBL"
		if noted {
			total[source+" files"]++
		}
		doc, err := Read(bytes.NewReader(file))
		if err != nil {
			refused = append(refused, fmt.Sprintf("refused %s/%s: %v", source, path, err))
			var place *fault.Error
			if !errors.As(err, &place) || place.Kind != fault.Invalid || place.Place.Line == 0 {
				t.Errorf("%s/%s: refused without a place: %v", source, path, err)
			}
			return
		}
		if !noted {
			return
		}
		agreed[source+" files"]++
		for _, fact := range compared(k, doc) {
			if fact.want == "" {
				continue
			}
			key := source + " " + fact.name
			total[key]++
			if fact.agree() {
				agreed[key]++
				continue
			}
			reason := fact.explained()
			differ = append(differ, fmt.Sprintf("differs %s/%s %s: known %q, read %q: %s", source, path, fact.name, fact.want, fact.got, reason))
			if reason == "" {
				t.Errorf("%s/%s %s: known %q, read %q", source, path, fact.name, fact.want, fact.got)
			}
		}
	})
	golden(t, "testdata/conformance.txt", score(agreed, total)+strings.Join(slices.Concat(refused, differ), "\n")+"\n")
}

// score writes one line for each corpus and fact, and the sums.
func score(agreed, total map[string]int) string {
	var b strings.Builder
	var keys []string
	sumAgreed, sumTotal := 0, 0
	for key := range total {
		keys = append(keys, key)
		if !strings.HasSuffix(key, " files") {
			sumAgreed, sumTotal = sumAgreed+agreed[key], sumTotal+total[key]
		}
	}
	slices.Sort(keys)
	for _, key := range keys {
		fmt.Fprintf(&b, "%s %d of %d\n", key, agreed[key], total[key])
	}
	fmt.Fprintf(&b, "all facts %d of %d\n", sumAgreed, sumTotal)
	return b.String()
}

// golden compares with a committed file, or writes it.
func golden(t *testing.T, path, got string) {
	t.Helper()
	t.Log("\n" + got)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s is no longer true:\n%s", path, diff)
	}
}
