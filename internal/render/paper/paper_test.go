package paper

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"acquit/internal/date"
	"acquit/internal/testkit/pdfread"
)

func head() Head {
	return Head{Title: "Relevé de « Lys »", Author: "Lys & Fils SRL", Language: "fr-BE", On: date.Must("2026-03-10"),
		Running: "Lys & Fils SRL", Foot: []string{"Lys & Fils SRL · Rue du Marché 12", "IBAN BE68 5390 0754 7034"}}
}

func written(t testing.TB, p *Paper) []byte {
	t.Helper()
	b, err := p.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// within holds that everything stands on the page: between the margins, and no body text
// in the foot.
func within(t *testing.T, pages []pdfread.Page) {
	t.Helper()
	for n, page := range pages {
		for _, said := range page.Texts {
			end := said.X + wide(said.Said, style{size: said.Size, bold: said.Bold})
			if said.X < left-5.1 || end > width-right+0.6 || said.Y < 10 || said.Y > height-8 {
				t.Errorf("page %d: %q runs from %.1f to %.1f mm, at %.1f", n+1, said.Said, said.X, end, said.Y)
			}
		}
	}
}

func list(rows int) *Table {
	t := &Table{Columns: []Column{{Head: "Invoice", Fill: true}, {Head: "Due"}, {Head: "Open", Right: true}},
		Foot: []Row{{Cells: Texts("Total", "98 765 432,10 €"), Strong: true}, {Cells: Texts("of which due", "1,00 €")}}}
	for n := range rows {
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: fmt.Sprintf("row %d", n), Notes: []string{"of 12/03/2026"}, Strong: true}, {Text: "12/03/2026"}, {Text: fmt.Sprintf("%d,00 €", n)}}, Note: strings.Repeat("the source of it ", n%9)})
	}
	return t
}

func TestATableBreaksOverPages(t *testing.T) {
	for _, rows := range []int{0, 1, 2, 9, 19, 20, 21, 22, 40, 400} {
		t.Run(fmt.Sprint(rows), func(t *testing.T) {
			p := New(head())
			p.Paragraph("Above it stands a text.")
			p.Table(list(rows))
			body := written(t, p)
			pages := pdfread.Read(t, body)
			within(t, pages)
			next, last := 0, -1
			for n, page := range pages {
				for _, said := range page.Texts {
					if said.Said == fmt.Sprintf("row %d", next) {
						next, last = next+1, n
					}
				}
				_, headed := page.Find("Invoice")
				if _, rowed := page.Find("row "); rowed != headed && rows > 0 {
					t.Errorf("page %d has rows: %t, a head: %t", n+1, rowed, headed)
				}
				if number, found := page.Find(fmt.Sprintf("%d / %d", n+1, len(pages))); !found || number.Y < height-bottom {
					t.Errorf("page %d has no number at its foot", n+1)
				}
			}
			if next != rows {
				t.Errorf("%d of %d rows stand there, in order", next, rows)
			}
			if rows > 0 {
				if _, found := pages[last].Find("of which due"); !found || strings.Count(pdfread.Said(t, body), "Total") != 1 {
					t.Error("the sums do not stand with the last row, once")
				}
			}
		})
	}
}

func TestWideAmountsGetSmallerLetters(t *testing.T) {
	for columns, smaller := range map[int]bool{3: false, 4: false, 6: true} {
		table := &Table{Columns: []Column{{Head: "Invoice", Fill: true}}, Rows: []Row{{Cells: Texts("2026/0117")}}}
		for range columns - 1 {
			table.Columns = append(table.Columns, Column{Head: "Amount", Right: true})
			table.Rows[0].Cells = append(table.Rows[0].Cells, Cell{Text: "198 765 432,10 €", Strong: true})
		}
		p := New(head())
		p.Table(table)
		pages := pdfread.Read(t, written(t, p))
		within(t, pages)
		if said, found := pages[0].Find("198"); !found || said.Size < figures != smaller || said.Size < least {
			t.Errorf("%d columns: letters of %.1f points", columns, said.Size)
		}
	}
}

func TestAmountsEndInOneLine(t *testing.T) {
	p := New(head())
	p.Table(list(12))
	ends := map[string]float64{}
	for _, said := range pdfread.Read(t, written(t, p))[0].Texts {
		if strings.HasSuffix(said.Said, ",00 €") && !strings.HasPrefix(said.Said, "98") {
			ends[said.Said] = said.X + wide(said.Said, style{size: said.Size, bold: said.Bold})
		}
	}
	if len(ends) != 12 {
		t.Fatalf("%d amounts", len(ends))
	}
	for said, end := range ends {
		if end < width-right-0.1 || end > width-right+0.1 {
			t.Errorf("%s ends at %.2f mm", said, end)
		}
	}
	for _, bold := range []bool{false, true} {
		for _, digit := range "0123456789" {
			if wide(string(digit), style{size: text, bold: bold}) != wide("0", style{size: text, bold: bold}) {
				t.Errorf("%c is not as wide as 0", digit)
			}
		}
	}
}

