package web

import (
	"slices"

	"github.com/a-h/templ"

	"acquit/internal/explain"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

// sentData are letters that left, as they were asked for.
type sentData struct {
	*visit
	Filter  store.LetterFilter
	Letters []store.SentLetter
	Pager   ui.Pager
	at      list
}

func sentPage(v *visit, tx *store.Tx) (answer, error) {
	d := &sentData{visit: v, at: v.list("q", "only")}
	d.Filter = store.LetterFilter{Words: v.words("q"), Registered: d.at.get("only") == "registered", Before: v.cursor().ID, Limit: rowsOnPage + 1}
	if lack := store.Lack(d.at.get("only")); slices.Contains(store.Lacks(), lack) {
		d.Filter.Lacks = lack
	}
	var err error
	if d.Letters, err = tx.SentLetters(d.Filter); err != nil {
		return nil, err
	}
	if len(d.Letters) > rowsOnPage {
		d.Letters = d.Letters[:rowsOnPage]
		d.Pager.Next = d.at.with("after", store.Cursor{ID: d.Letters[rowsOnPage-1].ID}.String())
	}
	return page{Title: v.Words.T("registered.title"), Place: messages, Body: sentBody(d)}, nil
}

func (d *sentData) tabs() (all []ui.TabSpec) {
	chosen := d.at.get("only")
	for _, only := range []string{"", "registered", string(store.LacksNumber), string(store.LacksReceipt)} {
		label := "registered.tab_" + only
		if only == "" {
			label = "registered.tab_all"
		}
		all = append(all, ui.TabSpec{Label: d.Words.T(label), Href: d.at.with("only", only), Current: chosen == only})
	}
	return all
}

func (d *sentData) bar() ui.FilterSpec {
	f := sentSearch(d.visit, d.Filter.Words)
	if only := d.at.get("only"); only != "" {
		f.Keep = []ui.Param{{Name: "only", Value: only}}
	}
	if d.Filter.Words != "" {
		f.Chips = []ui.Chip{{Label: d.Words.T("message.words", "Words", d.Filter.Words), Remove: d.at.with("q", "")}}
	}
	return f
}

// sentSearch looks for a letter that left.
func sentSearch(v *visit, words string) ui.FilterSpec {
	return ui.FilterSpec{Action: v.to("post", "sent"), Search: v.Words.T("registered.search"), Query: words, ClearTo: v.to("post", "sent")}
}

func (d *sentData) table() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("registered.title"), Pager: d.Pager, Empty: noneSent(d), Columns: []ui.Column{
		{Label: w.Cap("word.customer"), Name: true}, {Label: w.T("registered.posted_on"), Kind: ui.ColumnTight}, {Label: w.T("approve.channel"), Kind: ui.ColumnTight, From: ui.ScreenTablet},
		{Label: w.T("post.number"), Kind: ui.ColumnTight}, {Label: w.T("registered.papers"), Kind: ui.ColumnTight, From: ui.ScreenTablet}, {Label: w.Cap("word.amount"), Kind: ui.ColumnAmount, From: ui.ScreenTablet},
	}}
	if d.mayWork() {
		t.Columns = append(t.Columns, ui.Column{Label: w.T("registered.back_verb"), Kind: ui.ColumnAction})
	}
	for n := range d.Letters {
		l := &d.Letters[n]
		href := d.toMessage(l.ID)
		row := ui.Row{ID: "m-" + l.ID.String(), Href: href, Label: l.CustomerName, Cells: []templ.Component{
			ui.Stacked(ui.Link(l.CustomerName, href), ui.Clipped(l.Subject)), ui.Day(w, l.SentOn), ui.Words(explain.Channel(w, l.Channel)), d.number(l), d.papers(l), ui.Money(w, l.Amount),
		}}
		if d.mayWork() {
			row.Cells = append(row.Cells, ui.ButtonLink(ui.LinkSpec{Label: w.T("registered.back_short"), Href: d.to("messages", l.ID.String(), "back"), Icon: ui.IconUndo, Size: ui.SizeSmall}))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// numbersForm is the form that takes the numbers of a list.
const numbersForm = "numbers"

// numbers reports whether the numbers of the letters are typed here.
func (d *sentData) numbers() bool {
	return d.mayWork() && d.Filter.Lacks == store.LacksNumber && len(d.Letters) > 0
}

// number is what the post calls a letter, or the box for it.
func (d *sentData) number(l *store.SentLetter) templ.Component {
	if d.numbers() {
		return sentNumberBox(d.visit, l)
	}
	return ui.Words(l.Number)
}

// papers are what is kept of a registered letter.
func (d *sentData) papers(l *store.SentLetter) templ.Component {
	switch {
	case l.Channel != message.Registered:
		return ui.Words("")
	case l.Delivered:
		return ui.Tag(ui.ToneGood, ui.IconCheck, d.Words.T("registered.has_proof"))
	case l.Receipt:
		return ui.Tag(ui.ToneInfo, ui.IconCheck, d.Words.T("registered.has_receipt"))
	}
	return ui.Tag(ui.ToneWarn, ui.IconAlert, d.Words.T("registered.lacks_receipt"))
}
