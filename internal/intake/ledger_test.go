package intake_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/id"
	"acquit/internal/intake"
	"acquit/internal/invoice"
	"acquit/internal/settle"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/testkit/corpus"
	"acquit/internal/timeline"
)

// ledgers takes in ledgers of these texts, all at once.
func (o *office) ledgers(wish intake.LedgerOptions, texts ...string) []intake.Report {
	o.t.Helper()
	files := make([]intake.File, len(texts))
	for n, text := range texts {
		files[n] = intake.Bytes(fmt.Sprintf("%d.txt", n+1), []byte(text))
	}
	reports, err := o.desk.TakeLedgers(o.t.Context(), o.company.ID, files, wish)
	if err != nil {
		o.t.Fatal(err)
	}
	return reports
}

// ledger takes in one ledger, which is good.
func (o *office) ledger(lines ...string) intake.Report {
	o.t.Helper()
	r := o.ledgers(intake.LedgerOptions{}, intake.LedgerOf(lines...))[0]
	if r.Failed() {
		o.t.Errorf("%+v", r.Errors)
	}
	return r
}

// stands is what is open and on account, by customer: "ACME F1 60.00, ACME on account 5.00".
func (o *office) stands() string {
	o.t.Helper()
	var all []string
	o.view(func(tx *store.Tx) error {
		for _, of := range o.everybody(tx) {
			items, err := tx.OpenInvoices(of)
			if err != nil {
				return err
			}
			owner, _, err := tx.Customer(of)
			if err != nil {
				return err
			}
			for _, i := range items {
				all = append(all, owner.Number+" "+i.Number+" "+i.Open.String())
			}
			purses, err := tx.OnAccount(of)
			if err != nil {
				return err
			}
			for _, p := range purses {
				all = append(all, owner.Number+" on account "+p.OnAccount.String())
			}
		}
		return nil
	})
	slices.Sort(all)
	return strings.Join(all, ", ")
}

func (o *office) everybody(tx *store.Tx) (all []id.ID) {
	keys, err := tx.CustomersByKeys(store.CustomerKeys{Numbers: []string{"ACME", "BETA", "Z", "A", "B", "C"}, Names: []string{"acme"}})
	if err != nil {
		o.t.Fatal(err)
	}
	for _, c := range keys {
		all = append(all, c.ID)
	}
	return all
}

// paid are the days and amounts by which an invoice was settled.
func (o *office) paid(number string) string {
	o.t.Helper()
	var all []string
	o.view(func(tx *store.Tx) error {
		shares, err := tx.Allocations(store.AllocationFilter{Invoice: o.invoice(number).ID})
		for _, a := range shares {
			all = append(all, a.Amount.String()+" on "+a.On.String())
		}
		return err
	})
	return strings.Join(all, ", ")
}

var january = []string{
	"AN 1 2026-01-01 411000 ACME F0@2025-11-30 80.00 -",
	"VE 2 2026-01-05 411000 ACME F1 1210.00 AA", "BQ 3 2026-01-25 411000 ACME - -1210.00 AA",
	"VE 4 2026-01-06 411000 BETA F2 100.00 a", "BQ 5 2026-01-26 411000 BETA - -40.00 a",
	"VE 6 2026-01-07 411000 BETA C1 -15.00 -",
	"BQ 7 2026-01-27 411000 ACME - -30.00 -",
}

func TestALedgerIsTakenInOnce(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		const want = "ACME F0 80.00, ACME on account 30.00, BETA C1 -15.00, BETA F2 60.00"
		r := o.ledger(january...)
		if r.Read != 5 || r.Created != 5 || o.stands() != want {
			t.Errorf("%+v: %s", r, o.stands())
		}
		if got := o.paid("F1"); got != "1210.00 on 2026-01-25" {
			t.Errorf("F1: %s", got)
		}
		if i := o.invoice("F0"); i.IssuedOn.String() != "2025-11-30" || i.DueSource != invoice.DueDefault || i.Source != intake.LedgerSource {
			t.Errorf("%+v", i)
		}
		payments := o.count("payment")
		again := o.ledger(january...)
		if again.Read != 5 || again.Unchanged != 5 || o.count("payment") != payments || o.stands() != want {
			t.Errorf("again: %+v: %s", again, o.stands())
		}
		o.sound()
	})
}

