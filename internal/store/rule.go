package store

import (
	"cmp"
	"database/sql"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/matching"
	"acquit/internal/money"
)

// RuleState says whether a text rule acts.
type RuleState string

// The states of a rule.
const (
	RuleNew       RuleState = "new"       // it was never switched on
	RuleOn        RuleState = "on"        // it acts
	RuleOff       RuleState = "off"       // it acted
	RuleForgotten RuleState = "forgotten" // it stands for the entries that it acted on, for what took its place, and for nothing else
)

// TextRule is what a person said of all entries that have some words.
type TextRule struct {
	matching.Rule
	State    RuleState
	Replaces id.ID     // the rule that was changed into this one; 0 for none
	EndedBy  string    // who forgot it, or changed it into another
	EndedOn  date.Date // and when
}

const ruleColumns = `id, words, COALESCE(account_id, 0), flow, currency, least_minor, most_minor, COALESCE(customer_id, 0), state, made_by, made_on,
	COALESCE(replaces_id, 0), ended_by, ended_on`

func scanRule(rows *sql.Rows) (TextRule, error) { return scanRuleBehind(rows) }

// scanRuleBehind scans a rule behind other columns.
func scanRuleBehind(rows *sql.Rows, others ...any) (r TextRule, err error) {
	var least, most sum
	if err := rows.Scan(append(others, &r.ID, &r.Words, &r.Account, &r.Flow, &least.currency, &least.minor, &most.minor, &r.Customer, &r.State, &r.By, &r.On,
		&r.Replaces, &r.EndedBy, &r.EndedOn)...); err != nil {
		return r, err
	}
	most.currency = least.currency
	if r.Least, err = least.amount(); err != nil {
		return r, err
	}
	r.Most, err = most.amount()
	return r, err
}

// AddRule stores a new rule and gives it an identifier.
func (tx *Tx) AddRule(r *TextRule) error {
	r.ID = tx.NewID()
	least, from := stored(r.Least)
	most, to := stored(r.Most)
	_, err := tx.Exec(`INSERT INTO text_rule (company_id, id, words, account_id, flow, currency, least_minor, most_minor, customer_id, state, made_by, made_on, replaces_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`, tx.Company, r.ID, r.Words, optional(r.Account), string(r.Flow),
		cmp.Or(from, to), least, most, optional(r.Customer), string(r.State), r.By, r.On, optional(r.Replaces))
	return err
}

// RuleAfter is the rule that took the place of one.
func (tx *Tx) RuleAfter(i id.ID) (TextRule, bool, error) {
	return db.One(tx.Tx, scanRule, `SELECT `+ruleColumns+` FROM text_rule WHERE company_id = $1 AND replaces_id = $2 AND replaces_id IS NOT NULL`, tx.Company, i)
}

// RuleByID finds a rule, forgotten or not.
func (tx *Tx) RuleByID(i id.ID) (TextRule, bool, error) {
	return db.One(tx.Tx, scanRule, `SELECT `+ruleColumns+` FROM text_rule WHERE company_id = $1 AND id = $2`, tx.Company, i)
}

// Rules are at most limit rules that are not forgotten, the newest first: everybody's, or
// those that point to a customer.
func (tx *Tx) Rules(customer id.ID, limit int) ([]TextRule, error) {
	c := tx.conditions()
	c.add("company_id = $1")
	c.add("state <> 'forgotten'")
	if customer != 0 {
		c.add("customer_id = %s", customer)
	}
	return db.Collect(tx.Tx, scanRule, `SELECT `+ruleColumns+` FROM text_rule WHERE `+c.where()+` ORDER BY id DESC`+first(limit), c.args...)
}

