package portal

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/money"
	"acquit/internal/sign"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

// mostShown is how many items a page lists before it leads to the others.
const mostShown = 50

// homeData is what the first page shows.
type homeData struct {
	*visit
	Accounts []*owed // by currency, that in which most is due first
	Manager  person
	Said     []said // what the customer said lately and still counts
	ToSign   []sign.Request
}

// person is who can be called.
type person struct{ Name, Phone, Mail string }

// home is the first page: what is due, how to pay it, and what else can be done.
func (s *site) home(v *visit, w http.ResponseWriter) error {
	d := homeData{visit: v}
	err := v.view(func(tx *store.Tx) error {
		f, err := loadFacts(tx, &v.Customer, v.Today)
		if err != nil {
			return err
		}
		d.Accounts, d.Said = f.owed(), f.said()
		if d.ToSign, err = v.toSign(tx); err != nil {
			return err
		}
		d.Manager, err = v.contact(tx)
		return err
	})
	if err != nil {
		return err
	}
	if err := v.show(w, homePage(&d)); err != nil {
		return err
	}
	v.opened()
	return nil
}

// opened notes that a reader has opened the page. Programs that look at the links in mails before
// their readers do not say that they navigate, as browsers do (W3C, Fetch Metadata); they are
// not taken for readers. The page is shown already, so that an error is ours alone.
func (v *visit) opened() {
	if v.Link.OpenedOn >= v.Today || v.Request.Method != http.MethodGet || v.Request.Header.Get("Sec-Fetch-Mode") != "navigate" {
		return
	}
	if err := v.Desk.Opened(context.WithoutCancel(v.Request.Context()), v.Company.ID, v.Message.ID, v.Today); err != nil {
		v.Log.Error("a page was opened, and that is not noted", "error", err)
	}
}

// contact is whom the customer can call: its account manager, or the company.
func (v *visit) contact(tx *store.Tx) (person, error) {
	p := person{Phone: v.Company.Phone, Mail: v.Company.Answers()}
	if v.Customer.Manager == "" {
		return p, nil
	}
	u, found, err := tx.UserByEmail(v.Customer.Manager)
	if found {
		p.Name = u.Name
	}
	return p, err
}

// hears are what the customer can say on the page.
func (v *visit) hears() (all []company.Say) {
	for _, s := range company.Says() {
		if p := v.Company.Policy.Portal; p != nil && p.Hears(s) {
			all = append(all, s)
		}
	}
	return all
}

// headline says in one line where the customer stands.
func (d *homeData) headline(o *owed) string {
	w := d.Words
	days := o.oldest(d.Today)
	switch late := len(o.due(d.Today)); {
	case late == 0 && len(o.Items) == 0:
		return w.T("portal.nothing")
	case late == 0:
		return w.T("portal.nothing_yet")
	case days == 0:
		return w.N("portal.due_today", late)
	default:
		return w.N("portal.overdue", late, "Days", w.N("word.n_days", days))
	}
}

// toPay is what is due now; where nothing is, what falls due next.
func (d *homeData) toPay(o *owed) *selection {
	return d.selection(d.Accounts, url.Values{payCurrency: {o.Currency.String()}})
}

// next are the items that fall due first, where none is due.
func (o *owed) next() (all []item) {
	for _, i := range o.Items {
		if i.Asked().Sign() > 0 && (len(all) == 0 || i.DueOn == all[0].DueOn) {
			all = append(all, i)
		}
	}
	return all
}

// status is where an item stands.
func (v *visit) status(i *item) ui.Status {
	days := int(v.Today - i.DueOn)
	switch {
	case i.Contested == i.Open:
		return ui.Status{State: ui.StateDisputed}
	case i.Promised != date.None && i.Promised >= v.Today:
		return ui.Status{State: ui.StatePromised, Until: i.Promised}
	case days > 0:
		return ui.Status{State: ui.StateOverdue, Days: days}
	case days > -8:
		return ui.Status{State: ui.StateDueSoon, Days: -days}
	}
	return ui.Status{State: ui.StateNotDue}
}

// partOf names the instalment that an item is; "" for an invoice that is payable at once.
func (v *visit) partOf(part, parts int) string {
	if part == 0 {
		return ""
	}
	return v.Words.T("mail.part", "Part", part, "Parts", parts)
}

// greeting is the company's own sentence in the reader's language; "" for none.
func (v *visit) greeting() string {
	if p := v.Company.Policy.Portal; p != nil {
		return p.Greeting[string(v.Words.Tag.Language())]
	}
	return ""
}

// made says what the sum to be paid is made of, where that is more than invoices.
func (d *homeData) made(o *owed) (lines []figure) {
	w := d.Words
	if o.Claimed.IsZero() && o.Contested.IsZero() && o.Deducted.IsZero() {
		return nil
	}
	lines = append(lines, figure{w.T("portal.sum.late"), o.Late})
	for _, f := range []figure{{w.T("portal.sum.claimed"), o.Claimed}, {w.T("portal.sum.contested"), o.contestedNow(d.Today).Neg()}, {w.T("portal.sum.deducted"), o.Deducted.Neg()}} {
		if !f.Amount.IsZero() {
			lines = append(lines, f)
		}
	}
	return lines
}

// contestedNow is what is contested of what is due on a day.
func (o *owed) contestedNow(today date.Date) money.Amount {
	sum := money.Of(0, o.Currency)
	for n := range o.Items {
		if i := &o.Items[n]; i.DueOn <= today {
			sum = sum.Add(i.Contested)
		}
	}
	return sum
}

// told says what the customer said.
func (d *homeData) told(s said) string {
	key := "portal.said." + string(s.What)
	if s.Amount.IsZero() {
		return d.Words.T(key, "Day", s.On)
	}
	return d.Words.T(key+"_amount", "Day", s.On, "Amount", s.Amount)
}

func (d *homeData) creditName(c credit) string {
	if c.Number == "" {
		return d.Words.T("portal.on_account", "Day", c.On)
	}
	return d.Words.T("portal.credit_note", "Number", c.Number)
}

// plainAmount is an amount as one types it into a bank's app.
func plainAmount(a money.Amount) string { return strings.TrimSuffix(a.Text(), " "+a.Currency.String()) }

// dialled is a telephone number without what only people read.
func dialled(phone string) string {
	return strings.Map(func(r rune) rune {
		if r == '+' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, phone)
}
