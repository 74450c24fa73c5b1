package camt

import (
	"strings"

	"github.com/govalues/decimal"

	"acquit/internal/bank"
)

// transaction is what a TxDtls says of one payment. An entry says the same kind
// of things of itself.
type transaction struct {
	line              int
	amount            amount // Amt
	mark              string // CdtDbtInd
	details           amountDetails
	charges           []amount
	code              string
	bankRef, txID     string
	endToEnd, mandate string
	batch             bank.Batch // what its order and the message of that are called
	debtor, creditor  party
	remittance        remittance
	reason            string // of a return
	explained, labels lines  // what the bank wrote, and what has no other place
}

// amountDetails are the sums that a payment ran through.
type amountDetails struct{ transaction, counterValue, instructed amount }

// party is one side of a payment.
type party struct{ name, ultimate, iban, account, accountName, bic string }

func (p *party) unknown() bool { return p.name == "" && p.ultimate == "" && p.number() == "" }

func (p *party) number() string {
	if p.iban != "" {
		return p.iban
	}
	return p.account
}

// transaction reads a TxDtls.
func (m *message) transaction(t *transaction) error {
	return m.Each(func(name string) (err error) {
		switch name {
		case "Refs":
			err = m.references(t)
		case "RltdPties":
			err = m.parties(t)
		case "RltdAgts":
			err = m.agents(t)
		case "RmtInf":
			t.remittance, err = m.remittance()
		case "RtrInf":
			err = m.returned(t)
		case "AddtlTxInf":
			err = m.explanation(t)
		default:
			err = m.common(t, name)
		}
		return err
	})
}

// common reads the elements that Ntry and TxDtls share.
func (m *message) common(t *transaction, name string) (err error) {
	switch name {
	case "Amt":
		t.amount, err = m.amount()
	case "CdtDbtInd":
		t.mark, err = m.Text()
	case "AmtDtls":
		t.details, err = m.amountDetails()
	case "Chrgs":
		t.charges, err = m.charges()
	case "BkTxCd":
		t.code, err = m.code()
	}
	return err
}

func (m *message) explanation(t *transaction) error {
	s, err := m.Text()
	t.explained.add(s)
	return err
}

func (m *message) references(t *transaction) error {
	return m.Each(func(name string) error {
		if name == "PmtInfId" || name == "MsgId" {
			return m.batchName(t, name)
		}
		s, err := m.Text()
		switch name {
		case "AcctSvcrRef":
			t.bankRef = s
		case "TxId":
			t.txID = bank.Stated(s)
		case "EndToEndId":
			t.endToEnd = bank.Stated(s)
		case "MndtId", "ChqNb":
			t.labels.label(name, bank.Stated(s))
		}
		return err
	})
}

func (m *message) amountDetails() (d amountDetails, err error) {
	err = m.Each(func(name string) (err error) {
		switch name {
		case "TxAmt":
			d.transaction, err = m.nestedAmount()
		case "CntrValAmt":
			d.counterValue, err = m.nestedAmount()
		case "InstdAmt":
			d.instructed, err = m.nestedAmount()
		}
		return err
	})
	return d, err
}

// charges reads Chrgs/Rcrd/Amt, or Chrgs/Amt as versions 01 to 03 have it. A
// total beside them is their sum.
func (m *message) charges() (charges []amount, err error) {
	err = m.Each(func(name string) error {
		if name != "Rcrd" && name != "Amt" {
			return nil
		}
		a, err := m.nestedAmount()
		if !a.none() {
			charges = append(charges, a)
		}
		return err
	})
	return charges, err
}

// code reads a BkTxCd: the ISO code as "PMNT/RCDT/ESCT", else the bank's own.
func (m *message) code() (string, error) {
	var iso [3]string
	var own string
	err := m.Each(func(name string) (err error) {
		switch name {
		case "Domn":
			err = m.domain(&iso)
		case "Prtry":
			own, err = m.inside("Cd")
		}
		return err
	})
	if iso[0] == "" {
		return own, err
	}
	return strings.TrimRight(strings.Join(iso[:], "/"), "/"), err
}

