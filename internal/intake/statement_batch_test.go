package intake_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/govalues/decimal"

	"acquit/internal/bank"
	"acquit/internal/intake"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// lot is a Ntry that stands for several payments, whose details are listed where the
// bank does so. The names of the batch are left out where they are "".
type lot struct {
	amount, ref, order, message string
	details                     []heard
}

// lotFile is a message of a kind on 20 January 2026, with a sum for each lot. Balances
// stand in a statement alone.
func lotFile(kind, number, opening string, lots ...lot) []byte {
	var entries strings.Builder
	total := testkit.Euro("0.00")
	for _, l := range lots {
		total = total.Add(testkit.Euro(l.amount))
		fmt.Fprintf(&entries, `<Ntry><Amt Ccy="EUR">%s</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-01-20</Dt></BookgDt><ValDt><Dt>2026-01-20</Dt></ValDt>%s<NtryDtls>`,
			l.amount, some("<AcctSvcrRef>%s</AcctSvcrRef>", l.ref))
		if l.order+l.message != "" {
			entries.WriteString("<Btch>" + some("<MsgId>%s</MsgId>", l.message) + some("<PmtInfId>%s</PmtInfId>", l.order) + "</Btch>")
		}
		for _, p := range l.details {
			fmt.Fprintf(&entries, `<TxDtls>%s<Amt Ccy="EUR">%s</Amt>%s</TxDtls>`, some("<Refs><EndToEndId>%s</EndToEndId></Refs>", p.endToEnd), p.amount, some("<RmtInf><Ustrd>%s</Ustrd></RmtInf>", p.text))
		}
		entries.WriteString("</NtryDtls></Ntry>")
	}
	frame := string(camtFile(kind, number, opening, "2026-01-20"))
	if opening != "" { // the balance of nothing is the one that the lots lead to
		closing := testkit.Euro(opening).Add(total)
		before, after, _ := strings.Cut(frame, "<Cd>CLBD</Cd>")
		frame = before + "<Cd>CLBD</Cd>" + strings.Replace(after, ">"+opening+"<", ">"+closing.String()+"<", 1)
	}
	end := strings.Index(frame, "</Stmt>")
	if kind == "054" {
		end = strings.Index(frame, "</Ntfctn>")
	}
	if kind == "052" {
		end = strings.Index(frame, "</Rpt>")
	}
	return []byte(frame[:end] + entries.String() + frame[end:])
}

// asParts announces payments, each with the names of a batch.
func asParts(of lot, details ...heard) lot {
	sum := testkit.Euro("0.00")
	for _, p := range details {
		sum = sum.Add(testkit.Euro(p.amount))
	}
	of.amount, of.details = sum.String(), details
	return of
}

var (
	alpha = heard{amount: "100.00", endToEnd: "D1", text: "invoice R-1"}
	beta  = heard{amount: "120.00", endToEnd: "D2", text: "invoice R-2"}
	gamma = heard{amount: "80.00", endToEnd: "D3", text: "invoice R-3"}
)

