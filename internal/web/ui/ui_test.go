package ui

import (
	"context"
	"io"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"acquit/internal/date"
	"acquit/internal/locale"
)

func french() *locale.Words { return locale.NewBook().In(locale.For("fr", "BE")) }

// render returns what a component writes.
func render(t *testing.T, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// parse returns every element of a page.
func parse(t *testing.T, page io.Reader) []*html.Node {
	t.Helper()
	root, err := html.Parse(page)
	if err != nil {
		t.Fatal(err)
	}
	var elements []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			elements = append(elements, n)
		}
	}
	return elements
}

func attribute(n *html.Node, key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

// eachElement calls check for every element of every page of the gallery.
func eachElement(t *testing.T, check func(t *testing.T, n *html.Node)) {
	t.Helper()
	for name, page := range gallery(german()) {
		t.Run(name, func(t *testing.T) {
			for _, n := range parse(t, strings.NewReader(render(t, page))) {
				check(t, n)
			}
		})
	}
}

func TestNoElementNeedsMoreThanThePolicyAllows(t *testing.T) {
	eachElement(t, func(t *testing.T, n *html.Node) {
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				t.Errorf("<%s> has %s=%q", n.Data, a.Key, a.Val)
			}
		}
		if n.DataAtom == atom.Script && n.FirstChild != nil {
			t.Errorf("a script stands in the page: %s", n.FirstChild.Data)
		}
		if n.DataAtom == atom.Style {
			t.Error("a style element stands in the page")
		}
	})
}

func TestEveryTableHeadHasItsScope(t *testing.T) {
	eachElement(t, func(t *testing.T, n *html.Node) {
		scope, _ := attribute(n, "scope")
		if n.DataAtom == atom.Th && scope != "col" && scope != "row" {
			t.Errorf("a head has the scope %q", scope)
		}
	})
}

func TestEveryTableRowHasACellForEachColumn(t *testing.T) {
	eachElement(t, func(t *testing.T, n *html.Node) {
		if n.DataAtom != atom.Table {
			return
		}
		want := 0
		for row := range n.Descendants() {
			if row.DataAtom != atom.Tr {
				continue
			}
			cells := 0
			for cell := range row.ChildNodes() {
				across := 1
				if span, ok := attribute(cell, "colspan"); ok {
					across, _ = strconv.Atoi(span)
				}
				cells += across
			}
			if want == 0 {
				want = cells
			}
			if cells != want {
				t.Errorf("a row has %d cells, its head %d", cells, want)
			}
		}
	})
}

func TestIdentifiersAreUniqueOnAPage(t *testing.T) {
	for name, page := range gallery(german()) {
		seen := map[string]bool{}
		for _, n := range parse(t, strings.NewReader(render(t, page))) {
			id, ok := attribute(n, "id")
			if ok && seen[id] {
				t.Errorf("%s: %q stands twice", name, id)
			}
			seen[id] = true
		}
	}
}

func TestTextIsEscapedWhereverItStands(t *testing.T) {
	w, evil := german(), `"><script>alert(1)</script>`
	parts := map[string]templ.Component{
		"words":    Words(evil),
		"clipped":  Clipped(evil),
		"customer": CustomerLink(evil, evil),
		"invoice":  InvoiceLink(evil, evil),
		"tag":      Tag(ToneGood, Icon(evil), evil),
		"header":   PageHeader(HeaderSpec{Title: evil, State: evil, Back: Choice{Label: evil, Href: evil}}),
		"facts":    Facts([]Fact{{evil, Words(evil)}}),
		"tabs":     Tabs(evil, []TabSpec{{Label: evil, Href: evil, Count: evil}}),
		"table": Table(
			w,
			TableSpec{
				Caption: evil, Columns: []Column{{Label: evil, Sort: evil, Name: true}},
				Rows: []Row{{ID: evil, Href: evil, Label: evil, Cells: []templ.Component{Words(evil)}}}, Select: evil,
				Pager: Pager{evil, evil, evil},
			},
		),
		"filter":   FilterBar(w, FilterSpec{Action: evil, Search: evil, Query: evil, Keep: []Param{{evil, evil}}, Chips: []Chip{{evil, evil}}}),
		"search":   SearchResults([]ResultGroup{{Label: evil, Results: []Result{{evil, evil, evil}}}}, evil),
		"timeline": Timeline(w, []Entry{{On: day, At: evil, Title: evil, Href: evil}}),
		"message": MessagePreview(
			w,
			MessageSpec{Subject: evil, From: evil, To: evil, At: evil, Text: evil, HTML: evil, Files: []File{{evil, evil, evil}}},
		),
		"proposal": Proposal(
			w,
			ProposalSpec{ID: evil, Title: evil, Source: evil, Found: []Span{{evil, 1}, {evil, 0}}, Reasons: []Reason{{WeightFor, evil}}},
		),
		"step":      StepCard(w, StepSpec{Name: evil, Text: evil, On: day, Today: day}),
		"scenario":  Scenario(w, evil, []Stop{{Day: 1, Name: evil}}),
		"field":     FormField(FieldSpec{Name: evil, Label: evil, Hint: evil, Error: evil, Value: evil, Placeholder: evil}),
		"area":      FormField(FieldSpec{Name: "a", Label: evil, Value: "</textarea>" + evil, Rows: 3}),
		"select":    Select(FieldSpec{Name: evil, Label: evil}, []Option{{Value: evil, Label: evil}}),
		"toast":     ToastAlong(w, Toast{Text: evil, Undo: evil, Hidden: []Param{{evil, evil}}}),
		"confirm":   Confirm(w, ConfirmSpec{ID: evil, Title: evil, Effect: evil, Action: evil, Verb: evil}),
		"dropzone":  Dropzone(w, DropSpec{ID: evil, Action: evil, Name: evil, Label: evil, Hint: evil, Accept: evil, Verb: evil, Target: evil}),
		"ageing":    AgeingBar(w, AgeingSpec{Title: evil, Buckets: []Bucket{{Label: evil, Amount: eur("1.00"), Href: evil}}}),
		"columns":   Columns(w, ColumnsSpec{ID: evil, Title: evil, Measure: evil, Bars: []Bar{{Label: evil, Long: evil, Amount: eur("1.00"), Href: evil}}}),
		"line":      Line(w, LineSpec{Title: evil, Measure: evil, Target: evil, Points: []Point{{evil, evil, 1, evil}}}),
		"dots":      Dots(w, DotsSpec{Title: evil, From: day, To: day, Dots: []Dot{{On: day, Label: evil, Href: evil}}}),
		"sparkline": SparkLine([]float64{1}, evil),
		"error":     ErrorPage(ErrorSpec{Title: evil, Text: evil, Code: evil, Back: Choice{Label: evil, Href: evil}}),
	}
	for name, part := range parts {
		if got := render(t, part); strings.Contains(got, "<script>") || !strings.Contains(got, "&lt;script&gt;") {
			t.Errorf("%s writes %s", name, got)
		}
	}
}

