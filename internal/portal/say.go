package portal

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dispute"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/plan"
	"acquit/internal/reply"
	"acquit/internal/store"
	"acquit/internal/user"
	"acquit/internal/web/ui"
)

// Names of the fields in which something is said.
const (
	fieldOnce   = "once"
	fieldOn     = "on"
	fieldAmount = "amount"
	fieldReason = "reason"
	fieldLine   = "line"
	fieldParts  = "parts"
	fieldWhen   = "when"
	fieldNote   = "note"
	fieldName   = "name"
	fieldEmail  = "email"
	fieldPhone  = "phone"
	fieldFiles  = "files"
)

// asks says what each form asks, beside who says it.
var asks = map[company.Say][]string{
	company.SayPaid:    {payInvoice, fieldOn, fieldAmount, fieldNote, fieldFiles},
	company.SayPromise: {payInvoice, fieldOn, fieldAmount, fieldNote},
	company.SayPlan:    {fieldParts, fieldOn, fieldNote},
	company.SayContest: {payInvoice, fieldLine, fieldReason, fieldAmount, fieldNote, fieldFiles},
	company.SayCall:    {fieldPhone, fieldWhen, fieldNote},
	company.SayAsk:     {fieldNote, fieldFiles},
	company.SayPerson:  {fieldNote},
	company.SayDetails: {fieldNote},
}

// Choices in forms, by their keys.
var (
	callTimes = []string{"any", "morning", "afternoon"}
	planParts = []int{2, 3, 4, 6}
)

// sayForm is a form with what was typed into it, and what was wrong.
type sayForm struct {
	*visit
	What    company.Say
	Owed    []*owed
	Bill    *invoice.Invoice // of what is contested, with its lines; nil where it is to be chosen yet
	Typed   url.Values
	Faults  map[string]string // by field
	General string            // what was wrong with none of them
}

// sayPage is the form on which something is said.
func (s *site) sayPage(v *visit, w http.ResponseWriter) error {
	f, err := v.sayForm()
	if err != nil {
		return err
	}
	f.Typed = v.Request.URL.Query()
	if err := f.choose(); err != nil {
		return err
	}
	f.Typed.Set(fieldOnce, string(id.NewToken()))
	if f.What == company.SayPaid {
		f.Typed.Set(fieldOn, v.Today.String())
	}
	return v.show(w, sayBody(f))
}

func (v *visit) sayForm() (*sayForm, error) {
	what := company.Say(v.Request.PathValue("what"))
	if !slices.Contains(v.hears(), what) {
		return nil, fault.New(fault.NotFound, "this cannot be said here")
	}
	f := &sayForm{visit: v, What: what, Faults: map[string]string{}}
	return f, v.view(func(tx *store.Tx) error {
		facts, err := loadFacts(tx, &v.Customer, v.Today)
		f.Owed = facts.owed()
		return err
	})
}

// say takes the form. Said twice, it counts once: both lead to the same answer.
func (s *site) say(v *visit, w http.ResponseWriter) error {
	f, err := v.sayForm()
	if err != nil {
		return err
	}
	var r reply.Reply
	said, err := f.read(w)
	if err == nil && len(f.Faults) == 0 {
		r, err = s.Desk.Say(v.Request.Context(), customer.Ref{Company: v.Company.ID, Customer: v.Customer.ID}, said, v.Today)
	}
	if !f.refused(err) {
		if err != nil {
			return err
		}
		told := string(f.What)
		if f.What == company.SayPlan && !r.Waits() {
			told = saidAgreed
		}
		http.Redirect(w, v.Request, v.with(url.Values{"said": {told}}), http.StatusSeeOther)
		return nil
	}
	v.send(w, v.Request, http.StatusUnprocessableEntity, sayBody(f))
	return nil
}

// choose finds the invoice of what is contested: the one that was chosen, or the only one.
func (f *sayForm) choose() error {
	if f.What != company.SayContest {
		return nil
	}
	open := f.open()
	at := slices.IndexFunc(open, f.ticked)
	if at < 0 && len(open) == 1 {
		at = 0
	}
	if at < 0 {
		return nil
	}
	return f.view(func(tx *store.Tx) error {
		i, _, err := tx.Invoice(open[at].ID)
		f.Bill = &i
		return err
	})
}