func TestABatchToldInPartsIsBookedWithItsSum(t *testing.T) {
	waiting := []string{"100.00 announced", "120.00 announced", "80.00 announced"}
	ref, order, message := lot{ref: "COLL-7"}, lot{order: "LYS-2026-05"}, lot{message: "MSG-1"}
	coda := codaOf("1", "0.00", "2026-01-20", heard{day: "2026-01-20", amount: "300.00", endToEnd: "LYS-2026-05", text: "collection"})
	for name, c := range map[string]struct {
		told  [][]byte
		books []byte
		gone  int
	}{
		"by the bank's reference": {[][]byte{lotFile("054", "1", "", asParts(ref, alpha, beta, gamma))}, lotFile("053", "1", "0.00", lot{amount: "300.00", ref: "COLL-7"}), 3},
		"over several messages, by the order": {[][]byte{lotFile("054", "1", "", asParts(order, alpha, beta)), lotFile("054", "2", "", asParts(order, gamma))},
			lotFile("053", "1", "0.00", lot{amount: "300.00", ref: "X", order: "LYS-2026-05"}), 3},
		"by the message of the order":    {[][]byte{lotFile("054", "1", "", asParts(message, alpha, beta, gamma))}, lotFile("053", "1", "0.00", lot{amount: "300.00", message: "MSG-1"}), 3},
		"in CODA, as its customer knows": {[][]byte{lotFile("054", "1", "", asParts(order, alpha, beta, gamma))}, codaBytes(coda), 3},
		"each an entry of its own":       {[][]byte{lotFile("054", "1", "", asParts(ref, alpha), asParts(ref, beta), asParts(ref, gamma))}, lotFile("053", "1", "0.00", lot{amount: "300.00", ref: "COLL-7"}), 3},
		"without a name, by nothing":     {[][]byte{lotFile("054", "1", "", asParts(lot{}, alpha, beta, gamma))}, lotFile("053", "1", "0.00", lot{amount: "300.00", ref: "COLL-7", order: "LYS-2026-05"}), 0},
		"with another name":              {[][]byte{lotFile("054", "1", "", asParts(lot{ref: "COLL-8", order: "O"}, alpha, beta, gamma))}, lotFile("053", "1", "0.00", lot{amount: "300.00", ref: "COLL-7", order: "LYS-2026-05"}), 0},
	} {
		t.Run(name, func(t *testing.T) {
			testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
				o := newOffice(t, s)
				for _, body := range c.told {
					o.statement(intake.Bytes("notice", body))
				}
				if diff := cmp.Diff(waiting, o.lines()); diff != "" {
					t.Fatal(diff)
				}
				lines := []string{"300.00 new"}
				if c.gone == 0 {
					lines = append(slices.Clone(waiting[:2]), "300.00 new", waiting[2])
				}
				booked := o.hand(c.books, 1, 0, c.gone, lines...)
				o.hand(c.told[0], 0, 0, 0, lines...)
				if _, err := o.undo(booked.Import); err != nil {
					t.Error(err)
				}
				if diff := cmp.Diff(waiting, o.lines()); diff != "" {
					t.Errorf("undone: %s", diff)
				}
				o.sound()
			})
		})
	}
}

// What is told of a sum that is booked already says nothing new, once it is known to be
// of it: the first two might be of another sum of the same order.
func TestPartsThatComeBehindTheirSumAreLate(t *testing.T) {
	order := lot{message: "MSG-1"}
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		o.hand(lotFile("053", "1", "0.00", lot{amount: "300.00", message: "MSG-1"}), 1, 0, 0, "300.00 new")
		first := o.hand(lotFile("054", "1", "", asParts(order, alpha, beta)), 2, 2, 0, "100.00 announced", "120.00 announced", "300.00 new")
		last := o.hand(lotFile("054", "2", "", asParts(order, gamma)), 0, 0, 2, "300.00 new")
		o.hand(lotFile("054", "3", "", asParts(order, heard{amount: "80.00", endToEnd: "D4", text: "invoice R-4"})), 1, 1, 0, "300.00 new", "80.00 announced")
		for _, r := range []intake.Report{last, first} {
			if _, err := o.undo(r.Import); err != nil {
				t.Error(err)
			}
			o.sound()
		}
		o.hand(lotFile("054", "1", "", asParts(lot{message: "MSG-1", ref: "R"}, alpha)), 1, 1, 0, "100.00 announced", "300.00 new", "80.00 announced")
	})
}

// The bank's reference shows at once that a part is late, as far as there is room for it.
func TestALatePartIsKnownByTheBanksReference(t *testing.T) {
	ref := lot{ref: "COLL-7"}
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		o.hand(lotFile("053", "1", "0.00", lot{amount: "200.00", ref: "COLL-7"}), 1, 0, 0, "200.00 new")
		o.hand(lotFile("054", "1", "", asParts(ref, alpha)), 0, 0, 0, "200.00 new")
		o.hand(lotFile("054", "2", "", asParts(ref, beta)), 1, 1, 0, "120.00 announced", "200.00 new")
	})
}

