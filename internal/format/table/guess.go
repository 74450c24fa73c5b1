package table

import (
	"slices"
	"strings"

	"acquit/internal/fault"
)

// candidate is a claim that a column has on a field.
type candidate struct {
	column int
	claim
	rank int
}

// Guess proposes how a table of a kind is to be understood, and says what it is not
// sure of.
func (t *Table) Guess(k Kind) (Mapping, []Problem) {
	m := Mapping{Kind: k, Signature: t.Signature(), Layout: t.Layout(), HeaderRow: t.HeaderRow(), FirstRow: t.FirstRow(), Columns: []Column{}}
	g := &guess{table: t, mapping: &m, problems: []Problem{}}
	g.assign()
	g.days()
	g.amounts()
	g.currency()
	g.sign()
	g.ask()
	return m, g.problems
}

// Understand proposes a mapping for the kind of table that this most likely is. It
// is false where it is none.
func (t *Table) Understand() (Mapping, []Problem, bool) {
	best, problems, most := Mapping{}, []Problem(nil), 0
	for _, k := range Kinds() {
		m, p := t.Guess(k)
		if score := t.likely(&m); score > most {
			best, problems, most = m, p, score
		}
	}
	return best, problems, most > 0
}

// likely weighs how much speaks for a kind: nothing where something is missing that
// its rows cannot be without, else what its headings claim.
func (t *Table) likely(m *Mapping) int {
	if len(m.lacks()) > 0 || m.Kind == Entries && !m.has(Balance, BalanceBefore, Name, PayerName, IBAN, ValueOn, Account, Side, Text) {
		return 0
	}
	score := 0
	for _, c := range m.Columns {
		found, _ := claims(m.Kind, c.Heading)
		if slices.ContainsFunc(found, func(known claim) bool { return known.field == c.Field && known.score > partly }) {
			score += 10
		}
	}
	switch m.Kind { // what is mentioned by the way is no kind of its own
	case Balances:
		score -= 15
		if c := m.Column(CustomerNumber); c != nil && !t.profiles[c.At].unique() {
			return 0
		}
	case Contacts, Customers:
		score -= 5
	}
	return score
}

// guess is a mapping in the making.
type guess struct {
	table    *Table
	mapping  *Mapping
	problems []Problem
}

func (g *guess) say(asks bool, text fault.Text) {
	g.problems = append(g.problems, Problem{Text: text, Asks: asks, Count: 1})
}

// claimsOf are the claims of a column, by its heading, else by the heading that
// reaches over it, else by its values.
func (t *Table) claimsOf(k Kind, n int) []candidate {
	found, rank := claims(k, t.headings[n])
	if t.headings[n] == "" {
		found, rank = claims(k, t.reaching(n))
	}
	var all []candidate
	for _, c := range found {
		if c.score = t.profiles[n].fits(k, c.field, c.score); c.score > 0 {
			all = append(all, candidate{n, c, rank})
		}
	}
	if len(all) == 0 {
		for _, f := range t.byValue(k, n) {
			all = append(all, candidate{n, claim{f, byValue}, 0})
		}
	}
	return all
}

// assign gives each column the field that it has the best claim on.
func (g *guess) assign() {
	var all []candidate
	for n := range g.table.headings {
		all = append(all, g.table.claimsOf(g.mapping.Kind, n)...)
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return b.score - a.score })
	columns, taken := map[int]bool{}, map[Field]bool{}
	for _, c := range all {
		if columns[c.column] || taken[c.field] && !c.field.Several() {
			continue
		}
		columns[c.column], taken[c.field] = true, true
		g.mapping.Columns = append(g.mapping.Columns, Column{At: c.column, Heading: g.table.headings[c.column], Field: c.field, Rank: c.rank})
	}
	slices.SortFunc(g.mapping.Columns, func(a, b Column) int { return a.At - b.At })
	g.number()
	g.apart()
}