func TestTheAddresseeShowsInTheWindow(t *testing.T) {
	long := []string{"Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft mbH", "z. Hd. Frau Dr. Anneliese Oberhuber-Schwarzenbacher, Kreditorenbuchhaltung",
		"Hintere Dorfstraße 128 b, Gebäude C, Treppenaufgang 4", "99999 Sankt Peter-Ording an der Treene", "BELGIEN"}
	for _, c := range []struct {
		name string
		side Window
		from float64
	}{{"left", Left, 20}, {"right", Right, 105}} {
		for _, to := range [][]string{{"ACME SA", "Chaussée de Mons 210", "7000 Mons"}, long, nil} {
			t.Run(fmt.Sprint(c.name, len(to)), func(t *testing.T) {
				p := New(head())
				p.Letter(&Letter{Name: long[0], Contact: []string{"Rue du Marché 12", "1000 Bruxelles", "+32 2 555 01 23"}, Sender: "Lys & Fils SRL · " + long[0], Addressee: to,
					Facts: []Pair{{Label: "Numéro de client", Value: "C-12"}}, Place: "Bruxelles, le 10 mars 2026", Subject: "Mise en demeure", Window: c.side, Folds: true})
				page := pdfread.Read(t, written(t, p))[0]
				within(t, []pdfread.Page{page})
				shown := 0
				for _, said := range page.Texts {
					high := said.Y - said.Size*point
					inside := said.X >= c.from && said.X+wide(said.Said, style{size: said.Size}) <= c.from+85 && high >= 45 && said.Y <= 90
					touches := said.X < c.from+85 && said.X+wide(said.Said, style{size: said.Size, bold: said.Bold}) > c.from && said.Y > 45 && high < 90
					addressed := said.Size == text+0.5 || said.Size == tiny
					if addressed != inside || touches != inside {
						t.Errorf("%q at %.1f, %.1f mm: of the addressee: %t, in the window: %t, touches it: %t", said.Said, said.X, said.Y, addressed, inside, touches)
					}
					if said.Size == text+0.5 {
						shown++
					}
				}
				if shown > mostLines || shown < min(len(to), mostLines) {
					t.Errorf("%d lines of %d show", shown, len(to))
				}
			})
		}
	}
}

func TestWhereToFold(t *testing.T) {
	for _, folds := range []bool{false, true} {
		p := New(head())
		p.Letter(&Letter{Name: "Lys", Folds: folds})
		var marks []float64
		for _, l := range pdfread.Read(t, written(t, p))[0].Lines {
			if l.X < 10 {
				marks = append(marks, l.Y)
			}
		}
		want := map[bool]string{false: "[]", true: "[105.0 148.5 210.0]"}[folds]
		if got := fmt.Sprintf("%.1f", marks); got != want {
			t.Errorf("marks at %s, want %s", got, want)
		}
	}
}

func TestACodeIsDrawnModuleByModule(t *testing.T) {
	said := "BCD\n002\n1\nSCT\n\nLys & Fils SRL\nBE68539007547034\nEUR1190.00\n\n\n+++090/9337/55493+++"
	want, err := modules(said)
	if err != nil {
		t.Fatal(err)
	}
	p := New(head())
	p.Space(240) // the next page has more room
	if err := p.Code(said, "Scan it.", []Pair{{Label: "Amount", Value: "1 190,00 €", Strong: true}}); err != nil {
		t.Fatal(err)
	}
	pages := pdfread.Read(t, written(t, p))
	if len(pages) != 2 || len(pages[0].Boxes) > 0 {
		t.Fatalf("the code does not stand on the second of %d pages as a whole", len(pages))
	}
	if _, found := pages[1].Find("1 190,00 €"); !found {
		t.Error("the amount does not stand beside it")
	}
	got := make([][]bool, len(want))
	for n := range got {
		got[n] = make([]bool, len(want))
	}
	first, side := pages[1].Boxes[0], codeSize/float64(len(want))
	for _, b := range pages[1].Boxes {
		row, from := int((b.Y-first.Y)/side+0.5), int((b.X-left-2)/side+0.5)
		for n := range int(b.Wide/side + 0.5) {
			got[row][from+n] = true
		}
	}
	if !slices.EqualFunc(got, want, slices.Equal[[]bool]) {
		t.Error("what is drawn is not the code")
	}
	if _, err := modules(strings.Repeat("x", 5000)); err == nil {
		t.Error("a text that no code holds is drawn")
	}
}

func TestTheSameTextsGiveTheSameBytes(t *testing.T) {
	before := bytes.Clone(regular)
	make := func() []byte {
		p := New(head())
		p.Title("Ő Ł Ş Ж α — « été »")
		p.Table(list(30))
		b, _ := p.Bytes()
		return b
	}
	first := make()
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if !bytes.Equal(first, make()) {
				t.Error("it differs from one time to the next")
			}
		})
	}
	all.Wait()
	if !bytes.Equal(before, regular) {
		t.Error("the font was written into")
	}
	h := head()
	h.On++
	if bytes.Equal(written(t, New(head())), written(t, New(h))) {
		t.Error("the day of the document makes no difference")
	}
}

