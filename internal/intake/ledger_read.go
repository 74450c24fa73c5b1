package intake

import (
	"cmp"
	"io"
	"slices"
	"strings"

	"github.com/govalues/decimal"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/format/fec"
	"acquit/internal/money"
)

// ledger is what the books of one financial year say of customers. All other lines are
// read, for what they tell of the entries they stand in, and forgotten.
type ledger struct {
	read      fec.Ledger
	first     date.Date // day of its first entry
	last      date.Date
	debtors   []*debtor // in the order in which they come
	currency  money.Currency
	byAccount map[string]*debtor
	shared    map[string]*debtor // by piece of the opening: whose it is, nil when several have it
	words     map[string]string  // what many lines say is held once
	run       run
	salesIn   map[string]bool // journals that speak of sales somewhere
	moneyIn   map[string]bool // and of money
}

// debtor is a customer of the ledger.
type debtor struct {
	number string // auxiliary account, else the account
	name   string
	moves  []move    // until they are understood
	stands *standing // what they say
}

// move is a line of a customer's account.
type move struct {
	row      int
	entry    int // its lines have the same one
	on       date.Date
	pieceOn  date.Date
	journal  string
	piece    string // as the books number it; "" for none
	label    string // only where there is no piece, and in the opening
	letters  string // with the account, without which they mean nothing; "" for none
	account  holding
	nature   nature
	amount   money.Amount // debits less credits, in the currency of the ledger
	foreign  money.Amount // the same in the currency that is owed; zero for none
	transfer bool         // from one account of the customer to another: nothing is owed or paid by it
}

// holding is what stands on an account of customers.
type holding int

const (
	ordinary holding = iota // 411
	doubtful                // 416
	advance                 // 4191, paid before anything is owed
)

// accountOf says what an account of customers holds; false for all other accounts.
func accountOf(number string) (holding, string, bool) {
	for a, prefix := range []string{ordinary: "411", doubtful: "416", advance: "4191"} {
		if rest, ok := strings.CutPrefix(number, prefix); ok {
			return holding(a), rest, true
		}
	}
	return 0, "", false
}

// nature is what a line tells.
type nature int

const (
	other   nature = iota
	sale           // an invoice, or a credit note
	cash           // money that came or went
	opening        // what the year before left
)

// run are the lines of one entry, which stand together and add up to nothing.
type run struct {
	journal, entry string
	on             date.Date
	number         int
	sum            int64
	sales, money   bool
	owners         []*debtor
	at             []int // of the moves, in their owners' lists
}

// readLedger reads a ledger. One with lines that cannot be read is refused: what its
// customers owe would be wrong.
func readLedger(r io.Reader, currency money.Currency) (*ledger, error) {
	l := &ledger{currency: currency, byAccount: map[string]*debtor{}, shared: map[string]*debtor{}, words: map[string]string{},
		salesIn: map[string]bool{}, moneyIn: map[string]bool{}}
	var err error
	if l.read, err = fec.Read(r, l.take); err != nil {
		return nil, err
	}
	l.endRun()
	if l.read.Lines == 0 {
		return nil, fault.New(fault.Invalid, "the ledger has no lines")
	}
	for _, d := range l.debtors {
		d.settleNatures(l)
		d.stands, d.moves = d.standing(l), nil
	}
	l.byAccount, l.shared, l.words = nil, nil, nil
	return l, nil
}

// take takes in one line.
func (l *ledger) take(line *fec.Line) error {
	if l.first == date.None {
		l.first, l.last = line.On, line.On
	}
	l.first, l.last = min(l.first, line.On), max(l.last, line.On)
	if !l.run.continues(line) {
		l.endRun()
		l.run = run{journal: l.word(line.Journal), entry: line.Entry, on: line.On, number: l.run.number + 1}
	}
	amount, err := l.amountOf(line)
	if err != nil {
		return err
	}
	l.run.sum += amount.Minor
	l.run.sales = l.run.sales || strings.HasPrefix(line.Account, "7") || strings.HasPrefix(line.Account, "4457")
	l.run.money = l.run.money || strings.HasPrefix(line.Account, "5")
	if kind, rest, ok := accountOf(line.Account); ok {
		l.add(line, kind, rest, amount)
	}
	return nil
}