// ForgottenRules are at most limit rules that were forgotten without another in their
// place, the newest first.
func (tx *Tx) ForgottenRules(limit int) ([]TextRule, error) {
	return db.Collect(tx.Tx, scanRule, `SELECT `+ruleColumns+` FROM text_rule r WHERE company_id = $1 AND state = 'forgotten'
		AND NOT EXISTS (SELECT 1 FROM text_rule a WHERE a.company_id = $1 AND a.replaces_id = r.id AND a.replaces_id IS NOT NULL)
		ORDER BY id DESC`+first(limit), tx.Company)
}

// Rulebook is the rules that act.
func (tx *Tx) Rulebook() (matching.Rulebook, error) {
	rules, err := db.Collect(tx.Tx, func(rows *sql.Rows) (matching.Rule, error) {
		r, err := scanRule(rows)
		return r.Rule, err
	}, `SELECT `+ruleColumns+` FROM text_rule WHERE company_id = $1 AND state <> 'forgotten' AND state = 'on' ORDER BY id`, tx.Company)
	return matching.NewRulebook(rules), err
}

// SetRuleState moves a rule to another state, and reports whether it was in one of those
// given.
func (tx *Tx) SetRuleState(i id.ID, to RuleState, from ...RuleState) (bool, error) {
	n, err := tx.Exec(`UPDATE text_rule SET state = $3 WHERE company_id = $1 AND id = $2 AND state IN ({list $4 TEXT})`,
		tx.Company, i, string(to), db.JSON(from))
	return n > 0, err
}

// EndRule forgets a rule, and reports whether it stood.
func (tx *Tx) EndRule(i id.ID, by string, on date.Date) (bool, error) {
	n, err := tx.Exec(`UPDATE text_rule SET state = 'forgotten', ended_by = $3, ended_on = $4 WHERE company_id = $1 AND id = $2 AND state <> 'forgotten'`,
		tx.Company, i, by, on)
	return n > 0, err
}

// RuleOut notes the rules by which entries are ignored, by entry.
func (tx *Tx) RuleOut(by map[id.ID]id.ID) error {
	if len(by) == 0 {
		return nil
	}
	type row struct {
		Entry int64 `json:"entry_id"`
		Rule  int64 `json:"rule_id"`
	}
	rows := make([]row, 0, len(by))
	for entry, rule := range by {
		rows = append(rows, row{int64(entry), int64(rule)})
	}
	_, err := tx.Exec(`INSERT INTO ruled_out (company_id, entry_id, rule_id)
		SELECT CAST($1 AS BIGINT), r.entry_id, r.rule_id FROM {rows $2 entry_id BIGINT, rule_id BIGINT} WHERE TRUE
		ON CONFLICT (company_id, entry_id) DO UPDATE SET rule_id = excluded.rule_id`, tx.Company, db.JSON(rows))
	return err
}

// TakeBackRuling forgets by which rules entries were ignored.
func (tx *Tx) TakeBackRuling(entries []id.ID) error {
	_, err := tx.Exec(`DELETE FROM ruled_out WHERE company_id = $1 AND entry_id IN ({list $2 BIGINT})`, tx.Company, db.JSON(ints(entries)))
	return err
}

// HandOver notes of all entries that a rule ignores that another one does.
func (tx *Tx) HandOver(from, to id.ID) error {
	_, err := tx.Exec(`UPDATE ruled_out SET rule_id = $3 WHERE company_id = $1 AND rule_id = $2`, tx.Company, from, to)
	return err
}

// RuledOut is the rule by which an entry is ignored.
func (tx *Tx) RuledOut(entry id.ID) (TextRule, bool, error) {
	return db.One(tx.Tx, scanRule, `SELECT `+ruleColumns+` FROM text_rule WHERE company_id = $1
		AND id = (SELECT x.rule_id FROM ruled_out x WHERE x.company_id = $1 AND x.entry_id = $2)`, tx.Company, entry)
}