func (m *message) domain(code *[3]string) error {
	return m.Each(func(name string) (err error) {
		switch name {
		case "Cd":
			code[0], err = m.Text()
		case "Fmly":
			err = m.Each(func(name string) (err error) {
				switch name {
				case "Cd":
					code[1], err = m.Text()
				case "SubFmlyCd":
					code[2], err = m.Text()
				}
				return err
			})
		}
		return err
	})
}

func (m *message) parties(t *transaction) error {
	return m.Each(func(name string) (err error) {
		switch name {
		case "Dbtr":
			t.debtor.name, err = m.party()
		case "DbtrAcct":
			err = m.partyAccount(&t.debtor)
		case "UltmtDbtr":
			t.debtor.ultimate, err = m.party()
		case "Cdtr":
			t.creditor.name, err = m.party()
		case "CdtrAcct":
			err = m.partyAccount(&t.creditor)
		case "UltmtCdtr":
			t.creditor.ultimate, err = m.party()
		}
		return err
	})
}

// party reads a name: at Nm up to version 07, at Pty/Nm or Agt/FinInstnId/Nm from
// version 08 on.
func (m *message) party() (name string, err error) {
	err = m.Each(func(local string) (err error) {
		switch local {
		case "Nm":
			name, err = m.Text()
		case "Pty", "Agt", "FinInstnId":
			name, err = m.party()
		}
		return err
	})
	return name, err
}

func (m *message) partyAccount(p *party) error {
	return m.Each(func(name string) (err error) {
		switch name {
		case "Id":
			p.iban, p.account, err = m.accountID()
		case "Nm":
			p.accountName, err = m.Text()
		}
		return err
	})
}

func (m *message) agents(t *transaction) error {
	return m.Each(func(name string) (err error) {
		switch name {
		case "DbtrAgt":
			t.debtor.bic, err = m.bic()
		case "CdtrAgt":
			t.creditor.bic, err = m.bic()
		}
		return err
	})
}

// bic reads FinInstnId/BIC, or FinInstnId/BICFI from version 04 on.
func (m *message) bic() (bic string, err error) {
	err = m.Each(func(name string) (err error) {
		switch name {
		case "FinInstnId", "CmbndId": // the second in version 01
			bic, err = m.bic()
		case "BIC", "BICFI":
			bic, err = m.Text()
		}
		return err
	})
	return bic, err
}

// returned reads a RtrInf: why the other side sent a payment back.
func (m *message) returned(t *transaction) error {
	return m.Each(func(name string) (err error) {
		switch name {
		case "Rsn", "RtrRsn": // the second in version 01
			t.reason, err = m.DeepText()
		case "AddtlInf", "AddtlRtrRsnInf":
			err = m.explanation(t)
		}
		return err
	})
}

// is reports whether two parties are the same: by their numbers, or by their
// names where p has no number.
func (p *party) is(other party) bool {
	if n := p.number(); n != "" {
		return n == other.number()
	}
	return p.name != "" && strings.EqualFold(p.name, other.name)
}

// counterparty is the other side of a payment: the debtor of money that comes in,
// the creditor of money that goes out. Returns and reversals keep the roles of
// the original payment, so that the side expected may be empty or ourselves; it
// is then the other one.
func (t *transaction) counterparty(mark string, us party) *party {
	there, here := &t.debtor, &t.creditor
	if mark == debit {
		there, here = here, there
	}
	if (there.unknown() || there.is(us)) && !here.unknown() && !here.is(us) {
		return here
	}
	return there
}