// number counts the columns of a field that a row may have several of, where their
// headings do not.
func (g *guess) number() {
	last := map[Field]int{}
	for n := range g.mapping.Columns {
		c := &g.mapping.Columns[n]
		if !c.Field.Several() || c.Field == Text {
			c.Rank = 0
			continue
		}
		if c.Rank == 0 || c.Rank <= last[c.Field] {
			c.Rank = last[c.Field] + 1
		}
		last[c.Field] = c.Rank
	}
}

// apart tells our account from that of the other side where one column is headed as
// either: ours is the same in every row.
func (g *guess) apart() {
	if g.mapping.Kind != Entries || g.mapping.has(Account) && g.mapping.has(IBAN) {
		return
	}
	for n := range g.mapping.Columns {
		c := &g.mapping.Columns[n]
		found, _ := claims(Entries, g.table.reaching(c.At))
		either := func(f Field) bool {
			return slices.ContainsFunc(found, func(known claim) bool { return known.field == f })
		}
		if c.Field != Account && c.Field != IBAN || !either(Account) || !either(IBAN) {
			continue
		}
		c.Field = IBAN
		if p := &g.table.profiles[c.At]; len(p.seen) == 1 && !p.other && p.filled == len(g.table.rows()) {
			c.Field = Account
		}
	}
}

// columnTitle names a column in a sentence: "B Due date".
func (t *Table) columnTitle(n int) string {
	return strings.TrimSpace(ColumnName(n) + " " + t.headings[n])
}

// days decides how each column writes its days.
func (g *guess) days() {
	for n := range g.mapping.Columns {
		c := &g.mapping.Columns[n]
		if fields[c.Field].sort != day || c.Order != "" {
			continue
		}
		ambiguous := false
		c.Order, ambiguous = g.table.profiles[c.At].order()
		if ambiguous {
			if order := g.sibling(c); order != "" {
				c.Order = order
				continue
			}
			if c.Order == DayMonthYear && namesDayFirst(c.Heading) {
				continue
			}
			g.say(true, fault.Say("the days of column %s can be read day first or month first: say which", g.table.columnTitle(c.At)))
		}
	}
}

// dayFirst are pieces of the Dutch, French and German words for days. Where they are
// spoken, the day is written before the month; English is spoken on both sides.
var dayFirst = strings.Fields("datum verval betaaldag boekdag echeance facture facturation emise emission comptab ecriture exigib valeur rechnung fallig faellig zahlbar buchung wertstellung valutatag")

// namesDayFirst reports whether a column of days has a heading in one of these languages.
func namesDayFirst(heading string) bool {
	words := Fold(heading)
	return slices.ContainsFunc(dayFirst, func(piece string) bool { return strings.Contains(words, piece) })
}

// sibling is the order of another column of days that is sure of it. A program
// writes all days of a table alike.
func (g *guess) sibling(c *Column) Order {
	found := Order("")
	for n := range g.table.profiles {
		p := &g.table.profiles[n]
		if n == c.At || !p.mostly(p.days) || p.runs == p.days {
			continue
		}
		switch order, ambiguous := p.order(); {
		case ambiguous || !p.tells && p.dmy == p.mdy || order == YearMonthDay || order == found:
		case found != "":
			return "" // they are not alike
		default:
			found = order
		}
	}
	return found
}

// amounts decides the decimal sign of each column, by its values and else by those
// of the other columns.
func (g *guess) amounts() {
	whole := profile{}
	for n := range g.table.profiles {
		if p := &g.table.profiles[n]; p.mostly(p.amounts) {
			whole.withComma += p.withComma
			whole.withPoint += p.withPoint
		}
	}
	common, _ := whole.sign()
	for n := range g.mapping.Columns {
		c := &g.mapping.Columns[n]
		if fields[c.Field].sort != amount || c.Decimal != "" {
			continue
		}
		p := &g.table.profiles[c.At]
		ambiguous := false
		if c.Decimal, ambiguous = p.sign(); c.Decimal == "" {
			c.Decimal = common
		}
		if ambiguous && c.Decimal == "" {
			g.say(true, fault.Say("the amounts of column %s can be read in two ways: say what their decimal sign is", g.table.columnTitle(c.At)))
		}
	}
}

