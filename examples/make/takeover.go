package main

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"

	"acquit/internal/date"
)

// takeover is what other programs wrote: on the story's last days Ketel & Kraan takes
// over Tapservice Leie, whose program saves tables, and its French branch sends the
// ledger of its first year.
func (s *story) takeover() (map[string][]byte, error) {
	known := map[int]*customer{}
	for _, c := range s.customers {
		known[c.no] = c
	}
	open, err := table(takenOver)
	if err != nil {
		return nil, err
	}
	book, err := workbook("Klanten", takenOverCustomers(known[1016]))
	return map[string][]byte{
		"takeover/openstaand.csv":                           open,
		"takeover/klanten.xlsx":                             book,
		"takeover/" + siren(99_906_001) + "FEC20251231.txt": fec(branchYear(known)),
	}, err
}

// takenOver is a list of open invoices whose headings nobody can know: a person explains
// them once. One of its rows has no day.
var takenOver = [][]string{
	{"Tapservice Leie", "toestand op 18/11/2026", "", "", "", "", ""},
	{"Bon", "Wie", "Zaak", "Gemaakt", "Tegen", "Som", "Rest"},
	{"TL-0231", "T07", "Taverne Blauwe Haan", "12/10/2026", "26/10/2026", "412,50", "412,50"},
	{"TL-0233", "T11", "Afspanning Het Veerhuis", "15/10/2026", "29/10/2026", "1.210,00", "605,00"},
	{"TL-0236", "T12", "Feestzaal De Gouden Aar", "28/10/2026", "11/11/2026", "96,80", "96,80"},
	{"TL-0237", "T11", "Afspanning Het Veerhuis", "02/11/2026", "16/11/2026", "-48,40", "-48,40"},
	{"TL-0240", "T12", "Feestzaal De Gouden Aar", "volgt", "", "181,50", "181,50"},
	{"TL-0241", "T07", "Taverne Blauwe Haan", "10/11/2026", "24/11/2026", "275,00", "275,00"},
}

// takenOverCustomers are the customers of Tapservice Leie. The first of them is one of
// Ketel & Kraan as well, under another number and name.
func takenOverCustomers(tavern *customer) [][]string {
	return [][]string{
		strings.Split("Klantnummer;Naam;Btw-nummer;Straat;Postcode;Gemeente;Land;E-mail;Betaaltermijn", ";"),
		{"T07", "Taverne Blauwe Haan", tavern.vat, tavern.street, tavern.postcode(), tavern.city(), "BE", "tine@" + tavern.domain + ".example", "14"},
		{"T11", "Afspanning Het Veerhuis", "BE" + enterprise(9_900_000+137*71), "Leiekaai 4", "9800", "Deinze", "BE", "info@veerhuis.example", "14"},
		{"T12", "Feestzaal De Gouden Aar", "BE" + enterprise(9_900_000+137*72), "Korenstraat 31", "9870", "Zulte", "BE", "zaal@goudenaar.example", "30"},
	}
}

// booked is an invoice of the French branch, with the day on which it was paid.
type booked struct {
	piece string
	of    *customer
	on    string
	net   int64 // cents, without the VAT of 20 %
	paid  string
}

// branchYear is what the French branch invoiced in its first year.
func branchYear(known map[int]*customer) []booked {
	return []booked{
		{"FR-2025-001", known[1007], "2025-09-15", 64_500, "2025-11-10"},
		{"FR-2025-002", known[1032], "2025-10-01", 31_800, "2025-11-21"},
		{"FR-2025-003", known[1031], "2025-10-20", 41_200, ""},
		{"FR-2025-004", known[1007], "2025-11-03", 8_600, "2025-12-18"},
		{"FR-2025-005", known[1032], "2025-12-08", 89_000, ""},
	}
}

// fec is a ledger as the French law has it: invoices with their VAT, and payments, which
// bear the letters of what they settle.
func fec(year []booked) []byte {
	var b strings.Builder
	b.WriteString("JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|CompAuxLib|PieceRef|PieceDate|EcritureLib|Debit|Credit|EcritureLet|DateLet|ValidDate|Montantdevise|Idevise\r\n")
	entry := 0
	line := func(journal string, on date.Date, account, who, piece, text string, debit, credit int64, letters string) {
		plain := strings.ReplaceAll(on.String(), "-", "")
		fmt.Fprintf(&b, "%s|%d|%s|%s|%s|%s|%s|%s|%s|%s|%s||%s||\r\n", journal, entry, plain, account, who, piece, plain, text, sum(debit), sum(credit), letters, plain)
	}
	for n, i := range year {
		who, letters, on, vat := "C"+strconv.Itoa(i.of.no)+"|"+i.of.name, "", day(i.on), i.net/5
		if i.paid != "" {
			letters = "A" + string(rune('A'+n))
		}
		entry++
		line("VE|Ventes", on, "411000|Clients", who, i.piece, "Facture "+i.piece, i.net+vat, 0, letters)
		line("VE|Ventes", on, "707000|Ventes de marchandises", "|", i.piece, "Facture "+i.piece, 0, i.net, "")
		line("VE|Ventes", on, "445710|TVA collectée", "|", i.piece, "Facture "+i.piece, 0, vat, "")
		if i.paid != "" {
			entry++
			line("BQ|Banque", day(i.paid), "512000|Banque", "|", "VIR-"+i.piece, "Virement", i.net+vat, 0, "")
			line("BQ|Banque", day(i.paid), "411000|Clients", who, "VIR-"+i.piece, "Virement", 0, i.net+vat, letters)
		}
	}
	return []byte(b.String())
}

// sum writes cents as a ledger does.
func sum(cents int64) string { return fmt.Sprintf("%d,%02d", cents/100, cents%100) }

// workbook is an XLSX file of one sheet, all of whose cells are texts. Nothing in it is
// compressed, so that it is the same whichever version of Go writes it.
func workbook(name string, rows [][]string) ([]byte, error) {
	const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	const packaged = "http://schemas.openxmlformats.org/package/2006/"
	const main = "application/vnd.openxmlformats-officedocument.spreadsheetml."
	relation := func(kind, target string) string {
		return fmt.Sprintf(`<Relationships xmlns="%srelationships"><Relationship Id="rId1" Type="%s/%s" Target="%s"/></Relationships>`, packaged, office, kind, target)
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range [][2]string{
		{"[Content_Types].xml", `<Types xmlns="` + packaged + `content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="` + main + `sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="` + main + `worksheet+xml"/></Types>`},
		{"_rels/.rels", relation("officeDocument", "xl/workbook.xml")},
		{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="` + office + `"><sheets><sheet name="` + name + `" sheetId="1" r:id="rId1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml")},
		{"xl/worksheets/sheet1.xml", cells(rows)},
	} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f[0], Method: zip.Store})
		if err != nil {
			return nil, err
		}
		if _, err := w.Write([]byte(xml.Header + f[1])); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return b.Bytes(), err
}

// cells are the rows of a sheet.
func cells(rows [][]string) string {
	var b bytes.Buffer
	b.WriteString(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)
	for n, row := range rows {
		fmt.Fprintf(&b, `<row r="%d">`, n+1)
		for at, text := range row {
			fmt.Fprintf(&b, `<c r="%c%d" t="inlineStr"><is><t>`, 'A'+at, n+1)
			xml.EscapeText(&b, []byte(text)) // a buffer takes everything
			b.WriteString(`</t></is></c>`)
		}
		b.WriteString(`</row>`)
	}
	b.WriteString(`</sheetData></worksheet>`)
	return b.String()
}
