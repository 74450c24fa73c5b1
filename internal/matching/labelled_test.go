package matching

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/testkit/corpus"
)

// labelled are payments of which somebody knows what they pay.
type labelled struct {
	entries []Entry
	items   []Item
	named   []Named
	pays    map[id.ID][]id.ID  // the items of each entry, in order
	of      map[id.ID][]string // what kind of match an entry is part of
}

// readLabelled reads the collected matches of payments with invoices. Their amounts have
// two decimals in every currency.
func readLabelled(t testing.TB) *labelled {
	const dir = "pay_to_inv/download/single/descriptive/"
	l := &labelled{pays: map[id.ID][]id.ID{}, of: map[id.ID][]string{}}
	customers := map[string]id.ID{}
	for _, row := range readRows(t, dir+"invoices.csv") {
		owner := customers[row["Customer ID"]]
		if owner == 0 {
			owner = id.ID(len(customers) + 1)
			customers[row["Customer ID"]] = owner
			l.named = append(l.named, Named{customer.NameKey(row["Customer Name"]), owner})
		}
		number, order := row["Billing Number"], row["Assignment Number"]
		l.items = append(l.items, Item{Invoice: ident(row["invoice_id"]), Customer: owner, Number: number, NumberKey: invoice.NumberKey(number),
			OrderKey: invoice.NumberKey(order), DueOn: day(row["Due Date"]), Open: cents(row["Amount"], row["Currency Code"])})
	}
	for _, row := range readRows(t, dir+"payments.csv") {
		l.entries = append(l.entries, Entry{ID: ident(row["payment_id"]), BookedOn: day(row["Posting Date"]), Amount: cents(row["Amount"], row["Currency"]),
			Text: row["Memo Line"], Name: row["Business Partner"], IBAN: row["Account Number"]})
	}
	for _, row := range readRows(t, dir+"matches.csv") {
		var invoices, payments []id.ID
		var how []string
		mustJSON(t, row["perturbation_categories"], &how)
		var numbers [2][]int
		mustJSON(t, row["invoice_ids"], &numbers[0])
		mustJSON(t, row["payment_ids"], &numbers[1])
		for _, n := range numbers[0] {
			invoices = append(invoices, id.ID(n+1))
		}
		for _, n := range numbers[1] {
			payments = append(payments, id.ID(n+1))
		}
		slices.Sort(invoices)
		for _, p := range payments {
			l.pays[p] = invoices
			l.of[p] = append([]string{row["match_category"]}, cmp.Or(strings.Join(how, " "), "unperturbed"))
		}
	}
	return l
}

func readRows(t testing.TB, path string) []map[string]string {
	rows, err := csv.NewReader(bytes.NewReader(corpus.Content(t, "ar-llmeval-pay2inv", path))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var all []map[string]string
	for _, row := range rows[1:] {
		named := map[string]string{}
		for n, heading := range rows[0] {
			named[heading] = row[n]
		}
		all = append(all, named)
	}
	return all
}

func mustJSON(t testing.TB, s string, into any) {
	if err := json.Unmarshal([]byte(s), into); err != nil {
		t.Fatal(err)
	}
}

// ident is a number from 0 as an identifier.
func ident(s string) id.ID {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic(err)
	}
	return id.ID(n + 1)
}

func day(s string) date.Date { return date.Must(s[:4] + "-" + s[4:6] + "-" + s[6:]) }

func cents(s, currency string) money.Amount {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		panic(err)
	}
	c, err := money.ParseCurrency(currency)
	if err != nil {
		panic(err)
	}
	return money.Of(int64(math.Round(f*100)), c)
}

// score counts what became of payments.
type score struct{ all, certain, right, first int }

// run matches the payments in the order in which they were booked, some at a time as the
// store gives them, with the accounts learned that certain ones came from.
func (l *labelled) run(see func(e *Entry, r *Result)) {
	items := slices.Clone(l.items)
	at := map[id.ID]int{}
	for n := range items {
		at[items[n].Invoice] = n
	}
	entries := slices.Clone(l.entries)
	slices.SortFunc(entries, func(x, y Entry) int { return cmp.Or(cmp.Compare(x.BookedOn, y.BookedOn), cmp.Compare(x.ID, y.ID)) })
	known := map[Payer]bool{}
	for batch := range slices.Chunk(entries, 1000) {
		c := Candidates{Items: items, Named: l.named, Payers: slices.Collect(maps.Keys(known))}
		for n, r := range Propose(Read(batch), c) {
			see(&batch[n], &r)
			if r.Certain == nil {
				continue
			}
			known[Payer{batch[n].IBAN, r.Certain.Customer}] = true
			for _, s := range r.Certain.Shares {
				i := &items[at[s.Invoice]]
				i.Open = i.Open.Sub(s.Amount)
			}
		}
	}
}