// mostLines is how many lines of an invoice are shown to choose from: of a longer one the
// customer says in words what is wrong.
const mostLines = 150

// lines are those of the invoice to choose from.
func (f *sayForm) lines() []invoice.Line {
	if f.Bill == nil || len(f.Bill.Detail.Lines) > mostLines {
		return nil
	}
	return f.Bill.Detail.Lines
}

// lineText is what stands in a line of the invoice; "" where there is no such line.
func (f *sayForm) lineText(place int) string {
	if f.Bill == nil || place < 1 || place > len(f.Bill.Detail.Lines) {
		return ""
	}
	return f.Bill.Detail.Lines[place-1].Text
}

// refused notes what a person can mend, and reports whether there is anything.
func (f *sayForm) refused(err error) bool {
	mendable(f.Words, err, f.Faults, &f.General, func(place string) (string, bool) { return fieldOf(place), f.asks(fieldOf(place)) })
	return len(f.Faults) > 0 || f.General != ""
}

// fieldOf is the field of the form of which a refusal speaks.
func fieldOf(path string) string {
	switch path {
	case "promised":
		return fieldOn
	case "invoice":
		return payInvoice
	}
	return path
}

// asks reports whether the form has a field.
func (f *sayForm) asks(field string) bool { return slices.Contains(asks[f.What], field) }

// read reads what was typed.
func (f *sayForm) read(w http.ResponseWriter) (s collect.Said, err error) {
	files, err := f.receive(w)
	if chosen := f.choose(); err == nil {
		err = chosen
	}
	if err != nil {
		return s, err
	}
	s = collect.Said{Message: f.Message.ID, Once: f.text(fieldOnce), What: f.What, Files: files, Subject: f.Words.T("portal.say." + string(f.What)),
		Name: f.text(fieldName), Phone: f.text(fieldPhone), Note: f.text(fieldNote)}
	if s.Email = f.text(fieldEmail); s.Email != "" {
		if s.Email, err = user.ParseEmail(s.Email); err != nil {
			f.Faults[fieldEmail] = f.Words.T("portal.bad_email")
		}
	} else if s.Email, err = f.known(); err != nil { // answers go to who has shown to read there
		return s, err
	}
	for _, typed := range f.Typed[payInvoice] {
		i, err := id.Parse(typed)
		if err != nil {
			return s, err
		}
		s.About = append(s.About, i)
	}
	for _, typed := range f.Typed[fieldLine] {
		place, err := strconv.Atoi(typed)
		if err != nil {
			return s, fault.New(fault.Invalid, "the form is not whole; open the page again")
		}
		s.Lines = append(s.Lines, place)
	}
	if f.asks(fieldParts) {
		s.Parts, _ = strconv.Atoi(f.text(fieldParts)) // none that is no number
	}
	if f.asks(fieldReason) {
		s.Reason = dispute.Reason(f.text(fieldReason))
	}
	f.day(&s)
	f.amount(&s)
	f.needs()
	s.Body = f.told(&s)
	return s, nil
}

func (f *sayForm) text(field string) string { return strings.TrimSpace(f.Typed.Get(field)) }

// day reads the day where one is asked for.
func (f *sayForm) day(s *collect.Said) {
	if !f.asks(fieldOn) {
		return
	}
	on, err := date.Parse(f.text(fieldOn))
	switch {
	case err != nil:
		f.Faults[fieldOn] = f.Words.T("portal.bad_day")
	case f.What == company.SayPaid && on > f.Today:
		f.Faults[fieldOn] = f.Words.T("portal.day_ahead")
	case f.What != company.SayPaid && on < f.Today:
		f.Faults[fieldOn] = f.Words.T("portal.day_over")
	case f.What == company.SayPromise && on > f.lastDay():
		f.Faults[fieldOn] = f.Words.T("portal.day_late", "Day", f.lastDay())
	}
	s.On = on
}

// farthest is how many days ahead a payment may be promised where the company sets no limit.
const farthest = 365

