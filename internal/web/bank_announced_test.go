package web_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/format/coda"
	"acquit/internal/intake"
	"acquit/internal/money"
	"acquit/internal/settle"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// hands takes a file of the bank in and lets matching look at it.
func (l *ledger) hands(name, body string) {
	l.t.Helper()
	desk := intake.Desk{Store: l.store, Actor: "anne@lys.example"}
	r, err := desk.Statement(l.t.Context(), l.company.ID, intake.Bytes(name, []byte(body)))
	if err != nil || r.Failed() {
		l.t.Fatalf("%+v, %v", r, err)
	}
	if _, err := settle.Match(l.t.Context(), l.store, l.company.ID, l.clock.Today(), nil); err != nil {
		l.t.Fatal(err)
	}
}

// camtOf is a message of one entry of 1190.00: an account report, or a statement.
func camtOf(kind, number, status string, day date.Date) string {
	message, record := "BkToCstmrStmt", "Stmt"
	if kind == "052" {
		message, record = "BkToCstmrAcctRpt", "Rpt"
	}
	return fmt.Sprintf(`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.%[1]s.001.08"><%[2]s><%[3]s><Id>%[4]s</Id><ElctrncSeqNb>%[4]s</ElctrncSeqNb>
<Acct><Id><IBAN>BE68539007547034</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Ntry><Amt Ccy="EUR">1190.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>%[5]s</Cd></Sts><BookgDt><Dt>%[6]s</Dt></BookgDt><AcctSvcrRef>REF1</AcctSvcrRef>
<NtryDtls><TxDtls><RltdPties><Dbtr><Pty><Nm>ACME ZONEN</Nm></Pty></Dbtr></RltdPties><RmtInf><Ustrd>INV-2026-0001</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
</%[3]s></%[2]s></Document>`, kind, message, record, number, status, day)
}

func TestWhatIsAnnouncedShowsAsSuch(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		today := clock.Today()
		l.hands("report.xml", camtOf("052", "1", "PDNG", today))
		shows(t, l.anne.get(l.at("import")), "1 new, 1 of them only announced")
		announced := l.only(store.EntryAnnounced)
		shows(t, l.anne.get(l.at("bank", "entries")+"?state=announced"), "Announced", "€1,190.00")
		shows(t, l.anne.get(l.at("bank", "entries", announced.ID.String())), "The bank has announced it and not booked it yet")
		shows(t, l.anne.get(l.at("customers", l.acme.ID.String())), "A payment of €1,190.00 is announced", "not booked it yet")
		if l.open(l.r1) != "1190.00" {
			t.Error("what is announced pays")
		}
		if p := l.anne.get(l.at("bank", "confirm")); strings.Contains(p.text, "1,190.00") {
			t.Error("a person is asked to confirm what is only announced")
		}
		clock.SetDay(today.AddDays(11))
		shows(t, l.anne.get(l.at("bank")), "1 announced entry was never booked", "Show them")
		shows(t, l.anne.get(l.at("bank", "entries")+"?state=lost"), "Announced, never booked", "€1,190.00")
		shows(t, l.anne.get(l.at("bank", "entries", announced.ID.String())), "Announced, never booked", "counts for nothing")
		if p := l.anne.get(l.at("customers", l.acme.ID.String())); strings.Contains(p.text, "is announced") {
			t.Error("a payment that will not come is still announced")
		}
		l.hands("statement.xml", camtOf("053", "1", "BOOK", today.AddDays(2)))
		shows(t, l.anne.get(l.at("import")), "1 new, 1 announced entry booked")
		booked := l.only(store.EntryBooked)
		shows(t, l.anne.get(l.at("bank", "entries", booked.ID.String())), "Also told by", "announced on")
		if p := l.anne.get(l.at("bank", "entries")); strings.Count(p.text, "€1,190.00") != 1 {
			t.Error("the announced entry is listed beside the booked one")
		}
		shows(t, l.anne.get(l.at("bank", "entries", announced.ID.String())), "Another entry tells of the same payment")
	})
}

// batchOf is a notification of the parts of a batch, or the statement that books it as one
// sum, of 21 parts of 10.00.
func batchOf(kind string, day date.Date) string {
	const parts = 21
	message, record, entries := "BkToCstmrStmt", "Stmt", fmt.Sprintf(`<Ntry><Amt Ccy="EUR">%d.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>%s</Dt></BookgDt><AcctSvcrRef>COLL-7</AcctSvcrRef></Ntry>`, 10*parts, day)
	if kind == "054" {
		message, record, entries = "BkToCstmrDbtCdtNtfctn", "Ntfctn", ""
		for n := range parts {
			entries += fmt.Sprintf(`<Ntry><Amt Ccy="EUR">10.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>%s</Dt></BookgDt><AcctSvcrRef>COLL-7</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>D-%02d</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>`, day, n)
		}
	}
	return fmt.Sprintf(`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.%[1]s.001.08"><%[2]s><%[3]s><Id>1</Id><Acct><Id><IBAN>BE68539007547034</IBAN></Id><Ccy>EUR</Ccy></Acct>%[4]s</%[3]s></%[2]s></Document>`, kind, message, record, entries)
}