func TestANewerExportSettles(t *testing.T) {
	later := slices.Clone(january)
	later[0] = "AN 1 2026-01-01 411000 ACME F0@2025-11-30 80.00 BB"
	later[6] = "BQ 7 2026-01-27 411000 ACME - -30.00 BB"
	later = append(later, "BQ 8 2026-02-10 411000 ACME - -50.00 BB", "VE 9 2026-02-11 411000 ACME F3 7.00 -")
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		o.ledger(january...)
		r := o.ledger(later...)
		if r.Created != 1 || r.Updated != 1 || o.stands() != "ACME F3 7.00, BETA C1 -15.00, BETA F2 60.00" {
			t.Errorf("%+v: %s", r, o.stands())
		}
		if got := o.paid("F0"); got != "50.00 on 2026-02-10, 30.00 on 2026-01-27" {
			t.Errorf("F0: %s", got)
		}
		if n := o.count("payment"); n != 4 {
			t.Errorf("%d payments: what was on account settles, and comes no second time", n)
		}
		o.sound()
	})
}

// The years of one company come at once or one after the other, each piece by piece or
// as a sum for each customer: what is left is the same.
func TestTwoYears(t *testing.T) {
	first := []string{
		"VE 1 2025-10-05 411000 ACME F1 100.00 AA", "BQ 2 2025-11-05 411000 ACME - -100.00 AA", "VE 3 2025-12-06 411000 ACME F2 70.00 -",
		"VE 4 2025-12-07 411000 ACME F3 30.00 -", "VE 5 2025-12-08 411000 BETA F4 20.00 AB", "BQ 6 2025-12-20 411000 BETA - -25.00 -", "BQ 7 2025-12-21 411000 BETA - -20.00 AB",
	}
	pieces := []string{
		"AN 1 2026-01-01 411000 ACME F2@2025-12-06 70.00 AA", "AN 1 2026-01-01 411000 ACME F3@2025-12-07 30.00 -", "AN 1 2026-01-01 411000 BETA - -25.00 -",
	}
	sum := []string{"AN 1 2026-01-01 411000 ACME AN 100.00 -", "AN 1 2026-01-01 411000 BETA AN -25.00 -"}
	after := []string{"BQ 2 2026-01-12 411000 ACME - -70.00 AA", "VE 3 2026-01-15 411000 BETA F5 11.00 -"}
	const want = "ACME F3 30.00, BETA on account 14.00" // who has no letters settles the oldest
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		for name, second := range map[string][]string{"piece by piece": append(pieces, after...), "as a sum": append(sum, after...)} {
			for _, at := range []string{"at once", "in the wrong order", "one after the other", "again and again"} {
				t.Run(name+" "+at, func(t *testing.T) {
					o := newOffice(t, s, called(name+at))
					a, b := intake.LedgerOf(first...), intake.LedgerOf(second...)
					switch at {
					case "at once":
						o.ledgers(intake.LedgerOptions{}, a, b)
					case "in the wrong order":
						o.ledgers(intake.LedgerOptions{}, b, a)
					default:
						o.ledgers(intake.LedgerOptions{}, a)
						o.ledgers(intake.LedgerOptions{}, b)
					}
					if at == "again and again" {
						o.ledgers(intake.LedgerOptions{}, b)
						if r := o.ledgers(intake.LedgerOptions{}, a, b); r[0].Created+r[1].Created+r[0].Updated+r[1].Updated != 0 {
							t.Errorf("again: %+v", r)
						}
					}
					if got := o.stands(); got != want {
						t.Errorf("%s, want %s", got, want)
					}
					if got := o.paid("F2"); got != "70.00 on 2026-01-12" {
						t.Errorf("F2: %s", got)
					}
					o.sound()
				})
			}
		}
	})
}

