package store

import (
	"database/sql"
	"strconv"
	"strings"

	"acquit/internal/account"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/money"
	"acquit/internal/user"
)

// Waiting counts what waits for people, as far as it is worth counting.
type Waiting struct {
	Tasks    int
	Entries  int // bank lines to confirm
	Proposed int // messages to approve
	Letters  int // to post
	Replies  int // to answer
	Disputes int // to answer
}

// CountWaiting counts what waits for people, each kind up to a limit. Tasks and
// replies that somebody put off beyond today wait for nobody.
func (tx *Tx) CountWaiting(today date.Date, limit int) (Waiting, error) {
	var c Waiting
	err := tx.Row([]any{&c.Tasks, &c.Entries, &c.Proposed, &c.Letters, &c.Replies, &c.Disputes}, `SELECT `+
		countTo(limit, `task WHERE company_id = $1 AND done_at IS NULL AND (again_on IS NULL OR again_on <= $2)`)+`, `+
		countTo(limit, `entry WHERE company_id = $1 AND state = 'ask'`)+`, `+
		countTo(limit, `message WHERE company_id = $1 AND state = 'proposed'`)+`, `+
		countTo(limit, `message WHERE company_id = $1 AND state = 'ready' AND channel IN ('letter', 'registered')`)+`, `+
		countTo(limit, `reply WHERE company_id = $1 AND state = 'open' AND (again_on IS NULL OR again_on <= $2)`)+`, `+
		countTo(limit, `dispute WHERE company_id = $1 AND closed_on IS NULL AND state <> 'accepted'`), tx.Company, today)
	return c, err
}

// CountQueued counts the messages that wait to be sent, up to a limit.
func (tx *Tx) CountQueued(limit int) (n int, err error) {
	return n, tx.Row([]any{&n}, `SELECT `+countTo(limit, `message WHERE company_id = $1 AND state = 'queued'`), tx.Company)
}

// Sum is an amount and of how many items it is made. An invoice that is payable
// in instalments is as many items as have something left.
type Sum struct {
	Amount money.Amount
	Items  int
}

// Total is what is open of a company in one currency.
type Total struct {
	Currency  money.Currency
	Debts     [account.Ages]Sum // by age
	Credits   Sum               // credit notes not used yet, negative
	OnAccount Sum               // money not allocated yet, positive
	OldestOn  date.Date         // the oldest due day of a debt
}

// Open is all that is owed, credit notes and money on account aside.
func (t *Total) Open() Sum { return t.add(account.NotDue) }

// Overdue is what is past its due day.
func (t *Total) Overdue() Sum { return t.add(account.Late30) }

// add adds up the debts of an age and all older ones.
func (t *Total) add(from account.Age) Sum {
	s := Sum{Amount: money.Of(0, t.Currency)}
	for _, d := range t.Debts[from:] {
		s.Amount, s.Items = s.Amount.Add(d.Amount), s.Items+d.Items
	}
	return s
}

// Totals are what is open of the company on a day, by currency. They are added up from
// the few rows of open_total, not from the invoices; each age is a range of its key.
func (tx *Tx) Totals(today date.Date) ([]Total, error) {
	heaps, err := tx.heaps()
	if err != nil || len(heaps) == 0 {
		return nil, err
	}
	c := tx.conditions()
	var sums []string
	for n, h := range heaps {
		from, to := date.None, date.None
		if h.side == debt {
			from, to = h.age.DueBetween(today)
		}
		sums = append(sums, c.heap(n, h, from, to))
	}
	var all []Total
	err = tx.Rows(func(rows *sql.Rows) error {
		var n, items int
		var minor int64
		var oldest date.Date
		if err := rows.Scan(&n, &minor, &items, &oldest); err != nil {
			return err
		}
		currency, err := money.ParseCurrency(heaps[n].currency)
		if err != nil {
			return err
		}
		if len(all) == 0 || all[len(all)-1].Currency != currency {
			all = append(all, newTotal(currency))
		}
		all[len(all)-1].put(heaps[n].side, heaps[n].age, Sum{money.Of(minor, currency), items}, oldest)
		return nil
	}, strings.Join(sums, " UNION ALL ")+" ORDER BY 1", c.args...)
	return all, err
}

// heap is what is added up to one sum of the totals.
type heap struct {
	currency string
	side     side
	age      account.Age // of debts
}

// heaps are those of the company in the order of the totals, empty ones among them.
func (tx *Tx) heaps() (all []heap, err error) {
	err = tx.Rows(func(rows *sql.Rows) error {
		var h heap
		err := rows.Scan(&h.currency, &h.side)
		all = append(all, h)
		for h.age = account.Late30; h.side == debt && h.age < account.Ages; h.age++ {
			all = append(all, h)
		}
		return err
	}, `SELECT DISTINCT currency, side FROM open_total WHERE company_id = $1 ORDER BY currency, side`, tx.Company)
	return all, err
}

// heap is the sum of heap n from a day to another, as SQL; no row when it is empty.
func (c *conditions) heap(n int, h heap, from, to date.Date) string {
	sum := "SELECT " + strconv.Itoa(n) + ", CAST(SUM(open_minor) AS BIGINT), CAST(SUM(items) AS BIGINT), MIN(on_day) FROM open_total" +
		" WHERE company_id = $1 AND items <> 0 AND currency = " + c.arg(h.currency) + " AND side = " + c.arg(string(h.side))
	if from != date.None {
		sum += " AND on_day >= " + c.arg(from)
	}
	if to != date.None {
		sum += " AND on_day <= " + c.arg(to)
	}
	return sum + " HAVING COUNT(*) > 0"
}

// Outstanding is all that is owed in one currency, credit notes and money on account
// aside; see Total.Open.
func (tx *Tx) Outstanding(c money.Currency) (money.Amount, error) {
	sum := money.Of(0, c)
	err := tx.Row([]any{&sum.Minor}, `SELECT CAST(COALESCE(SUM(open_minor), 0) AS BIGINT) FROM open_total
		WHERE company_id = $1 AND currency = $2 AND side = 'debt'`, tx.Company, c.String())
	return sum, err
}

func newTotal(c money.Currency) Total {
	nothing := Sum{Amount: money.Of(0, c)}
	t := Total{Currency: c, Credits: nothing, OnAccount: nothing}
	for n := range t.Debts {
		t.Debts[n] = nothing
	}
	return t
}

func (t *Total) put(kind side, age account.Age, s Sum, oldest date.Date) {
	switch kind {
	case note:
		t.Credits = s
	case purse:
		t.OnAccount = s
	case debt:
		t.Debts[age] = s
		if t.OldestOn == date.None || oldest < t.OldestOn {
			t.OldestOn = oldest
		}
	}
}

// Member is a person of the company.
type Member struct {
	user.User
	Role user.Role
}

// Members are at most limit people of the company, by name.
func (tx *Tx) Members(limit int) ([]Member, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (Member, error) {
		var m Member
		err := rows.Scan(&m.ID, &m.Email, &m.Name, &m.Language, &m.Password, db.ScanInstant(&m.CreatedAt), &m.Role)
		return m, err
	}, `SELECT p.id, p.email, p.name, p.language, p.password_hash, p.created_at, m.role
		FROM membership m JOIN person p ON p.id = m.person_id
		WHERE m.company_id = $1 ORDER BY p.name, p.id`+first(limit), tx.Company)
}