// A report of another kind that told of a part goes with it, and comes back with it.
func TestWhatElseTellsOfAPartGoesWithIt(t *testing.T) {
	ref := lot{ref: "COLL-7"}
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		notice := o.hand(lotFile("054", "1", "", asParts(ref, alpha, beta)), 2, 2, 0, "100.00 announced", "120.00 announced")
		o.hand(lotFile("052", "1", "", asParts(ref, alpha, beta)), 0, 0, 0, "100.00 announced", "120.00 announced")
		books := lotFile("053", "1", "0.00", lot{amount: "220.00", ref: "COLL-7"})
		booked := o.hand(books, 1, 0, 2, "220.00 new")
		if _, err := o.undo(booked.Import); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff([]string{"100.00 announced", "120.00 announced"}, o.lines()); diff != "" {
			t.Error(diff)
		}
		booked = o.hand(books, 1, 0, 2, "220.00 new")
		if _, err := o.undo(notice.Import); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff([]string{"220.00 new"}, o.lines()); diff != "" {
			t.Error(diff)
		}
		o.sound()
		if _, err := o.undo(booked.Import); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff([]string{"100.00 announced", "120.00 announced"}, o.lines()); diff != "" {
			t.Error(diff)
		}
		o.sound()
	})
}

// The details of a batch that is booked as such are no sums, though CODA gives each the
// reference of the batch: what is left of its announcement was never booked.
func TestADetailIsNoSum(t *testing.T) {
	ref := lot{ref: "COLL-7"}
	books := codaOf("1", "0.00", "2026-01-20", heard{day: "2026-01-20", amount: "220.00", text: "collection"})
	e := &books.Entries[0]
	e.BankRef = "COLL-7"
	for _, p := range []heard{alpha, beta} {
		d := *e
		d.Details, d.Amount, d.EndToEndID, d.Text = nil, decimal.MustParse(p.amount), p.endToEnd, p.text
		e.Details = append(e.Details, d)
	}
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		o.hand(lotFile("054", "1", "", asParts(ref, alpha, gamma)), 2, 2, 0, "100.00 announced", "80.00 announced")
		o.hand(codaBytes(books), 2, 0, 1, "100.00 new", "120.00 new", "80.00 announced")
		o.hand(lotFile("054", "2", "", asParts(ref, heard{amount: "20.00", endToEnd: "D9"})), 1, 1, 0, "100.00 new", "120.00 new", "20.00 announced", "80.00 announced")
	})
}

func TestTwoNoticesInOtherWordsAnnounceOnePayment(t *testing.T) {
	p := heard{day: "2026-01-20", amount: "120.00", iban: fromAcme, endToEnd: "E-1", ref: "REF1", text: "invoice R-1 of 2 January"}
	reworded, shorter, stranger := p, p, p
	reworded.text = "R-1, with thanks"
	shorter.text, shorter.ref = "R1", ""
	stranger.iban, stranger.text = fromBeta, "R-1 as well"
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		o.hand(camtFile("054", "1", "", "", p), 1, 1, 0, "120.00 announced")
		o.hand(camtFile("054", "2", "", "", reworded), 0, 0, 0, "120.00 announced")
		o.hand(camtFile("054", "3", "", "", shorter), 0, 0, 0, "120.00 announced")
		o.hand(camtFile("054", "4", "", "", stranger), 1, 1, 0, "120.00 announced", "120.00 announced")
		o.hand(camtFile("053", "1", "0.00", "2026-01-20", p), 1, 0, 1, "120.00 announced", "120.00 new")
		last := reworded
		last.text = "what it was for was said before"
		o.hand(camtFile("054", "5", "", "", last), 0, 0, 0, "120.00 announced", "120.00 new")
	})
}

