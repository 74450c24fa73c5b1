package dossier

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"time"

	"acquit/internal/allocation"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/render"
	"acquit/internal/timeline"
)

// data adds the claim, the invoices, the messages and the record, as programs read them: days as
// in ISO 8601, amounts with a dot.
func (g *Gathered) data(f *File) error {
	claim, err := json.MarshalIndent(g.claimed(), "", "  ")
	if err != nil {
		return err
	}
	record, err := g.rows()
	if err != nil {
		return err
	}
	for _, one := range []struct {
		name string
		body []byte
	}{
		{"data/claim.json", append(claim, '\n')}, {"data/invoices.csv", g.invoiceLines()}, {"data/messages.csv", g.messageLines()}, {"data/timeline.jsonl", record},
	} {
		f.print(one.name, one.body, g.about.On)
	}
	return nil
}

// sums are the parts of a claim.
type sums struct {
	Principal    string `json:"principal"`
	Interest     string `json:"interest"`
	Compensation string `json:"compensation"`
	Costs        string `json:"costs"`
	Total        string `json:"total"`
}

func sumsOf(c allocation.Claim) sums {
	return sums{c.Of(allocation.Principal).String(), c.Of(allocation.Interest).String(), c.Of(allocation.Compensation).String(), c.Of(allocation.Costs).String(), c.Total().String()}
}

// side is a party to the claim.
type side struct {
	Name             string `json:"name"`
	Number           string `json:"number,omitempty"`
	Kind             string `json:"kind,omitempty"`
	Street           string `json:"street,omitempty"`
	Postcode         string `json:"postcode,omitempty"`
	City             string `json:"city,omitempty"`
	Country          string `json:"country"`
	EnterpriseNumber string `json:"enterprise_number,omitempty"`
	VATID            string `json:"vat_id,omitempty"`
}

type period struct {
	From        date.Date `json:"from"`
	To          date.Date `json:"to"`
	Days        int       `json:"days"`
	RatePercent string    `json:"rate_percent"`
	Principal   string    `json:"principal"`
	Source      string    `json:"source"`
}

type debt struct {
	Invoice  string    `json:"invoice"`
	Part     int       `json:"part,omitempty"`
	IssuedOn date.Date `json:"issued_on"`
	DueOn    date.Date `json:"due_on"`
	Owed     string    `json:"owed"` // when it was issued
	sums
	Periods []period `json:"periods"`
}

type document struct {
	Number int       `json:"number"`
	Group  string    `json:"group"`
	Name   string    `json:"name"`
	On     date.Date `json:"on,omitzero"`
	Path   string    `json:"path"`
	Bytes  int64     `json:"bytes"`
	SHA256 string    `json:"sha256"`
}

type claimed struct {
	On       date.Date  `json:"on"`
	Currency string     `json:"currency"`
	Creditor side       `json:"creditor"`
	Debtor   side       `json:"debtor"`
	Total    sums       `json:"total"`
	Debts    []debt     `json:"debts"`
	Exhibits []document `json:"exhibits"`
	Record   chain      `json:"record"`
}

// chain is how the record is proved.
type chain struct {
	Rows int    `json:"rows"`
	Head string `json:"head"`
}

