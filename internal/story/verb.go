package story

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"acquit/internal/collect"
	"acquit/internal/date"
	"acquit/internal/intake"
	"acquit/internal/invoice"
	"acquit/internal/message"
	"acquit/internal/money"
	"acquit/internal/settle"
	"acquit/internal/store"
)

// verb is something that can happen, and the hour at which it usually does.
type verb struct {
	hour string
	do   func(*Stage, *Act) error
}

// verbs are all that can happen; README.md explains them.
var verbs = map[string]*verb{
	"company":   {"01:00", (*Stage).doCompany},
	"scenario":  {"01:00", (*Stage).doScenario},
	"gap":       {"01:00", (*Stage).doGap},
	"minimum":   {"01:00", (*Stage).doMinimum},
	"freshness": {"01:00", (*Stage).doFreshness},
	"window":    {"01:00", (*Stage).doWindow},
	"sundays":   {"01:00", (*Stage).doSundays},
	"region":    {"01:00", (*Stage).doRegion},
	"closing":   {"01:00", (*Stage).doClosing},
	"customer":  {"01:00", (*Stage).doCustomer},
	"address":   {"10:00", (*Stage).doCustomer},
	"invoice":   {"10:00", (*Stage).doInvoice},
	"credit":    {"10:00", (*Stage).doCredit},
	"books":     {"10:00", (*Stage).doBooks},
	"edit":      {"10:00", (*Stage).doEdit},
	"list":      {"10:00", (*Stage).doList},
	"balances":  {"10:00", (*Stage).doBalances},
	"bank":      {"11:00", (*Stage).doBank},
	"statement": {"11:00", (*Stage).doStatement},
	"again":     {"11:00", (*Stage).doAgain},
	"confirm":   {"12:00", (*Stage).doConfirm},
	"ignore":    {"12:00", (*Stage).doIgnore},
	"undo":      {"12:00", (*Stage).doUndo},
	"four-eyes": {"01:00", (*Stage).doFourEyes},
	"warn":      {"01:00", (*Stage).doWarn},
	"approve":   {"08:00", (*Stage).doApprove},
	"unapprove": {"08:00", (*Stage).doUnapprove},
	"aside":     {"08:00", (*Stage).doAside},
	"post":      {"15:00", (*Stage).doPost},
	"call":      {"11:00", (*Stage).doCall},
	"label":     {"12:00", (*Stage).doLabel},
	"publish":   {"12:00", (*Stage).doPublish},
	"move":      {"12:00", (*Stage).doMove},
	"rule":      {"12:00", (*Stage).doRule},
	"pin":       {"12:00", (*Stage).doPin},
	"manager":   {"12:00", (*Stage).doManager},
	"hold":      {"12:00", (*Stage).doHold},
	"collect":   {"12:00", (*Stage).doCollect},
	"release":   {"12:00", (*Stage).doRelease},
	"hardship":  {"12:00", (*Stage).doHardship},
	"insolvent": {"12:00", (*Stage).doInsolvent},
	"lift":      {"12:00", (*Stage).doLift},
	"promise":   {"12:00", (*Stage).doPromise},
	"contest":   {"12:00", (*Stage).doContest},
	"plan":      {"12:00", (*Stage).doPlan},
	"wish":      {"12:00", (*Stage).doWish},
	"grant":     {"12:00", (*Stage).doGrant},
	"accept":    {"12:00", (*Stage).doAccept},
	"reject":    {"12:00", (*Stage).doReject},
	"withdraw":  {"12:00", (*Stage).doWithdraw},
	"answer":    {"12:00", (*Stage).doAnswer},
	"hear":      {"12:00", (*Stage).doHear},
	"bounce":    {"12:00", (*Stage).doBounce},
	"texts":     {"01:00", (*Stage).doTexts},
	"text":      {"12:00", (*Stage).doText},
	"agree":     {"12:00", (*Stage).doAgree},
	"delivery":  {"01:00", (*Stage).doDelivery},
	"doctor":    {"13:00", (*Stage).doDoctor},
	"write":     {"12:00", (*Stage).doWrite},
	"dismiss":   {"12:00", (*Stage).doDismiss},
	"merge":     {"12:00", (*Stage).doMerge},
	"part":      {"12:00", (*Stage).doPart},
	"message":   {"12:00", (*Stage).doResolve},
	"rate":      {"12:00", (*Stage).doRate},
	"waive":     {"12:00", (*Stage).doWaive},
	"charge":    {"12:00", (*Stage).doCharge},
	"late":      {"01:00", (*Stage).doLate},
	"run":       {"03:00", (*Stage).doRun},
	"send":      {"09:00", (*Stage).doSend},
	"night":     {"03:00", (*Stage).doNight},
	"server":    {"12:00", (*Stage).doServer},
	"crash":     {"12:00", (*Stage).doCrash},
	"look":      {"13:00", func(*Stage, *Act) error { return nil }},
}

// word is the nth word behind the verb, or "".
func (a *Act) word(n int) string {
	if n < len(a.Words) {
		return a.Words[n]
	}
	return ""
}

// after is the word behind another one, or "".
func (a *Act) after(word string) string { return after(a.Words, word) }