func TestASumOfTheYearBeforeIsAnOpeningItem(t *testing.T) {
	lines := []string{"AN 1 2026-01-01 411000 ACME AN 100.00 -", "AN 1 2026-01-01 411000 BETA AN 40.00 -", "VE 2 2026-01-03 411000 BETA F1 5.00 AA", "BQ 3 2026-01-12 411000 ACME - -70.00 -"}
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s, func(c *company.Company) { c.Language, c.Country = "fr", "FR" })
		const want = "ACME Solde ACME 30.00, BETA F1 5.00, BETA Solde BETA 40.00"
		r := o.ledger(lines...)
		if o.stands() != want || r.Created != 3 {
			t.Errorf("%+v: %s", r, o.stands())
		}
		if r = o.ledger(lines...); o.stands() != want || r.Created+r.Updated != 0 {
			t.Errorf("again: %+v: %s", r, o.stands())
		}
		if i := o.invoice("Solde ACME"); i.Source != intake.BalanceSource || i.Owed.String() != "100.00" || o.paid("Solde ACME") != "70.00 on 2026-01-12" {
			t.Errorf("%+v", i)
		}
		o.sound()
	})
}

// What the bank lines here have settled is settled once, and money on account is here
// once, whoever saw it first.
func TestABankLineIsTheSameMoney(t *testing.T) {
	entry := func(amount, text string) func(*office) {
		return func(o *office) { o.statement(codaFile("s.coda", "2026-01-20", line{amount: amount, text: text})) }
	}
	match := func(o *office) {
		if _, err := settle.Match(o.t.Context(), o.store, o.company.ID, today, nil); err != nil {
			o.t.Fatal(err)
		}
	}
	base := []string{"VE 1 2026-01-05 411000 ACME F-2026-1 100.00 -", "VE 2 2026-01-06 411000 ACME F-2026-2 50.00 -", "VE 3 2026-01-06 411000 BETA F-2026-3 9.00 XX"}
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		for _, c := range []struct {
			name  string
			here  func(*office)
			there []string // instead of base, plus what BETA has
			want  string
		}{
			{"settled here, and lettered there", func(o *office) { entry("100.00", "F-2026-1")(o); match(o) },
				[]string{"VE 1 2026-01-05 411000 ACME F-2026-1 100.00 AA", "BQ 4 2026-01-19 411000 ACME - -100.00 AA", base[1]}, "ACME F-2026-2 50.00, BETA F-2026-3 9.00"},
			{"settled here, and not lettered there yet", func(o *office) { entry("100.00", "F-2026-1")(o); match(o) },
				[]string{base[0], "BQ 4 2026-01-19 411000 ACME - -100.00 -", "VE 2 2026-01-06 411000 ACME F-2026-2 50.00 BB"}, "ACME F-2026-2 50.00, BETA F-2026-3 9.00"},
			{"waits here for a person, and is on account there", func(o *office) { entry("33.00", "hello")(o); match(o) },
				[]string{base[0], "BQ 4 2026-01-19 411000 ACME - -33.00 -", "VE 2 2026-01-06 411000 ACME F-2026-2 50.00 BB"}, "ACME F-2026-1 100.00, ACME F-2026-2 50.00, BETA F-2026-3 9.00"},
			{"only there", func(*office) {},
				[]string{base[0], "BQ 4 2026-01-19 411000 ACME - -33.00 -", "VE 2 2026-01-06 411000 ACME F-2026-2 50.00 BB"}, "ACME F-2026-1 100.00, ACME F-2026-2 50.00, ACME on account 33.00, BETA F-2026-3 9.00"},
			{"more there than here", func(o *office) { entry("100.00", "F-2026-1")(o); match(o) }, base[:2], "ACME F-2026-2 50.00, BETA F-2026-3 9.00"},
		} {
			t.Run(c.name, func(t *testing.T) {
				o := newOffice(t, s, called(c.name))
				o.ledger(base...)
				c.here(o)
				for range 2 {
					o.ledger(append(slices.Clone(c.there), base[2])...)
					if got := o.stands(); got != c.want {
						t.Errorf("%s, want %s", got, c.want)
					}
				}
				o.sound()
			})
		}
	})
}

