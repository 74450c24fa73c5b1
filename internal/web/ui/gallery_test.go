package ui

import (
	"context"
	"fmt"
	"io"

	"github.com/a-h/templ"

	"acquit/internal/date"
	"acquit/internal/locale"
	"acquit/internal/money"
)

// The gallery shows every component with the data that strain it: long names,
// long words, large amounts, none, one and many of everything.

const (
	longName  = "Verwaltungsgesellschaft für Rohrleitungsbau Niederösterreich"
	otherName = "Établissements Vandenbroucke-Delacroix & Fils, Namur SRL/BV"
)

var day = date.Must("2026-03-16")

func eur(s string) money.Amount { return money.Must(s, money.EUR) }

// with renders a component around its children.
func with(c templ.Component, children ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, out io.Writer) error {
		return c.Render(templ.WithChildren(ctx, templ.Join(children...)), out)
	})
}

// gallery returns the pages by name.
func gallery(w *locale.Words) map[string]templ.Component {
	pages := map[string]templ.Component{
		"overview":  overviewPage(w),
		"today":     todayPage(w),
		"customers": listPage(w, 40),
		"columns":   listPage(w, 12, "oldest", "vat", "open"),
		"one":       listPage(w, 1),
		"empty":     listPage(w, 0),
		"customer":  customerPage(w),
		"message":   messagePage(w),
		"bank":      bankPage(w),
		"import":    importPage(w),
		"form":      formPage(w),
		"error": ErrorPage(ErrorSpec{
			Title: "Diese Seite gibt es nicht",
			Text:  "Der Link ist vielleicht veraltet. An Ihren Daten hat sich nichts geändert.",
			Back:  Choice{Label: "Zur Übersicht", Href: "/"}, Code: "404",
		}),
	}
	for name, page := range pages {
		pages[name] = with(Layout(w, shell(name)), page)
	}
	pages["sign-in"] = with(Bare(w, "Anmelden", ThemeSystem, languages()), SignIn(w, SignInSpec{
		Action: "/sign-in", Title: "Anmelden", Mail: "buchhaltung@muster.example", Error: "E-Mail-Adresse und Passwort passen nicht zusammen.",
	}))
	pages["manual"] = with(Manual(w, ManualSpec{Title: "API", Label: "Inhalt", Contents: []ManualGroup{
		{Title: longName, Links: []Choice{{Label: "Rechnungen übergeben", Href: "#put_invoices"}, {Label: "Rechnungskorrekturübergabebestätigung", Href: "#put_invoices"}}}}}),
		PageHeader(HeaderSpec{Title: "API", State: longName}), Sentences("Ein Text mit `external_id` und `Authorization: Bearer …` darin."),
		with(Section(SectionSpec{Title: "Rechnungen"}), ManualHead("put_invoices", "POST", "/api/v1/invoices/{key}/"+"sehr-langer-abschnitt-einer-adresse"), Code("Beispiel", "curl https://acquit.example/api/v1/invoices -H \"Authorization: Bearer $TOKEN\" -H \"Content-Type: application/json\"")))
	return pages
}

func languages() []Choice {
	return []Choice{
		{Label: "Français", Href: "?lang=fr", Lang: "fr"}, {Label: "Nederlands", Href: "?lang=nl", Lang: "nl"},
		{Label: "Deutsch", Href: "?lang=de", Lang: "de", Current: true}, {Label: "English", Href: "?lang=en", Lang: "en"},
	}
}

func shell(name string) ShellSpec {
	s := ShellSpec{
		Title: name, Company: otherName, Today: day, Languages: languages(),
		Companies: []Choice{{Label: otherName, Href: "/?company=1", Current: true}, {Label: "Lys & Fils SRL", Href: "/?company=2"}},
		Search:    SearchSpec{Action: "/search", Suggest: "/suggest"},
		Person:    PersonSpec{Name: "Marie-Christine Van den Abeele", Mail: "marie-christine@etablissements.example", SignOut: "/sign-out"},
		Nav: []NavItem{
			{Icon: IconOverview, Label: "Übersicht", Href: "/overview"},
			{Icon: IconToday, Label: "Heute", Href: "/today", Count: 14, Counted: "14 Aufgaben"},
			{Icon: IconCustomers, Label: "Kunden", Href: "/customers"},
			{Icon: IconInvoices, Label: "Rechnungen", Href: "/one"},
			{Icon: IconBank, Label: "Bank", Href: "/bank", Count: 3, Counted: "3 Vorschläge"},
			{Icon: IconMessages, Label: "Nachrichten", Href: "/message"},
			{Icon: IconImport, Label: "Einlesen", Href: "/import"},
			{Icon: IconSettings, Label: "Einstellungen", Href: "/form"},
		},
	}
	for i := range s.Nav {
		s.Nav[i].Current = s.Nav[i].Href == "/"+name
	}
	if name == "bank" {
		s.Toasts = []Toast{{Text: "1.210,00 € auf Rechnung 2026-0117 gebucht", Undo: "/undo"}}
	}
	return s
}