// booked returns the sum of t in the currency of the entry it belongs to, and
// whether t names one at all; without one in that currency it returns the first
// that there is. The sum that the payer instructed comes last, because it is from
// before charges.
func (t *transaction) booked(currency string) (amount, bool) {
	all := []amount{t.amount, t.details.transaction, t.details.counterValue, t.details.instructed}
	var first amount
	for _, a := range all {
		if a.none() {
			continue
		}
		if a.currency == currency {
			return a, true
		}
		if first.figure == "" {
			first = a
		}
	}
	return first, first.figure != ""
}

// contradicts reports whether t names another sum than the entry it is the only
// detail of, so that it must be a part of something else. A difference that the
// charges explain is none.
func (t *transaction) contradicts(entry decimal.Decimal, currency string, charges []amount) bool {
	a := t.amount
	if a.none() {
		a = t.details.transaction
	}
	d, ok := a.decimal()
	if !ok || d.IsZero() || a.currency != currency || d.Cmp(entry) == 0 {
		return false
	}
	fees := decimal.Zero
	for _, c := range charges {
		if fee, ok := c.decimal(); ok && c.currency == currency {
			fees, _ = fees.Add(fee)
		}
	}
	gap, err := d.Sub(entry)
	return err != nil || gap.Abs().Cmp(fees) != 0
}

// apply puts what t says into an entry or one of its details. What the entry
// knows by itself stays.
func (t *transaction) apply(e *bank.Entry, mark string, us party) {
	e.BankRef = first(e.BankRef, t.bankRef)
	e.EndToEndID = first(e.EndToEndID, t.endToEnd)
	e.Code = first(e.Code, t.code)
	e.ReturnReason = first(e.ReturnReason, t.reason)
	e.MandateID = first(e.MandateID, t.mandate)
	if p := t.counterparty(mark, us); !p.unknown() || p.bic != "" {
		e.Counterparty = bank.Counterparty{
			Name: first(p.name, p.accountName, p.ultimate),
			IBAN: p.number(),
			BIC:  p.bic,
		}
	}
	if len(t.remittance.references) > 0 {
		e.Reference = t.remittance.references[0]
	}
	t.beside(e, mark)
}

// beside gives an entry the sums beside its own: what the other side instructed, where
// that is not what was booked, and what the banks kept of it.
func (t *transaction) beside(e *bank.Entry, mark string) {
	if d, _ := t.details.instructed.decimal(); !t.details.instructed.none() && e.Original == nil {
		if original := signed(d, mark); t.details.instructed.currency != e.Currency || original.Cmp(e.Amount) != 0 {
			e.Original = &bank.Sum{Amount: original, Currency: t.details.instructed.currency}
		}
	}
	if e.Charges != nil || len(t.charges) == 0 {
		return
	}
	sum := bank.Sum{Currency: t.charges[0].currency}
	for _, c := range t.charges {
		d, ok := c.decimal()
		total, err := sum.Amount.Add(d)
		if !ok || err != nil || c.currency != sum.Currency {
			return // the text names them one by one
		}
		sum.Amount = total
	}
	if !sum.Amount.IsZero() {
		e.Charges = &sum
	}
}

// text gives what the payer wrote, then what the bank wrote, then what has no
// field of its own.
func (t *transaction) text(booked amount) lines {
	out := t.remittance.text
	for i, ref := range t.remittance.references {
		if i > 0 {
			out.add(ref)
		}
	}
	for _, s := range t.explained {
		out.add(s)
	}
	out.label("UltmtDbtr", ultimate(&t.debtor))
	out.label("UltmtCdtr", ultimate(&t.creditor))
	if a := t.details.instructed; !a.none() && !a.equals(booked) {
		out.label("InstdAmt", a.String())
	}
	for _, c := range t.charges {
		out.label("Chrgs", c.String())
	}
	for _, s := range t.labels {
		out.add(s)
	}
	return out
}

// ultimate names the party behind another one, where both are named.
func ultimate(p *party) string {
	if p.name == "" || p.ultimate == p.name {
		return ""
	}
	return p.ultimate
}

// first returns the first string that says something.
func first(all ...string) string {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return ""
}
