package camt

import (
	"fmt"
	"strconv"
	"strings"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/money"
)

// entry is a Ntry: what it says of itself, and the payments it is made of.
type entry struct {
	transaction
	place         fault.Place
	ref           string // NtryRef
	reversal      bool
	status        string
	booked, value string // days as written
	payments      []transaction
}

// entry reads a Ntry and gives it to the sink.
func (s *statement) entry() error {
	s.entries++
	e := &s.current
	*e = entry{place: placeOf(s.Line(), "Ntry "+strconv.Itoa(s.entries)), payments: e.payments[:0]}
	if err := s.Each(func(name string) error { return s.entryChild(e, name) }); err != nil {
		return err
	}
	if why := s.complete(e); why.Format != "" {
		s.notes.add(e.place, "the entry%s is left out: %s", e.called(), why)
		return nil
	}
	record, ok := s.record(e)
	if !ok {
		return nil
	}
	if err := s.begin(); err != nil {
		return err
	}
	s.balances.count(&record)
	return s.sink.Entry(&record)
}

func (s *statement) entryChild(e *entry, name string) (err error) {
	switch name {
	case "NtryRef":
		e.ref, err = s.Text()
	case "RvslInd":
		e.reversal, err = s.yes()
	case "Sts":
		e.status, err = s.DeepText()
	case "BookgDt":
		e.booked, err = s.DeepText()
	case "ValDt":
		e.value, err = s.DeepText()
	case "AcctSvcrRef":
		e.bankRef, err = s.Text()
	case "NtryDtls":
		err = s.Each(func(name string) error { return s.payments(e, name) })
	case "Btch", "TxDtls": // directly in Ntry in version 01
		err = s.payments(e, name)
	case "AddtlNtryInf":
		err = s.explanation(&e.transaction)
	default:
		err = s.common(&e.transaction, name)
	}
	return err
}

// payments reads a child of NtryDtls.
func (s *statement) payments(e *entry, name string) error {
	switch name {
	case "Btch":
		return s.Each(func(name string) (err error) { return s.batchName(&e.transaction, name) })
	case "TxDtls":
		e.payments = append(e.payments, transaction{line: s.Line()})
		return s.message.transaction(&e.payments[len(e.payments)-1])
	}
	return nil
}

// batchName reads a name of the batch that an entry or a payment belongs to. That of the
// order is a part of the text as well.
func (m *message) batchName(t *transaction, name string) error {
	s, err := m.Text()
	s = bank.Stated(s)
	switch name {
	case "PmtInfId":
		t.batch.Payment = s
		t.labels.label(name, s)
	case "MsgId":
		t.batch.Message = s
	}
	return err
}

// batchOf is what names the batch of an entry. The bank's reference of an entry is one of
// its batch where there are several payments, and in a report, in which several entries
// may be parts of one sum.
func (s *statement) batchOf(e *entry) bank.Batch {
	b := e.batch
	if len(e.payments) == 1 {
		b = b.Or(e.payments[0].batch)
	}
	if len(e.payments) > 1 || s.family.record != "Stmt" {
		b.Ref = e.bankRef
	}
	return b
}

// placeOfPayment says where the i-th payment of the current entry stands.
func (s *statement) placeOfPayment(e *entry, i int) fault.Place {
	return placeOf(e.payments[i].line, fmt.Sprintf("Ntry %d, TxDtls %d", s.entries, i+1))
}

// called names the entry by its reference, for a person who looks for it.
func (e *entry) called() string {
	if ref := first(e.bankRef, e.ref); ref != "" {
		return " " + ref
	}
	return ""
}

// complete fills in the currency that an entry may leave to its account, and says
// what the entry cannot do without and has not got.
func (s *statement) complete(e *entry) (why fault.Text) {
	e.amount.currency = first(e.amount.currency, s.out.Account.Currency, s.currency)
	if _, ok := e.amount.decimal(); !ok {
		return fault.Say("%q is not an amount of digits and a point", e.amount.figure)
	}
	if _, err := money.ParseCurrency(e.amount.currency); err != nil {
		return fault.Say("its currency %q is not a code of three letters", e.amount.currency)
	}
	if e.mark != credit && e.mark != debit {
		return fault.Say("its direction %q is neither CRDT nor DBIT", e.mark)
	}
	if s.currency == "" {
		s.currency = e.amount.currency
	}
	return fault.Text{}
}

// record turns a complete entry into the record that a sink receives. It does not
// when nothing in the file tells the day.
func (s *statement) record(e *entry) (bank.Entry, bool) {
	d, _ := e.amount.decimal()
	out := bank.Entry{
		Amount:   signed(d, e.mark),
		Currency: e.amount.currency,
		Status:   s.status(e),
		Reversal: e.reversal,
		Batch:    s.batchOf(e),
		Place:    e.place.String(),
	}
	out.BookedOn, out.ValueOn = s.days(e)
	if out.BookedOn == date.None {
		s.notes.add(e.place, "the entry%s is left out: the file names no day for it", e.called())
		return out, false
	}
	us := party{name: s.out.Account.Owner, iban: s.out.Account.IBAN, account: s.out.Account.Other}
	e.apply(&out, e.mark, us)
	if s.single(e) {
		s.fold(e, &out, us)
	} else {
		s.split(e, &out, us)
	}
	out.BankRef = first(out.BankRef, s.numberOf(e))
	return out, true
}