func after(words []string, word string) string {
	for n, w := range words {
		if w == word && n+1 < len(words) {
			return words[n+1]
		}
	}
	return ""
}

// parseAmount reads an amount; the empty currency is the euro.
func parseAmount(text, currency string) (money.Amount, error) {
	c, err := money.ParseCurrency(currency)
	if err != nil {
		c = money.EUR
	}
	return money.Parse(strings.TrimPrefix(text, "+"), c)
}

// person is who does what a person does.
const person = "anna@lys.example"

// doResolve says what became of the message that waits for a person:
// message ACME arrived, message ACME lost, message ACME again
func (s *Stage) doResolve(act *Act) error {
	owner, _, err := s.customerOrInvoice(act.word(0))
	if err != nil {
		return err
	}
	state, do := message.Uncertain, s.desk.Arrived
	switch act.word(1) {
	case "arrived":
	case "lost":
		do = s.desk.NotArrived
	case "again":
		state, do = message.Failed, s.desk.Retry
	default:
		return fmt.Errorf("a message is: arrived, lost, or tried again")
	}
	var waiting []store.ListedMessage
	err = s.view(func(tx *store.Tx) (err error) {
		waiting, err = tx.Messages(store.MessageFilter{State: state, Limit: enough})
		return err
	})
	if err != nil {
		return err
	}
	for _, m := range waiting {
		if m.Customer != owner {
			continue
		}
		if err := do(s.ctx, s.company.ID, m.ID, person, s.today()); err != nil {
			return err
		}
	}
	return s.settle()
}

// doRun runs the night and leaves what it queued where it is.
func (s *Stage) doRun(act *Act) error {
	today := s.today()
	if day := act.after("of"); day != "" {
		var err error
		if today, err = date.Parse(day); err != nil {
			return err
		}
	}
	if _, err := settle.Match(s.ctx, s.store, s.company.ID, today, nil); err != nil {
		return err
	}
	_, err := s.desk.RunDay(s.ctx, s.company.ID, today, nil)
	return err
}

// doSend delivers what is queued, as the background worker does: within the
// company's hours.
func (s *Stage) doSend(*Act) (err error) {
	if !s.company.Policy.Window.Open(s.now.In(s.company.Location())) {
		return nil
	}
	defer func() {
		if p := recover(); p != nil {
			if _, cut := p.(stopped); !cut {
				panic(p)
			}
		}
	}()
	_, err = s.desk.Send(s.ctx, s.company.ID, s.today(), func(r collect.Result) { s.sayResult(&r) })
	return err
}

// doNight is the whole of a usual night: the run, and in the morning the sending.
func (s *Stage) doNight(act *Act) error {
	if err := s.doRun(act); err != nil {
		return err
	}
	year, month, day := s.today().Civil()
	if morning := time.Date(year, month, day, 9, 0, 0, 0, s.company.Location()); morning.After(s.now) {
		s.now = morning.UTC()
	}
	return s.doSend(act)
}

// doServer says how the mail server behaves.
func (s *Stage) doServer(act *Act) error {
	n := 1
	if count, err := strconv.Atoi(act.word(1)); err == nil {
		n = count
	}
	switch act.word(0) {
	case "down":
		s.mails.HangUp(1 << 30)
		return s.post.hangUp()
	case "up":
		s.mails.HangUp(0)
		return nil
	case "defers":
		s.mails.Defer(n)
	case "breaks-off":
		s.mails.Drop(n)
	case "refuses":
		s.mails.Refuse(act.word(1))
	default:
		return fmt.Errorf("a server can be: down, up, defers N, breaks-off N, refuses ADDRESS")
	}
	return nil
}

// doCrash stops the program when the next message was handed over.
func (s *Stage) doCrash(*Act) error {
	s.post.cut = true
	return nil
}

// editable are the words for what a person may change of an invoice.
var editable = map[string]string{"due": invoice.FieldDueOn, "order": invoice.FieldOrderReference, "note": invoice.FieldNote}

// doEdit changes what a person may change of an invoice: edit R-1 due DAY order PO-1;
// an instalment is named R-1/2.
func (s *Stage) doEdit(act *Act) error {
	number, part, _ := strings.Cut(act.word(0), "/")
	to := map[string]string{}
	for word, field := range editable {
		if value := act.after(word); value != "" {
			to[field] = value
		}
	}
	if n, err := strconv.Atoi(part); err == nil {
		to[invoice.PartField(n)] = to[invoice.FieldDueOn]
		delete(to, invoice.FieldDueOn)
	}
	var about invoice.Invoice
	err := s.view(func(tx *store.Tx) (err error) {
		about, err = s.invoice(tx, number)
		return err
	})
	if err != nil {
		return err
	}
	if err := s.desk.EditInvoice(s.ctx, s.company.ID, about.ID, to, person, s.today()); err != nil {
		return err
	}
	return s.settle()
}

// taken refuses a report of an import that failed.
func taken(r *intake.Report) error {
	if !r.Failed() {
		return nil
	}
	return fmt.Errorf("%s: %s", r.File, r.Errors[0])
}

// Verbs are the words for all that can happen.
func Verbs() []string { return slices.Sorted(maps.Keys(verbs)) }