// lastDay is the last day for which the customer can promise by itself.
func (f *sayForm) lastDay() date.Date {
	days := f.Company.Policy.PromiseDays
	if p := f.Company.Policy.Portal; p != nil && p.PromiseDays > 0 && (days == 0 || p.PromiseDays < days) {
		days = p.PromiseDays
	}
	return f.Today.AddDays(cmp.Or(days, farthest))
}

// amount reads the amount where one is asked for; none is all.
func (f *sayForm) amount(s *collect.Said) {
	typed := f.text(fieldAmount)
	if !f.asks(fieldAmount) || typed == "" || len(f.Owed) == 0 {
		return
	}
	about := accountOf(f.Owed, f.Typed)
	amount, err := f.Words.ParseAmount(typed, about.Currency)
	if err != nil || amount.Sign() <= 0 {
		f.Faults[fieldAmount] = f.Words.T("portal.bad_sum")
		return
	}
	s.Amount = amount
}

// needs looks for what each form cannot do without.
func (f *sayForm) needs() {
	need := func(field, why string) {
		if f.text(field) == "" && f.Faults[field] == "" {
			f.Faults[field] = f.Words.T(why)
		}
	}
	switch f.What {
	case company.SayContest:
		need(payInvoice, "portal.need_invoice")
		need(fieldReason, "portal.need_reason")
		need(fieldNote, "portal.need_note")
	case company.SayCall:
		need(fieldPhone, "portal.need_phone")
	case company.SayAsk, company.SayPerson, company.SayDetails:
		need(fieldNote, "portal.need_note")
	}
}

// told is what was chosen and written, line by line, as it is kept.
func (f *sayForm) told(s *collect.Said) string {
	w := f.Words
	var lines []string
	add := func(label, value string) {
		if value != "" {
			lines = append(lines, w.T("mail.label", "Label", label, "Value", value))
		}
	}
	add(w.Cap("word.invoice"), strings.Join(f.numbers(s.About), ", "))
	for _, l := range s.Lines {
		add(w.T("portal.told.line", "Place", l), f.lineText(l))
	}
	if s.Reason.Known() {
		add(w.T("portal.told.reason"), w.T("dispute.reason."+string(s.Reason)))
	}
	if s.Parts > 0 {
		add(w.T("portal.told.parts"), strconv.Itoa(s.Parts))
	}
	if s.On != date.None {
		add(w.T("portal.on."+string(f.What)), w.LongDate(s.On))
	}
	if !s.Amount.IsZero() {
		add(w.Cap("word.amount"), w.Money(s.Amount))
	}
	add(w.T("portal.phone"), s.Phone)
	if f.asks(fieldWhen) && slices.Contains(callTimes, f.text(fieldWhen)) {
		add(w.T("portal.told.when"), w.T("portal.when."+f.text(fieldWhen)))
	}
	if s.Note != "" {
		lines = append(lines, "", s.Note)
	}
	if len(lines) == 0 { // the form alone says it, such as a payment of everything
		lines = []string{s.Subject}
	}
	return strings.TrimSpace(strings.Join(lines, "\n")) + "\n"
}

// open are the open invoices of the customer, each once.
func (f *sayForm) open() (all []*invoice.Invoice) {
	for _, o := range f.Owed {
		for n := range o.Items {
			if i := o.Items[n].Invoice; len(all) == 0 || all[len(all)-1] != i {
				all = append(all, i)
			}
		}
	}
	return all
}

// numbers are those of some invoices of the customer.
func (f *sayForm) numbers(about []id.ID) (all []string) {
	for _, i := range f.open() {
		if slices.Contains(about, i.ID) {
			all = append(all, i.Number)
		}
	}
	return all
}

// options are choices with their words, from the catalogue under a key.
func (f *sayForm) options(key string, all []string) (options []ui.Option) {
	for _, one := range all {
		options = append(options, ui.Option{Value: one, Label: f.Words.T(key + one)})
	}
	return options
}

// reasons are the choices of what is wrong.
func (f *sayForm) reasons() (options []ui.Option) {
	for _, r := range dispute.Reasons() {
		options = append(options, ui.Option{Value: string(r), Label: f.Words.T("dispute.reason." + string(r))})
	}
	return options
}