func buckets() []Bucket {
	return []Bucket{
		{Label: "Nicht fällig", Tone: ToneNeutral, Amount: eur("12345678.90"), Count: 812, Href: "/one?age=0"},
		{Label: "1–30 Tage", Tone: ToneWarn, Amount: eur("4118430.55"), Count: 204, Href: "/one?age=1"},
		{Label: "31–60 Tage", Tone: ToneLate2, Amount: eur("2300210.00"), Count: 96, Href: "/one?age=2"},
		{Label: "61–90 Tage", Tone: ToneLate3, Amount: eur("890000.17"), Count: 31, Href: "/one?age=3"},
		{Label: "über 90 Tage", Tone: ToneBad, Amount: eur("310999.99"), Count: 12, Href: "/one?age=4"},
	}
}

func overviewPage(w *locale.Words) templ.Component {
	var weeks []Bar
	for i := range 12 {
		from := day.AddDays(7 * i)
		bar := Bar{
			Label: w.ShortDayMonth(from), Long: w.ShortDate(from) + " – " + w.ShortDate(from.AddDays(6)),
			Amount: money.Of(int64(4_000_00*(12-i)+i*i*37_50), money.EUR), Href: "/one",
		}
		if i > 0 {
			bar.Low, bar.High = money.Of(bar.Amount.Minor*7/10, money.EUR), money.Of(bar.Amount.Minor*12/10, money.EUR)
		}
		weeks = append(weeks, bar)
	}
	var months []Point
	for i, v := range []int{52, 51, 54, 53, 50, 49, 50, 48, 48, 48, 47, 47} {
		m := day.AddMonths(i - 11)
		months = append(months, Point{Label: w.ShortMonth(m.Time().Month()), Long: w.MonthYear(m), Value: v, Text: fmt.Sprintf("%d Tage", v)})
	}
	return templ.Join(
		with(PageHeader(HeaderSpec{Title: "Übersicht", State: "1.155 offene Rechnungen, 343 davon überfällig, die älteste seit 214 Tagen"}),
			ButtonLink(LinkSpec{Label: "Einlesen", Href: "/import", Icon: IconUpload}), Button(ButtonSpec{
				Label: "12 Mahnungen versenden", Kind: ButtonPrimary, Opens: "confirm",
			})),
		Figures([]Figure{
			{Label: "Offen", Value: Money(w, eur("19965319.61")), Href: "/one", Note: "1.155 Rechnungen, 412 Kunden"},
			{Label: "Überfällig", Value: Money(w, eur("7619640.71")), Href: "/one", Note: "38 %, vor einem Monat 41 %"},
			{
				Label: "Außenstandsdauer",
				Value: templ.Join(
					Words("47 Tage "),
					SparkLine([]float64{52, 51, 54, 53, 50, 49, 50, 48, 48, 48, 47, 47}, "Außenstandsdauer, fallend von 52 auf 47 Tage"),
				),
				Note: "Ziel: 30 bis 45 Tage",
			},
			{Label: "Nächster Lauf", Value: Words("heute, 19:00"), Note: "voraussichtlich 12 Nachrichten"},
		}),
		with(Section(SectionSpec{Title: "Alter der offenen Posten", More: Choice{Label: "Alle Rechnungen", Href: "/one"}}),
			AgeingBar(w, AgeingSpec{Title: "Überfällig sind 38 %, meist seit weniger als 30 Tagen", Buckets: buckets()})),
		Stack(w, StackSpec{Title: "86 % der Zahlungseingänge fanden von selbst ihren Platz", Note: "seit dem 1. Mai 2025", Parts: []StackPart{
			{Label: "Automatisch", Tone: ToneGood, N: 1204, Href: "/one"}, {Label: "Wie vorgeschlagen", Tone: TonePromised, N: 151, Href: "/one"},
			{Label: "Von Hand", Tone: ToneLate2, N: 44, Href: "/one"}, {Label: "Wartet", Tone: ToneInfo, Href: "/one"},
		}}),
		with(Halves(),
			with(
				Section(SectionSpec{Title: "Erwartete Eingänge"}),
				Columns(w, ColumnsSpec{ID: "cash", Title: "In den nächsten vier Wochen kommen 168.000 €", Measure: "Erwartet", Bars: weeks}),
			),
			with(
				Section(SectionSpec{Title: "Außenstandsdauer"}),
				Line(
					w,
					LineSpec{
						Title: "Kunden zahlen fünf Tage früher als vor einem Jahr", Measure: "DSO", Points: months, Low: 30, High: 45,
						Target: "Ziel: 30 bis 45 Tage",
					},
				),
			),
		),
		Confirm(
			w,
			ConfirmSpec{
				ID: "confirm", Title: "12 Mahnungen versenden?",
				Effect: "12 Kunden werden zu 41 Rechnungen über 118.430,55 € angeschrieben.", Action: "/send",
				Verb: "12 Mahnungen versenden",
			},
		),
	)
}

