package einvoice

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/govalues/decimal"

	"acquit/internal/fault"
	"acquit/internal/invoice"
)

// facts is what was read off a sample independently of this program.
type facts struct {
	Derived struct {
		Syntax, Root, Number, Type, Currency string
		IssueDate                            string          `json:"issue_date"`
		DueDate                              string          `json:"due_date"`
		BuyerReference                       string          `json:"buyer_reference"`
		Order                                string          `json:"order_ref"`
		Contract                             string          `json:"contract_ref"`
		Gross                                string          `json:"tax_inclusive"`
		Net                                  string          `json:"tax_exclusive"`
		Tax                                  string          `json:"tax_total"`
		Allowances                           string          `json:"allowance_total"`
		Charges                              string          `json:"charge_total"`
		Payable, Prepaid, Rounding           string          //
		Notes, Terms                         []string        //
		Lines                                int             //
		Seller, Buyer                        partyFacts      //
		Means                                []meansFacts    `json:"payment_means"`
		Remittance                           string          // BT-83, where it stands beside the means
		Mandate                              string          //
		Creditor                             string          `json:"creditor_id"`
		Discounts                            []discountFacts //
		Preceding                            []struct{ ID string }
		Attachments                          []fileFacts
	}
	Assertions []struct{ Check, Value string } `json:"upstream_assertions"` // of the tests that the sample comes with
	Verdicts   struct {
		EN16931 *struct{ Fatal []string } `json:"en16931_1.3.16"` // rules that official artefacts find broken
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
	Name               string   `json:"account_name"`
	Debtor             string   `json:"debtor_account"`
	IDs                []string `json:"payment_ids"`
}

type discountFacts struct{ Days, Percent string }

type fileFacts struct {
	Filename, ID, MIME string
	Bytes              int64
}

// Fact is one thing to agree on.
type Fact struct{ Name, Want, Got string }

// compared lists what is known of a file beside what was read. A fact of which
// nothing is known wants "".
func compared(f facts, d *invoice.Document) []Fact {
	k := f.Derived
	list := []Fact{
		{"number", k.Number, d.Number}, {"type", k.Type, d.TypeCode}, {"kind", kindOf(k.Root, k.Type), string(d.Kind)},
		{"issue_date", k.IssueDate, d.IssuedOn.String()}, {"due_date", k.DueDate, d.DueOn.String()},
		{"currency", k.Currency, d.Currency}, {"buyer_reference", k.BuyerReference, d.BuyerReference},
		{"order", k.Order, d.OrderReference}, {"contract", k.Contract, d.Contract},
		{"payable", k.Payable, d.Payable.String()}, {"prepaid", k.Prepaid, d.Prepaid.String()}, {"rounding", k.Rounding, d.Rounding.String()},
		{"gross", k.Gross, d.Total.String()}, {"net", k.Net, d.Net.String()}, {"tax", k.Tax, d.Tax.String()},
		{"notes", strings.Join(said(k.Notes), "|"), strings.Join(d.Notes, "|")},
		{"terms", strings.Join(k.Terms, "\n"), d.Terms},
		{"lines", strconv.Itoa(k.Lines), strconv.Itoa(len(d.Lines))},
		{"upstream_number", f.Upstream.Number, d.Number}, {"upstream_issue_date", f.Upstream.Issued, d.IssuedOn.String()},
		{"upstream_due_date", f.Upstream.DueDate, d.DueOn.String()},
		{"upstream_net", f.Upstream.Net, d.Net.String()}, {"upstream_gross", f.Upstream.Gross, d.Total.String()},
	}
	list = append(list, comparedParty("seller", k.Seller, d.Seller)...)
	list = append(list, comparedParty("buyer", k.Buyer, d.Buyer)...)
	list = append(list, comparedMeans(f, d)...)
	list = append(list, comparedCharges(f, d)...)
	list = append(list, comparedAssertions(f, d)...)
	list = append(list, comparedRules(f, d))
	return append(list, comparedLists(f, d)...)
}

// said are the texts that say something.
func said(texts []string) []string {
	return slices.DeleteFunc(slices.Clone(texts), func(s string) bool { return strings.TrimSpace(s) == "" })
}

func kindOf(root, code string) string {
	if root == "CreditNote" || slices.Contains([]string{"381", "81", "83", "396", "532"}, code) {
		return "credit_note"
	}
	return "invoice"
}

func comparedParty(who string, k partyFacts, p invoice.Party) []Fact {
	endpoint, id := k.Endpoint, ""
	if k.Scheme != "" && k.Endpoint != "" {
		endpoint = k.Scheme + ":" + k.Endpoint
	}
	for _, known := range k.IDs {
		if known.Scheme != "SEPA" {
			id = known.ID
			break
		}
	}
	return []Fact{
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

// meansNames are the facts about the ways to pay: each is a list without repeats.
var meansNames = []string{"account", "bic", "means_code", "reference", "owner"}

func comparedMeans(f facts, d *invoice.Document) []Fact {
	want, got := make([][]string, len(meansNames)), make([][]string, len(meansNames))
	var debtor string
	for _, k := range f.Derived.Means {
		add(want, compact(k.Account), compact(k.BIC), k.Code, "", k.Name)
		for _, id := range k.IDs {
			add(want, "", "", "", id, "")
		}
		debtor += k.Debtor
	}
	add(want, "", "", "", f.Derived.Remittance, "")
	for _, m := range d.Payment {
		add(got, strings.ToUpper(m.IBAN), m.BIC, m.MeansCode, m.Reference, m.Owner)
	}
	var list []Fact
	for i, name := range meansNames {
		list = append(list, Fact{"payment_" + name, strings.Join(want[i], "|"), strings.Join(got[i], "|")})
	}
	debit := d.Debit
	if debit == nil {
		debit = &invoice.DirectDebit{}
	}
	return append(list, Fact{"mandate", f.Derived.Mandate, debit.MandateID}, Fact{"creditor", f.Derived.Creditor, debit.CreditorID},
		Fact{"debtor_account", compact(debtor), strings.ToUpper(debit.Account)})
}

// add adds each value to its list, once.
func add(lists [][]string, values ...string) {
	for i, v := range values {
		if v != "" && !slices.Contains(lists[i], v) {
			lists[i] = append(lists[i], v)
		}
	}
}

// comparedCharges compares the allowances and charges by their sum: that they make
// up the difference of the totals shows that each was read with its sign.
func comparedCharges(f facts, d *invoice.Document) []Fact {
	var sum decimal.Decimal
	for _, c := range d.Charges {
		sum = plus(sum, c.Amount)
	}
	want := ""
	charges, errCharges := decimal.Parse(f.Derived.Charges)
	allowances, errAllowances := decimal.Parse(f.Derived.Allowances)
	if errCharges == nil || errAllowances == nil {
		want = plus(charges, allowances.Neg()).String()
	}
	var discounts, read []string
	for _, k := range f.Derived.Discounts {
		discounts = append(discounts, k.Percent+" "+k.Days)
	}
	for _, k := range d.Discounts {
		read = append(read, k.Percent.String()+" "+strconv.Itoa(k.Days))
	}
	return []Fact{{"charges", want, sum.String()}, {"discounts", strings.Join(discounts, "|"), strings.Join(read, "|")}}
}

// plus adds up what no document comes near the measure of.
func plus(a, b decimal.Decimal) decimal.Decimal {
	sum, err := a.Add(b)
	if err != nil {
		panic(err)
	}
	return sum
}

func comparedLists(f facts, d *invoice.Document) []Fact {
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
	return []Fact{
		{"preceding", strings.Join(preceding, "|"), strings.Join(d.Preceding, "|")},
		{"attachments", strings.Join(files, "|"), strings.Join(read, "|")},
	}
}

// agrees compares texts without regard to white space, and numbers by value.
func (f Fact) agrees() bool {
	want, errWant := decimal.Parse(f.Want)
	got, errGot := decimal.Parse(f.Got)
	if errWant == nil && errGot == nil && strings.Contains(f.Want+f.Got, ".") {
		return want.Cmp(got) == 0
	}
	return strings.Join(strings.Fields(f.Want), " ") == strings.Join(strings.Fields(f.Got), " ")
}

// comparedAssertions compares what the tests assert that a sample comes with.
func comparedAssertions(f facts, d *invoice.Document) []Fact {
	var means invoice.PaymentMeans
	if len(d.Payment) > 0 {
		means = d.Payment[0]
	}
	var debit invoice.DirectDebit
	if d.Debit != nil {
		debit = *d.Debit
	}
	read := map[string]string{
		"documentno": d.Number, "documentdate": strings.ReplaceAll(d.IssuedOn.String(), "-", ""), "invoiceCurrency": d.Currency,
		"sellername": d.Seller.Name, "buyername": d.Buyer.Name, "termdescription": d.Terms,
		"payeeIban": means.IBAN, "payeeBic": means.BIC, "payeeAccountName": means.Owner, "information": means.Text,
		"creditorReferenceID": debit.CreditorID, "buyerIban": debit.Account,
	}
	var list []Fact
	for _, a := range f.Assertions {
		if got, ok := read[a.Check]; ok {
			list = append(list, Fact{"asserted_" + a.Check, a.Value, got})
		}
	}
	return list
}

// comparedRules compares the rules about totals that official artefacts find broken
// with those that a reader warns of.
func comparedRules(f facts, d *invoice.Document) Fact {
	if f.Verdicts.EN16931 == nil {
		return Fact{Name: "rules"}
	}
	var broken, warned []string
	for _, rule := range []string{"BR-CO-13", "BR-CO-15", "BR-CO-16"} {
		if slices.Contains(f.Verdicts.EN16931.Fatal, rule) {
			broken = append(broken, rule)
		}
		if slices.ContainsFunc(d.Warnings, func(n fault.Note) bool { return strings.Contains(n.Text.String(), rule) }) {
			warned = append(warned, rule)
		}
	}
	return Fact{"rules", "broken: " + strings.Join(broken, " "), "broken: " + strings.Join(warned, " ")}
}
