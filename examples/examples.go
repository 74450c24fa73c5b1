// Package examples is a year in the life of Ketel & Kraan, a made-up supplier of
// brewing equipment in Ghent: its customers, invoices and bank statements, as
// files in the formats that real ones have. `acquit demo` imports them.
//
// The files are written by `go run ./examples/make`; README.md tells who is who
// and what each case shows. Every name, number and address is invented.
package examples

import (
	"embed"

	"acquit/internal/date"
)

// Files holds customers.csv, cases.csv, invoices/YYYY-MM/NUMBER.xml and
// statements/coda and statements/camt, one file for each day on which the bank
// sent one, named after the last day it covers; and takeover, which other programs
// wrote.
//
//go:embed customers.csv cases.csv invoices statements takeover
var Files embed.FS

// Today is the day on which the story stops, a Friday. The banks' last files are
// those of the day before.
var Today = date.Must("2026-11-20")

// Duplicate is a statement that the bank sent twice: the same file under another
// name. Importing it must change nothing.
const Duplicate = "statements/coda/2026-11-12-bis.cod"

// What a company hands over whose customers Ketel & Kraan takes over on the story's last
// day: open invoices in a table that a person must explain, and customers, one of whom is
// known under another number. Ledger is the first year of the French branch (FEC), which
// the demo leaves for people to try.
const (
	OpenItems    = "takeover/openstaand.csv"
	NewCustomers = "takeover/klanten.xlsx"
	Ledger       = "takeover/999060015FEC20251231.txt"
)

// Seller is who sends the invoices.
type Seller struct {
	Name, Enterprise, VAT  string // Enterprise is ten digits, VAT has its country in front
	Street, Postcode, City string
	Country, Language      string
	Email, Phone, Contact  string
	IBAN, BIC              string // the account on the invoices; its statements are CODA
	SecondIBAN, DollarIBAN string // their statements are CAMT.053
	SecondBIC              string // of both
	Creditor               string // SEPA creditor identifier, for direct debits
	TermsDays              int
}

// Company is Ketel & Kraan. Enterprise numbers that begin with 09 are not given
// out in Belgium.
var Company = Seller{
	Name: "Ketel & Kraan BV", Enterprise: "0999120487", VAT: "BE0999120487",
	Street: "Koperslagerskaai 14", Postcode: "9000", City: "Gent", Country: "BE", Language: "nl",
	Email: "boekhouding@ketelkraan.example", Phone: "+32 9 000 14 14", Contact: "Lotte Waelbers",
	IBAN: "BE32737000141402", BIC: "KREDBEBB",
	SecondIBAN: "BE57001000141435", DollarIBAN: "BE46001000141536", SecondBIC: "GEBABEBB",
	Creditor: "BE96ZZZ0999120487", TermsDays: 30,
}
