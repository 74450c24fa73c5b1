package ui

import (
	"fmt"

	"github.com/a-h/templ"

	"acquit/internal/date"
	"acquit/internal/locale"
)

func stops() []Stop {
	return []Stop{
		{Day: -5, Name: "Freundlicher Hinweis", Icon: IconMessages, State: StepDone},
		{Day: 7, Name: "Zahlungserinnerung", Icon: IconMessages, State: StepDone},
		{Day: 14, Name: "Zweite Zahlungserinnerung", Icon: IconMessages, State: StepSkipped},
		{Day: 21, Name: "Anruf", Icon: IconCall, State: StepNext},
		{Day: 28, Name: "Letzte Mahnung", Icon: IconLetter, State: StepAhead},
		{Day: 42, Name: "Inverzugsetzung mit Einschreiben", Icon: IconLetter, State: StepAhead},
	}
}

func customerPage(w *locale.Words) templ.Component {
	var dots []Dot
	for i := range 36 {
		d := Dot{On: day.AddDays(-10 * i), Late: (i*7)%23 - 4, Label: fmt.Sprintf("2026-%04d", i), Href: "/one"}
		d.Open = i < 2
		if i == 0 {
			d.Late = 97
		}
		dots = append(dots, d)
	}
	timeline := Timeline(w, []Entry{
		{
			On: day, At: "09:12, automatisch", Icon: IconMessages, Tone: ToneInfo,
			Title: "Zweite Zahlungserinnerung versandt", Href: "/message",
			Detail: Muted("An buchhaltung@rohrleitungsbau-niederoesterreich.example, 3 Rechnungen, 12.345.678,90 €"),
		},
		{On: day.AddDays(-3), At: "14:40, Marie-Christine", Icon: IconCall, Tone: ToneNeutral, Title: "Anruf: Buchhaltung ist bis Montag nicht besetzt"},
		{On: day.AddDays(-9), At: "Bank", Icon: IconPayment, Tone: ToneGood, Title: "1.210,00 € eingegangen", Href: "/bank"},
		{On: day.AddDays(-12), At: "Portal", Icon: IconDisputed, Tone: ToneDisputed, Title: "300,00 € bestritten: beschädigte Ware"},
		{On: day.AddDays(-20), At: "automatisch", Icon: IconOverdue, Tone: ToneBad, Title: "Rechnung 2026-0042 ist seit 90 Tagen überfällig"},
		{On: day.AddDays(-30), At: "automatisch", Icon: IconCollection, Tone: ToneDark, Title: "An das Inkassobüro übergeben"},
	})
	next := with(StepCard(w, StepSpec{
		Name: "Zweite Zahlungserinnerung", Icon: IconMessages, State: StepNext, On: day.AddDays(1), Today: day, Text: "An die Buchhaltung, auf Deutsch, drei Rechnungen.",
		Reasons: []Reason{
			{WeightFor, "Rechnung 2026-0117 ist seit 15 Tagen überfällig."},
			{WeightFor, "Die letzte Nachricht liegt 9 Tage zurück; der Abstand ist 7 Tage."},
			{WeightAgainst, "1.210,00 € vom 12. März können diese Rechnung bezahlen; bitte zuerst bestätigen."},
		},
	}), Button(ButtonSpec{Label: "Jetzt versenden", Kind: ButtonPrimary}), Button(ButtonSpec{Label: "Anhalten", Icon: IconHold}))
	return templ.Join(
		with(PageHeader(HeaderSpec{
			Title: longName, State: "Schuldet 12.345.678,90 €, davon 9.876.543,21 € seit höchstens 97 Tagen überfällig",
			Back: Choice{Label: "Kunden", Href: "/customers"},
		}),
			Button(ButtonSpec{Label: "Notiz", Icon: IconNote}), Button(ButtonSpec{Label: "Jetzt mahnen", Icon: IconSend, Kind: ButtonPrimary})),
		with(Split(next, with(Section(SectionSpec{Title: "Verlauf"}), timeline)),
			Facts([]Fact{
				{"Offen", Sum(w, eur("12345678.90"))}, {"Stand", StatusChip(w, Status{State: StateOverdue, Days: 97})},
				{
					"Anschrift", Words("Donaudampfschifffahrtsgesellschaftsstraße 117, 1010 Wien, Österreich"),
				}, {"Nächste Fälligkeit", DayFrom(w, day.AddDays(9), day)},
				{"Auf Konto", Money(w, eur("-84.70"))},
				{"Etiketten", templ.Join(Label("Großkunde", "/customers"), Words(" "), Label("Verwaltungsgesellschaften Niederösterreich", "/customers"))},
			}),
			Tabs(
				"Ansichten",
				[]TabSpec{
					{Label: "Offene Posten", Href: "/customer", Count: "3", Current: true},
					{Label: "Rechnungen", Href: "/one", Count: "118"}, {Label: "Nachrichten", Href: "/message", Count: "42"},
					{Label: "Ansprechpartner", Href: "/form"},
				},
			),
			Table(w, TableSpec{
				Caption: "Offene Posten",
				Columns: []Column{
					{Label: "Rechnung", Name: true}, {Label: "Fällig", Kind: ColumnTight}, {Label: "Stand", Kind: ColumnTight},
					{Label: "Betrag", Kind: ColumnAmount, From: ScreenTablet}, {Label: "Offen", Kind: ColumnAmount},
				},
				Rows: []Row{
					{
						Href: "/one",
						Cells: []templ.Component{
							InvoiceLink("2026-0042", "/one"), Day(w, day.AddDays(-97)),
							StatusChip(w, Status{State: StateOverdue, Days: 97}), Money(w, eur("12345678.90")),
							Money(w, eur("9876543.21")),
						},
					},
					{
						Href: "/one",
						Cells: []templ.Component{
							InvoiceLink("2026-0117", "/one"), Day(w, day.AddDays(-15)), StatusChip(w, Status{State: StateDisputed}),
							Money(w, eur("1210.00")), Money(w, eur("1210.00")),
						},
					},
					{
						Href: "/one",
						Cells: []templ.Component{
							InvoiceLink("GS-2026-7", "/one"), Day(w, date.None), Tag(ToneNeutral, IconNote, "Gutschrift"),
							Money(w, eur("-84.70")), Money(w, eur("-84.70")),
						},
					},
				},
				Total: []templ.Component{Words("Summe"), Words(""), Words(""), Words(""), Sum(w, eur("9877668.51"))},
			}),
			with(Section(SectionSpec{Title: "Ablauf", Note: "Standardszenario für Unternehmen"}), Scenario(w, "Ablauf der Mahnungen", stops())),
			with(Section(SectionSpec{Title: "Leiter", Note: "zum Bauen"}), Ladder(w, LadderSpec{ID: "gallery-ladder", Title: "Stufen", Hint: "Karten lassen sich ziehen.", Rungs: steps()})),
			with(Part(PartSpec{Title: "Skizze", Note: "in klein", Phone: true}), LadderSketch("Vier Stufen", steps())),
			with(
				Section(SectionSpec{Title: "Zahlungsverhalten"}),
				Dots(w, DotsSpec{Title: "Zahlt im Mittel 9 Tage zu spät, eine Rechnung ist seit 97 Tagen offen", From: day.AddMonths(-12), To: day, Dots: dots}),
			),
		),
	)
}

