package web

import (
	"time"

	"github.com/govalues/decimal"

	"acquit/internal/account"
	"acquit/internal/calendar"
	"acquit/internal/date"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

func (s *site) overviewRoutes() { s.get("/overview", overviewPage) }

// overviewData is what the overview says.
type overviewData struct {
	Totals  []store.Total // by currency, the company's own first
	Nights  []store.Night // the last one, or none
	Queued  int
	Largest []store.CustomerRow
	Stale   *store.BankAccount // the watched account whose statements are too old
	Lag     deliveryDays
}

// largestShown is how many of the largest debtors the overview names.
const largestShown = 5

func overviewPage(v *visit, tx *store.Tx) (answer, error) {
	var d overviewData
	var err error
	if d.Totals, err = tx.Totals(v.Today); err != nil {
		return nil, err
	}
	d.Totals = inOrder(&v.Company, d.Totals)
	if d.Nights, err = tx.Nights(1); err != nil {
		return nil, err
	}
	if d.Queued, err = tx.CountQueued(mostCounted); err != nil {
		return nil, err
	}
	accounts, err := tx.BankAccounts()
	if err != nil {
		return nil, err
	}
	d.Stale = v.stale(accounts)
	if err := d.Lag.load(tx, v.Today); err != nil {
		return nil, err
	}
	if len(d.Totals) > 0 {
		by := store.CustomerFilter{Sort: store.ByOutstanding, Currency: d.Totals[0].Currency, Today: v.Today}
		largest, err := tx.ListCustomers(by, store.Cursor{}, largestShown)
		if err != nil {
			return nil, err
		}
		d.Largest = largest.Rows
	}
	return page{Title: v.Words.T("web.nav.overview"), Place: overview, Body: overviewBody(v, d)}, nil
}

// stale finds the watched account whose statements reach least far, when reminders
// wait for it.
func (v *visit) stale(accounts []store.BankAccount) *store.BankAccount {
	limit := v.Company.Policy.BankMaxAgeDays
	var worst *store.BankAccount
	for n := range accounts {
		a := &accounts[n]
		if !a.Watched || a.FreshOn == date.None || limit <= 0 || int(v.Today-a.FreshOn) <= limit {
			continue
		}
		if worst == nil || a.FreshOn < worst.FreshOn {
			worst = a
		}
	}
	return worst
}

// state is the overview in one line.
func (d *overviewData) state(v *visit) string {
	var open, overdue int
	var oldest date.Date
	for _, t := range d.Totals {
		open, overdue = open+t.Open().Items, overdue+t.Overdue().Items
		if oldest == date.None || t.OldestOn != date.None && t.OldestOn < oldest {
			oldest = t.OldestOn
		}
	}
	switch {
	case open == 0:
		return v.Words.T("web.overview.state_none")
	case overdue == 0:
		return v.Words.T("web.overview.state_current", "Open", v.Words.N("web.n_open", open))
	}
	return v.Words.T("web.overview.state", "Open", v.Words.N("web.n_open", open), "Overdue", v.Words.N("web.n_overdue", overdue),
		"Days", v.Words.N("word.n_days", int(v.Today-oldest)))
}

func (d *overviewData) figures(v *visit, t *store.Total) []ui.Figure {
	w := v.Words
	open, overdue := t.Open(), t.Overdue()
	figures := []ui.Figure{
		{Label: w.Cap("word.outstanding"), Value: ui.Money(w, open.Amount), Note: w.N("web.n_items", open.Items), Href: v.to("invoices") + v.inCurrency(t, "?")},
		{Label: w.Cap("word.overdue"), Value: ui.Money(w, overdue.Amount), Note: overdueNote(w, open, overdue), Href: v.to("invoices") + "?state=overdue" + v.inCurrency(t, "&")},
	}
	if t.Currency != v.Company.Currency && t.OnAccount.Items+t.Credits.Items == 0 {
		return figures // a currency in which there is little says only that
	}
	return append(figures,
		ui.Figure{Label: w.T("web.on_account"), Value: ui.Money(w, t.OnAccount.Amount), Note: w.N("word.n_payments", t.OnAccount.Items), Href: v.to("customers") + "?account=1"},
		ui.Figure{Label: w.T("web.unused_credits"), Value: ui.Money(w, t.Credits.Amount), Note: w.N("word.n_credit_notes", t.Credits.Items), Href: v.to("invoices") + "?state=credits" + v.inCurrency(t, "&")})
}

// inCurrency narrows a list to a total's currency where the company has several.
func (v *visit) inCurrency(t *store.Total, sign string) string {
	if t.Currency == v.Company.Currency {
		return ""
	}
	return sign + "currency=" + t.Currency.String()
}

// overdueNote says how much of what is open is overdue.
func overdueNote(w *locale.Words, open, overdue store.Sum) string {
	if open.Amount.IsZero() {
		return ""
	}
	return w.T("web.share_of_open", "Share", w.Percent(percentOf(overdue.Amount, open.Amount)), "Items", w.N("web.n_items", overdue.Items))
}

// percentOf is a part in whole per cent. Amounts are 63-bit, so that a hundred
// times one may not be: decimals hold it.
func percentOf(part, whole money.Amount) decimal.Decimal {
	share, err := part.Decimal().Quo(whole.Decimal())
	if err != nil {
		return decimal.Zero
	}
	share, err = share.Mul(decimal.Hundred)
	if err != nil {
		return decimal.Zero
	}
	return share.Round(0)
}

// ageTones are the colours of the ages, as chips have them.
var ageTones = [...]ui.Tone{ui.ToneNeutral, ui.ToneWarn, ui.ToneLate2, ui.ToneLate3, ui.ToneBad}

// ageNames are the ages as addresses write them.
var ageNames = [...]string{"current", "30", "60", "90", "more"}

// ageLabel names an age to a reader.
func ageLabel(w *locale.Words, a account.Age) string { return w.T("web.age." + ageNames[a]) }

func (v *visit) ageing(t *store.Total) ui.AgeingSpec {
	w := v.Words
	spec := ui.AgeingSpec{Title: w.T("web.overview.ageing_none")}
	if overdue := t.Overdue(); !overdue.Amount.IsZero() {
		spec.Title = w.T("web.overview.ageing", "Share", w.Percent(percentOf(overdue.Amount, t.Open().Amount)))
	}
	for a, sum := range t.Debts {
		spec.Buckets = append(spec.Buckets, ui.Bucket{Label: ageLabel(w, account.Age(a)), Tone: ageTones[a], Amount: sum.Amount, Count: sum.Items,
			Href: v.to("invoices") + "?age=" + ageNames[a] + v.inCurrency(t, "&")})
	}
	return spec
}

// verdictsShown is the order in which a night's decisions are told.
var verdictsShown = [...]string{"act", "wait", "hold", "finished", "close"}

// nightFacts say what the last night did and when the next one runs.
func (d *overviewData) nightFacts(v *visit) []ui.Fact {
	w := v.Words
	facts := []ui.Fact{{Label: w.T("web.night.last"), Value: ui.Muted(w.T("web.night.never"))}}
	if len(d.Nights) > 0 {
		n := d.Nights[0]
		facts[0].Value = ui.DayFrom(w, n.On, v.Today)
		if decided := nightWords(w, &n); decided != "" {
			facts = append(facts, ui.Fact{Label: w.T("web.night.decided"), Value: ui.Words(decided)})
		}
	}
	return append(append(facts,
		ui.Fact{Label: w.T("web.night.next"), Value: ui.Words(d.nextNight(v))},
		ui.Fact{Label: w.T("web.night.queued"), Value: ui.Link(atMost(w, "word.n_messages", d.Queued), v.to("messages")+"?state=queued")}), deliveryFact(v, &d.Lag)...)
}

// nextNight says when the next night runs, by the company's clock.
func (d *overviewData) nextNight(v *visit) string {
	now, hour := v.local(v.Now()), v.Company.Policy.NightHour
	at := calendar.Clock(hour * 60).String()
	ran := len(d.Nights) > 0 && d.Nights[0].On >= v.Today
	switch {
	case ran:
		return v.Words.T("web.night.tomorrow_at", "Time", at)
	case now.Before(time.Date(now.Year(), now.Month(), now.Day(), hour, 0, 0, 0, now.Location())):
		return v.Words.T("web.night.today_at", "Time", at)
	}
	return v.Words.T("web.night.due")
}

// toDoFacts leads to what waits for people.
func toDoFacts(v *visit) (facts []ui.Fact) {
	w := v.Words
	if n := v.counts.Tasks; n > 0 {
		facts = append(facts, ui.Fact{Label: w.T("web.nav.today"), Value: ui.Link(atMost(w, "word.n_tasks", n), v.to("today"))})
	}
	if n := v.counts.Entries; n > 0 {
		facts = append(facts, ui.Fact{Label: w.T("web.nav.bank"), Value: ui.Link(atMost(w, "web.n_to_confirm", n), v.to("bank")+"?state=ask")})
	}
	return facts
}
