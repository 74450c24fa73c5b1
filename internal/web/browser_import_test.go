package web_test

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"testing"

	"github.com/go-rod/rod/lib/input"

	"acquit/internal/testkit"
)

// drop drops files on the page, given as name and content in turn, and sends them.
func (w *window) drop(files ...string) {
	w.t.Helper()
	for n := 1; n < len(files); n += 2 {
		files[n] = base64.StdEncoding.EncodeToString([]byte(files[n]))
	}
	w.MustEval(`files => {
		const carried = new DataTransfer();
		for (let n = 0; n < files.length; n += 2)
			carried.items.add(new File([Uint8Array.from(atob(files[n + 1]), c => c.charCodeAt(0))], files[n]));
		document.querySelector("[data-drop]").dispatchEvent(new DragEvent("drop", {dataTransfer: carried, bubbles: true, cancelable: true}));
	}`, files)
	w.MustEval(`() => { document.querySelector("#report").replaceChildren(); }`)
	w.MustElement(`[data-drop] .btn-primary`).MustClick()
	w.MustElement("#report table")
}

// choose chooses what a field of the form is, by the keys as people do who use no
// mouse, and waits until the page has followed.
func (w *window) choose(field, value string) {
	w.t.Helper()
	w.MustElement(`[id="` + field + `"]`).MustFocus()
	w.MustEval(`(field, value) => {
		window.followed = new Promise(done => document.addEventListener("htmx:afterSettle", done, {once: true}));
		const select = document.getElementById(field);
		select.value = value;
		select.dispatchEvent(new Event("change", {bubbles: true}));
	}`, field, value)
	w.MustEval(`() => window.followed.then(() => true)`)
	if got := w.MustEval(`() => document.activeElement.id`).Str(); got != field {
		w.t.Errorf("the focus went from %s to %q", field, got)
	}
}

// sample is a sample of a reader of files.
func sample(t *testing.T, path string) string {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("../format", path))
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// openImport is openOffice on the Import page.
func openImport(t *testing.T) *window {
	t.Helper()
	_, _, w := openOffice(t)
	w.press(`.rail a[href$="/import"]`)
	return w
}

// What is too large is refused before it is sent, and what the server refuses is said
// where its answer would stand.
func TestBrowserSaysWhyFilesAreRefused(t *testing.T) {
	w := openImport(t)
	w.MustEval(`() => {
		const form = document.querySelector("[data-drop]");
		form.dataset.most = "3";
		const carried = new DataTransfer();
		carried.items.add(new File(["four"], "four.csv"));
		form.dispatchEvent(new DragEvent("drop", {dataTransfer: carried, bubbles: true, cancelable: true}));
	}`)
	w.says("[data-drop-chosen]", "These files are larger than 1,024 MB together")
	if w.MustEval(`() => document.querySelector("[data-drop]").checkValidity()`).Bool() {
		t.Error("files that are too large can be sent")
	}
	w.check("too large")
	w.MustEval(`() => {
		const field = document.querySelector("[data-drop] input[type=file]");
		field.required = false;
		field.value = "";
		field.dispatchEvent(new Event("change", {bubbles: true}));
	}`)
	w.MustElement(`[data-drop] .btn-primary`).MustClick()
	w.says("#report [role=alert]", "No file was chosen")
	w.check("refused")
}

// oddRows is a table with long headings, a title above them, and most of what can be
// wrong with a row.
const oddRows = `Auszug der offenen Posten;;;;;;;;;;
Stichtag 05.01.2026;;;;;;;;;;
Kennung;Bezeichnung (vollständiger Firmenname laut Handelsregister);Stück;Ausgestellt;Nettofälligkeitsdatum;Bruttobetrag in Hauswährung;Offener Restbetrag;Rechnungen an;Kostenstelle;Sachbearbeiter;Bemerkung
10100;Verwaltungsgesellschaft für Rohrleitungsbau Niederösterreich;RE-2026-0007;15.01.2026;14.02.2026;1.785,00;1.785,00;buchhaltung@rohrleitungsbau-niederoesterreich.example;4711;Petra Lang;Wartung Januar, wie besprochen
10100;Verwaltungsgesellschaft für Rohrleitungsbau Niederösterreich;GU-2026-0001;19.02.2026;19.02.2026;-119,00;-119,00;;4711;Petra Lang;Gutschrift
10250;Café Grün;RE-2026-0011;22.01.2026;21.02.2026;12345678,90;59,50;;4712;Jo Ende;
10250;Café Grün;RE-2026-0012;31.02.2026;21.02.2026;59,50;honderd;;4712;Jo Ende;
;;RE-2026-0013;22.01.2026;21.02.2026;59,50;59,50;;4712;Jo Ende;
10251;Bäckerei;;22.01.2026;21.02.2026;59,50;59,50;;4712;Jo Ende;
10253;Bäckerei;RE-2026-0015;22.01.2026;21.01.2026;59,50;159,50;;4712;Jo Ende;
;;;;;Summe;1.844,50;;;;
`