// says reports whether a proposal is what an entry pays.
func (l *labelled) says(e id.ID, p *Proposal) bool {
	var named []id.ID
	for _, s := range p.Shares {
		named = append(named, s.Invoice)
	}
	slices.Sort(named)
	return slices.Equal(named, l.pays[e])
}

// scores counts what becomes of the payments, by the kinds of match that they are part of.
func (l *labelled) scores(wrong func(e *Entry, r *Result)) map[string]*score {
	scores := map[string]*score{}
	l.run(func(e *Entry, r *Result) {
		booked := r.Certain != nil
		right := booked && l.says(e.ID, r.Certain)
		first := !booked && len(r.Ask) > 0 && l.says(e.ID, &r.Ask[0])
		if booked && !right {
			wrong(e, r)
		}
		for _, kind := range append([]string{"all"}, l.of[e.ID]...) {
			s := scores[kind]
			if s == nil {
				s = &score{}
				scores[kind] = s
			}
			s.all, s.certain, s.right, s.first = s.all+1, s.certain+ones(booked), s.right+ones(right), s.first+ones(first)
		}
	})
	return scores
}

func ones(is bool) int {
	if is {
		return 1
	}
	return 0
}

func (s *score) booked() float64    { return 100 * float64(s.certain) / float64(s.all) }
func (s *score) precision() float64 { return 100 * float64(s.right) / float64(max(s.certain, 1)) }
func (s *score) recall() float64    { return 100 * float64(s.right+s.first) / float64(s.all) }

// TestLabelledPayments measures matching by payments of which somebody knows what they
// pay: what is booked without asking is right, and what is asked is rarely wrong.
func TestLabelledPayments(t *testing.T) {
	l := readLabelled(t)
	scores := l.scores(func(e *Entry, r *Result) { t.Logf("%v %q by %s: %s", l.of[e.ID], e.Text, e.Name, outcome(*r)) })
	for _, kind := range slices.Sorted(maps.Keys(scores)) {
		s := scores[kind]
		t.Logf("%-28s %6d payments: %6.2f %% booked, of which right %7.3f %%; with the first suggestion %6.2f %%", kind, s.all, s.booked(), s.precision(), s.recall())
	}
	if all := scores["all"]; all.precision() < 99.9 || all.recall() < 97 {
		t.Errorf("of %d that were booked %d are right; of %d payments %d were booked or suggested as they are", all.certain, all.right, all.all, all.right+all.first)
	}
}

// TestLabelledPaymentsWrittenWorse spoils what the payments say further: what is booked
// without asking stays right.
func TestLabelledPaymentsWrittenWorse(t *testing.T) {
	for _, c := range []struct {
		name   string
		least  float64 // of a hundred that are booked or suggested as they are
		damage func(r *rand.Rand, e *Entry)
	}{
		{"the name is another", 97, renamed},
		{"a digit is wrong", 95, misspelt},
		{"five cents are missing", 97, shortened},
		{"all of it", 88, func(r *rand.Rand, e *Entry) { renamed(r, e); misspelt(r, e); shortened(r, e) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			l, r := readLabelled(t), rand.New(rand.NewPCG(1, 2))
			for n := range l.entries {
				c.damage(r, &l.entries[n])
			}
			all := l.scores(func(e *Entry, r *Result) { t.Logf("%v %q by %s: %s", l.of[e.ID], e.Text, e.Name, outcome(*r)) })["all"]
			t.Logf("%.2f %% booked, of which right %.3f %%; with the first suggestion %.2f %%", all.booked(), all.precision(), all.recall())
			if all.precision() < 99.9 || all.recall() < c.least {
				t.Errorf("of %d that were booked %d are right; of %d payments %d were booked or suggested as they are", all.certain, all.right, all.all, all.right+all.first)
			}
		})
	}
}

// renamed gives half of the payers a name that nobody knows.
func renamed(r *rand.Rand, e *Entry) {
	if r.IntN(2) == 0 {
		e.Name = "Xq Holdings"
	}
}

// shortened takes five cents off half of the payments.
func shortened(r *rand.Rand, e *Entry) {
	if r.IntN(2) == 0 {
		e.Amount = e.Amount.Sub(money.Of(5, e.Amount.Currency))
	}
}

// misspelt changes, leaves out or adds a digit in half of the texts.
func misspelt(r *rand.Rand, e *Entry) {
	var digits []int
	for n := range len(e.Text) {
		if isDigit(e.Text[n]) {
			digits = append(digits, n)
		}
	}
	if len(digits) == 0 || r.IntN(2) == 0 {
		return
	}
	n, digit := digits[r.IntN(len(digits))], string(rune('0'+r.IntN(10)))
	switch r.IntN(3) {
	case 0:
		e.Text = e.Text[:n] + digit + e.Text[n+1:]
	case 1:
		e.Text = e.Text[:n] + e.Text[n+1:]
	default:
		e.Text = e.Text[:n] + digit + e.Text[n:]
	}
}