func (g *Gathered) claimed() *claimed {
	c := &claimed{On: g.about.On, Currency: g.about.Currency.String(), Record: chain{len(g.recorded.events), g.recorded.head()},
		Creditor: side{Name: g.company.Name, Street: g.company.Street, Postcode: g.company.Postcode, City: g.company.City, Country: g.company.Country, EnterpriseNumber: g.company.EnterpriseNumber, VATID: g.company.VATID},
		Debtor:   side{g.customer.Name, g.customer.Number, string(g.customer.Kind), g.customer.Street, g.customer.Postcode, g.customer.City, g.customer.Country, g.customer.EnterpriseNumber, g.customer.VATID}}
	total := allocation.Nothing(g.about.Currency)
	for n := range g.late {
		r := &g.late[n]
		due := r.Standing.Due()
		total = total.Plus(due)
		d := debt{Invoice: r.Invoice.Number, Part: r.Item, IssuedOn: r.Invoice.IssuedOn, DueOn: r.Debt.DueOn, Owed: r.Debt.Principal.String(), sums: sumsOf(due), Periods: []period{}}
		for _, p := range r.Standing.Periods {
			d.Periods = append(d.Periods, period{p.From, p.Until, p.Days, p.Rate.String(), p.Base.String(), p.Source()})
		}
		c.Debts = append(c.Debts, d)
	}
	c.Total = sumsOf(total)
	for _, e := range g.exhibits {
		c.Exhibits = append(c.Exhibits, document{e.Number, e.Group, e.Name, e.On, e.Path, e.Size, e.Hash})
	}
	return c
}

// row is a row of the record. Its hash is that of the one before and of what it says; where its
// words are left out, that cannot be reckoned again, and the next row still covers it.
type row struct {
	Customer string          `json:"customer"` // what it is called here: the rows of one customer cover each other
	Sequence int             `json:"sequence"`
	Kind     timeline.Kind   `json:"kind"`
	On       date.Date       `json:"on"`
	At       time.Time       `json:"at"`
	Actor    string          `json:"actor,omitempty"`
	Subject  string          `json:"subject,omitempty"`
	Data     json.RawMessage `json:"data,omitempty"`
	Redacted bool            `json:"redacted,omitempty"`
	Hash     string          `json:"hash"`
}

func (g *Gathered) rows() ([]byte, error) {
	var out bytes.Buffer
	to := json.NewEncoder(&out)
	for n := range g.recorded.events {
		e := &g.recorded.events[n]
		r := row{Customer: e.Customer.String(), Sequence: e.Seq, Kind: e.Kind, On: e.On, At: e.At.UTC(), Actor: e.Actor, Data: json.RawMessage(e.Data), Hash: e.Hash}
		if e.Subject != 0 {
			r.Subject = e.Subject.String()
		}
		if g.redacted(e) {
			r.Actor, r.Data, r.Redacted = "", nil, true
		}
		if err := to.Encode(&r); err != nil {
			return nil, err
		}
	}
	return out.Bytes(), nil
}

// lines writes a table.
func lines(head []string, rows func(add func(...string))) []byte {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	add := func(cells ...string) {
		for n := range cells {
			cells[n] = render.Harmless(cells[n])
		}
		_ = w.Write(cells) // into memory
	}
	add(head...)
	rows(add)
	w.Flush()
	return out.Bytes()
}

func (g *Gathered) invoiceLines() []byte {
	return lines([]string{"number", "issued_on", "due_on", "currency", "total", "owed", "open", "order_reference", "exhibit"}, func(add func(...string)) {
		for n := range g.invoices {
			i := &g.invoices[n]
			add(i.Number, i.IssuedOn.String(), i.DueOn.String(), i.Owed.Currency.String(), i.Total.String(), i.Owed.String(), i.Open.String(), i.OrderReference, g.pathOf(g.number[i.ID]))
		}
	})
}

func (g *Gathered) messageLines() []byte {
	return lines([]string{"sent_on", "channel", "step", "state", "recipients", "subject", "currency", "amount", "registered_number", "answer", "exhibit"}, func(add func(...string)) {
		for n := range g.written.messages {
			m := &g.written.messages[n]
			add(m.SentOn.String(), string(m.Channel), m.Step, string(m.State), g.addressee(m), m.Subject, m.Currency.String(), m.Amount.String(), g.written.numbers[m.ID], fault.ReadKept(m.Outcome).String(), g.pathOf(g.number[m.ID]))
		}
	})
}

// pathOf is where an exhibit lies; "" for none.
func (g *Gathered) pathOf(number int) string {
	if number == 0 {
		return ""
	}
	return g.exhibits[number-1].Path
}