func TestWhatADocumentSaysOfItself(t *testing.T) {
	p := New(head())
	b := string(written(t, p))
	for _, want := range []string{"/Lang (fr-BE)", "/CreationDate (D:20260310000000", "/Title (\xfe\xff\x00R\x00e\x00l\x00e\x00v\x00\xe9", "/Author (\xfe\xff\x00L\x00y\x00s"} {
		if !strings.Contains(b, want) {
			t.Errorf("it does not say %q", want)
		}
	}
}

func TestLettersOfTheNeighboursArePrinted(t *testing.T) {
	for said, want := range map[string]string{
		"Ő Ł Ş ğ ż č ß œ Ÿ €": "Ő Ł Ş ğ ż č ß œ Ÿ €", "Ж ж α Ω": "Ж ж α Ω", "1\u202f190,00\u00a0€ −3": "1\u202f190,00\u00a0€ −3",
		"李 🙂": "? ?", "a\u202eb\x00c": "abc", "non\u2011break": "non-break",
	} {
		if got := printable(said); got != want {
			t.Errorf("%q is printed %q, want %q", said, got, want)
		}
	}
	p := New(head())
	p.Paragraph("Ő Ł Ş ß € Ж α 1\u202f190,00\u00a0€ « été »")
	blanks := strings.NewReplacer("\u202f", " ", "\u00a0", " ")
	if got := blanks.Replace(pdfread.Elsewhere(t, written(t, p))); !strings.Contains(got, "Ő Ł Ş ß € Ж α 1 190,00 € « été »") {
		t.Errorf("another program reads %q", got)
	}
}

// Nothing is lost where a line breaks, no line is too wide, and a number stays whole.
func TestBreakingLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		said := rapid.StringOfN(rapid.RuneFrom([]rune("abcÉœ -/.W1\u00a0\u202f")), 0, 120, -1).Draw(t, "said")
		most := rapid.Float64Range(8, 120).Draw(t, "most")
		st := style{size: text, bold: rapid.Bool().Draw(t, "bold")}
		lines := wrap(said, most, st)
		solid := func(s string) string { return strings.ReplaceAll(s, " ", "") }
		if solid(strings.Join(lines, "")) != solid(said) {
			t.Errorf("%q became %q", said, lines)
		}
		for _, l := range lines {
			if wide(l, st) > most || strings.TrimFunc(l, func(r rune) bool { return r == ' ' }) != l {
				t.Errorf("%q is %.1f mm wide, of %.1f", l, wide(l, st), most)
			}
		}
		if short := cut(said, most, st); wide(short, st) > most {
			t.Errorf("%q is too wide", short)
		}
	})
	for most := 32.0; most < 80; most++ {
		for _, l := range wrap("Nous vous demandons 98\u202f765\u202f432,10\u00a0€ pour le 12 mars", most, style{size: text}) {
			if strings.ContainsAny(l, "€") != strings.Contains(l, "98\u202f765\u202f432,10\u00a0€") {
				t.Errorf("an amount is broken: %q", l)
			}
		}
	}
}

func TestEveryWidthIsKnown(t *testing.T) {
	for name, widths := range map[string]metrics{"regular": regularWidths(), "bold": boldWidths()} {
		for r := rune(' '); r < 0x180; r++ {
			if unicode.IsPrint(r) && r != 'ŉ' && widths[r] == 0 { // which nobody should use
				t.Errorf("%s has no %c (%U)", name, r, r)
			}
		}
	}
}

func TestNothingRunsOverTheEdge(t *testing.T) {
	word := strings.Repeat("Donaudampfschifffahrt", 12)
	p := New(head())
	p.Letterhead(word, []string{word, word})
	p.Title(word)
	p.Heading(word)
	p.Paragraph(word)
	p.Pairs([]Pair{{Label: word, Value: word}, {Label: "a", Value: word, Strong: true}})
	p.Table(&Table{Columns: []Column{{Head: "A", Fill: true}, {Head: "B", Right: true}}, Rows: []Row{{Cells: Texts(word, "98 765 432,10 €"), Note: word}}, Foot: []Row{{Cells: Texts(word, "1")}}})
	if err := p.Code("x", word, []Pair{{Label: "a", Value: word}}); err != nil {
		t.Fatal(err)
	}
	p.Signed(Plain(word), word, word)
	p.Signed(nil, "Yours", "Lys")
	for range 60 {
		p.Paragraph("A paragraph of some words that goes over more than one line, so that pages turn within it and between two of them, again and again.")
	}
	pages := pdfread.Read(t, written(t, p))
	within(t, pages)
	for n, page := range pages {
		for _, said := range page.Texts {
			if said.Size == text && said.Y > height-bottom+0.1 {
				t.Errorf("page %d: %q stands in the foot", n+1, said.Said)
			}
		}
	}
}

func BenchmarkLetter(b *testing.B) {
	for b.Loop() {
		p := New(head())
		p.Letter(&Letter{Name: "Lys & Fils SRL", Contact: []string{"Rue du Marché 12"}, Addressee: []string{"ACME SA"}, Subject: "Rappel"})
		p.Table(list(3))
		if _, err := p.Bytes(); err != nil {
			b.Fatal(err)
		}
	}
}
