package store

import (
	"database/sql"
	"strconv"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/money"
	"acquit/internal/profile"
	"acquit/internal/task"
)

// CustomerSort is the order of a list of customers.
type CustomerSort string

// The orders.
const (
	ByName        CustomerSort = "name"
	ByOutstanding CustomerSort = "outstanding" // of one currency, the largest first
	ByOldest      CustomerSort = "oldest"      // the oldest due day first, in one currency
)

// CustomerFilter says which customers are listed. The zero value lists all, by
// name.
type CustomerFilter struct {
	Words     string // in the name, or the beginning of the number, or the VAT or enterprise number
	Overdue   bool   // something is past due today
	Held      bool
	OnAccount bool // money is not allocated yet
	Payer     profile.Kind
	Kind      customer.Kind
	Language  string
	Sort      CustomerSort
	Currency  money.Currency // of the orders by money
	Today     date.Date
	Marked

	broad broadly // filled in where Held is asked for
}

// CustomerRow is a customer in a list.
type CustomerRow struct {
	customer.Customer
	Balances []Balance // by currency
	Held     bool
	Profile  profile.Profile
}

// ListCustomers is one page of customers.
func (tx *Tx) ListCustomers(f CustomerFilter, at Cursor, limit int) (Paged[CustomerRow], error) {
	if err := tx.weigh(&f.Marked); err != nil {
		return Paged[CustomerRow]{}, err
	}
	if f.Held {
		var err error
		if f.broad, err = tx.broadly(f.Today); err != nil {
			return Paged[CustomerRow]{}, err
		}
	}
	rows, err := tx.customerKeys(f, at, limit+1)
	if err != nil {
		return Paged[CustomerRow]{}, err
	}
	page := turnPage(rows, at, limit)
	list, err := tx.customerRows(page.Rows, f.Today)
	return Paged[CustomerRow]{Rows: list, Previous: page.Previous, Next: page.Next}, err
}

// customerKeys walks the index that has the wanted order; what else is asked for
// is looked up row by row until the page is full.
func (tx *Tx) customerKeys(f CustomerFilter, at Cursor, limit int) ([]keyed, error) {
	c := tx.conditions()
	var query, order string
	switch f.Sort {
	case ByOutstanding:
		minor, err := strconv.ParseInt(at.Key, 10, 64)
		if err != nil {
			at = Cursor{}
		}
		c.add("b.currency = %s AND b.open_minor <> 0", f.Currency.String())
		order = c.from(at, minor, "b.open_minor", "b.customer_id", true)
		query = "SELECT b.customer_id, b.open_minor FROM balance b WHERE b.company_id = $1"
	case ByOldest:
		oldest, err := date.Parse(at.Key)
		if err != nil {
			at = Cursor{}
		}
		c.add("b.currency = %s AND b.oldest_on IS NOT NULL", f.Currency.String())
		order = c.from(at, oldest, "b.oldest_on", "b.customer_id", false)
		query = "SELECT b.customer_id, b.oldest_on FROM balance b WHERE b.company_id = $1"
	default:
		order = c.from(at, at.Key, "f.name_key", "f.id", false)
		query = "SELECT f.id, f.name_key FROM customer f WHERE f.company_id = $1 AND f.merged_into IS NULL"
	}
	f.narrow(c)
	if where := c.where(); where != "" {
		query += " AND " + where
	}
	return db.Collect(tx.Tx, scanKeyed, query+" ORDER BY "+order+first(limit), c.args...)
}

// scanKeyed reads a row of a list by its sort key, which is text, a number or a
// day.
func scanKeyed(rows *sql.Rows) (keyed, error) {
	var k keyed
	var key any
	if err := rows.Scan(&k.id, &key); err != nil {
		return k, err
	}
	switch v := key.(type) {
	case string:
		k.key = v
	case int64:
		k.key = strconv.FormatInt(v, 10)
	default:
		var day date.Date
		if err := day.Scan(v); err != nil {
			return k, err
		}
		k.key = day.String()
	}
	return k, nil
}

