package render

import (
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"
	"text/template/parse"
	"unicode/utf8"

	"acquit/internal/company"
	"acquit/internal/dunning"
	"acquit/internal/fault"
)

// Limits of a text, in letters.
const (
	mostSubject = 200
	mostBody    = 20_000
)

// CheckText refuses a text of a step that could not be sent as it is, or would leave out what
// no message may: each fault with its line.
//
// Errors: Invalid. The place of a fault is a line of the body, or the path "subject".
func CheckText(t dunning.Text, step *dunning.Step, c *company.Company) error {
	return checkText(t, &reading{step: step, company: c})
}

// CheckThanks is CheckText for thanks.
func CheckThanks(t dunning.Text, c *company.Company) error {
	return checkText(t, &reading{company: c})
}

// CheckInvoice is CheckText for the mail that brings an invoice.
func CheckInvoice(t dunning.Text, c *company.Company) error {
	return checkText(t, &reading{company: c, bill: true})
}

// reading is a walk through a text that finds what is wrong with it.
type reading struct {
	step    *dunning.Step // nil for thanks, and for an invoice
	bill    bool          // it brings an invoice
	company *company.Company
	text    string
	path    string          // "subject"; "" in the body
	spoken  bool            // it is said by SMS or on the telephone, where nothing is shown
	sure    map[string]bool // the words that it says whatever holds
	asked   map[string]bool // the conditions
	faults  fault.Refusals
}

func checkText(t dunning.Text, r *reading) error {
	r.checkSubject(unified(t.Subject))
	r.path, r.text = "", unified(t.Body)
	switch letters := utf8.RuneCountInString(r.text); {
	case strings.TrimSpace(r.text) == "":
		r.faults.Add(fault.At(0, "body", "a text needs words"))
	case letters > mostBody:
		r.faults.Add(fault.At(0, "body", "a text has %d letters at most", mostBody))
	case r.walk():
		r.checkWhole()
	}
	return r.faults.Err(fault.Say("the text has %d faults", r.faults.Len()))
}

func (r *reading) checkSubject(subject string) {
	r.path, r.text = "subject", subject
	switch {
	case strings.TrimSpace(subject) == "":
		r.faults.Add(fault.At(0, r.path, "a text needs a subject"))
	case strings.Contains(subject, "\n") || utf8.RuneCountInString(subject) > mostSubject:
		r.faults.Add(fault.At(0, r.path, "a subject is one line of %d letters at most", mostSubject))
	default:
		r.walk()
	}
}

// refuse notes a fault at a place of the text.
func (r *reading) refuse(at parse.Pos, err *fault.Error) {
	if err == nil {
		return
	}
	if err.Place = (fault.Place{Path: r.path}); r.path == "" {
		err.Place.Line = lineOf(r.text, at)
	}
	r.faults.Add(err)
}

// walk looks at each part of the text, and reports whether it could be read.
func (r *reading) walk() bool {
	list, err := parseText(r.text)
	if err != nil {
		var e *fault.Error
		if errors.As(err, &e) && r.path != "" {
			e.Place = fault.Place{Path: r.path}
		}
		r.faults.Add(err)
		return false
	}
	r.asked = map[string]bool{}
	r.sure = r.list(list, nil)
	return true
}

// list looks at what stands below some conditions, and returns the words that it says
// whatever else holds.
func (r *reading) list(l *parse.ListNode, below []string) (sure map[string]bool) {
	sure = map[string]bool{}
	if l == nil {
		return sure
	}
	for _, node := range l.Nodes {
		switch n := node.(type) {
		case *parse.TextNode:
		case *parse.ActionNode:
			r.refuse(n.Position(), r.word(n, below))
			sure[named(n.Pipe)] = true
		case *parse.IfNode:
			maps.Copy(sure, r.choice(n, below))
		default:
			r.refuse(node.Position(), strange(0, node.String()))
		}
	}
	return sure
}

// choice looks at a condition, and at what stands below it and below its contrary.
func (r *reading) choice(n *parse.IfNode, below []string) (sure map[string]bool) {
	name := named(n.Pipe)
	w := wordNamed(name)
	switch {
	case name == "":
		r.refuse(n.Position(), strange(0, tag("if "+n.Pipe.String())))
	case w == nil || !r.allows(w) || !w.of(Asks):
		r.refuse(n.Position(), noCondition(name))
	}
	r.asked[name] = true
	sure = r.list(n.List, append(slices.Clone(below), name))
	otherwise := r.list(n.ElseList, append(slices.Clone(below), "")) // "" is no word
	if name == "deadline" && r.step != nil && r.step.DeadlineDays > 0 {
		return sure // there is one
	}
	maps.DeleteFunc(sure, func(word string, _ bool) bool { return !otherwise[word] })
	return sure
}

// allows reports whether a word can stand in the text.
func (r *reading) allows(w *word) bool {
	if r.bill {
		return w.of(OfInvoice)
	}
	return r.step != nil || w.of(OfThanks)
}

