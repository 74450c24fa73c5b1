package intake

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"acquit/internal/date"
	"acquit/internal/invoice"
	"acquit/internal/money"
)

// ledgerOf writes a ledger. A line is JOURNAL ENTRY DAY ACCOUNT CUSTOMER PIECE AMOUNT
// LETTERS, "-" for nothing; debits are positive. "@DAY" behind a piece is its own day,
// and what follows the letters is the label. Journals have their usual counterparts.
func ledgerOf(lines ...string) string {
	text := "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\tCompAuxLib\tPieceRef\tPieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\tValidDate\tMontantdevise\tIdevise\n"
	counterpart := map[string]string{"VE": "707000", "BQ": "512000", "AN": "890000"}
	for _, line := range lines {
		f := strings.Fields(line + " -")
		for n := range f {
			f[n] = strings.TrimSuffix(f[n], "-")
		}
		journal, entry, day, account, who, amount := f[0], f[1], strings.ReplaceAll(f[2], "-", ""), f[3], f[4], f[6]
		piece, pieceOn, own := strings.Cut(f[5], "@")
		if pieceOn = strings.ReplaceAll(pieceOn, "-", ""); !own {
			pieceOn = day
		}
		debit, credit := strings.TrimPrefix(amount, "+"), ""
		if rest, negative := strings.CutPrefix(amount, "-"); negative {
			debit, credit = "", rest
		}
		letters, label := "", "entry"
		if len(f) > 8 {
			letters, label = f[7], strings.TrimSpace(strings.Join(f[8:], " "))
		}
		var foreign, currency string
		if before, after, found := strings.Cut(label, "="); found {
			label, foreign, currency = "entry", before, after
		}
		name := "Customer " + who
		if who == "" {
			name = ""
		}
		text += strings.Join([]string{journal, journal, entry, day, account, "Account " + account, who, name, piece, pieceOn, label, debit, credit, letters, "", "", foreign, currency}, "\t") + "\n"
		if counterpart[journal] != "" {
			text += strings.Join([]string{journal, journal, entry, day, counterpart[journal], "Counterpart", "", "", piece, pieceOn, label, credit, debit, "", "", "", "", ""}, "\t") + "\n"
		}
	}
	return text
}