// CountRuledOut counts the entries that rules ignored, by rule.
func (tx *Tx) CountRuledOut(rules []id.ID) (map[id.ID]int, error) {
	counts := map[id.ID]int{}
	err := tx.Rows(func(rows *sql.Rows) error {
		var rule id.ID
		var n int
		err := rows.Scan(&rule, &n)
		counts[rule] = n
		return err
	}, `SELECT rule_id, COUNT(*) FROM ruled_out WHERE company_id = $1 AND rule_id IN ({list $2 BIGINT}) GROUP BY rule_id`,
		tx.Company, db.JSON(ints(rules)))
	return counts, err
}

// Tried is an entry that a rule may act on, with no more of it than a rule looks at.
type Tried struct {
	matching.Entry
	Waits bool // for a person or for matching; booked otherwise
	Hand  bool // a person decided about it: no rule acts on it
}

const triedColumns = `e.id, e.booked_on, e.amount_minor, e.currency, e.name, e.text, e.account_id, e.by_hand`

func scanTried(rows *sql.Rows) (e Tried, err error) {
	var amount sum
	if err := rows.Scan(&e.ID, &e.BookedOn, &amount.minor, &amount.currency, &e.Name, &e.Text, &e.Account, &e.Hand); err != nil {
		return e, err
	}
	e.Amount, err = amount.amount()
	return e, err
}

// IgnoredBy gives see the entries that a rule ignores, the newest first.
func (tx *Tx) IgnoredBy(rule id.ID, see func(*Tried)) error {
	return tx.Rows(func(rows *sql.Rows) error {
		e, err := scanTried(rows)
		if err == nil {
			see(&e)
		}
		return err
	}, `SELECT `+triedColumns+` FROM ruled_out x JOIN entry e ON e.company_id = x.company_id AND e.id = x.entry_id
		WHERE x.company_id = $1 AND x.rule_id = $2 AND e.state = 'ignored' ORDER BY e.booked_on DESC, e.id DESC`, tx.Company, rule)
}

// TryRule gives see the entries that wait, and those that were booked since a day, that
// the account and the amounts of a rule let through: the newest first, limit of each at
// most. It reports whether there were more.
func (tx *Tx) TryRule(r *matching.Rule, since date.Date, limit int, see func(*Tried)) (more bool, err error) {
	for _, state := range []string{`'new'`, `'ask'`, `'booked'`} {
		c := tx.conditions()
		c.add("company_id = $1")
		c.add("state = " + state)
		if state == `'booked'` {
			c.add("booked_on >= %s", since)
		}
		inside(c, r)
		n := 0
		err := tx.Rows(func(rows *sql.Rows) error {
			if n++; n > limit {
				more = true
				return nil
			}
			e, err := scanTried(rows)
			if e.Waits = state != `'booked'`; err == nil {
				see(&e)
			}
			return err
		}, `SELECT `+triedColumns+` FROM entry e WHERE `+c.where()+`
			ORDER BY booked_on DESC, id DESC`+first(limit+1), c.args...)
		if err != nil {
			return more, err
		}
	}
	return more, nil
}

// inside narrows entries to what the filters of a rule beside its words may let through.
func inside(c *conditions, r *matching.Rule) {
	if r.Account != 0 {
		c.add("account_id = %s", r.Account)
	}
	for _, bound := range []struct {
		amount  money.Amount
		compare string
	}{{r.Least, ">="}, {r.Most, "<="}} {
		if !bound.amount.IsZero() {
			c.add("currency = %s", bound.amount.Currency.String())
			c.add("ABS(amount_minor) "+bound.compare+" %s", bound.amount.Minor)
		}
	}
}

// CountOthers counts those of some entries whose money is booked for somebody else than a
// customer.
func (tx *Tx) CountOthers(entries []id.ID, customer id.ID) (n int, err error) {
	return n, tx.Row([]any{&n}, `SELECT COUNT(DISTINCT p.entry_id) FROM payment p
		WHERE p.company_id = $1 AND p.entry_id IN ({list $2 BIGINT}) AND p.entry_id IS NOT NULL AND p.reversed_at IS NULL AND p.customer_id <> $3`,
		tx.Company, db.JSON(ints(entries)), customer)
}