// word looks at a word.
func (r *reading) word(n *parse.ActionNode, below []string) *fault.Error {
	name := named(n.Pipe)
	w := wordNamed(name)
	switch {
	case name == "":
		return strange(0, n.String())
	case w == nil || !r.allows(w):
		return noWord(name)
	case w.Is&(Says|Shows) == 0:
		return fault.New(fault.Invalid, "%s says nothing: it stands in a condition, %s", tag(name), tag("if "+name))
	case w.of(Shows) && r.spoken:
		return fault.New(fault.Invalid, "%s needs a page: it cannot stand in an SMS, nor in what is said on the telephone", tag(name))
	case w.of(Shows) && r.path != "":
		return fault.New(fault.Invalid, "%s cannot stand in a subject", tag(name))
	case w.of(Shows) && !r.alone(n.Position()):
		return fault.New(fault.Invalid, "%s must stand on a line of its own", tag(name))
	}
	if slices.Contains(below, name) {
		return nil
	}
	return r.lacks(name)
}

var blockLine = regexp.MustCompile(`^\s*\{\{\s*[a-z_]+\s*\}\}\s*$`)

// alone reports whether a tag is all that stands on its line.
func (r *reading) alone(at parse.Pos) bool {
	return blockLine.MatchString(strings.Split(r.text, "\n")[lineOf(r.text, at)-1])
}

// lacks says why a word may have nothing behind it.
func (r *reading) lacks(name string) *fault.Error {
	c, asked := r.company, tag("if "+name)
	switch {
	case name == "deadline" && r.step != nil && r.step.DeadlineDays == 0:
		return fault.New(fault.Invalid, "%s is a day by which to pay, and this step sets none: enter its days, or write the word behind %s", tag(name), asked)
	case name == "claimed" && len(r.step.Claims) == 0:
		return fault.New(fault.Invalid, "%s is what is claimed for being late, and this step claims nothing: choose what it claims, or write the word behind %s", tag(name), asked)
	case name == "earlier":
		return fault.New(fault.Invalid, "%s is the day on which the customer was last written to, and there may be none: write the word behind %s", tag(name), asked)
	case name == "phone" && plain(c.Phone) == "", name == "email" && plain(c.Email) == "", name == "iban" && c.IBAN == "":
		return fault.New(fault.Invalid, "%s is not known: enter it in the settings, or write the word behind %s", tag(name), asked)
	case name == "button" && c.Policy.PayPage == "":
		return fault.New(fault.Invalid, "%s leads to the page on which customers pay, and the company has none: enter it in the settings", tag(name))
	case name == "qr" && c.IBAN == "":
		return fault.New(fault.Invalid, "%s asks for a transfer, and the company has no account: enter it in the settings", tag(name))
	}
	return nil
}

// checkWhole looks for what the text as a whole must have.
func (r *reading) checkWhole() {
	if r.step == nil {
		return
	}
	r.need("items", "%s is missing, or stands below a condition: every message lists what is open", tag("items"))
	r.need("pay", "%s is missing, or stands below a condition: every message says where to pay", tag("pay"))
	if r.step.Tone == dunning.Formal || len(r.step.Claims) > 0 {
		r.need("law", "%s is missing, or stands below a condition: a step that is formal or claims something says what the law asks for", tag("law"))
	}
	if r.step.Tone == dunning.Formal {
		r.need("total", "%s is missing, or stands below a condition: a notice of default says what must be paid", tag("total"))
		if r.step.DeadlineDays > 0 {
			r.need("deadline", "%s is missing, or stands below a condition: the step sets a day by which to pay, and a notice of default names it", tag("deadline"))
		}
	}
	if r.step.Has(dunning.EndService) && !r.asked["end_service"] {
		r.faults.Add(fault.At(0, "body", "the step announces that the service will end, and the text does not: write that behind %s", tag("if end_service")))
	}
}

// need refuses a text in which a word does not stand for sure.
func (r *reading) need(name, format string, args ...any) {
	if !r.sure[name] {
		r.faults.Add(fault.At(0, "body", format, args...))
	}
}

// tag is how a word is written in a text.
func tag(word string) string { return "{{" + word + "}}" }

// noWord says that a word is none, and which one is like it.
func noWord(name string) *fault.Error {
	if like := nearest(name, Says|Shows); like != "" {
		return fault.New(fault.Invalid, "%s is no word; did you mean %s?", tag(name), tag(like))
	}
	return fault.New(fault.Invalid, "%s is no word of such a text", tag(name))
}

func noCondition(name string) *fault.Error {
	if like := nearest(name, Asks); like != "" {
		return fault.New(fault.Invalid, "%s is no condition; did you mean %s?", tag("if "+name), tag("if "+like))
	}
	return fault.New(fault.Invalid, "%s is no condition of such a text", tag("if "+name))
}

// nearest is the word that a name was meant to be; "" where none is near.
func nearest(name string, use Use) (like string) {
	best := 3 // further away it is another word
	for n := range vocabulary {
		if w := &vocabulary[n]; w.Is&use != 0 && w.Name != name {
			if d := distance(strings.ToLower(name), w.Name); d < best {
				best, like = d, w.Name
			}
		}
	}
	return like
}

// distance is how many letters must be changed, added or left out to make b of a
// (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for n := range row {
		row[n] = n
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for k := range len(b) {
			change := diagonal
			if a[i] != b[k] {
				change++
			}
			diagonal = row[k+1]
			row[k+1] = min(change, row[k]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
