package bank

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"acquit/internal/fault"
	"acquit/internal/money"
	"acquit/internal/testkit/corpus"
)

func euros(s string) money.Amount { return money.Must(s, money.EUR) }

func reference(t *testing.T, s string) Reference {
	t.Helper()
	r, ok := ParseReference(s)
	if !ok {
		t.Fatalf("%s is no reference", s)
	}
	return r
}

// The payloads were written by others.
func TestPayloadsOfTheWorkedVectors(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(corpus.Root(), "..", "shared", "law", "bank_references.json"))
	if err != nil {
		t.Skip("no worked references beside the checkout: skipped")
	}
	var doc struct {
		EPC []struct {
			Name, Payload string
			Bytes         int
		}
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	for _, v := range doc.EPC {
		lines := append(strings.Split(v.Payload, "\n"), "", "", "", "")
		o := Order{First: lines[1] == "001", BIC: lines[4], Name: lines[5], IBAN: lines[6], Amount: euros(strings.TrimPrefix(lines[7], "EUR")), Purpose: lines[8], Text: lines[10], Note: lines[11]}
		if lines[9] != "" {
			o.Reference = reference(t, lines[9])
		}
		if got, err := o.Payload(); err != nil || got != v.Payload || len(got) != v.Bytes {
			t.Errorf("%s: %q, %v; want %q", v.Name, got, err, v.Payload)
		}
	}
	if len(doc.EPC) < 4 {
		t.Errorf("%d payloads", len(doc.EPC))
	}
}

func TestABelgianReferenceStandsInTheText(t *testing.T) {
	o := Order{Name: "Lys SA", IBAN: "BE71 0961 2345 6769", Amount: euros("12.50"), Reference: reference(t, "202600012320"), Text: "facture 7"}
	got, err := o.Payload()
	if want := "BCD\n002\n1\nSCT\n\nLys SA\nBE71096123456769\nEUR12.50\n\n\n+++202/6000/12320+++ facture 7"; err != nil || got != want {
		t.Errorf("%q, %v", got, err)
	}
}

func TestWhatAQRCodeCannotAsk(t *testing.T) {
	good := Order{Name: "Lys SA", IBAN: "BE71096123456769", Amount: euros("12.50")}
	if _, err := good.Payload(); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Order){
		"nothing":                  func(o *Order) { o.Amount = euros("0.00") },
		"too much":                 func(o *Order) { o.Amount = euros("1000000000.00") },
		"dollars":                  func(o *Order) { o.Amount = money.Must("1.00", money.USD) },
		"an account that is none":  func(o *Order) { o.IBAN = "BE71096123456768" },
		"a bank that is none":      func(o *Order) { o.BIC = "GEBA" },
		"nobody":                   func(o *Order) { o.Name = "" },
		"a name without an end":    func(o *Order) { o.Name = strings.Repeat("é", 71) },
		"a name of two lines":      func(o *Order) { o.Name = "Lys\nSA" },
		"a text without an end":    func(o *Order) { o.Text = strings.Repeat("a", 141) },
		"a reference and a text":   func(o *Order) { o.Reference, o.Text = reference(t, "RF18539007547034"), "facture" },
		"more bytes than it holds": func(o *Order) { o.Name, o.Text, o.Note = strings.Repeat("é", 70), strings.Repeat("é", 140), "x" },
	} {
		o := good
		change(&o)
		if got, err := o.Payload(); !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}
