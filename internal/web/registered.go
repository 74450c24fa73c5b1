package web

import (
	"strings"

	"acquit/internal/collect"
	"acquit/internal/date"
	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

// registeredRoutes are those of what the post gives for registered letters: a number, a receipt
// and the proof that it handed the letter over.
func (s *site) registeredRoutes() {
	s.post("/messages/{message}/number", numberLetter)
	s.post("/messages/{message}/papers", attachTo("message"))
	s.post("/post/sent/numbers", numberLetters)
	s.post("/post/prints/{print}/numbers", numberPrint)
}

// paperData is what is known of a registered letter that left.
type paperData struct {
	Number string
	Papers []evidence.Attachment
}

// registered reports whether a message is a registered letter that left, whatever became of it.
func registered(m *message.Message) bool {
	return m.Channel == message.Registered && m.SentOn != date.None
}

func (p *paperData) load(tx *store.Tx, m *message.Message) error {
	if !registered(m) {
		return nil
	}
	numbers, err := tx.NumbersOf([]id.ID{m.ID})
	if err != nil {
		return err
	}
	p.Number = numbers[m.ID]
	p.Papers, err = tx.AttachmentsOfMessage(m.ID)
	return err
}

// lacks is the kind of paper that comes next: the receipt comes first.
func (p *paperData) lacks() evidence.Kind {
	for _, a := range p.Papers {
		if a.Kind == evidence.Receipt {
			return evidence.HandedOver
		}
	}
	return evidence.Receipt
}

// paperKinds are the kinds of paper that a person chooses from.
func paperKinds(w *locale.Words) (all []ui.Option) {
	for _, k := range evidence.LetterKinds() {
		all = append(all, ui.Option{Value: string(k), Label: w.T("document.kind_" + string(k))})
	}
	return all
}

// numberLetter says which number the post gave to a letter.
func numberLetter(v *visit) (answer, error) {
	i, err := v.id("message")
	if err != nil {
		return nil, err
	}
	err = v.Desk.Number(v.Request.Context(), v.Company.ID, map[id.ID]string{i: v.form("number")}, v.actor(), v.Today)
	return v.numbered(v.toMessage(i)+"#papers", 1, err)
}

// numberLetters says which numbers the post gave to the letters of a list.
func numberLetters(v *visit) (answer, error) {
	numbers, err := v.numbersTyped()
	if err == nil {
		err = v.Desk.Number(v.Request.Context(), v.Company.ID, numbers, v.actor(), v.Today)
	}
	return v.numbered(v.to("post", "sent")+"?only="+string(store.LacksNumber), len(numbers), err)
}

// numbered leads back to where n numbers were typed. What a person can mend is said there.
func (v *visit) numbered(to string, n int, err error) (answer, error) {
	if sentence, mendable := v.mendable(err); mendable {
		return moved{To: to, Toast: ui.Toast{Text: sentence, Tone: ui.ToneBad}}, nil
	}
	return moved{To: to, Toast: ui.Toast{Text: v.Words.N("registered.n_numbered", n)}}, err
}

// numberPrint takes a list of numbers for the letters of a print that left.
func numberPrint(v *visit) (answer, error) {
	d := &printData{visit: v}
	numbers, err := d.numbersListed(func(l *store.PrintedLetter) bool { return l.Letter.State == message.Sent })
	if err == nil {
		err = v.Desk.Number(v.Request.Context(), v.Company.ID, numbers, v.actor(), v.Today)
	}
	if fault.KindOf(err) == fault.Invalid {
		return d.again(err)
	}
	i, _ := v.id("print")
	return moved{To: v.toPrint(i), Toast: ui.Toast{Text: v.Words.N("registered.n_numbered", len(numbers))}}, err
}

// numbersListed are the numbers of the list in the form, for those letters of the print that it
// may be about.
func (d *printData) numbersListed(about func(*store.PrintedLetter) bool) (map[id.ID]string, error) {
	list := d.form("list")
	if strings.TrimSpace(list) == "" {
		return nil, nil
	}
	i, err := d.id("print")
	if err != nil {
		return nil, err
	}
	var letters []collect.Numbered
	err = d.Store.View(d.Request.Context(), d.Company.ID, func(tx *store.Tx) (err error) {
		letters, err = collect.NumberedOf(tx, i, about)
		return err
	})
	if err != nil {
		return nil, err
	}
	return collect.ReadNumbers(list, letters)
}

// lacksNumbers reports whether letters of the print left without a number that is known.
func (d *printData) lacksNumbers() bool {
	for n := range d.Letters {
		if l := &d.Letters[n]; l.Letter.State == message.Sent && d.Numbers[l.Message] == "" {
			return d.Print.Channel == message.Registered && d.mayWork()
		}
	}
	return false
}