// read reads a ledger that is good.
func readBooks(t testing.TB, lines ...string) *ledger {
	l, err := readLedger(strings.NewReader(ledgerOf(lines...)), euro())
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// said is what a ledger says of its customers, a line for each claim and deposit.
func (l *ledger) said() (all []string) {
	for _, d := range l.debtors {
		for _, c := range d.stands.claims {
			line := fmt.Sprintf("%s %s %s %s left %s", d.number, strings.TrimSpace(string(c.kind)+" "+c.number), c.issued, c.total, c.left())
			for _, s := range c.settled {
				line += fmt.Sprintf(", %s on %s", s.amount, s.on)
			}
			all = append(all, line)
		}
		for _, m := range d.stands.deposits {
			all = append(all, fmt.Sprintf("%s on account %s %s", d.number, m.on, m.amount))
		}
	}
	return all
}

func TestWhatALedgerSays(t *testing.T) {
	for name, c := range map[string]struct{ lines, says []string }{
		"an invoice that was paid": {
			[]string{"VE 1 2026-01-05 411000 ACME F1 1210.00 AA", "BQ 2 2026-02-03 411000 ACME B7 -1210.00 AA"},
			[]string{"ACME invoice F1 2026-01-05 1210.00 left 0.00, 1210.00 on 2026-02-03"},
		},
		"one that was paid in part, in small letters": {
			[]string{"VE 1 2026-01-05 411000 ACME F1@2026-01-04 100.00 a", "BQ 2 2026-02-03 411000 ACME - -40.00 a"},
			[]string{"ACME invoice F1 2026-01-04 100.00 left 60.00, 40.00 on 2026-02-03"},
		},
		"one payment for two invoices, and one that is not lettered": {
			[]string{"VE 1 2026-01-05 411000 ACME F1 100.00 AA", "VE 2 2026-01-06 411000 ACME F2 50.00 AA", "BQ 3 2026-02-03 411000 ACME - -150.00 AA",
				"VE 4 2026-02-05 411000 ACME F3 70.00 -", "BQ 5 2026-02-06 411000 ACME - -20.00 -"},
			[]string{"ACME invoice F1 2026-01-05 100.00 left 0.00, 100.00 on 2026-02-03", "ACME invoice F2 2026-01-06 50.00 left 0.00, 50.00 on 2026-02-03",
				"ACME invoice F3 2026-02-05 70.00 left 70.00", "ACME on account 2026-02-06 20.00"},
		},
		"letters mean nothing on another customer's account": {
			[]string{"VE 1 2026-01-05 411000 A F1 100.00 AA", "VE 2 2026-01-05 411000 B F2 100.00 AA", "BQ 3 2026-01-09 411000 A - -100.00 AA", "BQ 4 2026-01-10 411000 B - -100.00 AA"},
			[]string{"A invoice F1 2026-01-05 100.00 left 0.00, 100.00 on 2026-01-09", "B invoice F2 2026-01-05 100.00 left 0.00, 100.00 on 2026-01-10"},
		},
		"a credit note settles, on the later of the two days": {
			[]string{"VE 1 2026-01-05 411000 ACME F1 100.00 AA", "VE 2 2026-01-20 411000 ACME A1 -100.00 AA"},
			[]string{"ACME invoice F1 2026-01-05 100.00 left 0.00, 100.00 on 2026-01-20", "ACME credit_note A1 2026-01-20 -100.00 left 0.00, -100.00 on 2026-01-20"},
		},
		"a credit note that was paid back": {
			[]string{"VE 1 2026-01-20 411000 ACME A1 -100.00 AA", "BQ 2 2026-01-25 411000 ACME - 100.00 AA"},
			[]string{"ACME credit_note A1 2026-01-20 -100.00 left 0.00, -100.00 on 2026-01-25"},
		},
		"a payment that bounced, and came again": {
			[]string{"VE 1 2026-01-05 411000 ACME F1 100.00 AA", "BQ 2 2026-01-20 411000 ACME - -100.00 AA", "BQ 3 2026-01-22 411000 ACME - 100.00 AA", "BQ 4 2026-02-02 411000 ACME - -100.00 AA"},
			[]string{"ACME invoice F1 2026-01-05 100.00 left 0.00, 100.00 on 2026-02-02"},
		},
		"a payment that bounced for good": {
			[]string{"VE 1 2026-01-05 411000 ACME F1 100.00 AA", "BQ 2 2026-01-20 411000 ACME - -100.00 AA", "BQ 3 2026-01-22 411000 ACME - 100.00 -"},
			[]string{"ACME invoice F1 2026-01-05 100.00 left 0.00, 100.00 on 2026-01-20", "ACME invoice BQ-20260122 2026-01-22 100.00 left 100.00"},
		},
		"without letters: the exact amount, then the oldest": {
			[]string{"VE 1 2026-01-05 411000 ACME F1 100.00 -", "VE 2 2026-01-06 411000 ACME F2 70.00 -", "BQ 3 2026-02-03 411000 ACME - -70.00 -", "BQ 4 2026-02-04 411000 ACME - -30.00 -"},
			[]string{"ACME invoice F1 2026-01-05 100.00 left 70.00, 30.00 on 2026-02-04", "ACME invoice F2 2026-01-06 70.00 left 0.00, 70.00 on 2026-02-03"},
		},
		"without letters: too much is on account": {
			[]string{"VE 1 2026-01-05 411000 ACME F1 100.00 -", "BQ 3 2026-02-03 411000 ACME - -130.00 -"},
			[]string{"ACME invoice F1 2026-01-05 100.00 left 0.00, 100.00 on 2026-02-03", "ACME on account 2026-02-03 30.00"},
		},
		"without letters: what names the invoice settles it": {
			[]string{"VE 1 2026-01-05 411000 ACME F1 100.00 -", "VE 2 2026-01-06 411000 ACME F2 100.00 -", "BQ 3 2026-02-03 411000 ACME F2 -100.00 -"},
			[]string{"ACME invoice F1 2026-01-05 100.00 left 100.00", "ACME invoice F2 2026-01-06 100.00 left 0.00, 100.00 on 2026-02-03"},
		},
		"a piece that is missing stands in the label": {
			[]string{"VE 1 2026-01-05 411000 ACME - 100.00 - Facture 2026-0007 du 05/01/2026", "VE 2 2026-01-06 411000 ACME - 10.00 - divers"},
			[]string{"ACME invoice 2026-0007 2026-01-05 100.00 left 100.00", "ACME invoice VE-20260106 2026-01-06 10.00 left 10.00"},
		},
		"an invoice on two lines": {
			[]string{"VE 1 2026-01-05 411000 ACME F1 60.00 -", "VE 1 2026-01-05 411700 ACME F1 40.00 -"},
			[]string{"ACME invoice F1 2026-01-05 100.00 left 100.00"},
		},
		"what is doubtful is still owed": {
			[]string{"VE 1 2026-01-05 411000 ACME F1 100.00 AA", "OD 2 2026-03-01 411000 ACME - -100.00 AA", "OD 2 2026-03-01 416000 ACME - 100.00 -", "VE 3 2026-03-02 411000 ACME F2 5.00 -"},
			[]string{"ACME invoice F1 2026-01-05 100.00 left 100.00", "ACME invoice F2 2026-03-02 5.00 left 5.00"},
		},
		"an account of its own for each customer": {
			[]string{"VE 1 2026-01-05 411DUPONT - F1 100.00 AA", "OD 2 2026-03-01 411DUPONT - - -100.00 AA", "OD 2 2026-03-01 416DUPONT - - 100.00 -"},
			[]string{"411DUPONT invoice F1 2026-01-05 100.00 left 100.00"},
		},
		"money in advance that the invoice used": {
			[]string{"BQ 1 2026-01-02 419100 ACME - -30.00 -", "VE 2 2026-01-05 411000 ACME F1 100.00 AA", "OD 3 2026-01-05 419100 ACME - 30.00 -", "OD 3 2026-01-05 411000 ACME - -30.00 AA"},
			[]string{"ACME invoice F1 2026-01-05 100.00 left 70.00, 30.00 on 2026-01-02"},
		},
		"money in advance that waits": {
			[]string{"BQ 1 2026-01-02 419100 ACME - -30.00 -", "VE 2 2026-01-05 411000 ACME F1 100.00 AA", "BQ 3 2026-01-09 411000 ACME - -100.00 AA"},
			[]string{"ACME invoice F1 2026-01-05 100.00 left 0.00, 100.00 on 2026-01-09", "ACME on account 2026-01-02 30.00"},
		},
		"a loss that was written off": {
			[]string{"VE 1 2026-01-05 411000 ACME F1 100.00 AA", "BQ 2 2026-01-20 411000 ACME - -99.00 AA", "OD 3 2026-02-20 411000 ACME - -1.00 AA"},
			[]string{"ACME invoice F1 2026-01-05 100.00 left 0.00, 99.00 on 2026-01-20, 1.00 on 2026-02-20"},
		},
		"the year before, piece by piece": {
			[]string{"AN 1 2026-01-01 411000 ACME F9@2025-11-30 80.00 AA", "AN 1 2026-01-01 411000 BETA F8@2025-11-29 20.00 -", "BQ 2 2026-01-12 411000 ACME - -80.00 AA"},
			[]string{"ACME invoice F9 2025-11-30 80.00 left 0.00, 80.00 on 2026-01-12", "BETA invoice F8 2025-11-29 20.00 left 20.00"},
		},
		"the year before, as a sum": {
			[]string{"AN 1 2026-01-01 411000 ACME AN26 80.00 -", "AN 1 2026-01-01 411000 BETA AN26 -20.00 -", "VE 3 2026-01-05 411000 ACME F1 10.00 AA", "BQ 4 2026-01-12 411000 ACME - -10.00 AA"},
			[]string{"ACME invoice 2026-01-01 80.00 left 80.00", "ACME invoice F1 2026-01-05 10.00 left 0.00, 10.00 on 2026-01-12", "BETA on account 2026-01-01 20.00"},
		},
		"a payment lettered with an invoice of the year before": {
			[]string{"AN 1 2026-01-01 411000 ACME - 80.00 - Report à nouveau", "BQ 2 2026-01-12 411000 ACME - -60.00 ZZ"},
			[]string{"ACME invoice 2026-01-01 80.00 left 20.00, 60.00 on 2026-01-12"},
		},
		"another currency": {
			[]string{"VE 1 2026-01-05 411000 ACME F1 1000.00 - 870.00=GBP", "VE 2 2026-01-06 411000 ACME F2 500.00 AA 440.00=GBP", "BQ 3 2026-01-20 411000 ACME - -510.00 AA 440.00=GBP", "OD 4 2026-01-20 411000 ACME - 10.00 AA"},
			[]string{"ACME invoice F1 2026-01-05 870.00 left 870.00", "ACME invoice F2 2026-01-06 440.00 left 0.00, 440.00 on 2026-01-20", "ACME invoice OD-20260120 2026-01-20 10.00 left 0.00, 10.00 on 2026-01-20"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := readBooks(t, c.lines...).said()
			slices.Sort(c.says)
			slices.Sort(got)
			if !slices.Equal(got, c.says) {
				t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(c.says, "\n  "))
			}
		})
	}
}

