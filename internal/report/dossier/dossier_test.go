package dossier_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"acquit/internal/allocation"
	"acquit/internal/calendar"
	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/deliver"
	"acquit/internal/dunning"
	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/inbox"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/report/dossier"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/testkit/pdfread"
)

var (
	days = calendar.New()
	book = locale.NewBook()
)

// taker takes every mail.
type taker struct{}

func (taker) Deliver(context.Context, string, []string, []byte) deliver.Outcome {
	return deliver.Outcome{Kind: deliver.Accepted, Answer: "250 ok"}
}

// affair is a customer who was reminded, answered, promised, and did not pay.
type affair struct {
	t       *testing.T
	store   *store.Store
	clock   *testkit.Clock
	company company.Company
	acme    customer.Customer
	first   id.ID  // an invoice with a copy that people read, and proof of delivery
	copied  string // hash of that copy
}

func newAffair(t *testing.T, s *store.Store, clock *testkit.Clock) *affair {
	t.Helper()
	a := &affair{t: t, store: s, clock: clock, company: testkit.Company(t, s, func(c *company.Company) {
		c.Street, c.Postcode, c.City, c.EnterpriseNumber = "Rue du Lys 1", "5000", "Namur", "0202239951"
	})}
	ctx, ref := t.Context(), customer.Ref{Company: a.company.ID}
	a.acme = testkit.Customer(t, s, a.company.ID, "ACME", func(c *customer.Customer) {
		c.Name, c.Language, c.Street, c.Postcode, c.City, c.EnterpriseNumber = "Acmé & Söhne", "fr", "Kade 1", "9000", "Gent", "0403199702"
	})
	ref.Customer = a.acme.ID
	a.first = testkit.Invoice(t, s, ref, "R-1", "1000.00", clock.Today().AddDays(-20)).ID
	testkit.Invoice(t, s, ref, "R-2", "250.50", clock.Today().AddDays(-12))
	testkit.Invoice(t, s, ref, "R-3", "99.00", clock.Today().AddDays(30)) // not due
	a.attach(evidence.Attachment{Invoice: a.first, Kind: evidence.Copy, Name: "R-1.pdf"}, "%PDF-1.4 the invoice")
	a.attach(evidence.Attachment{Invoice: a.first, Kind: evidence.DeliveryNote, Name: "Bon de livraison.jpg"}, "\xff\xd8\xff a photograph")
	a.attach(evidence.Attachment{Customer: a.acme.ID, Kind: evidence.Contract, Name: "Contrat 2024.pdf"}, "%PDF-1.4 the contract")
	desk := &collect.Desk{Store: s, Calendar: days, Words: book, Channel: taker{}}
	testkit.Update(t, s, a.company.ID, func(tx *store.Tx) error {
		return tx.StartWith(&dunning.Scenario{Name: "notice", Steps: []dunning.Step{
			{Key: "reminder-1", Tone: dunning.Polite, Days: 5, From: dunning.FromDue},
			{Key: "default-notice", Tone: dunning.Formal, Days: 10, From: dunning.FromPrevious, DeadlineDays: 10, Claims: []allocation.Part{allocation.Interest, allocation.Compensation}},
		}})
	})
	night := func() {
		if _, err := desk.RunDay(ctx, a.company.ID, clock.Today(), nil); err != nil {
			t.Fatal(err)
		}
		if _, err := desk.Send(ctx, a.company.ID, clock.Today(), nil); err != nil {
			t.Fatal(err)
		}
	}
	night()
	raw := "From: Marie <marie@acme.example>\r\nTo: x@lys.example\r\nSubject: Votre rappel\r\nDate: Mon, 05 Jan 2026 09:00:00 +0100\r\nMessage-ID: <1@acme.example>\r\n\r\nNous payons bientôt.\r\n"
	mail, err := inbox.ReadMail([]byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	heard, err := desk.Hear(ctx, a.company.ID, []byte(raw), &mail, clock.Today())
	if err != nil {
		t.Fatal(err)
	}
	testkit.Update(t, s, a.company.ID, func(tx *store.Tx) error {
		heard.Customer = a.acme.ID
		return tx.SaveReply(&heard)
	})
	if _, err := desk.WriteNote(ctx, ref, collect.NewNote{Text: "Between us: they are nearly bankrupt."}, "anne@lys.example", clock.Today()); err != nil {
		t.Fatal(err)
	}
	promise := hold.Hold{Customer: a.acme.ID, Cause: hold.ForPromise, Reason: "by telephone", PromisedOn: clock.Today().AddDays(5), PlacedBy: "anne@lys.example"}
	if _, err := desk.PlaceHold(ctx, ref, promise, clock.Today()); err != nil {
		t.Fatal(err)
	}
	for range 25 {
		clock.Advance(24 * time.Hour)
		night()
	}
	return a
}

// attach keeps a document and attaches it.
func (a *affair) attach(to evidence.Attachment, body string) {
	a.t.Helper()
	doc := evidence.New(to.Name, "application/octet-stream", []byte(body))
	to.Hash, to.AddedBy = doc.Hash, "anne@lys.example"
	if to.Kind == evidence.Copy {
		a.copied = doc.Hash
	}
	testkit.Update(a.t, a.store, a.company.ID, func(tx *store.Tx) error {
		if err := tx.Keep(doc); err != nil {
			return err
		}
		return tx.Attach(&to)
	})
}

// file gathers and writes the file in a language.
func (a *affair) file(about dossier.About, language locale.Language) (*dossier.File, []byte, error) {
	a.t.Helper()
	about.Customer, about.Currency, about.On = a.acme.ID, money.EUR, a.clock.Today()
	var gathered *dossier.Gathered
	err := a.store.View(a.t.Context(), a.company.ID, func(tx *store.Tx) (err error) {
		gathered, err = dossier.Gather(tx, days, book.In(locale.For(language, "BE")), about)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	f, err := gathered.Print()
	if err != nil {
		return nil, nil, err
	}
	var out bytes.Buffer
	err = f.Write(a.t.Context(), a.store, a.company.ID, &out)
	return f, out.Bytes(), err
}

// unpacked are the files of a ZIP file by name, in their order.
func unpacked(t *testing.T, body []byte) (names []string, files map[string]string) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	files = map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		names, files[f.Name] = append(names, f.Name), string(text)
	}
	return names, files
}

func TestAFileHoldsEverythingAndProvesIt(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		a := newAffair(t, s, clock)
		f, body, err := a.file(dossier.About{}, "fr")
		if err != nil {
			t.Fatal(err)
		}
		names, files := unpacked(t, body)
		want := []string{"synthese.pdf", "pieces/001-Contrat", "pieces/002-Facture-R-1.pdf", "pieces/003-Facture-R-1-Bon", ".eml", ".eml", ".eml", "releve-de-compte.pdf", "data/claim.json", "data/invoices.csv", "data/messages.csv", "data/timeline.jsonl", "README.txt", "manifest.sha256"}
		if len(names) != len(want) {
			t.Fatalf("the file holds %q", names)
		}
		for n := range want {
			if !strings.Contains(names[n], want[n]) {
				t.Errorf("file %d is %s, want %s", n, names[n], want[n])
			}
		}
		if f.Name != "Dossier ACME "+clock.Today().String()+".zip" || f.Invoices != 2 || len(f.Exhibits) != 6 {
			t.Errorf("%s: %d invoices, %d exhibits", f.Name, f.Invoices, len(f.Exhibits))
		}
		if f.Claim.Principal != testkit.Euro("1250.50") || f.Claim.Of(allocation.Compensation) != testkit.Euro("80.00") {
			t.Errorf("claimed %+v", f.Claim)
		}
		checkManifest(t, names, files)
		checkSummary(t, f, files)
		checkRecord(t, files["data/timeline.jsonl"])
		checkData(t, f, files)
		unpackedByOthers(t, body)
	})
}