func TestAddressesThatRunCodeLeadNowhere(t *testing.T) {
	got := render(t, CustomerLink("ACME", "javascript:alert(1)"))
	if strings.Contains(got, "javascript:") {
		t.Errorf("got %s", got)
	}
}

func TestStatusSpeaksTheReadersLanguage(t *testing.T) {
	day := date.Must("2026-03-12")
	tests := []struct {
		status     Status
		german     string
		french     string
		tone       Tone
		whatItIsOf string
	}{
		{Status{State: StateNotDue}, "Nicht fällig", "Non échue", ToneNeutral, "not due"},
		{Status{State: StateDueSoon}, "Heute fällig", "Échéance aujourd’hui", ToneInfo, "due today"},
		{Status{State: StateDueSoon, Days: 1}, "Fällig in 1 Tag", "Échéance dans 1 jour", ToneInfo, "due tomorrow"},
		{Status{State: StateOverdue, Days: 30}, "30 Tage überfällig", "Échue depuis 30 jours", ToneWarn, "the last day of the first bucket"},
		{Status{State: StateOverdue, Days: 31}, "31 Tage überfällig", "Échue depuis 31 jours", ToneLate2, "the first day of the second bucket"},
		{Status{State: StateOverdue, Days: 61}, "61 Tage überfällig", "Échue depuis 61 jours", ToneLate3, "the first day of the third bucket"},
		{Status{State: StateOverdue, Days: 91}, "91 Tage überfällig", "Échue depuis 91 jours", ToneBad, "the first day of the fourth bucket"},
		{Status{State: StatePromised, Until: day}, "Zahlung zugesagt 12. März", "Paiement promis 12 mars", TonePromised, "promised for a day"},
		{Status{State: StatePaid}, "Bezahlt", "Payée", ToneGood, "paid"},
	}
	for _, test := range tests {
		t.Run(test.whatItIsOf, func(t *testing.T) {
			for words, w := range map[string]*locale.Words{test.german: german(), test.french: french()} {
				got := render(t, StatusChip(w, test.status))
				if !strings.Contains(got, "<span>"+words+"</span>") || !strings.Contains(got, `data-tone="`+string(test.tone)+`"`) || !strings.Contains(got, "<svg") {
					t.Errorf("want %s in %s with its sign, got %s", words, test.tone, got)
				}
			}
		})
	}
}

func TestMoneyAndDaysKeepWhatMachinesRead(t *testing.T) {
	got := render(t, templ.Join(Money(french(), eur("-1234567.80")), Day(french(), date.Must("2026-03-16")), Day(french(), date.None)))
	for _, want := range []string{`value="-1234567.80"`, "−1", "\u202f234\u202f567,80", `datetime="2026-03-16"`, "16/03/2026", "–"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in %s", want, got)
		}
	}
}