// continues reports whether a line belongs to the entry before it. Programs that do not
// number entries end one where it adds up to nothing.
func (r *run) continues(line *fec.Line) bool {
	numbered := strings.Trim(line.Entry, "0") != ""
	return r.number > 0 && r.journal == line.Journal && r.entry == line.Entry && r.on == line.On && (numbered || r.sum != 0)
}

// amountOf is what a line adds to what is owed.
func (l *ledger) amountOf(line *fec.Line) (money.Amount, error) {
	d, err := line.Debit.Sub(line.Credit)
	if err != nil {
		return money.Amount{}, fault.At(line.Row, "", "the amounts are too large")
	}
	a, _, err := money.Round(d, l.currency)
	if err != nil {
		return a, &fault.Error{Kind: fault.Invalid, Place: fault.Place{Line: line.Row}, Cause: err}
	}
	return a, nil
}

// add keeps a line of a customer's account.
func (l *ledger) add(line *fec.Line, kind holding, rest string, amount money.Amount) {
	d := l.debtor(line, kind, rest)
	m := move{row: line.Row, entry: l.run.number, on: line.On, pieceOn: line.PieceOn, journal: l.run.journal, piece: strings.Clone(line.Piece), account: kind, amount: amount,
		foreign: foreignOf(line, amount)}
	if line.Lettrage != "" {
		m.letters = l.word(line.Account + " " + line.Lettrage)
	}
	if isOpening(line) {
		m.nature = opening
		l.sharePiece(m.piece, d)
	}
	if m.piece == "" || m.nature == opening {
		m.label = strings.Clone(line.Label)
	}
	l.run.owners, l.run.at = append(l.run.owners, d), append(l.run.at, len(d.moves))
	d.moves = append(d.moves, m)
}

// debtor is the customer of a line. Books without auxiliary accounts have an account for
// each customer, such as 411DUPONT, which goes on as 416DUPONT when payment is doubtful.
func (l *ledger) debtor(line *fec.Line, kind holding, rest string) *debtor {
	key, number, name := "aux "+line.Auxiliary, line.Auxiliary, cmp.Or(line.AuxiliaryName, line.Auxiliary)
	if number == "" {
		key, number, name = "own "+rest, line.Account, cmp.Or(line.AccountName, line.Account)
		if strings.Trim(rest, "0") == "" {
			key = "own " + line.Account
		}
	}
	d := l.byAccount[key]
	if d == nil {
		d = &debtor{number: strings.Clone(number), name: strings.Clone(name)}
		l.byAccount[strings.Clone(key)] = d
		l.debtors = append(l.debtors, d)
	}
	if kind == ordinary && line.Auxiliary == "" && d.number != number {
		d.number, d.name = strings.Clone(number), strings.Clone(name)
	}
	return d
}

// word is a text that many lines share, held once.
func (l *ledger) word(s string) string {
	if known, ok := l.words[s]; ok {
		return known
	}
	s = strings.Clone(s)
	l.words[s] = s
	return s
}

// sharePiece notes whose piece an opening line has. What several customers have is no
// piece of theirs but the name of the entry.
func (l *ledger) sharePiece(piece string, d *debtor) {
	if before, known := l.shared[piece]; known && before != d {
		l.shared[piece] = nil
	} else if !known {
		l.shared[piece] = d
	}
}

// foreignOf is the amount of a line in another currency, with the sign of its own.
func foreignOf(line *fec.Line, amount money.Amount) money.Amount {
	if line.Foreign == nil {
		return money.Amount{}
	}
	currency, err := money.ParseCurrency(line.Foreign.Currency)
	if err != nil || currency == amount.Currency {
		return money.Amount{}
	}
	a, _, err := money.Round(line.Foreign.Amount.Abs(), currency)
	if err != nil {
		return money.Amount{}
	}
	if amount.Sign() < 0 {
		a = a.Neg()
	}
	return a
}

