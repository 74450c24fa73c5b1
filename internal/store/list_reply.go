package store

import (
	"database/sql"
	"strconv"
	"strings"
	"time"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/reply"
)

// ReplyView is which of the replies are listed.
type ReplyView string

// The views. All but the last two are of replies that wait for a person.
const (
	RepliesToAnswer ReplyView = ""         // that nobody put off beyond today
	RepliesOfOwner  ReplyView = "mine"     // of them, those that one person is to answer
	RepliesUnowned  ReplyView = "unowned"  // of them, those that are nobody's to answer yet
	RepliesUnplaced ReplyView = "unplaced" // of them, those of which it is not known whose they are
	RepliesPutOff   ReplyView = "later"
	RepliesClosed   ReplyView = "closed" // that wait for nobody
	RepliesEvery    ReplyView = "all"    // whatever their state, in the order of their coming
)

// ReplyViews are the views among which people choose.
var ReplyViews = [...]ReplyView{RepliesToAnswer, RepliesOfOwner, RepliesUnowned, RepliesUnplaced, RepliesPutOff, RepliesClosed}

// ReplyFilter says which replies are listed.
type ReplyFilter struct {
	View  ReplyView
	Owner string // of RepliesOfOwner
	Words string // in the subject, the sender or the sender's name, or that the customer's name begins with
	Today date.Date
	// Customer is whose replies they are; zero for everybody's.
	Customer id.ID
	Since    time.Time // those that came then or later; zero for all
}

// ReplyRow is a reply in a list.
type ReplyRow struct {
	reply.Reply
	CustomerName string // "" while it is not known whose it is
}

// mostRecalled is how many of the last replies words are looked for in: a company that asks
// for more than a year's answers wants the customer's page.
const mostRecalled = 20_000

// ListReplies is one page of replies: those that wait the oldest first, the others the newest
// first. The cursor's key is not used: identifiers are in the order of their coming.
func (tx *Tx) ListReplies(f ReplyFilter, at Cursor, limit int) (Paged[ReplyRow], error) {
	c := tx.conditions()
	f.narrow(c)
	f.search(c)
	if f.Customer != 0 {
		c.add("r.customer_id = %s", f.Customer)
	}
	if !f.Since.IsZero() {
		c.add("r.received_at >= %s", db.Instant(f.Since))
	}
	down := (f.View == RepliesClosed) != at.Back
	sign, order := ">", "r.id"
	if down {
		sign, order = "<", "r.id DESC"
	}
	if at.ID != 0 {
		c.add("r.id "+sign+" %s", at.ID)
	}
	keys, err := db.Collect(tx.Tx, func(rows *sql.Rows) (k keyed, err error) { return k, rows.Scan(&k.id) },
		`SELECT r.id FROM reply r WHERE r.company_id = $1 AND `+c.where()+` ORDER BY `+order+first(limit+1), c.args...)
	if err != nil {
		return Paged[ReplyRow]{}, err
	}
	page := turnPage(keys, at, limit)
	rows, err := tx.replyRows(page.Rows)
	return Paged[ReplyRow]{Rows: rows, Previous: page.Previous, Next: page.Next}, err
}

func (f *ReplyFilter) narrow(c *conditions) {
	switch f.View {
	case RepliesEvery:
		c.add("r.company_id = $1")
		return
	case RepliesClosed:
		c.add("r.state <> 'open'")
		return
	case RepliesPutOff:
		c.add("r.state = 'open' AND r.again_on > %s", f.Today)
		return
	case RepliesOfOwner:
		c.add("r.owner = %s", f.Owner)
	case RepliesUnowned:
		c.add("r.owner = ''")
	case RepliesUnplaced:
		c.add("r.customer_id IS NULL")
	}
	c.add("r.state = 'open' AND (r.again_on IS NULL OR r.again_on <= %s)", f.Today)
}

// search adds that words stand in a reply, among the last ones that came.
func (f *ReplyFilter) search(c *conditions) {
	if f.Words == "" {
		return
	}
	within := c.arg("%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(f.Words) + "%")
	var found []string
	for _, column := range []string{"subject", "sender", "sender_name"} {
		found = append(found, "lower(r."+column+") LIKE lower("+within+`) ESCAPE '\'`)
	}
	if name := customer.NameKey(f.Words); name != "" {
		found = append(found, "r.customer_id IN (SELECT id FROM customer WHERE company_id = $1 AND merged_into IS NULL AND name_key >= "+c.arg(name)+
			" AND name_key < "+c.arg(behind(name))+" ORDER BY name_key, id"+first(mostNamed)+")")
	}
	c.add("(" + strings.Join(found, " OR ") + ")")
	c.add("r.id > COALESCE((SELECT id FROM reply WHERE company_id = $1 ORDER BY id DESC LIMIT 1 OFFSET " + strconv.Itoa(mostRecalled) + "), 0)")
}

// replyRows loads what a list shows of replies, in the order given.
func (tx *Tx) replyRows(ids []id.ID) ([]ReplyRow, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	at := map[id.ID]ReplyRow{}
	found, err := db.Collect(tx.Tx, func(rows *sql.Rows) (r ReplyRow, err error) {
		r.Reply, err = scanReply(rows, &r.CustomerName)
		return r, err
	}, `SELECT `+of("r", replyColumns)+`, COALESCE(c.name, '') FROM reply r LEFT JOIN customer c ON c.company_id = r.company_id AND c.id = r.customer_id
		WHERE r.company_id = $1 AND r.id IN ({list $2 BIGINT})`, tx.Company, db.JSON(ints(ids)))
	for _, r := range found {
		at[r.ID] = r
	}
	rows := make([]ReplyRow, 0, len(ids))
	for _, i := range ids {
		rows = append(rows, at[i])
	}
	return rows, err
}

// CountReplies counts the replies of a view that wait for a person, up to a limit.
func (tx *Tx) CountReplies(f ReplyFilter, limit int) (n int, err error) {
	c := tx.conditions()
	f.narrow(c)
	return n, tx.Row([]any{&n}, `SELECT `+countTo(limit, `reply r WHERE r.company_id = $1 AND `+c.where()), c.args...)
}