// checkManifest holds the manifest against the files.
func checkManifest(t *testing.T, names []string, files map[string]string) {
	t.Helper()
	var want strings.Builder
	for _, name := range names[:len(names)-1] {
		fmt.Fprintf(&want, "%s  %s\n", evidence.Hash([]byte(files[name])), name)
	}
	if files["manifest.sha256"] != want.String() {
		t.Errorf("the manifest says\n%s\nwant\n%s", files["manifest.sha256"], want.String())
	}
}

// checkSummary reads the summary back.
func checkSummary(t *testing.T, f *dossier.File, files map[string]string) {
	t.Helper()
	pdf := []byte(files["synthese.pdf"])
	said := pdfread.Said(t, pdf)
	for _, text := range []string{"Dossier de la créance", "Acmé & Söhne", "R-1", "R-2", "Ce qui s’est passé", "Paiement promis pour le", "Promesse pour le", "Votre rappel", "Inventaire des pièces", "Contrat 2024.pdf",
		"Correspondance", "Annexe 1", "Annexe 2", f.Exhibits[0].Hash[:20]} {
		if !strings.Contains(said, text) {
			t.Errorf("the summary does not say %q", text)
		}
	}
	for _, text := range []string{"Between us", "R-3", "by telephone"} {
		if strings.Contains(said, text) {
			t.Errorf("the summary says %q", text)
		}
	}
	if pages := len(pdfread.Read(t, pdf)); pages < 5 {
		t.Errorf("%d pages: the sums, the chronology, the exhibits and two annexes begin one each", pages)
	}
	for _, e := range f.Exhibits {
		if links := bytes.Count(pdf, []byte("/URI ("+e.Path+")")); strings.IndexFunc(e.Path, func(r rune) bool { return r > 127 }) < 0 && links == 0 {
			t.Errorf("nothing leads to %s", e.Path)
		}
		if files[e.Path] == "" || evidence.Hash([]byte(files[e.Path])) != e.Hash || int64(len(files[e.Path])) != e.Size {
			t.Errorf("exhibit %d is not what the list says", e.Number)
		}
	}
}

