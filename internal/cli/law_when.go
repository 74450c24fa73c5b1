package cli

import (
	"strings"

	"acquit/internal/calendar"
	"acquit/internal/claim"
	"acquit/internal/date"
	"acquit/internal/explain"
	"acquit/internal/fault"
	"acquit/internal/law"
	"acquit/internal/locale"
)

// lawWhenCommand says when more than the principal may be asked, and why.
type lawWhenCommand struct {
	Country       string      `required:"" help:"Whose law, two letters."`
	Segment       law.Segment `required:"" enum:"B2B,B2C" help:"Who owes: a business or a consumer (${enum})."`
	Due           date.Date   `required:"" help:"The last day to pay."`
	Issued        date.Date   `help:"The day of the invoice; the due day when left out."`
	Delivered     date.Date   `help:"The day of what the invoice is for; that of the invoice when left out."`
	Clause        bool        `help:"The contract has a clause on late payment."`
	Mention       bool        `help:"The invoice says what late payment costs."`
	SmallCreditor bool        `help:"A small or medium enterprise: in Belgium interest of consumers runs from the day after the reminder."`
	Notice        []string    `placeholder:"KIND:DAY[:post]" help:"A message about the debt that left: reminded, formal_notice or fourteen_days, on a day, by mail or by post."`
}

// openingLine is when more may be asked as "law when" prints it; a day is empty where it
// never may as things are.
type openingLine struct {
	InterestFrom   date.Date       `json:"interest_from"`
	InterestOn     date.Date       `json:"interest_on"`
	CompensationOn date.Date       `json:"compensation_on"`
	CostsOn        date.Date       `json:"costs_on"`
	Conditions     []conditionLine `json:"conditions"`
}

// conditionLine is one thing that was decided, and why.
type conditionLine struct {
	Code   claim.ConditionCode `json:"code"`
	Day    date.Date           `json:"day"`
	Text   string              `json:"text"`
	Source string              `json:"source"`
	Mark   law.Mark            `json:"mark"`
}

func (c *lawWhenCommand) Run(a *app) error {
	x := claim.Circumstances{Country: c.Country, Segment: c.Segment, IssuedOn: c.Issued, DeliveredOn: c.Delivered, DueOn: c.Due,
		Clause: c.Clause, Mention: c.Mention, SmallCreditor: c.SmallCreditor}
	if x.IssuedOn == date.None {
		x.IssuedOn = c.Due
	}
	for _, text := range c.Notice {
		n, err := readNotice(text)
		if err != nil {
			return err
		}
		x.Notices = append(x.Notices, n)
	}
	line := lineOfOpening(a.words.In(locale.For(locale.English, x.Country)), claim.Open(calendar.New(), x))
	return a.print(line, func() { a.sayOpening(&line) })
}

// readNotice reads "reminded:2026-03-02:post".
func readNotice(text string) (n claim.Notice, err error) {
	kind, day, found := strings.Cut(text, ":")
	day, post, _ := strings.Cut(day, ":")
	n.Kind, n.ByPost = claim.NoticeKind(kind), post == "post"
	known := n.Kind == claim.Reminded || n.Kind == claim.FormalNotice || n.Kind == claim.FourteenDays
	if !found || !known || post != "" && !n.ByPost {
		return n, fault.New(fault.Invalid, "%q is not written as KIND:DAY or KIND:DAY:post; a kind is reminded, formal_notice or fourteen_days", text)
	}
	n.On, err = date.Parse(day)
	return n, err
}

func lineOfOpening(w *locale.Words, o claim.Opening) openingLine {
	l := openingLine{o.InterestFrom, o.InterestOn, o.CompensationOn, o.CostsOn, []conditionLine{}}
	for _, c := range o.Conditions {
		l.Conditions = append(l.Conditions, conditionLine{c.Code, c.Day, explain.Condition(w, c), c.Source, c.Mark})
	}
	return l
}

func (a *app) sayOpening(l *openingLine) {
	for _, d := range []struct {
		what string
		day  date.Date
	}{{"interest runs from", l.InterestFrom}, {"interest may be asked from", l.InterestOn},
		{"the sum for being late may be asked from", l.CompensationOn}, {"costs may be asked from", l.CostsOn}} {
		if d.day == date.None {
			a.say("%s: no day, as things are", d.what)
			continue
		}
		a.say("%s: %s", d.what, d.day)
	}
	for _, c := range l.Conditions {
		a.say("%s (%s; %s)", c.Text, c.Mark, c.Source)
	}
}