// Whatever the letters say, what is open less what is on account is what the accounts
// of customers stand at, and nothing is settled by more than it is.
func TestWhatIsOpenIsTheBalance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := &ledger{currency: euro(), shared: map[string]*debtor{}}
		d := &debtor{number: "ACME"}
		balance := money.Of(0, l.currency)
		for n := range rapid.IntRange(1, 30).Draw(t, "lines") {
			amount := money.Of(rapid.Int64Range(-20, 20).Draw(t, "amount")*100, l.currency)
			balance = balance.Add(amount)
			day := rapid.IntRange(0, 5).Draw(t, "day")
			d.moves = append(d.moves, move{row: n, entry: rapid.IntRange(0, 12).Draw(t, "entry"), on: date.Must("2026-01-01").AddDays(day), pieceOn: date.Must("2026-01-01").AddDays(day), journal: "XX",
				piece:   rapid.SampledFrom([]string{"", "F1", "F2", "F3"}).Draw(t, "piece"),
				letters: rapid.SampledFrom([]string{"", "", "A", "B", "c"}).Draw(t, "letters"),
				account: holding(rapid.IntRange(0, 2).Draw(t, "account")), nature: nature(rapid.IntRange(0, 3).Draw(t, "nature")), amount: amount})
		}
		s := d.standing(l)
		sum := money.Of(0, l.currency)
		for _, c := range s.claims {
			sum = sum.Add(c.left())
			if !within(c.left(), c.total) || (c.kind == invoice.CreditNote) != (c.total.Sign() < 0) {
				t.Errorf("%+v has %s left", c, c.left())
			}
		}
		for _, m := range s.deposits {
			sum = sum.Sub(m.amount)
			if m.amount.Sign() <= 0 {
				t.Errorf("%+v is on account", m)
			}
		}
		if sum != balance {
			t.Errorf("%s are open, the balance is %s", sum, balance)
		}
	})
}

// LedgerOf is ledgerOf for tests from outside.
var LedgerOf = ledgerOf
