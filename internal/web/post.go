package web

import (
	"strings"

	"github.com/a-h/templ"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/explain"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/render"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

func (s *site) postRoutes() {
	s.get("/post", postPage)
	s.get("/post/print", printLetters)
	s.post("/post", postLetters)
	s.get("/post/sent", sentPage)
	s.backRoutes()
	s.registeredRoutes()
	s.printRoutes()
}

// mostLetters is how many letters a page shows, and a print has.
const mostLetters = 200

// onPaper are the channels of letters.
var onPaper = []message.Channel{message.Letter, message.Registered}

// postData are the letters that wait to be posted, in the order in which they are printed.
type postData struct {
	*visit
	Letters []store.ListedMessage
	Owners  map[id.ID]customer.Customer
	Fresh   int                 // letters that wait and were not printed yet
	Prints  []store.Print       // of the last days
	Before  map[id.ID]date.Date // when sheets of a letter were printed that must not go
	Pager   ui.Pager
}

func postPage(v *visit, tx *store.Tx) (answer, error) {
	d := postData{visit: v}
	var err error
	if d.Letters, err = tx.Standing(message.Ready, onPaper, v.cursor().ID, mostLetters+1); err != nil {
		return nil, err
	}
	if len(d.Letters) > mostLetters {
		d.Letters = d.Letters[:mostLetters]
		d.Pager.Next = v.list().with("after", store.Cursor{ID: d.Letters[mostLetters-1].ID}.String())
	}
	if err = learnOf(v, tx, d.Letters, versionOfListed); err != nil {
		return nil, err
	}
	fresh, err := tx.CountUnprinted()
	if err != nil {
		return nil, err
	}
	d.Fresh = fresh[message.Letter] + fresh[message.Registered]
	if d.Prints, err = tx.Prints(v.Today.AddDays(-printsShown)); err != nil {
		return nil, err
	}
	all := make([]id.ID, len(d.Letters))
	for n := range d.Letters {
		all[n] = d.Letters[n].ID
	}
	if d.Before, err = tx.PrintedBefore(all); err != nil {
		return nil, err
	}
	d.Owners, err = customersOf(tx, d.Letters, func(m *store.ListedMessage) id.ID { return m.Customer })
	return page{Title: v.Words.T("post.title"), Place: messages, Body: postBody(d)}, err
}

func (d postData) state() string {
	if len(d.Letters) == 0 {
		return ""
	}
	return d.Words.N("post.n_wait", len(d.Letters))
}

func (d postData) table() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("post.title"), Pager: d.Pager, Empty: nothingToPost(d.visit), Columns: []ui.Column{
		{Label: w.Cap("word.customer"), Name: true}, {Label: w.T("post.address"), From: ui.ScreenTablet}, {Label: w.T("approve.channel"), Kind: ui.ColumnTight},
		{Label: w.Cap("word.step"), From: ui.ScreenDesktop}, {Label: w.T("post.written"), Kind: ui.ColumnTight, From: ui.ScreenTablet},
		{Label: w.Cap("word.amount"), Kind: ui.ColumnAmount},
	}}
	if d.mayWork() {
		t.Select = bulk
	}
	for n := range d.Letters {
		m := &d.Letters[n]
		c, href := d.Owners[m.Customer], d.toMessage(m.ID)
		t.Rows = append(t.Rows, ui.Row{ID: "m-" + m.ID.String(), Href: href, Label: m.CustomerName, Cells: []templ.Component{
			d.named(m, href), ui.Words(joined(c.Street, strings.TrimSpace(c.Postcode+" "+c.City), c.Country)),
			ui.Words(explain.Channel(w, m.Channel)), ui.Words(d.stepName(m.Scenario, m.Step)), ui.Words(d.stamp(m.WrittenAt)), ui.Money(w, m.Amount),
		}})
	}
	return t
}

// named is to whom a letter goes, and that sheets of it were printed that must not go.
func (d postData) named(m *store.ListedMessage, href string) templ.Component {
	name := ui.Stacked(ui.Link(m.CustomerName, href), ui.Clipped(m.Subject))
	if on := d.Before[m.ID]; on != date.None {
		return ui.Stacked(name, ui.Words(d.Words.T("paper.printed_before", "Day", on)))
	}
	return name
}

// printLetters are the chosen letters in one document, in the order of the list.
func printLetters(v *visit, tx *store.Tx) (answer, error) {
	chosen, err := v.picked()
	if err != nil {
		return nil, err
	}
	found, err := tx.MessagesIn(chosen, message.Ready)
	if err != nil {
		return nil, err
	}
	var all [][]byte
	for n := range found {
		if !found[n].Channel.OnPaper() {
			continue
		}
		doc, known, err := tx.Document(found[n].Content)
		if err != nil {
			return nil, err
		}
		if known {
			all = append(all, doc.Body)
		}
	}
	if len(all) == 0 {
		return nil, fault.New(fault.Conflict, "the letters were posted already, or withdrawn")
	}
	body, err := render.Bound(all)
	return paperShown{body}, err
}

// postLetters says that letters were posted.
func postLetters(v *visit) (answer, error) {
	chosen, err := v.picked()
	if err != nil {
		return nil, err
	}
	numbers, err := v.numbersTyped()
	if err != nil {
		return nil, err
	}
	done, err := v.Desk.Post(v.Request.Context(), v.Company.ID, chosen, numbers, v.actor(), v.Today)
	if err != nil {
		return nil, err
	}
	return moved{To: v.to("post"), Toast: ui.Toast{Text: v.postedSaid(&done)}}, nil
}

// shownPaper answers with a kept letter, to be shown.
func shownPaper(v *visit, tx *store.Tx) (answer, error) {
	m, err := v.outMessage(tx)
	if err != nil {
		return nil, err
	}
	doc, found, err := tx.Document(m.Content)
	if err == nil && (!found || !m.Channel.OnPaper()) {
		err = errNoPage
	}
	return paperShown{doc.Body}, err
}

// callable are the contacts who may be called.
func callable(contacts []customer.Contact) (all []customer.Contact) {
	for _, c := range contacts {
		if c.Callable() {
			all = append(all, c)
		}
	}
	return all
}

// dialled is a telephone number as a telephone takes it.
func dialled(number string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' || r == '#' || r == '*' {
			return r
		}
		return -1
	}, number)
}
