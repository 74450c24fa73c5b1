package store

import (
	"database/sql"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/payment"
)

// Past is what happened to one customer's account in one currency, so that any day of it can
// be looked at again. Of Case it has who the customer is and how it can be reached, as today.
type Past struct {
	Case
	Documents []invoice.Invoice // invoices and credit notes that were open at some time; Open is that of today
	Payments  []payment.Payment // those that were taken back included
	Settled   []Settlement      // by day
	Holds     []hold.Hold       // those that were lifted included
}

// Settlement is an allocation, or one that undoes another, by its effect.
type Settlement struct {
	On        date.Date
	Invoice   id.ID
	Credit    id.ID // the credit note that settles; zero for a payment
	Payment   id.ID // the payment that settles; zero for a credit note
	Amount    money.Amount
	Principal bool // it settles the invoice, and not what was claimed beside it
}

// CustomersInvoiced are at most limit customers, after the one given, who got an invoice at
// any time.
func (tx *Tx) CustomersInvoiced(after id.ID, limit int) ([]id.ID, error) {
	return db.Collect(tx.Tx, scanID, `SELECT c.id FROM customer c WHERE c.company_id = $1 AND c.id > $2
		AND EXISTS (SELECT 1 FROM invoice i WHERE i.company_id = $1 AND i.customer_id = c.id) ORDER BY c.id`+first(limit), tx.Company, after)
}

// Pasts are what happened to the accounts of some customers, as far as it says what was open
// from a day on: one for each currency, in the order of customers and currencies.
func (tx *Tx) Pasts(customers []id.ID, since date.Date) ([]*Past, error) {
	l := &pastLoader{caseLoader: newCaseLoader(tx, customers), since: since, of: map[*Case]*Past{}, documents: map[id.ID]*Past{}}
	for _, load := range []func() error{l.customers, l.issued, l.paid, l.settledSince, l.settledByCredit, l.held, l.contacts, l.pins, l.payers} {
		if err := load(); err != nil {
			return nil, err
		}
	}
	var all []*Past
	for _, i := range customers {
		for _, c := range l.ordered(i) {
			p := l.of[c]
			p.Case = *c
			all = append(all, p)
		}
	}
	return all, nil
}

// pastLoader gathers the past of a batch of customers, each kind of fact by one query.
type pastLoader struct {
	*caseLoader
	since     date.Date
	of        map[*Case]*Past
	documents map[id.ID]*Past // whose a document or a payment is
}

func (l *pastLoader) past(customer id.ID, c money.Currency) (*Past, error) {
	of, err := l.the(customer, c.String())
	if err != nil {
		return nil, err
	}
	if l.of[of] == nil {
		l.of[of] = &Past{}
	}
	return l.of[of], nil
}

func (l *pastLoader) issued() error {
	all, err := l.tx.invoices(`SELECT `+invoiceColumns+` FROM invoice
		WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT}) AND owed_minor <> 0 AND (settled_on IS NULL OR settled_on >= $3)
		ORDER BY customer_id, issued_on, id`, l.tx.Company, l.list, l.since)
	for n := range all {
		p, err := l.past(all[n].Customer, all[n].Owed.Currency)
		if err != nil {
			return err
		}
		p.Documents = append(p.Documents, all[n])
		l.documents[all[n].ID] = p
	}
	return err
}

func (l *pastLoader) paid() error {
	return l.rows(func(rows *sql.Rows) error {
		p, err := scanPayment(rows)
		if err != nil {
			return err
		}
		of, err := l.past(p.Customer, p.Amount.Currency)
		if err == nil {
			of.Payments = append(of.Payments, p)
			l.documents[p.ID] = of
		}
		return err
	}, `SELECT `+paymentColumns+` FROM payment WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT}) ORDER BY customer_id, id`)
}

// settlements are columns of an allocation, as scanSettlement reads them.
const settlements = `a.on_day, a.invoice_id, COALESCE(a.credit_id, 0), COALESCE(a.payment_id, 0), a.amount_minor, a.of_part`

func (l *pastLoader) note(rows *sql.Rows) error {
	var s Settlement
	var part string
	if err := rows.Scan(&s.On, &s.Invoice, &s.Credit, &s.Payment, &s.Amount.Minor, &part); err != nil {
		return err
	}
	s.Principal = part == "principal"
	for _, i := range []id.ID{s.Invoice, s.Credit, s.Payment} {
		if p := l.documents[i]; p != nil {
			s.Amount.Currency = p.currency()
			p.Settled = append(p.Settled, s)
			return nil
		}
	}
	return nil // about what was settled before
}

// currency is that of the account.
func (p *Past) currency() money.Currency {
	if len(p.Documents) > 0 {
		return p.Documents[0].Owed.Currency
	}
	return p.Payments[0].Amount.Currency
}

// settledSince loads what payments settled, and what was settled of invoices.
func (l *pastLoader) settledSince() error {
	return l.rows(l.note, `SELECT `+settlements+` FROM payment p JOIN allocation a ON a.company_id = $1 AND a.payment_id = p.id AND a.payment_id IS NOT NULL
		WHERE p.company_id = $1 AND p.customer_id IN ({list $2 BIGINT}) ORDER BY a.on_day, a.id`)
}

// settledByCredit loads what credit notes settled.
func (l *pastLoader) settledByCredit() error {
	return l.rows(l.note, `SELECT `+settlements+` FROM invoice i JOIN allocation a ON a.company_id = $1 AND a.credit_id = i.id AND a.credit_id IS NOT NULL
		WHERE i.company_id = $1 AND i.customer_id IN ({list $2 BIGINT}) AND i.owed_minor < 0 ORDER BY a.on_day, a.id`)
}

func (l *pastLoader) held() error {
	return l.rows(func(rows *sql.Rows) error {
		h, err := scanHold(rows)
		for _, c := range l.caseLoader.of[h.Customer] {
			l.of[c].Holds = append(l.of[c].Holds, h)
		}
		return err
	}, `SELECT `+holdColumns+` FROM hold WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT}) ORDER BY customer_id, id`)
}

// BroadHoldsEver are the holds that are or were about no customer alone.
func (tx *Tx) BroadHoldsEver() ([]hold.Hold, error) {
	return db.Collect(tx.Tx, scanHold, `SELECT `+holdColumns+` FROM hold WHERE company_id = $1 AND customer_id IS NULL ORDER BY id`, tx.Company)
}