// narrow adds what is asked for besides the order.
func (f *CustomerFilter) narrow(c *conditions) {
	who, self := "f.id", &conditions{args: c.args}
	if f.Sort == ByOutstanding || f.Sort == ByOldest {
		who = "b.customer_id"
	}
	if f.Kind != "" {
		self.add("f.kind = %s", string(f.Kind))
	}
	if f.Language != "" {
		self.add("f.language = %s", f.Language)
	}
	f.narrowRow(self, "f")
	if f.Words != "" {
		f.search(self)
	}
	c.args = self.args
	switch {
	case len(self.all) == 0:
	case who == "f.id":
		c.add(self.where())
	default:
		c.add("EXISTS (SELECT 1 FROM customer f WHERE f.company_id = $1 AND f.id = " + who + " AND " + self.where() + ")")
	}
	f.narrowLabel(c, who)
	if f.Overdue {
		c.add("EXISTS (SELECT 1 FROM balance o WHERE o.company_id = $1 AND o.customer_id = "+who+" AND o.oldest_on < %s)", f.Today)
	}
	if f.Payer == profile.New {
		c.add("NOT EXISTS (SELECT 1 FROM payer_profile y WHERE y.company_id = $1 AND y.customer_id = "+who+" AND y.kind <> %s)", string(profile.New))
	} else if f.Payer != "" {
		c.add("EXISTS (SELECT 1 FROM payer_profile y WHERE y.company_id = $1 AND y.customer_id = "+who+" AND y.kind = %s)", string(f.Payer))
	}
	if f.OnAccount {
		c.add(who + " IN (SELECT customer_id FROM payment WHERE company_id = $1 AND open_minor <> 0)")
	}
	if f.Held && !f.broad.everybody {
		held := who + " IN (SELECT customer_id FROM hold WHERE company_id = $1 AND customer_id IS NOT NULL AND " + holdsOn(c, f.Today) + ")"
		if len(f.broad.labels) > 0 {
			held += " OR " + who + " IN (SELECT customer_id FROM customer_label WHERE company_id = $1 AND label_key IN ({list " + c.arg(db.JSON(f.broad.labels)) + " TEXT}))"
		}
		c.add("(" + held + ")")
	}
}

// search adds that the customer is the one that words mean. Names are folded as
// they are stored, so that neither accents nor legal forms matter.
func (f *CustomerFilter) search(c *conditions) {
	found := "f.id IN (SELECT COALESCE(merged_into, id) FROM customer WHERE company_id = $1 AND " + startsWith(c, "lower(number)", lower(f.Words))
	if vat := vatKey(f.Words); vat != "" {
		found += " UNION SELECT COALESCE(merged_into, id) FROM customer WHERE company_id = $1 AND vat_id <> '' AND " + startsWith(c, "vat_id", vat) +
			" UNION SELECT COALESCE(merged_into, id) FROM customer WHERE company_id = $1 AND enterprise_number <> '' AND " + startsWith(c, "enterprise_number", enterpriseKey(vat))
	}
	found += ")"
	if name := customer.NameKey(f.Words); name != "" {
		found = "(f.name_key LIKE " + c.arg("%"+name+"%") + " OR " + found + ")"
	}
	c.add(found)
}

// customerRows loads what a list shows of customers, in the order given.
func (tx *Tx) customerRows(ids []id.ID, today date.Date) ([]CustomerRow, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	all, err := tx.Customers(ids)
	if err != nil {
		return nil, err
	}
	rows := make([]CustomerRow, len(ids))
	at := map[id.ID]*CustomerRow{}
	for n, i := range ids {
		at[i] = &rows[n]
	}
	for _, c := range all {
		at[c.ID].Customer = c
	}
	err = tx.Rows(func(r *sql.Rows) error {
		var b Balance
		err := r.Scan(&b.Customer, &b.Currency, &b.Open, &b.OnAccount, &b.Items, &b.OldestOn)
		if err == nil {
			at[b.Customer].Balances = append(at[b.Customer].Balances, b)
		}
		return err
	}, `SELECT customer_id, currency, open_minor, on_account_minor, items, oldest_on FROM balance
		WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT}) ORDER BY customer_id, currency`, tx.Company, db.JSON(ints(ids)))
	if err != nil {
		return nil, err
	}
	held, err := tx.held(all, today)
	for _, i := range held {
		at[i].Held = true
	}
	if err != nil {
		return nil, err
	}
	profiles, err := tx.Profiles(ids, today)
	for n, i := range ids {
		rows[n].Profile = profiles[i]
	}
	return rows, err
}