// numberOf is the reference of an entry within its statement. In a report it is none, for
// the next report may give the same number to another entry.
func (s *statement) numberOf(e *entry) string {
	if s.family.record != "Stmt" {
		return ""
	}
	return e.ref
}

// days gives an entry its two days. A missing value day is the booking day and
// the reverse; where both are missing, as in some statements of one day, the
// statement's own stands for them.
func (s *statement) days(e *entry) (booked, value date.Date) {
	booked, value = dayOf(e.booked), dayOf(e.value)
	for _, written := range []string{e.booked, e.value} {
		if written != "" && dayOf(written) == date.None {
			s.notes.add(e.place, "%q is not a day and is passed over", written)
		}
	}
	if booked == date.None && value == date.None {
		day, source := s.fallback()
		if day != date.None {
			s.notes.tally(e.place, "the entry names no day: taken as booked on %s, %s", day, source)
		}
		return day, day
	}
	if booked == date.None {
		booked = value
	}
	if value == date.None {
		value = booked
	}
	return booked, value
}

// status reads Sts. What a statement lists without a status is booked, or it
// would not be in its balance; elsewhere, and where the status is not known, the
// entry is for information and moves nothing.
func (s *statement) status(e *entry) bank.Status {
	switch strings.ToUpper(e.status) {
	case "BOOK":
		return bank.Booked
	case "PDNG", "FUTR":
		return bank.Pending
	case "INFO":
		return bank.Information
	case "":
		if s.family.record == "Stmt" {
			return bank.Booked
		}
		s.notes.tally(e.place, "the entry has no status: read as information, not as booked")
	default:
		s.notes.tally(e.place, "the status %q is not known: read as information, not as booked", e.status)
	}
	return bank.Information
}

// single reports whether an entry is one payment. The only detail of an entry is
// the entry itself, unless it names another amount: it is then one of several of
// which the bank shows no more, and its payer is not the payer of the whole.
func (s *statement) single(e *entry) bool {
	if len(e.payments) != 1 {
		return len(e.payments) == 0
	}
	d, _ := e.amount.decimal()
	t := &e.payments[0]
	if !t.contradicts(d, e.amount.currency, t.charges) || !t.contradicts(d, e.amount.currency, e.charges) {
		return true
	}
	s.notes.add(s.placeOfPayment(e, 0), "the only detail of an entry of %s is one of %s: the entry is kept whole",
		e.amount, first(t.amount.figure, t.details.transaction.figure))
	return false
}

// fold makes an entry and its only detail one.
func (s *statement) fold(e *entry, out *bank.Entry, us party) {
	var text lines
	if len(e.payments) == 1 {
		t := &e.payments[0]
		t.apply(out, e.mark, us)
		text = t.text(e.amount)
		out.BankRef = first(out.BankRef, s.numberOf(e), t.txID)
	}
	for _, line := range e.text(e.amount) {
		text.add(line)
	}
	out.Text = text.String()
}

// split gives an entry its details, each with its own sign.
func (s *statement) split(e *entry, out *bank.Entry, us party) {
	out.Text = e.text(e.amount).String()
	out.Details = make([]bank.Entry, 0, len(e.payments))
	for i := range e.payments {
		out.Details = append(out.Details, s.detail(e, i, out, us))
	}
	if leaves := out.Leaves(); len(e.payments) > 1 && len(leaves) == 1 {
		s.notes.add(e.place, "the %d details of the entry do not add up to its %s: the entry is kept whole",
			len(e.payments), e.amount)
	}
}

// detail makes a record of one payment of a batch. Its days, status and reversal
// are those of the batch.
func (s *statement) detail(e *entry, i int, batch *bank.Entry, us party) bank.Entry {
	t, place := &e.payments[i], s.placeOfPayment(e, i)
	mark := t.mark
	if mark != credit && mark != debit {
		mark = e.mark
	}
	a, ok := t.booked(e.amount.currency)
	if !ok {
		s.notes.tally(place, "the detail has no amount of its own")
		a.currency = e.amount.currency
	}
	d, _ := a.decimal()
	out := bank.Entry{
		BookedOn: batch.BookedOn,
		ValueOn:  batch.ValueOn,
		Amount:   signed(d, mark),
		Currency: a.currency,
		Status:   batch.Status,
		Reversal: batch.Reversal,
		Batch:    t.batch,
		Place:    place.String(),
	}
	t.apply(&out, mark, us)
	out.BankRef = first(out.BankRef, t.txID)
	out.Code = first(out.Code, e.code)
	out.Text = t.text(a).String()
	return out
}