// checkRecord looks at the rows of the record: all are there, and internal ones lack their words.
func checkRecord(t *testing.T, record string) {
	t.Helper()
	redacted := 0
	for n, line := range strings.Split(strings.TrimSpace(record), "\n") {
		var row struct {
			Sequence int
			Kind     string
			Redacted bool
			Hash     string
			Data     map[string]any
		}
		if err := json.Unmarshal([]byte(line), &row); err != nil || row.Sequence != n+1 || len(row.Hash) != 64 {
			t.Fatalf("row %d: %s, %v", n+1, line, err)
		}
		if row.Redacted {
			redacted++
		}
		if row.Redacted != (row.Kind == "note_written") || row.Redacted && row.Data != nil {
			t.Errorf("%s: redacted %t, %v", row.Kind, row.Redacted, row.Data)
		}
	}
	if redacted != 1 || strings.Contains(record, "Between us") {
		t.Errorf("%d rows are redacted", redacted)
	}
}

func checkData(t *testing.T, f *dossier.File, files map[string]string) {
	t.Helper()
	var claim struct {
		Total struct{ Principal, Compensation, Total string }
		Debts []struct {
			Invoice string
			Periods []struct{ Source string }
		}
		Exhibits []struct{ Path string }
	}
	if err := json.Unmarshal([]byte(files["data/claim.json"]), &claim); err != nil {
		t.Fatal(err)
	}
	if claim.Total.Principal != "1250.50" || claim.Total.Total != f.Claim.Total().String() || len(claim.Debts) != 2 || len(claim.Exhibits) != len(f.Exhibits) || claim.Debts[0].Periods[0].Source == "" {
		t.Errorf("%+v", claim)
	}
	if lines := strings.Count(files["data/invoices.csv"], "\n"); lines != 3 {
		t.Errorf("%s", files["data/invoices.csv"])
	}
	if lines := strings.Count(files["data/messages.csv"], "\n"); lines != 3 || !strings.Contains(files["data/messages.csv"], "default-notice") {
		t.Errorf("%s", files["data/messages.csv"])
	}
}

// unpackedByOthers unpacks the file and checks its sums with the programs that people have.
func unpackedByOthers(t *testing.T, body []byte) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "file.zip"), body, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, command := range [][]string{{"python3", "-m", "zipfile", "-e", "file.zip", "."}, {"sha256sum", "--quiet", "-c", "manifest.sha256"}} {
		if _, err := exec.LookPath(command[0]); err != nil {
			t.Logf("%s is not here: not checked by it", command[0])
			return
		}
		c := exec.Command(command[0], command[1:]...)
		c.Dir = dir
		if out, err := c.CombinedOutput(); err != nil {
			t.Errorf("%v: %v %s", command, err, out)
		}
	}
}