func messagePage(w *locale.Words) templ.Component {
	return templ.Join(
		with(PageHeader(HeaderSpec{
			Title: "Nachricht", State: "Versandt am 16. März 2026, vom Server des Empfängers angenommen",
			Back: Choice{Label: "Nachrichten", Href: "/one"},
		})),
		MessagePreview(w, MessageSpec{
			Subject: "Zahlungserinnerung: Rechnungen 2026-0042 und 2026-0117", From: otherName + " <rechnungen@etablissements.example>", To: longName + " <buchhaltung@rohrleitungsbau.example>", At: "16.03.2026, 09:12",
			State: Tag(ToneGood, IconSend, "Angenommen"), HTML: "/mail", Text: "Guten Tag,\n\nfolgende Rechnungen sind noch offen:\n\n2026-0042   9.876.543,21 €\n2026-0117       1.210,00 €\n\nMit freundlichen Grüßen",
			Files: []File{{Name: "2026-0042.pdf", Size: "84 kB", Href: "/files/1"}, {Name: "2026-0117.pdf", Size: "112 kB", Href: "/files/2"}},
		}),
	)
}

func bankPage(w *locale.Words) templ.Component {
	answer := func() templ.Component {
		return templ.Join(
			PostButton("/confirm", []Param{{"id", "1"}}, ButtonSpec{Label: "Zuordnung bestätigen", Kind: ButtonPrimary, Size: SizeSmall}),
			PostButton("/refuse", nil, ButtonSpec{Label: "Passt nicht", Size: SizeSmall}),
		)
	}
	return templ.Join(
		with(
			PageHeader(HeaderSpec{Title: "Bank", State: "3 Vorschläge zu bestätigen, letzter Auszug vom 13. März"}),
			ButtonLink(LinkSpec{Label: "Auszug einlesen", Href: "/import", Icon: IconUpload, Kind: ButtonPrimary}),
		),
		with(Proposal(w, ProposalSpec{
			ID: "p1", Title: "Bezahlt Rechnung 2026-0117 vollständig", Amount: Sum(w, eur("1210.00")), Source: "Verwendungszweck, 12.03.2026, BE68 5390 0754 7034",
			Found: []Span{
				{Text: "RE "}, {"2026-0117", 1}, {Text: " VOM 01.03. ABZGL. NICHTS DANKE "}, {"ROHRLEITUNGSBAU", 2},
				{Text: " NIEDEROESTERREICH <b>"},
			},
			Reasons: []Reason{
				{WeightProof, "Die Rechnungsnummer steht im Verwendungszweck."},
				{WeightFor, "Der Name gleicht dem des Kunden."}, {WeightFor, "Der Betrag ist genau der offene."},
				{WeightAgainst, "Das Konto ist noch nicht bekannt."},
			},
		}), answer()),
		with(
			Proposal(
				w,
				ProposalSpec{
					ID: "p2", Title: "Bezahlt eine von zwei Rechnungen", Amount: Sum(w, eur("12345678.90")),
					Reasons: []Reason{{WeightNote, "Rechnungen 2026-0042 und 2026-0043 passen gleich gut."}},
				},
			),
			answer(),
		),
		with(Section(SectionSpec{Title: "Stände"}), chips(w)),
	)
}

