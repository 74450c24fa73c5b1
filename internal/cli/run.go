package cli

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"

	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/explain"
	"acquit/internal/fault"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/plan"
	"acquit/internal/settle"
	"acquit/internal/store"
)

// decisionLine is a decision as the command line prints it.
type decisionLine struct {
	On       string          `json:"on,omitempty"` // only in a simulation
	Customer string          `json:"customer"`
	Name     string          `json:"name"`
	Currency string          `json:"currency"`
	Verdict  dunning.Verdict `json:"verdict"`
	Step     string          `json:"step"`
	Total    string          `json:"total"`
	Items    []itemLine      `json:"items"`
	Reasons  []reasonLine    `json:"reasons"`
	NextOn   string          `json:"next_on"`
}

type itemLine struct {
	Invoice string          `json:"invoice"`
	Part    int             `json:"part,omitempty"`
	Plan    int             `json:"plan,omitempty"` // which of the customer's plans it is an instalment of
	DueOn   string          `json:"due_on"`
	Open    string          `json:"open_amount"`
	Verdict dunning.Verdict `json:"verdict"`
	Step    string          `json:"step"`
	On      string          `json:"on"`
	Reason  reasonLine      `json:"reason"`
	Ladder  []rungLine      `json:"ladder,omitempty"` // only of why
}

type reasonLine struct {
	Code     dunning.Code `json:"code"`
	Sentence string       `json:"sentence"`
}

func decisionOf(d *collect.Decision, words *locale.Words) decisionLine {
	a, words := &d.Assessment, explain.Named(words, d.Scenario)
	l := decisionLine{Customer: d.Number, Name: d.Name, Currency: d.Currency.String(), Verdict: a.Verdict, Step: a.Step.Key,
		Total: a.Total().String(), Items: []itemLine{}, Reasons: []reasonLine{}, NextOn: a.NextOn.String()}
	for _, i := range a.Items {
		number, part, planned := plan.ItemOf(i.Item.Part)
		if !planned {
			part = i.Item.Part
		}
		l.Items = append(l.Items, itemLine{i.Item.Number, part, number, i.Item.DueOn.String(), i.Item.Open.String(), i.Verdict, i.Step,
			i.On.String(), reasonOf(i.Reason, words), nil})
	}
	for _, r := range a.Reasons {
		l.Reasons = append(l.Reasons, reasonOf(r, words))
	}
	return l
}

func reasonOf(r dunning.Reason, words *locale.Words) reasonLine {
	return reasonLine{r.Code, explain.Sentence(words, r)}
}

// stream writes {"head…": …, "decisions": [ … ], "tail…": …} one decision at a
// time, since a night may decide for a hundred thousand customers.
type stream struct {
	w     *bufio.Writer
	first bool
	err   error
}

func (a *app) stream(head string) *stream {
	s := &stream{w: bufio.NewWriterSize(a.out, 1<<16), first: true}
	fmt.Fprintf(s.w, "{%s\n\"decisions\": [", head)
	return s
}

func (s *stream) add(v any) {
	b, err := json.Marshal(v)
	if s.err == nil {
		s.err = err
	}
	if !s.first {
		s.w.WriteByte(',')
	}
	s.first = false
	s.w.WriteByte('\n')
	s.w.Write(b)
}

// end closes the list and adds the fields of tail, an object.
func (s *stream) end(tail any) error {
	b, err := json.Marshal(tail)
	if err := cmp.Or(s.err, err); err != nil {
		return err
	}
	io.WriteString(s.w, "\n],\n")
	s.w.Write(b[1:]) // the tail's own opening brace is there already
	s.w.WriteByte('\n')
	return s.w.Flush()
}

type runCommand struct {
	DryRun bool `help:"Decide only; nothing is stored."`
}

// nightTail is what `run` prints behind the decisions.
type nightTail struct {
	Counts map[string]int `json:"counts"`
	Match  *settle.Report `json:"match,omitempty"`
}