// saidAgreed is what the page thanks for after a plan that runs at once.
const saidAgreed = "agreed"

// due is what the customer would pay in instalments: all that is asked for now.
func (f *sayForm) due() money.Amount {
	if len(f.Owed) == 0 {
		return money.Amount{}
	}
	sum := money.Of(0, f.Owed[0].Currency)
	for _, i := range f.Owed[0].due(f.Today) {
		if sum = sum.Add(i.Open); collect.PaysBeside(&f.Customer) {
			sum = sum.Add(i.Claimed)
		}
	}
	return sum
}

// instalments are the choices of how many parts something is paid in: those that the company
// agrees to at once, where there are any.
func (f *sayForm) instalments() (options []ui.Option) {
	due := f.due()
	offers := f.Company.Policy.Plans.Offers(due)
	if len(offers) == 0 {
		offers = planParts
	}
	for _, n := range offers {
		o := ui.Option{Value: strconv.Itoa(n), Label: f.Words.N("portal.n_parts", n)}
		if parts, err := plan.Schedule(due, n, plan.Month, f.Today, nil); err == nil {
			o.Hint = f.Words.T("portal.part_of", "Amount", parts[0].Amount)
		}
		options = append(options, o)
	}
	return options
}

// intro says what the form is for.
func (f *sayForm) intro() string {
	if f.What == company.SayPlan && len(f.Company.Policy.Plans.Offers(f.due())) > 0 {
		return f.Words.T("portal.intro.plan_agreed")
	}
	return f.Words.T("portal.intro." + string(f.What))
}

// field is a question of the form, with what was typed and what was wrong with it.
func (f *sayForm) field(name, label string) ui.FieldSpec {
	return ui.FieldSpec{Name: name, Label: f.Words.T(label), Value: f.Typed.Get(name), Error: f.Faults[name]}
}

// bill is the question which invoice it is about.
func (f *sayForm) bill() ui.FieldSpec {
	one := f.field(payInvoice, "portal.about_one")
	one.Required = true
	return one
}

// ticked reports whether an invoice is chosen.
func (f *sayForm) ticked(i *invoice.Invoice) bool {
	return slices.Contains(f.Typed[payInvoice], i.ID.String())
}

// invoiceOptions are the open invoices to choose one from.
func (f *sayForm) invoiceOptions() (options []ui.Option) {
	for _, i := range f.open() {
		options = append(options, ui.Option{Value: i.ID.String(), Label: f.Words.T("portal.invoice", "Number", i.Number), Hint: f.Words.Money(i.Open)})
	}
	return options
}

// thanked is what the first page says after something was said; "" for nothing.
func (v *visit) thanked() string {
	said := company.Say(v.Request.URL.Query().Get("said"))
	if !slices.Contains(company.Says(), said) && said != saidAgreed {
		return ""
	}
	return v.Words.T("portal.thanks." + string(said))
}

// typed is a field with its kind, and what a browser may fill in.
func (f *sayForm) typed(name, label, kind string) ui.FieldSpec {
	one := f.field(name, label)
	one.Type = kind
	switch name {
	case fieldOn:
		one.Short, one.Required = true, true
		if f.What == company.SayPromise {
			one.Hint = f.Words.T("portal.until_day", "Day", f.lastDay())
		}
	case fieldPhone:
		one.Autocomplete, one.Required = "tel", true
	case fieldName:
		one.Autocomplete = "name"
	case fieldEmail:
		one.Autocomplete, one.Hint = "email", f.Words.T("portal.email_hint")
	}
	return one
}

func (f *sayForm) sum() ui.FieldSpec {
	one := f.field(fieldAmount, "portal.sum."+string(f.What)+"_amount")
	one.Hint, one.InputMode, one.Short = f.Words.T("portal.sum_hint"), "decimal", true
	if len(f.lines()) > 1 {
		one.Hint = f.Words.T("portal.sum_hint_lines")
	}
	return one
}

func (f *sayForm) note() ui.FieldSpec {
	one := f.field(fieldNote, "portal.note."+string(f.What))
	one.Rows, one.Required = 4, slices.Contains([]company.Say{company.SayContest, company.SayAsk, company.SayPerson, company.SayDetails}, f.What)
	return one
}