// chips is every state beside the others.
func chips(w *locale.Words) templ.Component {
	var list []templ.Component
	for _, s := range states() {
		list = append(list, StatusChip(w, s), Words(" "))
	}
	return templ.Join(list...)
}

func importPage(w *locale.Words) templ.Component {
	return templ.Join(
		with(PageHeader(HeaderSpec{Title: "Einlesen", State: "Zuletzt am 13. März: 412 Rechnungen, 1 Kontoauszug"})),
		Dropzone(
			w,
			DropSpec{
				ID: "drop", Action: "/import", Name: "files", Label: "Rechnungen und Kontoauszüge hier ablegen",
				Hint: "UBL, Peppol, XRechnung, CODA, CAMT.053; je Datei bis 50 MB", Accept: ".xml,.cod,.zip", Verb: "Einlesen",
				Target: "#report",
			},
		),
		with(Section(SectionSpec{ID: "report", Title: "Bericht"}), Table(w, TableSpec{
			Caption: "Bericht", Columns: []Column{{Label: "Datei", Name: true}, {Label: "Neu", Kind: ColumnAmount}, {Label: "Ergebnis"}},
			Rows: []Row{
				{Cells: []templ.Component{Words("rechnungen-2026-03.zip"), Words("412"), Tag(ToneGood, IconPaid, "Eingelesen")}},
				{Cells: []templ.Component{
					Clipped("auszug-mit-einem-sehr-langen-namen-BE68539007547034-EUR-2026-03-13.cod"), Words("0"),
					templ.Join(Tag(ToneBad, IconError, "Abgelehnt"), Words(" Zeile 14: Der Saldo stimmt nicht mit den Bewegungen überein.")),
				}},
			},
		})),
	)
}

