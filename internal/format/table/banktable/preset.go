package banktable

import (
	"maps"
	"slices"

	"acquit/internal/format/table"
)

// refinement takes out of an entry what a bank hides in its texts.
type refinement func(e *table.Entry, r *table.Record)

// preset is the layout of one bank.
type preset struct {
	name     string
	headings [][]string                // the table has all of one of these
	shaped   func(t *table.Table) bool // how a table without headings is known
	columns  []table.Column            // of a table without headings
	fields   map[string]table.Field    // what headings mean here, where they mean something else elsewhere
	order    table.Order               // of its days
	points   bool                      // its decimal sign is a point
	refine   refinement                // nil: nothing is hidden
}

// presets are the layouts that are known. Those of other banks are understood by
// their headings all the same; here stand those that have none, that write days in an
// order which their values need not show, or that hide facts in texts.
var presets = []preset{
	{name: "ing-nl", order: table.YearMonthDay, refine: ingNL, headings: [][]string{
		{"Datum", "Naam / Omschrijving", "Rekening", "Tegenrekening", "Af Bij", "Bedrag (EUR)", "Mededelingen"},
		{"Date", "Name / Description", "Account", "Counterparty", "Debit/credit", "Amount (EUR)", "Notifications"},
	}, fields: map[string]table.Field{"Name / Description": table.Name, "Counterparty": table.IBAN, "Notifications": table.Text, "Resulting balance": table.Balance, "Code": table.Code}},
	{name: "asn", points: true, order: table.DayMonthYear, shaped: isASN, columns: columnsASN, refine: asn},
	{name: "knab", order: table.DayMonthYear, headings: [][]string{{"Rekeningnummer", "Transactiedatum", "CreditDebet", "Tegenrekeninghouder", "Boekdatum"}}},
	{name: "rabobank", order: table.YearMonthDay, refine: rabobank, headings: [][]string{{"IBAN/BBAN", "Munt", "Volgnr", "Rentedatum", "Saldo na trn", "Omschrijving-1"}},
		fields: map[string]table.Field{"BIC": table.None, "BIC tegenpartij": table.BIC, "Betalingskenmerk": table.Reference, "Naam uiteindelijke partij": table.None, "Naam initiërende partij": table.None}},
	{name: "abn-amro", order: table.YearMonthDay, shaped: isABN, columns: columnsABN, refine: abnAmro},

	{name: "bnp-fortis", order: table.DayMonthYear, refine: fortis, headings: [][]string{
		{"Volgnummer", "Uitvoeringsdatum", "Valutadatum", "Bedrag", "Valuta rekening", "Details", "Rekeningnummer"},
		{"Nº de séquence", "Date d'exécution", "Date valeur", "Montant", "Devise du compte", "Détails", "Numéro de compte"},
		{"N° de séquence", "Date d'exécution", "Date valeur", "Montant", "Devise du compte", "Détails", "Numéro de compte"},
		{"Numéro de séquence", "Date d'exécution", "Date valeur", "Montant", "Devise du compte", "Détails", "Numéro de compte"},
	}, fields: map[string]table.Field{"Tegenpartij": table.IBAN, "Contrepartie": table.IBAN, "Rekeningnummer": table.Account, "Numéro de compte": table.Account}},
	{name: "kbc", order: table.DayMonthYear, headings: [][]string{
		{"Rekeningnummer", "Rubrieknaam", "Naam", "Munt", "Afschriftnummer", "Datum", "Omschrijving", "Valuta", "Bedrag", "Saldo"},
		{"Numéro de compte", "Nom de la rubrique", "Nom", "Devise", "Numéro de l'extrait", "Date", "Description", "Valeur", "Montant", "Solde"},
	}, fields: map[string]table.Field{"Rekeningnummer": table.Account, "Numéro de compte": table.Account, "Naam": table.Owner, "Nom": table.Owner, "Valuta": table.ValueOn, "Valeur": table.ValueOn,
		"gestructureerde mededeling": table.Reference, "communication structurée": table.Reference}},
	{name: "belfius", order: table.DayMonthYear, headings: [][]string{
		{"Rekening", "Boekingsdatum", "Rekeninguittrekselnummer", "Transactienummer", "Rekening tegenpartij", "Naam tegenpartij bevat", "Bedrag"},
		{"Compte", "Date de comptabilisation", "Numéro d'extrait", "Numéro de transaction", "Compte contrepartie", "Nom contrepartie contient", "Montant"},
		{"Compte", "Date de comptabilisation", "Numéro d'extrait", "Numéro de transaction", "Compte de la contrepartie", "Nom contrepartie contient", "Montant"},
	}, fields: map[string]table.Field{"Code pays": table.None, "Landcode": table.None, "Numéro de transaction": table.None, "Transactienummer": table.None}}, // they count anew with each statement
	{name: "ing-be", order: table.DayMonthYear, headings: [][]string{
		{"Numéro de compte", "Nom du compte", "Compte partie adverse", "Numéro de mouvement", "Date comptable", "Date valeur", "Montant", "Devise"},
		{"Rekeningnummer", "Naam van de rekening", "Rekening tegenpartij", "Omzetnummer", "Boekingsdatum", "Valutadatum", "Bedrag", "Munteenheid"},
	}, fields: map[string]table.Field{"Numéro de compte": table.Account, "Rekeningnummer": table.Account, "Naam van de rekening": table.Owner, "Numéro de mouvement": table.None}},

	{name: "ing-de", order: table.DayMonthYear, headings: [][]string{
		{"Buchung", "Wertstellungsdatum", "Auftraggeber/Empfänger", "Buchungstext", "Verwendungszweck", "Betrag"},
		{"Buchung", "Valuta", "Auftraggeber/Empfänger", "Buchungstext", "Verwendungszweck", "Betrag"},
	}, fields: map[string]table.Field{"Valuta": table.ValueOn}},
	{name: "sparkasse", order: table.DayMonthYear, headings: [][]string{{"Auftragskonto", "Buchungstag", "Valutadatum", "Buchungstext", "Verwendungszweck", "Beguenstigter/Zahlungspflichtiger", "Betrag"}}},
	{name: "volksbank", order: table.DayMonthYear, headings: [][]string{{"IBAN Auftragskonto", "Buchungstag", "Valutadatum", "Name Zahlungsbeteiligter", "IBAN Zahlungsbeteiligter", "Verwendungszweck", "Betrag"}}},

	{name: "easybank", order: table.DayMonthYear, shaped: isEasybank, columns: columnsEasybank, refine: easybank},
	{name: "raiffeisen-at", order: table.DayMonthYear, shaped: isRaiffeisen, columns: columnsRaiffeisen, refine: raiffeisen},
	{name: "ing-diba-at", order: table.DayMonthYear, headings: [][]string{{"Kontonummer", "Text", "Datum", "Währung", "Soll", "Haben"}}},
	{name: "livebank", order: table.YearMonthDay, headings: [][]string{{"Kontonummer", "Auszugsnummer", "Buchungsdatum", "Valutadatum", "Umsatzzeit", "Betrag", "Umsatztext"}}},
	{name: "oberbank", order: table.DayMonthYear, headings: [][]string{{"Buchungsdatum", "Wertstellung", "Betrag", "Währung", "Auftraggebername", "Empfängername", "Verwendungszweck"}}},

	{name: "wise", points: true, order: table.DayMonthYear, refine: wise, headings: [][]string{
		{"TransferWise ID", "Date", "Amount", "Currency", "Running Balance", "Payer Name", "Payee Name"},
	}, fields: map[string]table.Field{"Payment Reference": table.Text, "Transaction Details Type": table.None}},
	{name: "cic", order: table.DayMonthYear, headings: [][]string{
		{"Date", "Date de valeur", "Débit", "Crédit", "Libellé", "Solde"},
		{"Date d'opération", "Date de valeur", "Débit", "Crédit", "Libellé", "Solde"},
	}},
}