// A message that words twins differently tells of two payments, and so does one that tells
// of a payment as before and of its twin in other words.
func TestTwinsInOneNoticeStayTwins(t *testing.T) {
	p := heard{day: "2026-01-20", amount: "50.00", iban: fromAcme, endToEnd: "RENT", text: "rent of January 2026"}
	other, third := p, p
	other.text, third.text = "rent", "monthly rent"
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		for name, c := range map[string]struct {
			first, second []heard
			fresh         int
		}{
			"in other words at once":      {nil, []heard{p, other}, 2},
			"as before and in others":     {[]heard{p}, []heard{p, other}, 1},
			"in others and as before":     {[]heard{p}, []heard{other, p}, 1},
			"both in other words":         {[]heard{p}, []heard{other, third}, 1},
			"two as two":                  {[]heard{p, other}, []heard{third, third}, 0},
			"two as one":                  {[]heard{p, other}, []heard{third}, 0},
			"one more than before":        {[]heard{p, p}, []heard{other, other, third}, 1},
			"words that only look alike":  {[]heard{{day: p.day, amount: p.amount, text: p.text}}, []heard{{day: p.day, amount: p.amount, text: other.text}}, 1},
			"the same words say the same": {[]heard{{day: p.day, amount: p.amount, text: p.text}}, []heard{{day: p.day, amount: p.amount, text: p.text}}, 0},
		} {
			t.Run(name, func(t *testing.T) {
				o := newOffice(t, s, called(name))
				if c.first != nil {
					o.statement(intake.Bytes("first", camtFile("054", "1", "", "", c.first...)))
				}
				lines := slices.Repeat([]string{"50.00 announced"}, len(c.first)+c.fresh)
				o.hand(camtFile("054", "2", "", "", c.second...), c.fresh, c.fresh, 0, lines...)
				o.hand(camtFile("054", "2", "", "", c.second...), 0, 0, 0, lines...)
			})
		}
	})
}

// A message may hold several notifications of an account.
func TestTwinsInTwoNoticesOfOneMessageStayTwins(t *testing.T) {
	p := heard{day: "2026-01-20", amount: "50.00", iban: fromAcme, endToEnd: "RENT", text: "rent of January 2026"}
	other := p
	other.text = "rent"
	one, two := string(camtFile("054", "1", "", "", p)), string(camtFile("054", "2", "", "", other))
	second := two[strings.Index(two, "<Ntfctn>"):]
	both := []byte(one[:strings.Index(one, "</Ntfctn>")+len("</Ntfctn>")] + second)
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		o.hand(both, 2, 2, 0, "50.00 announced", "50.00 announced")
		o.hand(camtFile("054", "3", "", "", other, p), 0, 0, 0, "50.00 announced", "50.00 announced")
	})
}

func TestAReportNamesTheKindOfStatement(t *testing.T) {
	p := heard{day: "2026-01-20", amount: "50.00", iban: fromAcme, text: "rent"}
	const field = ":20:A\r\n:25:BE68539007547034EUR\r\n:28C:1\r\n"
	interim := field + ":34F:EUR0,00\r\n:13D:2601201200+0100\r\n:61:260120C50,00NTRFNONREF\r\n:86:rent\r\n-\r\n"
	whole := field + ":60F:C260119EUR0,00\r\n:61:260120C70,00NTRFNONREF\r\n:86:rent\r\n:62F:C260120EUR70,00\r\n-\r\n"
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		for want, body := range map[string][]byte{
			"camt.052": camtFile("052", "1", "", "", p), "camt.053": camtFile("053", "1", "0.00", "2026-01-20", p), "camt.054": camtFile("054", "1", "", "", p),
			"coda":  codaBytes(&bank.Statement{Account: bank.Account{IBAN: "BE68539007547034", Currency: "EUR"}, Number: "1", Opening: codaStatement("1", "2026-01-20").Opening}),
			"mt940": []byte(whole), "mt942": []byte(interim),
		} {
			o := newOffice(t, s, called(want))
			if r := o.statement(intake.Bytes(want, body)); r.Failed() || r.Format != want {
				t.Errorf("%s: %+v", want, r)
			}
			o.view(func(tx *store.Tx) error {
				kept, err := tx.Imports(0, 10)
				if len(kept) != 1 || !strings.Contains(strings.ReplaceAll(kept[0].Report, " ", ""), `"format":"`+want+`"`) {
					t.Errorf("%s: %+v", want, kept)
				}
				return err
			})
		}
	})
}