// isOpening reports whether a line brings forward what the year before left.
func isOpening(line *fec.Line) bool {
	switch strings.ToUpper(line.Journal) {
	case "AN", "ANO", "ANOUV", "RAN":
		return true
	}
	return strings.Contains(strings.ToLower(line.JournalName), "nouveau") || broughtForward(line.Label)
}

// broughtForward reports whether a label is that of a line which brings a balance forward.
func broughtForward(label string) bool {
	label = strings.ToLower(label)
	return strings.Contains(label, "à nouveau") || strings.Contains(label, "a nouveau")
}

// endRun tells the customers' lines of an entry what the others of it say. Where the
// lines of an entry do not stand together, what its journal is for has to do.
func (l *ledger) endRun() {
	r := &l.run
	l.salesIn[r.journal], l.moneyIn[r.journal] = l.salesIn[r.journal] || r.sales, l.moneyIn[r.journal] || r.money
	for n, d := range r.owners {
		m := &d.moves[r.at[n]]
		switch {
		case m.nature == opening:
		case r.sum != 0:
			m.nature = unsure
		case r.sales && (!r.money || m.amount.Sign() > 0):
			m.nature = sale
		case r.money:
			m.nature = cash
		}
	}
}

// unsure is the nature of a line whose entry is torn apart, until its journal is known.
const unsure nature = -1

// settleNatures decides about the lines of entries that are torn apart, and sorts the
// account.
func (d *debtor) settleNatures(l *ledger) {
	for n := range d.moves {
		m := &d.moves[n]
		if m.nature != unsure {
			continue
		}
		sells, pays := l.salesIn[m.journal], l.moneyIn[m.journal]
		switch m.nature = other; {
		case sells && (!pays || m.amount.Sign() > 0):
			m.nature = sale
		case pays:
			m.nature = cash
		}
	}
	slices.SortStableFunc(d.moves, func(a, b move) int { return cmp.Or(cmp.Compare(a.on, b.on), cmp.Compare(a.row, b.row)) })
}

// issuedOn is the day of a line's piece.
func (m *move) issuedOn() date.Date { return cmp.Or(m.pieceOn, m.on) }

// sum is the line in the currency that is owed.
func (m *move) sum() money.Amount {
	if m.foreign.IsZero() {
		return m.amount
	}
	return m.foreign
}

// wordsOfNumber are the words before the number of an invoice, in a label.
var wordsOfNumber = map[string]bool{"facture": true, "fact": true, "fac": true, "fa": true, "ft": true, "avoir": true, "av": true, "no": true, "n°": true,
	"invoice": true, "numero": true, "numéro": true, "nº": true}

// numberIn finds the number of an invoice in a label: the word behind "facture" that has
// a digit, else the first with three digits that is no day; "" for none.
func numberIn(label string) string {
	words := strings.FieldsFunc(label, func(r rune) bool { return strings.ContainsRune(" \t,;:()[]\"", r) })
	for n, w := range words[:max(len(words)-1, 0)] {
		w = strings.TrimRight(strings.ToLower(w), ".")
		if next := words[n+1]; wordsOfNumber[w] && digits(next) > 0 && !isDay(next) {
			return next
		}
	}
	for _, w := range words {
		if digits(w) >= 3 && !isDay(w) {
			return w
		}
	}
	return ""
}

func digits(s string) (n int) {
	for _, r := range s {
		if r >= '0' && r <= '9' {
			n++
		}
	}
	return n
}

// isDay reports whether a word is a day, a month or an amount rather than a number.
func isDay(s string) bool {
	if strings.Count(s, "/") > 0 && strings.Trim(s, "0123456789/") == "" {
		return true
	}
	_, err := decimal.Parse(strings.Replace(s, ",", ".", 1))
	return err == nil && strings.ContainsAny(s, ",.")
}