func formPage(w *locale.Words) templ.Component {
	return templ.Join(
		with(PageHeader(HeaderSpec{Title: "Einstellungen"})),
		Alert(ToneBad, "Nicht gespeichert", "Zwei Felder brauchen eine Korrektur. Ihre Eingaben sind noch da."),
		FormField(FieldSpec{Name: "name", Label: "Firmenname", Value: longName, Required: true, Autocomplete: "organization"}),
		FormField(FieldSpec{
			Name: "vat", Label: "Umsatzsteuer-Identifikationsnummer", Value: "BE0123",
			Error: "Eine belgische Nummer hat zehn Ziffern, zum Beispiel BE0123456749.", Hint: "Steht auf jeder Rechnung.",
		}),
		FormField(FieldSpec{Name: "day", Label: "Gesperrt bis", Type: "date", Value: "2026-04-01", Short: true}),
		Select(
			FieldSpec{Name: "scenario", Label: "Szenario", Value: "b", Hint: "Gilt für neue Kunden."},
			[]Option{{Value: "a", Label: "Unternehmen"}, {Value: "b", Label: "Verbraucherinnen und Verbraucher"}},
		),
		FormField(FieldSpec{Name: "note", Label: "Notiz", Rows: 3, Value: "</textarea><script>alert(1)</script>"}),
		CopyField(w, FieldSpec{Name: "address", Label: "Adresse des Links", Hint: "Gilt einmal.", Value: "https://acquit.example/password/LSDC57GFD5XEB3FZLOCQUXZQVC"}),
		Checkbox(CheckSpec{Name: "sunday", Label: "Samstags versenden", Hint: "Sonntags geht nie etwas hinaus.", Checked: true}),
		with(LiveForm(LiveSpec{ID: "live", Action: "/form", Target: "#live", Verb: "Neu anzeigen", Hidden: []Param{{"was", "{}"}}}), explainedTable(w)),
		with(
			Section(SectionSpec{Title: "Knöpfe"}),
			with(
				Actions(), Button(ButtonSpec{Label: "Speichern", Kind: ButtonPrimary}), Button(ButtonSpec{Label: "Vorschau"}),
				Button(ButtonSpec{Label: "Verwerfen", Kind: ButtonQuiet}),
				Button(ButtonSpec{Label: "Kunde löschen", Kind: ButtonDanger, Icon: IconDelete}),
				Button(ButtonSpec{Label: "Gesperrt", Disabled: true}),
			),
		),
	)
}

// explainedTable asks what the columns of a stranger's table are.
func explainedTable(w *locale.Words) templ.Component {
	meanings := []OptionGroup{{Options: []Option{{Value: "", Label: "– nicht gelesen –"}}}, {"Der Kunde", []Option{{Value: "number", Label: "Kundennummer"}, {Value: "name", Label: "Name des Kunden"}}}}
	wide := TableSpec{Caption: "Wie es dasteht", Wide: true}
	row := Row{}
	for range 12 {
		wide.Columns = append(wide.Columns, Column{Label: "Debitorenkontobezeichnung"})
		row.Cells = append(row.Cells, Clipped(longName))
	}
	wide.Rows = []Row{row, {Whole: Words("12 · " + longName)}}
	return templ.Join(
		Table(w, TableSpec{Caption: "Spalten", Columns: []Column{{Label: "Spalte", Name: true}, {Label: "Ist"}}, Rows: []Row{
			{Cells: []templ.Component{Words("A " + longName), CellSelect(FieldSpec{Name: "column-0", Label: "Spalte A", Value: "name", Error: "Zweimal gewählt"}, meanings)}},
		}}),
		FormField(FieldSpec{Name: "account", Label: "Ihr Konto", Among: []Option{{Value: "BE68 5390 0754 7034", Label: "Lys & Fils"}}}),
		with(Fold("Wie es in der Datei steht"), Table(w, wide)),
	)
}