func TestWhomALedgerMeans(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		o.invoices(bill{number: "F1", buyer: "Acme Belgium", buyerVAT: "BE0400000086", due: "2026-01-16"}.file(), bill{number: "F2", buyer: "Customer B"}.file())
		r := o.ledger("VE 1 2026-01-02 411000 ACME F1 121.00 AA", "BQ 2 2026-01-09 411000 ACME - -121.00 AA", "VE 3 2026-01-03 411000 B F7 10.00 -",
			"VE 4 2026-01-03 411000 C F8 11.00 -", "VE 5 2026-01-03 411000 A F8 12.00 -")
		if i := o.invoice("F1"); !i.Open.IsZero() || i.DueOn.String() != "2026-01-16" || i.Source == intake.LedgerSource || o.invoice("F7").Customer != o.invoice("F2").Customer {
			t.Errorf("%+v", i)
		}
		if o.customer("ACME") != nil && o.customer("ACME").Name != "Acme Belgium" || o.count("customer") != 4 {
			t.Errorf("%d customers", o.count("customer"))
		}
		if o.invoice("F8 A").Open.String() != "12.00" || o.invoice("F8 C").Open.String() != "11.00" || r.Created != 3 {
			t.Errorf("a number that two customers have: %+v", r)
		}
		namesake := newOffice(t, s, called("namesake"))
		text := strings.ReplaceAll(intake.LedgerOf("VE 1 2026-01-02 411000 A F1 1.00 -", "VE 2 2026-01-02 411000 B F2 2.00 -"), "Customer A", "Customer B")
		for range 2 {
			namesake.ledgers(intake.LedgerOptions{}, text)
			if namesake.count("customer") != 2 {
				t.Errorf("two accounts of one name are %d customers", namesake.count("customer"))
			}
		}
		o.sound()
	})
}

func TestALedgerIsUndone(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		o.invoices(bill{number: "F1", buyer: "Customer ACME", payable: "1210.00"}.file())
		r := o.ledger(january...)
		if !o.invoice("F1").Open.IsZero() {
			t.Error("the ledger does not settle what was here")
		}
		done, err := o.undo(r.Import)
		if err != nil || done.Invoices != 3 || done.Closed != 1 || done.Customers != 1 {
			t.Errorf("%+v, %v", done, err)
		}
		if i := o.invoice("F1"); i.Open.String() != "1210.00" || o.count("invoice") != 1 || o.stands() != "" && !strings.Contains(o.stands(), "F1 1210.00") {
			t.Errorf("%+v; %s", i, o.stands())
		}
		o.sound()
		if r = o.ledger(january...); r.Created != 4 || o.count("invoice") != 4 {
			t.Errorf("again: %+v", r)
		}
		o.sound()
	})
}

func TestLedgersThatAreRefused(t *testing.T) {
	good := intake.LedgerOf(january...)
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s, func(c *company.Company) { c.Country, c.EnterpriseNumber = "FR", "123 456 782" })
		for _, c := range []struct{ name, text, why string }{
			{"987654324FEC20261231.txt", good, "this is the ledger of the company 987654324"},
			{"lines.txt", strings.Replace(good, "\t1210.00\t", "\tmuch\t", 1), `line 4: Debit: "much" is not an amount`},
			{"statement.txt", ":20:X\n", "this is no ledger"},
			{"empty.txt", "", "this is no ledger (FEC): the file is empty"},
			{"headings.txt", strings.SplitAfter(good, "\n")[0], "the ledger has no lines"},
		} {
			reports, err := o.desk.Ledgers(t.Context(), o.company.ID, []intake.File{intake.Bytes(c.name, []byte(c.text))})
			if err != nil || len(reports) != 1 || !reports[0].Failed() || !strings.Contains(reports[0].Errors[0].String(), c.why) {
				t.Errorf("%s: %+v, %v", c.name, reports, err)
			}
		}
		if o.count("invoice") != 0 || o.count("customer") != 0 || o.count("import") != 5 {
			t.Errorf("%d invoices, %d imports", o.count("invoice"), o.count("import"))
		}
		for _, name := range []string{"123456782FEC20261231.txt", `C:\books\123456782fec20261231.txt`, "ledger.txt"} {
			if r, err := o.desk.Ledgers(t.Context(), o.company.ID, []intake.File{intake.Bytes(name, []byte(good))}); err != nil || r[0].Failed() {
				t.Errorf("%s: %+v, %v", name, r, err)
			}
		}
	})
}

