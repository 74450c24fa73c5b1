package matching

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/testkit/corpus"
)

// TestCollectedPaymentsOfRents matches a dozen payments whose codes begin with the code of
// the invoice that they pay: none is booked on another, what is written wrongly is asked,
// and the transfer that was sent to nobody here is not booked.
func TestCollectedPaymentsOfRents(t *testing.T) {
	c, of := rents(t)
	var entries []Entry
	var codes []string
	for n, row := range rentRows(t, "merged_payments.csv", ',') {
		amount, err := money.Parse(row["Payed Amount"], money.EUR)
		if err != nil {
			amount, err = money.Parse(row["Payed Amount"]+"0", money.EUR)
		}
		if err != nil {
			t.Fatal(err)
		}
		entries = append(entries, Entry{ID: id.ID(n + 1), BookedOn: date.Must(row["Payment Date"]), Amount: amount, Text: row["Payment Name"],
			Name: row["Name and Surname"], IBAN: row["Account Number"]})
		codes = append(codes, row["Unique Change Code"])
	}
	right, asked := 0, 0
	for n, r := range Propose(Read(entries), c) {
		code, how, _ := strings.Cut(codes[n], "_")
		switch {
		case r.Certain != nil && (len(r.Certain.Shares) != 1 || r.Certain.Shares[0].Invoice != of[code]):
			t.Errorf("%s: %s", codes[n], outcome(r))
		case r.Certain != nil && strings.Contains(how, "NS_Adr_PA"):
			t.Errorf("the wrong transfer is booked: %s", outcome(r))
		case r.Certain != nil:
			right++
		case len(r.Ask) > 0 && len(r.Ask[0].Shares) > 0 && r.Ask[0].Shares[0].Invoice == of[code]:
			asked++
		}
	}
	if right < 5 || right+asked < 9 {
		t.Errorf("of %d payments %d are booked and %d asked", len(entries), right, asked)
	}
	t.Logf("of %d payments %d are booked and %d asked", len(entries), right, asked)
}

// rents are the invoices, and which of them each code is.
func rents(t *testing.T) (c Candidates, of map[string]id.ID) {
	of = map[string]id.ID{}
	for n, row := range rentRows(t, "Property_DB_Invoices.csv", ';') {
		i := id.ID(n + 1)
		of[row["Unique Match Code"]] = i
		amount, err := money.Parse(strings.Replace(row["Payment Amount"], ",", ".", 1), money.EUR)
		if err != nil {
			t.Fatal(err)
		}
		c.Items = append(c.Items, Item{Invoice: i, Customer: i, Number: row["Invoice Name"], NumberKey: invoice.NumberKey(row["Invoice Name"]),
			OrderKey: row["Invoice Number"], DueOn: date.Must("2023-02-28"), Open: amount})
		c.Named = append(c.Named, Named{customer.NameKey(row["Name and Surname"]), i})
		c.Numbered = append(c.Numbered, Named{customerKey(row["Client ID"]), i})
	}
	return c, of
}

func rentRows(t *testing.T, name string, comma rune) (all []map[string]string) {
	r := csv.NewReader(bytes.NewReader(corpus.Content(t, "ar-payments-matcher", "Datasets/"+name)))
	r.Comma = comma
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		named := map[string]string{}
		for n, heading := range rows[0] {
			named[strings.TrimPrefix(heading, "\ufeff")] = row[n]
		}
		all = append(all, named)
	}
	return all
}