// CountOwing counts customers, and those with something past due, each up to a
// limit. Every name_key is from ” on: naming it has the narrow index counted, not
// the wide table. Balances are counted currency by currency, as their index has them.
func (tx *Tx) CountOwing(today date.Date, limit int) (all, overdue int, err error) {
	err = tx.Row([]any{&all, &overdue}, `SELECT `+
		countTo(limit, `customer WHERE company_id = $1 AND name_key >= '' AND merged_into IS NULL`)+`, `+
		countTo(limit, `(SELECT DISTINCT currency FROM open_total WHERE company_id = $1 AND side = 'debt') AS o
			CROSS JOIN balance b WHERE b.company_id = $1 AND b.currency = o.currency AND b.oldest_on < $2`),
		tx.Company, today)
	return all, overdue, err
}

// CustomerNames are the names of some customers.
func (tx *Tx) CustomerNames(ids []id.ID) (map[id.ID]string, error) {
	names := map[id.ID]string{}
	err := tx.Rows(func(rows *sql.Rows) error {
		var i id.ID
		var name string
		err := rows.Scan(&i, &name)
		names[i] = name
		return err
	}, `SELECT id, name FROM customer WHERE company_id = $1 AND id IN ({list $2 BIGINT})`, tx.Company, db.JSON(ints(ids)))
	return names, err
}

// MessagesOf are at most limit messages to a customer, the newest first, without
// their items.
func (tx *Tx) MessagesOf(customer id.ID, limit int) ([]message.Message, error) {
	return db.Collect(tx.Tx, scanOneMessage, `SELECT `+messageColumns+` FROM message
		WHERE company_id = $1 AND customer_id = $2 ORDER BY id DESC`+first(limit), tx.Company, customer)
}

// MessagesSaid are the last messages that have left for a customer, or may have, at most limit.
// Calls are not among them: what came of one is an event.
func (tx *Tx) MessagesSaid(customer id.ID, limit int) ([]message.Message, error) {
	return db.Collect(tx.Tx, scanOneMessage, `SELECT `+messageColumns+` FROM message
		WHERE company_id = $1 AND customer_id = $2 AND channel <> $3 AND state IN ($4, $5) ORDER BY id DESC`+first(limit),
		tx.Company, customer, string(message.Call), string(message.Sent), string(message.Uncertain))
}

func scanOneMessage(rows *sql.Rows) (message.Message, error) { return scanMessage(rows) }

// TasksOf are at most limit tasks that wait and are about a customer.
func (tx *Tx) TasksOf(customer id.ID, limit int) ([]task.Task, error) {
	return db.Collect(tx.Tx, scanTask, `SELECT `+taskColumns+` FROM task
		WHERE company_id = $1 AND customer_id = $2 AND done_at IS NULL ORDER BY id`+first(limit), tx.Company, customer)
}

// TaskByID finds a task, done or not.
func (tx *Tx) TaskByID(i id.ID) (task.Task, bool, error) {
	return db.One(tx.Tx, scanTask, `SELECT `+taskColumns+` FROM task WHERE company_id = $1 AND id = $2`, tx.Company, i)
}

// ContactByID finds a contact.
func (tx *Tx) ContactByID(i id.ID) (customer.Contact, error) {
	c, found, err := db.One(tx.Tx, scanContact, `SELECT `+contactColumns+` FROM contact WHERE company_id = $1 AND id = $2`, tx.Company, i)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "there is no such contact")
	}
	return c, err
}