func TestBrowserExplainsATable(t *testing.T) {
	w := openImport(t)
	w.drop("OPOS-Liste Debitoren Niederlassung Österreich.csv", oddRows)
	w.says("#report", "1 waits for you")
	w.press("#report td .btn")
	w.says("h1", "Explain OPOS-Liste")
	w.MustSetViewport(1440, 900, 1, false)
	w.choose("kind", "invoices")
	for _, c := range [][2]string{{"column-0", "customer_number"}, {"column-1", "customer_name"}, {"column-2", "number"}, {"column-3", "issue_date"}, {"column-4", "due_date"}, {"column-5", "total"}, {"column-6", "open"}} {
		w.choose(c[0], c[1])
	}
	w.says(".state", "4 rows can be taken in · 3 cannot")
	w.says("#understood", "Verwaltungsgesellschaft für Rohrleitungsbau Niederösterreich")
	w.says("#understood", "€12,345,678.90")
	w.says("#problems", "D7")
	w.MustElement(".fold summary").MustClick()
	w.check("table explained")
	w.MustSetViewport(390, 900, 1, true)
	if cut := w.MustEval(`() => [...document.querySelectorAll(".across")].filter(r => r.getBoundingClientRect().right > innerWidth).length`).Int(); cut > 0 {
		t.Errorf("on a phone, %d rows that cannot be read are cut off", cut)
	}
	w.MustSetViewport(1440, 900, 1, false)
	w.MustElement("#header_row").MustClick()
	w.keys(input.Enter) // shows, and takes nothing in
	w.says(".state", "4 rows can be taken in")
	w.press(`[value="take"]`)
	w.says("#toasts", "Taken in: 4 new")
	w.check("table taken")
	w.MustElement("[data-open=undo]").MustClick()
	w.press("#undo .btn-error")
	w.follow("Read it differently")
	w.says("main", "Read as your company explained such tables before")
}

func TestBrowserExplainsAWorkbook(t *testing.T) {
	w := openImport(t)
	w.drop("posten.xlsx", testkit.Workbook(t,
		testkit.Sheet{Name: "Offene Posten", Rows: [][]string{{"Alpha", "Beta", "Gamma", "Delta"}, {"R-1", "1.234,50", "Bäckerei Schmitz", "15.01.2026"}, {"R-2", "99,00", "Bäckerei Schmitz", "16.01.2026"}}},
		testkit.Sheet{Name: "Notizen", Rows: [][]string{{"Notiz", "Wer"}, {"Nichts", "Petra"}}}))
	w.press("#report td .btn")
	w.MustSetViewport(1440, 900, 1, false)
	w.choose("sheet", "Notizen")
	w.says("main", "Petra")
	w.choose("sheet", "Offene Posten")
	for _, c := range [][2]string{{"kind", "invoices"}, {"column-0", "number"}, {"column-1", "total"}, {"column-2", "customer_name"}, {"column-3", "issue_date"}} {
		w.choose(c[0], c[1])
	}
	w.says("#understood", "€1,234.50")
	w.MustElement("[name=snapshot]").MustClick()
	w.MustElement("[name=snapshot]:checked")
	w.check("workbook explained")
	w.press(`[value="take"]`)
	w.says("#toasts", "Taken in: 2 new")
	w.says(".facts", "Excel")
	w.MustElement("[data-open=undo]").MustClick()
	w.press("#undo .btn-error")
	w.says("#toasts", "2 documents removed")
}

func TestBrowserImportsEveryKindOfFile(t *testing.T) {
	w := openImport(t)
	w.drop("factur-x.pdf", sample(t, "pdf/testdata/factur-x.pdf"), "scan.pdf", sample(t, "pdf/testdata/no-invoice.pdf"), "auszug.sta", sample(t, "mt940/testdata/german.sta"),
		"januar.zip", testkit.Packed(t, "rechnungen/xrechnung.xml", sample(t, "cii/testdata/xrechnung.xml"), "camt.xml", sample(t, "camt/testdata/v8.xml")),
		"kaputt.zip", "PK\x03\x04 and nothing else", "leer.csv", "", "kunden.csv", twoCustomers, "posten.csv", vague)
	for _, words := range []string{"factur-x.pdf", "PDF, CII (Factur-X", "carries no electronic invoice", "MT940", "xrechnung.xml", "CII (XRechnung)", "CAMT", "kaputt.zip", "The file is empty", "2 new", "Waits for its columns"} {
		w.says("#report", words)
	}
	w.says("#history", "januar.zip/camt.xml")
	w.check("import report")
}

func TestBrowserSaysWhatALedgerDoesNot(t *testing.T) {
	w := openImport(t)
	w.MustElement(".drop .fold summary").MustFocus()
	w.Keyboard.MustType(input.Enter)
	w.MustElement("[name=open_only]").MustFocus()
	w.Keyboard.MustType(input.Space)
	w.MustElement("[name=customers]").MustSelect("Business")
	w.check("import of a ledger")
	w.drop("fec.txt", bookOfTheYear+paidInTheYear)
	w.says("#report", "taken for businesses, as was chosen")
	w.says("#report", "1 new") // and not what was paid
}
