package store

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"acquit/internal/id"
)

// Cursor is a place in a sorted list: the sort key and identifier of the row
// beside it. Lists go on from a row, never from a count of rows, so that a page
// far down costs as little as the first.
type Cursor struct {
	Key  string
	ID   id.ID
	Back bool // towards the start of the list
}

// String is the cursor as an address carries it. Back is not in it.
func (c Cursor) String() string { return c.ID.String() + c.Key }

// ParseCursor reads what String wrote; anything else is the start of the list.
func ParseCursor(s string, back bool) Cursor {
	if len(s) < len(id.ID(0).String()) {
		return Cursor{}
	}
	head, key := s[:len(id.ID(0).String())], s[len(id.ID(0).String()):]
	i, err := id.Parse(head)
	if err != nil {
		return Cursor{}
	}
	return Cursor{Key: key, ID: i, Back: back}
}

// Paged is one page of a list, in the order of the list.
type Paged[T any] struct {
	Rows     []T
	Previous *Cursor // nil at the start
	Next     *Cursor // nil at the end
}

// keyed is a row of a list by its sort key.
type keyed struct {
	id  id.ID
	key string
}

// turnPage cuts what a query for limit+1 rows found to a page. Rows come in the
// direction of the cursor.
func turnPage(rows []keyed, at Cursor, limit int) Paged[id.ID] {
	more := len(rows) > limit
	rows = rows[:min(len(rows), limit)]
	if at.Back {
		slices.Reverse(rows)
	}
	var p Paged[id.ID]
	for _, r := range rows {
		p.Rows = append(p.Rows, r.id)
	}
	if len(rows) == 0 {
		return p
	}
	first, last := rows[0], rows[len(rows)-1]
	if at.ID != 0 && !at.Back || at.Back && more {
		p.Previous = &Cursor{Key: first.key, ID: first.id, Back: true}
	}
	if at.Back || more {
		p.Next = &Cursor{Key: last.key, ID: last.id}
	}
	return p
}

// turn is turnPage for rows that were read as a whole.
func turn[T any](rows []T, at Cursor, limit int, place func(*T) Cursor) Paged[T] {
	keys := make([]keyed, len(rows))
	for n := range rows {
		c := place(&rows[n])
		keys[n] = keyed{c.ID, c.Key}
	}
	page := turnPage(keys, at, limit)
	rows = rows[:min(len(rows), limit)]
	if at.Back {
		slices.Reverse(rows)
	}
	return Paged[T]{Rows: rows, Previous: page.Previous, Next: page.Next}
}

// conditions are the WHERE of a list, put together from what is asked for; values
// go in as parameters.
type conditions struct {
	all  []string
	args []any
}

func (tx *Tx) conditions() *conditions { return &conditions{args: []any{tx.Company}} }

// arg adds a value and returns its parameter.
func (c *conditions) arg(v any) string {
	c.args = append(c.args, v)
	return "$" + strconv.Itoa(len(c.args))
}

// add adds a condition; each %s in it becomes the parameter of the next value. Only
// texts that are written in this package become SQL.
func (c *conditions) add(condition string, values ...any) {
	parameters := make([]any, len(values))
	for n, v := range values {
		parameters[n] = c.arg(v)
	}
	if len(values) > 0 {
		condition = fmt.Sprintf(condition, parameters...)
	}
	c.all = append(c.all, condition)
}

// from adds that rows come after a cursor in the order of a key column and id, and
// returns that order. descending is the list's own direction.
func (c *conditions) from(at Cursor, key any, keyColumn, idColumn string, descending bool) (order string) {
	down := descending != at.Back
	sign, direction := ">", ""
	if down {
		sign, direction = "<", " DESC"
	}
	if at.ID != 0 {
		c.add("("+keyColumn+", "+idColumn+") "+sign+" (%s, %s)", key, at.ID)
	}
	return keyColumn + direction + ", " + idColumn + direction
}

// first is LIMIT n. The number stands in the text: SQLite plans a statement anew each
// time that a parameter says it.
func first(n int) string { return " LIMIT " + strconv.Itoa(n) }

// countTo is an expression for the number of rows that follow FROM, at most limit.
// Stepping over rows costs the engines a third of counting them: whether there are so
// many is asked before.
func countTo(limit int, from string) string {
	return "CASE WHEN EXISTS (SELECT 1 FROM " + from + " LIMIT 1 OFFSET " + strconv.Itoa(limit-1) + ") THEN " + strconv.Itoa(limit) +
		" ELSE (SELECT COUNT(*) FROM " + from + ") END"
}

// where is the conditions as SQL.
func (c *conditions) where() string { return strings.Join(c.all, " AND ") }

// startsWith is the condition that a column begins with words, so written that an
// index is used. The column is kept as {key}.
func startsWith(c *conditions, column, words string) string {
	return column + " >= " + c.arg(words) + " AND " + column + " < " + c.arg(behind(words))
}