func TestOpenItemsOnlyAndDoubtfulCustomers(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		text := intake.LedgerOf(append(slices.Clone(january), "OD 8 2026-01-28 411000 BETA - -60.00 -", "OD 8 2026-01-28 416000 BETA - 60.00 -")...)
		for range 2 {
			o.ledgers(intake.LedgerOptions{OpenOnly: true}, text)
		}
		if o.invoice("F1") != nil || o.invoice("F2") == nil {
			t.Error("what is settled is there, or what is open is not")
		}
		o.view(func(tx *store.Tx) error {
			events, err := tx.Timeline(o.customer("BETA").ID, 0, 20)
			n := 0
			for _, e := range events {
				if e.Kind == timeline.Doubtful {
					n++
				}
			}
			if n != 1 {
				t.Errorf("the timeline says %d times that the customer is doubtful", n)
			}
			return err
		})
		o.sound()
	})
}

// Ledgers come in by whatever door, among other files.
func TestALedgerAmongOtherFiles(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		reports, err := o.desk.Any(t.Context(), o.company.ID, []intake.File{bill{number: "R-1"}.file(), intake.Bytes("2026.txt", []byte(intake.LedgerOf("AN 1 2026-01-01 411000 A F1@2025-10-05 5.00 -"))),
			intake.Bytes("2025.txt", []byte(intake.LedgerOf("VE 1 2025-10-05 411000 A F1 5.00 -")))})
		if err != nil || len(reports) != 3 || reports[0].File != "2025.txt" || reports[0].Created != 1 || reports[1].Unchanged != 1 || reports[0].Kind != intake.Ledgers {
			t.Errorf("%+v, %v", reports, err)
		}
	})
}

// drawn is how many ledgers are drawn by chance.
const drawn = 25

// draw adds some lines of a month to a ledger: A and B may have letters, C has none.
func draw(r *rapid.T, lines []string, month int, balance map[string]int) []string {
	for range rapid.IntRange(1, 6).Draw(r, "lines") {
		k := len(lines) + 1
		who, amount := rapid.SampledFrom([]string{"A", "B", "C"}).Draw(r, "who"), rapid.IntRange(1, 9).Draw(r, "amount")
		letters := rapid.SampledFrom([]string{"-", fmt.Sprint("M", month), fmt.Sprint("m", month)}).Draw(r, "letters")
		if who == "C" {
			letters = "-"
		}
		day := fmt.Sprintf("2026-%02d-%02d", month, rapid.IntRange(1, 28).Draw(r, "day"))
		if rapid.Bool().Draw(r, "sale") {
			lines = append(lines, fmt.Sprintf("VE %d %s 411000 %s F%d %d.00 %s", k, day, who, k, amount, letters))
		} else {
			amount = -amount
			lines = append(lines, fmt.Sprintf("BQ %d %s 411000 %s - %d.00 %s", k, day, who, amount, letters))
		}
		balance[who] += amount
	}
	return lines
}

// letter marks an invoice and a payment that stood open as one group.
func letter(lines []string) bool {
	for n, sale := range lines {
		for k, cash := range lines {
			f, g := strings.Fields(sale), strings.Fields(cash)
			if f[0] == "VE" && g[0] == "BQ" && f[4] == g[4] && f[4] != "C" && f[7] == "-" && g[7] == "-" {
				lines[n], lines[k] = strings.TrimSuffix(sale, "-")+fmt.Sprint("L", n), strings.TrimSuffix(cash, "-")+fmt.Sprint("L", n)
				return true
			}
		}
	}
	return false
}

// unletter takes back the letters of one group.
func unletter(r *rapid.T, lines []string) {
	var all []string
	for _, line := range lines {
		if letters := strings.Fields(line)[7]; letters != "-" && !slices.Contains(all, letters) {
			all = append(all, letters)
		}
	}
	if len(all) == 0 || !rapid.Bool().Draw(r, "take back") {
		return
	}
	gone := rapid.SampledFrom(all).Draw(r, "which")
	for n, line := range lines {
		if rest, found := strings.CutSuffix(line, " "+gone); found {
			lines[n] = rest + " -"
		}
	}
}

