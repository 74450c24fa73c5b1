package web

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"acquit/internal/collect"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

// printRoutes are those of letters that are printed together.
func (s *site) printRoutes() {
	s.post("/post/prints", printWaiting)
	s.get("/post/prints/{print}", printPage)
	s.get("/post/prints/{print}/file", printFile)
	s.post("/post/prints/{print}", postPrint)
	s.post("/post/prints/{print}/anew", writeAnew)
}

// printsShown is for how many days a print is listed.
const printsShown = 14

// went is the form by which the letters of a print go to the post.
const went = "went"

// printWaiting prints what waits and was not printed yet. One print is shown, several are
// listed.
func printWaiting(v *visit) (answer, error) {
	made, err := v.Desk.Print(v.Request.Context(), v.Company.ID, v.actor(), v.Today)
	if err != nil {
		return nil, err
	}
	letters := 0
	for _, p := range made {
		letters += p.Letters
	}
	said := v.Words.N("paper.ready", letters, "Files", v.Words.N("paper.n_files", len(made)))
	if len(made) == 1 {
		return moved{To: v.toPrint(made[0].ID), Toast: ui.Toast{Text: said}}, nil
	}
	return moved{To: v.to("post"), Toast: ui.Toast{Text: said}}, nil
}

// toPrint is the address of a print.
func (v *visit) toPrint(i id.ID, more ...string) string {
	return v.to(append([]string{"post", "prints", i.String()}, more...)...)
}

// thePrint is the print that the address names.
func (v *visit) thePrint(tx *store.Tx) (store.Print, error) {
	i, err := v.id("print")
	if err != nil {
		return store.Print{}, err
	}
	p, found, err := tx.PrintByID(i)
	if err == nil && !found {
		err = errNoPage
	}
	return p, err
}

// printTitle names a print.
func (v *visit) printTitle(p *store.Print) string {
	return v.Words.T("paper.title_"+string(p.Channel), "At", v.stamp(p.At))
}

// printState says what became of the letters of a print.
func (v *visit) printState(p *store.Print) string {
	w := v.Words
	said := []string{w.N("paper.n_letters", p.Letters)}
	if p.Waiting > 0 {
		said = append(said, w.N("paper.n_waiting", p.Waiting))
	}
	if gone := p.Letters - p.Waiting - p.Overtaken; gone > 0 {
		said = append(said, w.N("paper.n_posted", gone))
	}
	if p.Overtaken > 0 {
		said = append(said, w.N("paper.n_overtaken", p.Overtaken))
	}
	return strings.Join(said, ", ")
}

// printsTable lists what was printed.
func (d postData) printsTable() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("paper.printed"), Columns: []ui.Column{
		{Label: w.T("paper.print"), Name: true}, {Label: w.T("paper.by"), From: ui.ScreenDesktop}, {Label: w.T("paper.open"), Kind: ui.ColumnAction},
	}}
	for n := range d.Prints {
		p := &d.Prints[n]
		href := d.toPrint(p.ID)
		t.Rows = append(t.Rows, ui.Row{ID: "p-" + p.ID.String(), Href: href, Label: d.printTitle(p), Cells: cells(
			ui.Stacked(ui.Link(d.printTitle(p), href), ui.Clipped(d.printState(p))), ui.Words(p.By),
			ui.ButtonLink(ui.LinkSpec{Label: w.T("paper.open"), Href: d.toPrint(p.ID, "file"), Icon: ui.IconDownload, Size: ui.SizeSmall}))})
	}
	return t
}

// printData is a print with its letters.
type printData struct {
	*visit
	Print   store.Print
	Letters []store.PrintedLetter
	Numbers map[id.ID]string // that the post gave, by letter
	refusal
}

func printPage(v *visit, tx *store.Tx) (answer, error) {
	d := &printData{visit: v}
	return d.page(tx)
}

func (d *printData) page(tx *store.Tx) (_ answer, err error) {
	if d.Print, err = d.thePrint(tx); err != nil {
		return nil, err
	}
	if d.Letters, err = tx.LettersOf(d.Print.ID); err != nil {
		return nil, err
	}
	var all []id.ID
	for n := range d.Letters {
		all = append(all, d.Letters[n].Message)
	}
	if d.Numbers, err = tx.NumbersOf(all); err != nil {
		return nil, err
	}
	return page{Title: d.printTitle(&d.Print), Place: messages, Status: formStatus(d.Problem), Body: printBody(d)}, nil
}

// overtaken are the numbers of the letters that must be taken out of the pile.
func (d *printData) overtaken() string {
	var all []string
	for n := range d.Letters {
		if l := &d.Letters[n]; l.Overtaken() {
			all = append(all, strconv.Itoa(l.Number))
		}
	}
	return d.Words.List(all...)
}

// marks reports whether the letters can be said to be posted here.
func (d *printData) marks() bool { return d.mayWork() && d.Print.Waiting > 0 }