// currency finds the currency of all rows where no column has it: in the heading of
// an amount, such as "Bedrag (EUR)", or beside all amounts that name one.
func (g *guess) currency() {
	if g.mapping.has(Currency) || g.mapping.Currency != "" {
		return
	}
	for _, c := range g.mapping.Columns {
		if fields[c.Field].sort != amount {
			continue
		}
		for word := range strings.FieldsFuncSeq(c.Heading, func(r rune) bool { return strings.ContainsRune(" ()[]/_-", r) }) {
			if code := currencyOf(word); code != "" && (word == code || word == "€" || word == "£") {
				g.mapping.Currency = code
				return
			}
		}
		if p := &g.table.profiles[c.At]; p.code != "" && !p.codes {
			g.mapping.Currency = p.code
		}
	}
}

// contradicted names the columns that are headed as something that nothing is read as,
// but whose values are something else.
func (g *guess) contradicted() {
	for n := range g.table.headings {
		found, _ := claims(g.mapping.Kind, g.table.headings[n])
		if len(found) == 0 || found[0].score < exactly-100 || g.mapping.reads(n) {
			continue
		}
		f := found[0].field
		if g.mapping.has(f) && !f.Several() || g.table.profiles[n].fits(g.mapping.Kind, f, found[0].score) > 0 {
			continue
		}
		if value := g.table.unlike(g.mapping.Kind, found[0], n); value != "" {
			g.passedOver(f, g.table.columnTitle(n), value)
		}
	}
}

// unlike is the first value of a column that is not what its heading claims, "" where
// each is by itself.
func (t *Table) unlike(k Kind, c claim, n int) string {
	for _, row := range t.rows() {
		if row.At(n) == "" {
			continue
		}
		var one profile
		if one.add(row.Cells[n]); one.fits(k, c.field, c.score) == 0 {
			return trimTo(row.At(n), 60)
		}
	}
	return ""
}

// passedOver says that a column was left out for what one of its values is not. Of
// other fields than these a reader would not miss it.
func (g *guess) passedOver(f Field, column, value string) {
	switch {
	case fields[f].sort == day:
		g.say(false, fault.Say("column %s was not used: %q is no day", column, value))
	case fields[f].sort == amount:
		g.say(false, fault.Say("column %s was not used: %q is no amount", column, value))
	case f == Email:
		g.say(false, fault.Say("column %s was not used: %q is not an e-mail address", column, value))
	case f == VATID:
		g.say(false, fault.Say("column %s was not used: %q is no VAT number", column, value))
	case f == EnterpriseNumber:
		g.say(false, fault.Say("column %s was not used: %q is no enterprise number", column, value))
	case f == IBAN || f == Account || f == PayerIBAN || f == PayeeIBAN:
		g.say(false, fault.Say("column %s was not used: %q is no account number", column, value))
	case f == TermsDays:
		g.say(false, fault.Say("column %s was not used: %q is no number of days", column, value))
	}
}

// ask says what is missing and what nobody can be sure of.
func (g *guess) ask() {
	for _, text := range g.mapping.lacks() {
		g.say(true, text)
	}
	g.contradicted()
	if g.table.header < 0 {
		g.say(true, fault.Say("the table has no headings: say what each column is"))
	}
	for _, c := range g.mapping.Columns {
		p := &g.table.profiles[c.At]
		if p.missing > 0 {
			g.say(false, fault.Say("column %s has %d formulas without a result: open the workbook in a spreadsheet program and save it", g.table.columnTitle(c.At), p.missing))
		}
		if claims := g.table.claimsOf(g.mapping.Kind, c.At); g.table.header >= 0 && len(claims) > 0 && (claims[0].score == byValue || c.Heading == "") {
			g.say(false, fault.Say("column %s was taken for what its values look like: check it", g.table.columnTitle(c.At)))
		}
	}
}