func TestAFileOfOneInvoiceHoldsWhatIsAboutIt(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		a := newAffair(t, s, clock)
		f, body, err := a.file(dossier.About{Invoice: a.first}, "nl")
		if err != nil {
			t.Fatal(err)
		}
		_, files := unpacked(t, body)
		said := pdfread.Said(t, []byte(files["samenvatting.pdf"]))
		if f.Invoices != 1 || !strings.Contains(said, "R-1") || strings.Contains(said, "R-2") || !strings.HasPrefix(f.Name, "Dossier R-1 ") {
			t.Errorf("%s: %d invoices", f.Name, f.Invoices)
		}
	})
}

// What was a customer of its own before brings its record along.
func TestAFileTellsOfWhoWasMerged(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		a := newAffair(t, s, clock)
		kept := testkit.Customer(t, s, a.company.ID, "KEPT", func(c *customer.Customer) {
			c.Street, c.Postcode, c.City, c.EnterpriseNumber = "Kade 1", "9000", "Gent", "0403199702"
		})
		desk := &collect.Desk{Store: s, Calendar: days, Words: book, Channel: taker{}}
		if _, err := desk.Merge(t.Context(), a.company.ID, kept.ID, a.acme.ID, nil, "anne@lys.example", clock.Today()); err != nil {
			t.Fatal(err)
		}
		was := a.acme.ID
		a.acme = kept
		_, body, err := a.file(dossier.About{}, "en")
		if err != nil {
			t.Fatal(err)
		}
		_, files := unpacked(t, body)
		if said := pdfread.Said(t, []byte(files["summary.pdf"])); !strings.Contains(said, "Payment promised for") {
			t.Error("what was promised before is not told")
		}
		record := files["data/timeline.jsonl"]
		if !strings.Contains(record, was.String()) || !strings.Contains(record, kept.ID.String()) {
			t.Error("the record lacks one of the two")
		}
	})
}

// Each language has its own words, and the same facts give the same bytes.
func TestAFileIsWrittenInFourLanguages(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		a := newAffair(t, s, clock)
		for language, title := range map[locale.Language]string{"fr": "Dossier de la créance", "nl": "Dossier van de vordering", "de": "Akte der Forderung", "en": "File of the claim"} {
			_, one, err := a.file(dossier.About{Internal: true}, language)
			if err != nil {
				t.Fatal(err)
			}
			_, two, _ := a.file(dossier.About{Internal: true}, language)
			if !bytes.Equal(one, two) {
				t.Errorf("%s: another file from the same facts", language)
			}
			names, files := unpacked(t, one)
			if said := pdfread.Said(t, []byte(files[names[0]])); !strings.Contains(said, title) {
				t.Errorf("%s: the summary is not called %q", language, title)
			}
			if !strings.Contains(files["data/timeline.jsonl"], "Between us") {
				t.Errorf("%s: internal notes were asked for", language)
			}
		}
	})
}

func TestAFileIsRefused(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		a := newAffair(t, s, clock)
		acme := a.acme
		a.acme = testkit.Customer(t, s, a.company.ID, "PAID")
		if _, _, err := a.file(dossier.About{}, "en"); !errors.Is(err, fault.Conflict) {
			t.Errorf("nothing is late: %v", err)
		}
		a.acme.ID = 7
		if _, _, err := a.file(dossier.About{}, "en"); !errors.Is(err, fault.NotFound) {
			t.Errorf("nobody: %v", err)
		}
		a.acme = acme
		testkit.Update(t, s, a.company.ID, func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE document_piece SET body = $2 WHERE company_id = $1 AND hash = $3`, tx.Company, []byte("%PDF-1.4 the invoicf"), a.copied)
			return err
		})
		if _, _, err := a.file(dossier.About{}, "en"); !errors.Is(err, fault.Conflict) || !strings.Contains(err.Error(), a.copied) {
			t.Errorf("an exhibit was changed: %v", err)
		}
		testkit.Update(t, s, a.company.ID, func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE timeline SET actor = 'somebody else' WHERE company_id = $1 AND customer_id = $2 AND seq = 3`, tx.Company, a.acme.ID)
			return err
		})
		if _, _, err := a.file(dossier.About{}, "en"); !errors.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "row 3") {
			t.Errorf("the record was changed: %v", err)
		}
	})
}