func (d *printData) table() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: d.printTitle(&d.Print), Columns: []ui.Column{
		{Label: w.T("batch.number"), Kind: ui.ColumnTight}, {Label: w.T("batch.addressee"), Name: true}, {Label: w.T("batch.place"), From: ui.ScreenTablet},
		{Label: w.T("batch.country"), Kind: ui.ColumnTight, From: ui.ScreenDesktop}, {Label: w.T("message.state"), Kind: ui.ColumnTight},
		{Label: w.Cap("word.amount"), Kind: ui.ColumnAmount, From: ui.ScreenTablet},
	}}
	numbered := d.Print.Channel == message.Registered
	if d.marks() {
		t.Select = went
	}
	if numbered {
		t.Columns = append(t.Columns, ui.Column{Label: w.T("post.number"), Kind: ui.ColumnTight})
	}
	for n := range d.Letters {
		l := &d.Letters[n]
		href := d.toMessage(l.Message)
		number := ui.Words(d.Numbers[l.Message])
		if d.marks() && l.Waits() {
			number = numberBox(d.visit, l, d.form("number-"+l.Message.String()))
		}
		row := ui.Row{ID: "m-" + l.Message.String(), Href: href, Label: l.Name, NoPick: !l.Waits(), Cells: []templ.Component{
			ui.Words(strconv.Itoa(l.Number)), ui.Link(l.Name, href), ui.Words(l.Place), ui.Words(l.Country), d.tag(l), ui.Money(w, l.Letter.Amount),
		}}
		if numbered {
			row.Cells = append(row.Cells, number)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// onTyped is the day in the form.
func (d *printData) onTyped() string {
	return cmp.Or(d.form("on"), d.Today.String())
}

// tag says what became of a letter that was printed.
func (d *printData) tag(l *store.PrintedLetter) templ.Component {
	if l.Overtaken() {
		return ui.Tag(ui.ToneBad, ui.IconClose, d.Words.T("paper.must_not_go"))
	}
	return messageTag(d.Words, l.Letter.State)
}

// printFile is a print as one document, on one side of the paper or on both.
func printFile(v *visit, tx *store.Tx) (answer, error) {
	p, err := v.thePrint(tx)
	if err != nil {
		return nil, err
	}
	body, err := collect.Paper(tx, v.Words, &v.Company, &p, v.query("sides") == "2")
	return paperShown{body}, err
}

// postPrint says that the letters of a print were posted, but for those that were ticked.
func postPrint(v *visit) (answer, error) {
	d := &printData{visit: v}
	done, err := d.post()
	if fault.KindOf(err) == fault.Invalid {
		return d.again(err)
	}
	if err != nil {
		return nil, err
	}
	i, err := v.id("print")
	to := v.toPrint(i)
	if len(done.Gone) == 0 {
		to = v.to("post")
	}
	return moved{To: to, Toast: ui.Toast{Text: v.postedSaid(&done)}}, err
}

// again shows the print once more, with what is wrong with its form.
func (d *printData) again(wrong error) (answer, error) {
	return d.show(func(v *visit, tx *store.Tx) (answer, error) {
		d.visit, d.refusal = v, refusal{Problem: v.Words.Fault(wrong)}
		return d.page(tx)
	})
}

func (d *printData) post() (collect.Posted, error) {
	i, err := d.id("print")
	if err != nil {
		return collect.Posted{}, err
	}
	on, err := d.dayOr("on", d.Today)
	if err != nil {
		return collect.Posted{}, err
	}
	var stayed []id.ID
	if len(d.Request.Form["id"]) > 0 {
		if stayed, err = d.picked(); err != nil {
			return collect.Posted{}, err
		}
	}
	numbers, err := d.numbersTyped()
	if err != nil {
		return collect.Posted{}, err
	}
	listed, err := d.numbersListed(func(l *store.PrintedLetter) bool { return l.Waits() && !slices.Contains(stayed, l.Message) })
	if err != nil {
		return collect.Posted{}, err
	}
	maps.Copy(numbers, listed)
	return d.Desk.PostPrint(d.Request.Context(), d.Company.ID, i, on, stayed, numbers, d.actor(), d.Today)
}

// numbersTyped are the numbers of registered letters that a form holds, by letter.
func (v *visit) numbersTyped() (map[id.ID]string, error) {
	numbers := map[id.ID]string{}
	v.Request.FormValue("id") // reads the form
	for name := range v.Request.Form {
		of, numbered := strings.CutPrefix(name, "number-")
		if !numbered {
			continue
		}
		i, err := id.Parse(of)
		if err != nil {
			return nil, err
		}
		if number := strings.TrimSpace(v.form(name)); number != "" {
			numbers[i] = number
		}
	}
	return numbers, nil
}

// postedSaid says what became of letters that were posted.
func (v *visit) postedSaid(done *collect.Posted) string {
	var said []string
	if n := len(done.Left); n > 0 {
		said = append(said, v.Words.N("post.done", n))
	}
	if n := len(done.Gone); n > 0 {
		said = append(said, v.Words.N("post.gone", n))
	}
	return strings.Join(said, " ")
}

// late are how many letters of the print wait although their day to be posted is over, and the
// last of those days.
func (d *printData) late() (n int, day date.Date) {
	for i := range d.Letters {
		l := &d.Letters[i]
		if !l.Waits() {
			continue
		}
		if by := d.Desk.LeavesBy(&d.Company, &l.Letter); by < d.Today {
			n, day = n+1, max(day, by)
		}
	}
	return n, day
}

// writeAnew has those letters of a print written anew that never went.
func writeAnew(v *visit) (answer, error) {
	i, err := v.id("print")
	if err != nil {
		return nil, err
	}
	n, err := v.Desk.WriteAnew(v.Request.Context(), v.Company.ID, i, v.Today)
	return moved{To: v.toPrint(i), Toast: ui.Toast{Text: v.Words.N("paper.anew_noted", n)}}, err
}