func TestAFieldTiesItsErrorToItsControl(t *testing.T) {
	got := render(t, FormField(FieldSpec{Name: "vat", Label: "TVA", Hint: "h", Error: "faux", Value: "BE0"}))
	for _, want := range []string{`<label for="vat">`, `aria-invalid="true"`, `aria-describedby="vat-error vat-hint"`, `id="vat-error"`, `value="BE0"`} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in %s", want, got)
		}
	}
}

func TestAnEmptyTableExplainsItself(t *testing.T) {
	got := render(t, Table(german(), TableSpec{Columns: []Column{{Label: "A", Name: true}}, Empty: EmptyState(EmptySpec{Title: "Leer"})}))
	if strings.Contains(got, "<table") || !strings.Contains(got, "Leer") {
		t.Errorf("got %s", got)
	}
}

func TestAssetsAreServedUnderTheirHash(t *testing.T) {
	for _, name := range []string{"app.css", "app.js", "htmx.min.js", "icon.svg", "fonts/inter-latin.woff2", "NOTICE.txt"} {
		address := Asset(name)
		answer := httptest.NewRecorder()
		Static().ServeHTTP(answer, httptest.NewRequest("GET", address, nil))
		if answer.Code != 200 || !strings.Contains(answer.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d, kept as %q", address, answer.Code, answer.Header().Get("Cache-Control"))
		}
	}
}

func TestTheStylesheetAsksNobodyElse(t *testing.T) {
	css, err := files.ReadFile("static/app.css")
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range regexp.MustCompile(`url\(([^)]*)\)`).FindAllSubmatch(css, -1) {
		if !strings.HasPrefix(string(address[1]), "./fonts/") {
			t.Errorf("the stylesheet loads %s", address[1])
		}
	}
}

func TestEveryIconIsDrawn(t *testing.T) {
	for _, n := range shell("x").Nav {
		if n.Icon.outline() == "" {
			t.Errorf("%s has no drawing", n.Icon)
		}
	}
	for _, s := range states() {
		if s.icon().outline() == "" {
			t.Errorf("%s has no drawing", s.icon())
		}
	}
}

func TestLabelsDoNotTouch(t *testing.T) {
	for n := 1; n < 60; n++ {
		shown := 0
		for i := range n {
			if labelFrom(i, n, 8) == ScreenPhone {
				shown++
			}
		}
		if shown == 0 || shown > 1 && shown*8*letterWidth > phonePlot {
			t.Errorf("%d of %d labels on a phone", shown, n)
		}
	}
}

func TestATableShowsTheColumnsThatWereChosen(t *testing.T) {
	table := TableSpec{
		Columns: []Column{
			{Label: "Name", Name: true}, {Key: "state", Label: "State"}, {Key: "day", Label: "Day", From: ScreenDesktop},
			{Key: "vat", Label: "VAT <1>", Spare: true}, {Key: "sum", Label: "Sum", Kind: ColumnAmount},
		},
		Rows:  []Row{{Cells: []templ.Component{Words("n"), Words("s"), Words("d"), Words("v"), Words("m")}}},
		Total: []templ.Component{Words("N"), Words("S"), Words("D"), Words("V"), Words("M")},
	}
	for _, tt := range []struct {
		name   string
		chosen []string
		want   string
	}{
		{"no choice", nil, "Name State Day Sum n s d m N S D M"},
		{"nothing chosen", []string{}, "Name n N"},
		{"some, in the order of the table", []string{"sum", "vat", "gone"}, "Name VAT <1> Sum n v m N V M"},
	} {
		var cells []string
		for _, n := range parse(t, strings.NewReader(render(t, Table(french(), table.Showing(tt.chosen))))) {
			if (n.DataAtom == atom.Th || n.DataAtom == atom.Td) && n.FirstChild != nil {
				cells = append(cells, strings.TrimSpace(n.FirstChild.Data))
			}
		}
		if got := strings.Join(cells, " "); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	chosen := render(t, Table(french(), table.Showing([]string{"day", "vat", "sum"})))
	if strings.Contains(chosen, "from-desktop") || !strings.Contains(chosen, `data-label="VAT &lt;1&gt;"`) || strings.Contains(chosen, `data-label="Sum"`) {
		t.Errorf("a phone does not show what was chosen, or does not say what it is: %s", chosen)
	}
	if table.Columns[2].From != ScreenDesktop || len(table.Rows[0].Cells) != 5 {
		t.Error("showing some columns changed the table")
	}
}

func TestARowMayHaveNoCheckbox(t *testing.T) {
	table := TableSpec{Columns: []Column{{Label: "Name", Name: true}}, Rows: []Row{
		{ID: "a", Label: "A", Cells: []templ.Component{Words("A")}}, {ID: "b", Label: "B", NoPick: true, Cells: []templ.Component{Words("B")}},
	}}
	page := render(t, Table(french(), table.Selecting("bulk")))
	if strings.Count(page, `name="id"`) != 1 || !strings.Contains(page, `value="a" form="bulk"`) || strings.Count(page, `class="pick"`) != 3 {
		t.Error(page)
	}
}