// presetOf finds the layout of a table, nil where none is known.
func presetOf(t *table.Table) *preset {
	for n := range presets {
		if presets[n].is(t) {
			return &presets[n]
		}
	}
	return nil
}

func (p *preset) is(t *table.Table) bool {
	if t.HeaderRow() == 0 {
		return p.shaped != nil && p.shaped(t)
	}
	return slices.ContainsFunc(p.headings, func(all []string) bool {
		return !slices.ContainsFunc(all, func(heading string) bool { return t.Column(heading) < 0 })
	})
}

// refineOf is the refinement of a preset by its name.
func refineOf(name string) refinement {
	for n := range presets {
		if presets[n].name == name {
			return presets[n].refine
		}
	}
	return nil
}

// mapping is the layout as a mapping; m is what was guessed of the table.
func (p *preset) mapping(t *table.Table, m table.Mapping) table.Mapping {
	m.Preset = p.name
	if p.shaped != nil {
		m.Columns = slices.Clone(p.columns)
		m.Sign = table.Sign{Rule: table.Signed}
	}
	for _, heading := range slices.Sorted(maps.Keys(p.fields)) {
		p.assign(t, &m, t.Column(heading), p.fields[heading])
	}
	slices.SortFunc(m.Columns, func(a, b table.Column) int { return a.At - b.At })
	for n := range m.Columns {
		c := &m.Columns[n]
		if c.Field == table.BookedOn || c.Field == table.ValueOn {
			c.Order = p.order
		}
		if c.Field.IsAmount() && c.Decimal == "" {
			c.Decimal = p.decimal()
		}
	}
	return m
}

// decimal is the bank's decimal sign, for columns in which no value shows it.
func (p *preset) decimal() string {
	if p.points {
		return "."
	}
	return ","
}

// assign gives a column its field, whatever was guessed.
func (p *preset) assign(t *table.Table, m *table.Mapping, at int, field table.Field) {
	if at < 0 {
		return
	}
	m.Columns = slices.DeleteFunc(m.Columns, func(c table.Column) bool {
		return c.At == at || c.Field == field && !field.Several()
	})
	if field != table.None {
		m.Columns = append(m.Columns, t.ColumnAs(at, field))
	}
}