func todayPage(w *locale.Words) templ.Component {
	task := func(i int, icon Icon, title, why string, amount money.Amount, verb string) templ.Component {
		return with(Task(
			w,
			TaskSpec{
				ID: fmt.Sprintf("task-%d", i), Icon: icon, Title: title, Href: "/customer", Why: why, Amount: Money(w, amount), Due: day.AddDays(i), Select: "bulk",
			},
		),
			with(Menu(MenuSpec{Label: "Zurückstellen", Text: "Zurückstellen", Icon: IconSnooze, End: true, Key: "s", Size: SizeSmall}),
				PostButton("/today", []Param{{"id", fmt.Sprint(i)}}, ButtonSpec{Label: "Morgen", Size: SizeSmall})),
			PostButton("/today", []Param{{"id", fmt.Sprint(i)}}, ButtonSpec{Label: verb, Size: SizeSmall, Key: "e"}))
	}
	return templ.Join(
		with(PageHeader(HeaderSpec{Title: "Heute", State: "5 Aufgaben, davon 2 überfällig"})),
		with(TaskList("Aufgaben von heute"),
			task(0, IconReply, "Antwort von "+longName, "Schreibt, die Rechnung sei bereits am 12. März bezahlt worden", eur("12345678.90"), "Antwort lesen"),
			task(1, IconCall, "ACME anrufen", "Zusage über 1.210,00 € vom 12. März wurde nicht gehalten", eur("1210.00"), "Anruf notieren"),
			task(2, IconPayment, "Zahlung zuordnen", "Zwei Rechnungen passen gleich gut", eur("-84.70"), "Zuordnung bestätigen"),
			task(3, IconMessages, "Nachricht freigeben", "Letzte Mahnung an "+otherName, eur("98.00"), "Freigeben"),
			task(4, IconDisputed, "Widerspruch prüfen", "Beschädigte Ware, 300,00 € bestritten", eur("300.00"), "Entscheiden")),
		with(BulkBar(w, BulkSpec{Form: "bulk", Action: "/done"}), Button(ButtonSpec{Label: "Erledigt", Size: SizeSmall})),
		with(Section(SectionSpec{Title: "Hinweise"}),
			Alert(ToneWarn, "Die Bankdaten sind drei Tage alt", "Bis zum nächsten Kontoauszug geht keine Mahnung hinaus."),
			Alert(ToneInfo, "Feiertag am Montag", "Nachrichten für Ostermontag gehen am Dienstag hinaus."),
			Alert(ToneGood, "Alles eingelesen", ""),
			Progress(ProgressSpec{Label: "Rechnungen werden eingelesen", Note: "1.204 von 4.300, noch etwa zwei Minuten", Done: 1204, Total: 4300})),
	)
}

func states() []Status {
	return []Status{
		{State: StateNotDue}, {State: StateDueSoon, Days: 3}, {State: StateDueSoon}, {State: StateOverdue, Days: 1}, {State: StateOverdue, Days: 45},
		{State: StateOverdue, Days: 75}, {State: StateOverdue, Days: 214}, {State: StatePromised, Until: day}, {State: StatePlan}, {State: StateDisputed},
		{State: StateHeld}, {State: StateCollection}, {State: StatePaid},
	}
}