func (c *runCommand) Run(a *app) error {
	return a.with(func(s *store.Store, of company.Company) error {
		today := a.today(&of)
		words := a.words.In(locale.For(locale.Language(of.Language), of.Country))
		desk := a.desk(s, nil)
		tail := nightTail{Counts: map[string]int{}}
		if !c.DryRun {
			// Reminders are decided on what the bank says: look there first.
			report, err := settle.Match(a.ctx, s, of.ID, today, nil)
			if err != nil {
				return err
			}
			tail.Match = &report
		}
		out := a.decisions(fmt.Sprintf(`"day": %q, "dry_run": %t,`, today, c.DryRun), words)
		var err error
		if c.DryRun {
			err = desk.Preview(a.ctx, of.ID, today, func(d collect.Decision) {
				tail.Counts[string(d.Assessment.Verdict)]++
				out.see(d, date.None)
			})
		} else {
			tail.Counts, err = desk.RunDay(a.ctx, of.ID, today, func(d collect.Decision) { out.see(d, date.None) })
		}
		if err != nil {
			return err
		}
		return out.end(tail, func() {
			a.say("%s: %d to act, %d wait, %d held, %d finished", today, tail.Counts["act"], tail.Counts["wait"], tail.Counts["hold"], tail.Counts["finished"])
		})
	})
}

// decisions prints decisions as they come: all of them as JSON, those that matter
// to a person in words.
type decisions struct {
	app    *app
	words  *locale.Words
	stream *stream
}

func (a *app) decisions(head string, words *locale.Words) *decisions {
	d := &decisions{app: a, words: words}
	if a.flags.JSON {
		d.stream = a.stream(head)
	}
	return d
}

func (d *decisions) see(decision collect.Decision, on date.Date) {
	a := &decision.Assessment
	if d.stream != nil {
		line := decisionOf(&decision, d.words)
		line.On = on.String()
		d.stream.add(line)
		return
	}
	if a.Verdict == dunning.Wait || a.Verdict == dunning.Close {
		return
	}
	d.app.say("%s%-8s %-14s %-30s %12s %s", prefix(on), a.Verdict, cmp.Or(a.Step.Name, a.Step.Key), decision.Name, a.Total(), decision.Currency)
	d.app.say("%s         %s", blank(on), explain.Sentence(explain.Named(d.words, decision.Scenario), a.Reasons[0]))
}

func prefix(on date.Date) string {
	if on == date.None {
		return ""
	}
	return on.String() + "  "
}

func blank(on date.Date) string {
	if on == date.None {
		return ""
	}
	return "            "
}

func (d *decisions) end(tail any, say func()) error {
	if d.stream != nil {
		return d.stream.end(tail)
	}
	say()
	return nil
}

type sendCommand struct {
	Anyway bool `help:"Send outside the company's hours too. Never on a day on which none leaves, such as a holiday."`
}

func (c *sendCommand) Run(a *app) error {
	return a.with(func(s *store.Store, of company.Company) error {
		local := a.now().In(of.Location())
		if a.flags.Today == date.None && !c.Anyway && !of.Policy.Window.Open(local) {
			return fault.New(fault.Unavailable, "messages of %s leave between %s and %s on its days; it is %s there (--anyway sends now)",
				of.Name, of.Policy.Window.From, of.Policy.Window.Until, local.Format("Monday 15:04"))
		}
		channel, closeChannel, err := a.channel()
		if err != nil {
			return err
		}
		defer closeChannel()
		desk, err := a.sender(s, channel)
		if err != nil {
			return err
		}
		lines := []sentLine{}
		sending, err := desk.Send(a.ctx, of.ID, a.today(&of), func(r collect.Result) {
			lines = append(lines, sentLine{r.Message.ID.String(), r.State, r.Message.Recipients, r.Message.Subject, fault.ReadKept(r.Outcome).String()})
		})
		if err != nil {
			return err
		}
		answer := struct {
			collect.Sending
			Messages []sentLine `json:"messages"`
		}{sending, lines}
		return a.print(answer, func() {
			for _, l := range lines {
				a.say("%-10s %s  %s", l.State, l.Subject, l.Outcome)
			}
			a.say("%d sent, %d withdrawn, %d later, %d failed, %d uncertain", sending.Sent, sending.Withdrawn, sending.Later+sending.Postponed, sending.Failed, sending.Uncertain)
			if n := sending.Proposed + sending.Ready; n > 0 {
				a.say("%d wait for a person", n)
			}
		})
	})
}

// sentLine is a message as `send` prints it.
type sentLine struct {
	ID      string        `json:"id"`
	State   message.State `json:"state"`
	To      []string      `json:"to"`
	Subject string        `json:"subject"`
	Outcome string        `json:"outcome"`
}
