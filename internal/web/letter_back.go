package web

import (
	"cmp"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/timeline"
	"acquit/internal/web/ui"
)

// backRoutes are those of letters that the post brings back.
func (s *site) backRoutes() {
	s.getWork("/messages/{message}/back", backPage)
	s.post("/messages/{message}/back", cameBack)
	s.post("/customers/{customer}/letters", tryLetters)
}

// backData is the question how a letter came back.
type backData struct {
	*visit
	Message  message.Message
	Customer customer.Customer
	refusal
}

func backPage(v *visit, tx *store.Tx) (answer, error) {
	d := &backData{visit: v}
	return d.page(tx)
}

func (d *backData) page(tx *store.Tx) (_ answer, err error) {
	if d.Message, err = d.outMessage(tx); err != nil {
		return nil, err
	}
	if !mayComeBack(&d.Message) {
		return nil, fault.New(fault.Conflict, "meanwhile the message became: %s", d.Message.State)
	}
	d.Customer, err = theCustomer(tx, d.Message.Customer)
	return page{Title: d.Words.T("registered.back_title"), Place: messages, Status: formStatus(d.Problem), Body: backBody(d)}, err
}

// mayComeBack reports whether a message is a letter that left.
func mayComeBack(m *message.Message) bool { return m.State == message.Sent && m.Channel.OnPaper() }

// state says which letter it is.
func (d *backData) state() string {
	return d.Words.T("registered.back_state", "Customer", d.Customer.Name, "Day", d.Message.SentOn)
}

// reasons are why a letter comes back, as options.
func (d *backData) reasons() (all []ui.Option) {
	for _, why := range message.Backs() {
		hint := "registered.back_hint_wrong"
		if why.Offered() {
			hint = "registered.back_hint_offered"
		}
		all = append(all, ui.Option{Value: string(why), Label: locale.Capital(backWords(d.Words, string(why))), Hint: d.Words.T(hint)})
	}
	return all
}

// onTyped is the day in the form.
func (d *backData) onTyped() string { return cmp.Or(d.form("on"), d.Today.String()) }

// backWords are a message.Back in words.
func backWords(w *locale.Words, why string) string { return w.T("registered.back_" + why) }

func cameBack(v *visit) (answer, error) {
	i, err := v.id("message")
	if err != nil {
		return nil, err
	}
	on, err := v.dayOr("on", v.Today)
	if err == nil {
		b := collect.Back{Why: message.Back(v.form("why")), On: on, Words: v.form("words")}
		err = v.Desk.CameBack(v.Request.Context(), v.Company.ID, i, b, v.actor(), v.Today)
	}
	if fault.KindOf(err) == fault.Invalid {
		return v.show(func(v *visit, tx *store.Tx) (answer, error) {
			d := &backData{visit: v, refusal: v.refusalOf(err)}
			return d.page(tx)
		})
	}
	said := "registered.back_noted"
	if message.Back(v.form("why")).Offered() {
		said = "registered.back_noted_offered"
	}
	return moved{To: v.toMessage(i), Toast: ui.Toast{Text: v.Words.T(said)}}, err
}

// tryLetters says that letters reach a customer's address after all.
func tryLetters(v *visit) (answer, error) {
	c, err := v.ref()
	if err != nil {
		return nil, err
	}
	err = v.Desk.TryLetters(v.Request.Context(), c, v.actor(), v.Today)
	return moved{To: v.toCustomer(c.Customer), Toast: ui.Toast{Text: v.Words.T("registered.address_noted")}}, err
}

// offAddress says since when no letter goes to a customer's address, and why; "" where they do.
func offAddress(w *locale.Words, c *customer.Customer) string {
	if c.LettersRefusedOn == date.None {
		return ""
	}
	return w.T("registered.off_text", "Day", c.LettersRefusedOn, "Why", backWords(w, c.LettersRefused), "Address", address(c))
}

// backDetail says why a letter came back, and on which day.
func backDetail(w *locale.Words, d *timeline.Data) string {
	why, day := "", ""
	if d.Code != "" && message.Back(d.Code) != message.BackOther {
		why = locale.Capital(backWords(w, d.Code))
	}
	if d.Day != date.None {
		day = w.T("registered.back_on", "Day", d.Day)
	}
	return joined(why, keptWords(w, d.Text), day)
}