func listPage(w *locale.Words, n int, chosen ...string) templ.Component {
	table := TableSpec{
		Caption: "Kunden", Select: "bulk",
		Columns: []Column{
			{Label: "Kunde", Name: true, Sort: "?sort=name", Order: Ascending},
			{Key: "state", Label: "Stand", Kind: ColumnTight},
			{Key: "items", Label: "Rechnungen", Kind: ColumnAmount, From: ScreenTablet, Sort: "?sort=count"},
			{Key: "oldest", Label: "Älteste Fälligkeit", Kind: ColumnTight, From: ScreenDesktop},
			{Key: "overdue", Label: "Überfällig", Kind: ColumnAmount, From: ScreenTablet, Sort: "?sort=overdue"},
			{Key: "open", Label: "Offen", Kind: ColumnAmount, Sort: "?sort=open"},
			{Key: "vat", Label: "Umsatzsteuer-Identifikationsnummer", Spare: true},
			{Label: "Aktionen", Kind: ColumnAction, From: ScreenDesktop},
		},
		Empty: with(
			EmptyState(EmptySpec{
				Icon: IconCustomers, Title: "Hier stehen Ihre Kunden",
				Text: "Noch wurde keine Rechnung eingelesen. Kunden entstehen mit ihrer ersten Rechnung.",
			}),
			ButtonLink(LinkSpec{Label: "Rechnungen einlesen", Href: "/import", Kind: ButtonPrimary}),
		),
		Total: []templ.Component{
			Words("Summe dieser Seite"), Words(""), Words(w.Int(int64(n))), Words(""), Sum(w, eur("7619640.71")),
			Sum(w, eur("19965319.61")), Words(""), Words(""),
		},
	}
	if n > 1 {
		table.Pager = Pager{Shown: "40 von 1.204", Previous: "?before=x", Next: "?after=y"}
	}
	names := []string{longName, otherName, "ACME", "Bäckerei Schmitz", "Ville de Liège, service des finances"}
	all := states()
	for i := range n {
		name := names[i%len(names)]
		table.Rows = append(table.Rows, Row{ID: fmt.Sprintf("row-%d", i), Href: "/customer", Label: name, Cells: []templ.Component{
			Stacked(
				CustomerLink(name, "/customer"), Words("KD-"+w.Int(int64(100+i))),
			), StatusChip(w, all[i%len(all)]), Words(w.Int(int64(i * 3))), DayFrom(w, day.AddDays(-i*9), day),
			Money(w, money.Of(int64(i)*1_234_567_89/7, money.EUR)), Money(w, money.Of(12_345_678_90/int64(i+1)-200, money.EUR)), Words("ATU12345678"),
			Button(ButtonSpec{Label: "Anhalten", Icon: IconHold, Size: SizeSmall, Kind: ButtonQuiet, IconOnly: true}),
		}})
	}
	return templ.Join(
		with(
			PageHeader(HeaderSpec{Title: "Kunden", State: "1.204 Kunden, 343 Rechnungen überfällig, 7.619.640,71 €"}),
			ButtonLink(LinkSpec{Label: "Kunde anlegen", Icon: IconAdd, Href: "/form", Kind: ButtonPrimary}),
		),
		with(FilterBar(w, FilterSpec{
			Action: "/customers", Search: "Kunden suchen", ClearTo: "/customers", Keep: []Param{{"sort", "name"}},
			Menus: []FilterMenu{
				{Label: "Land", Options: []Choice{{Label: "Belgien", Href: "?country=BE", Current: true}, {Label: "Österreich", Href: "?country=AT"}}},
				{Label: "Stand", Options: []Choice{{Label: "Überfällig", Href: "?state=overdue"}}},
			},
			Chips: []Chip{{Label: "Land: Belgien", Remove: "?"}, {Label: "Überfällig seit mehr als 30 Tagen", Remove: "?"}},
		}), ColumnMenu(ColumnSpec{Label: "Spalten", Action: "/columns", Table: table, Chosen: chosen, Verb: "Diese Spalten zeigen", Usual: "Wie üblich"}),
			ButtonLink(LinkSpec{Label: "Exportieren", Icon: IconDownload, Href: "/customers.csv", Kind: ButtonQuiet, Download: true})),
		Table(w, table.Showing(chosen)),
		with(
			BulkBar(w, BulkSpec{Form: "bulk", Action: "/bulk"}),
			Button(ButtonSpec{Label: "Anhalten", Icon: IconHold, Size: SizeSmall, Name: "do", Value: "hold"}),
			Button(ButtonSpec{Label: "Mahnen", Icon: IconSend, Size: SizeSmall, Kind: ButtonPrimary, Name: "do", Value: "send"}),
		),
	)
}