// After each month the customers stand where the ledger's accounts do, however often it
// is exported, and when a bookkeeper letters what stood open, or takes letters back; and
// undoing an export leaves them where they stood.
func TestCustomersStandWhereTheirAccountsDo(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		n := 0
		rapid.Check(t, func(r *rapid.T) {
			if n++; n > drawn {
				return
			}
			o := newOffice(t, s, called(fmt.Sprint("book ", n)))
			var lines []string
			balance := map[string]int{}
			for month := 1; month <= 3; month++ {
				lines = draw(r, lines, month, balance)
				unletter(r, lines)
				if before := o.stands(); rapid.Bool().Draw(r, "undo") {
					if _, err := o.undo(o.ledger(lines...).Import); err != nil || o.stands() != before {
						r.Fatalf("undone: %v\n%s\n%s, want %s", err, strings.Join(lines, "\n"), o.stands(), before)
					}
				}
				for range 2 {
					o.ledger(lines...)
				}
				if letter(lines) {
					o.ledger(lines...)
				}
				if wrong := o.stand(balance); wrong != "" {
					r.Fatalf("%s:\n%s\n%s", wrong, strings.Join(lines, "\n"), o.stands())
				}
			}
			o.sound()
		})
	})
}

// stand compares what customers owe with whole amounts, and says what differs.
func (o *office) stand(balance map[string]int) (wrong string) {
	o.t.Helper()
	o.view(func(tx *store.Tx) error {
		for who, want := range balance {
			all, err := tx.Balances(o.customer(who).ID)
			if err != nil {
				return err
			}
			sum := int64(0)
			for _, b := range all {
				sum += b.Open - b.OnAccount
			}
			if sum != int64(want)*100 {
				wrong = fmt.Sprintf("%s owes %d cents, the account says %d00", who, sum, want)
			}
		}
		return nil
	})
	return wrong
}

// derived is what is known of the collected ledger, computed from its columns.
type derived struct {
	Derived struct {
		Customers int    `json:"customers_411"`
		Balance   string `json:"balance_411"`
	}
}

func TestTheCollectedLedgerStandsAsItsColumnsSay(t *testing.T) {
	const source = "fec-neolegal"
	facts := corpus.Facts[derived](t, source)
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		for file, want := range facts {
			o := newOffice(t, s)
			for range 2 {
				r := o.ledgers(intake.LedgerOptions{}, string(corpus.Content(t, source, file)))[0]
				if r.Failed() {
					t.Fatalf("%+v", r.Errors)
				}
				t.Logf("%d read, %d created, %d updated, %d unchanged; %d warnings", r.Read, r.Created, r.Updated, r.Unchanged, len(r.Warnings))
				o.view(func(tx *store.Tx) error {
					var minor int64
					err := tx.Row([]any{&minor}, `SELECT COALESCE(SUM(open_minor - on_account_minor), 0) FROM balance WHERE company_id = $1`, tx.Company)
					if got := fmt.Sprintf("%d.%02d", minor/100, minor%100); got != want.Derived.Balance || o.count("customer") != want.Derived.Customers {
						t.Errorf("%s of %d customers, want %s of %d", got, o.count("customer"), want.Derived.Balance, want.Derived.Customers)
					}
					return err
				})
			}
			o.sound()
		}
	})
}

// A ledger does not say who is a business: a person does, for those who are new. What is
// known of a customer, or what a table says later, stays above it.
func TestWhatTheNewCustomersOfALedgerAre(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		for wish, want := range map[customer.Kind]customer.Kind{"": customer.Consumer, customer.Consumer: customer.Consumer, customer.Business: customer.Business} {
			o := newOffice(t, s, called("as "+string(wish)))
			o.customers("c.csv", "number,name,kind\nBETA,Beta,public\n")
			reports, err := o.desk.TakeAny(t.Context(), o.company.ID, []intake.File{intake.Bytes("books.txt", []byte(intake.LedgerOf(january...)))}, intake.LedgerOptions{Customers: wish})
			if err != nil || reports[0].Failed() {
				t.Fatalf("%+v, %v", reports, err)
			}
			if acme, beta := o.customer("ACME").Kind, o.customer("BETA").Kind; acme != want || beta != customer.Public {
				t.Errorf("%q: ACME is %s, BETA %s", wish, acme, beta)
			}
			if said := strings.Join(notes(&reports[0]), "; "); strings.Contains(said, "taken for businesses") != (want == customer.Business) || strings.Contains(said, "taken for consumers") != (want == customer.Consumer) {
				t.Errorf("%q: %s", wish, said)
			}
			o.customers("c.csv", "number,name,kind\nACME,Acme,public\n")
			if now := o.customer("ACME").Kind; now != customer.Public {
				t.Errorf("%q: the table says public, and ACME is %s", wish, now)
			}
		}
	})
}