func TestTheAnnouncedPartsOfABatchShowWithTheirSum(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		l.hands("notice.xml", batchOf("054", clock.Today()))
		var part store.Entry
		testkit.View(t, s, l.company.ID, func(tx *store.Tx) error {
			all, err := tx.Entries(store.EntryFilter{State: store.EntryAnnounced, Limit: 1})
			part = all[0]
			return err
		})
		l.hands("statement.xml", batchOf("053", clock.Today()))
		shows(t, l.anne.get(l.at("import")), "CAMT.053", "CAMT.054", "1 new, 21 announced entries booked")
		clock.SetDay(clock.Today().AddDays(11))
		if p := l.anne.get(l.at("bank")); strings.Contains(p.text, "never booked") {
			t.Error("the parts of a sum that is booked were never booked")
		}
		of := l.at("bank", "entries", part.ID.String())
		shows(t, l.anne.get(of), "Booked with others as one sum", "booked €210.00 for the whole batch", "Booked within", "€210.00, CAMT.053")
		sum := ""
		testkit.View(t, s, l.company.ID, func(tx *store.Tx) error {
			e, _, err := tx.EntryByID(part.ID)
			sum = l.at("bank", "entries", e.SameAs.String())
			return err
		})
		shows(t, l.anne.get(sum), "Announced part", "€10.00, announced on", "and 1 more")
	})
}

// only is the one bank line in a state.
func (l *ledger) only(state store.EntryState) (e store.Entry) {
	l.t.Helper()
	testkit.View(l.t, l.store, l.company.ID, func(tx *store.Tx) error {
		all, err := tx.Entries(store.EntryFilter{State: state, Limit: 2})
		if len(all) != 1 {
			l.t.Fatalf("%d entries are %s", len(all), state)
		}
		e = all[0]
		return err
	})
	return e
}

func TestAnEntryShowsWhatTheOtherSidePaid(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		e := l.receives("A", "77.00", func(e *store.Entry) {
			e.Original, e.Charges, e.MandateID = testkit.Euro("80.00"), testkit.Euro("3.00"), "M-1 "+hostile
		})
		shows(t, l.anne.get(l.at("bank", "entries", e.ID.String())), "Original amount", "€80.00", "Charges kept by banks", "€3.00", "Mandate", "M-1")
	})
}

// codaOf is a CODA of a day that begins with a sum, in cents, and brings one entry.
func codaOf(t testing.TB, number string, day date.Date, opening int64) string {
	t.Helper()
	from, to := money.Of(opening, money.EUR), money.Of(opening+1000, money.EUR)
	s := &bank.Statement{Account: bank.Account{IBAN: "BE68539007547034", Currency: "EUR", Owner: "Lys & Fils"}, Number: number, Sequence: number,
		Opening: &bank.Balance{Date: day, Amount: from.Decimal()}, Closing: &bank.Balance{Date: day, Amount: to.Decimal()},
		Entries: []bank.Entry{{BookedOn: day, ValueOn: day, Amount: money.Of(1000, money.EUR).Decimal(), Currency: "EUR", Status: bank.Booked,
			BankRef: "REF" + number, Text: "merci", Counterparty: bank.Counterparty{Name: "ACME ZONEN", IBAN: "BE71096123456769"}}}}
	var b bytes.Buffer
	if err := coda.Write(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestBrowserShowsWhatTheBankAnnouncesAndLeavesOut(t *testing.T) {
	l, w := openList(t, chromium(t))
	today := l.clock.Today()
	l.hands("old.xml", camtOf("052", "1", "PDNG", today.AddDays(-20)))
	l.hands("report.xml", camtOf("052", "2", "PDNG", today))
	l.hands("011.cod", codaOf(t, "011", today.AddDays(-12), 0))
	l.hands("014.cod", codaOf(t, "014", today.AddDays(-7), 4000))
	w.press(`.rail a[href$="/bank"]`)
	w.says("main", "Statements of BE68 5390 0754 7034 are missing")
	w.says("main", "1 announced entry was never booked")
	w.check("bank announced")
	w.follow("Show them")
	w.says("tbody", "Announced, never booked")
	w.check("bank lost")
	w.follow("ACME ZONEN")
	w.check("bank lost entry")
	w.MustNavigate(w.url + l.at("customers", l.acme.ID.String())).MustWaitLoad()
	w.says("main", "A payment of €1,190.00 is announced")
	w.check("customer announced")
	w.MustNavigate(w.url + l.at("bank", "accounts", l.account.ID.String())).MustWaitLoad()
	w.says("main", "25 December 2025 to 26 December 2025 are missing; the balance differs by €30.00")
	w.check("bank account missing days")
	w.press(`.rail a[href$="/import"]`)
	w.says("main", "1 of them only announced")
	w.check("import announced")
}
