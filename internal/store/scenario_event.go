package store

import (
	"database/sql"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/timeline"
)

// ScenariosOf are the versions of scenarios by which events came about, in the order of the
// events: of a message, the one by which it was decided; of the end of a ladder, the one by
// which was decided that day. Zero where there is none.
func (tx *Tx) ScenariosOf(events []timeline.Event) ([]id.ID, error) {
	var messages, customers []id.ID
	first, last := date.None, date.None
	for n := range events {
		e := &events[n]
		if e.Subject != 0 {
			messages = append(messages, e.Subject)
		}
		if e.Kind == timeline.LadderFinished {
			if customers = append(customers, e.Customer); first == date.None {
				first, last = e.On, e.On
			}
			first, last = min(first, e.On), max(last, e.On)
		}
	}
	byMessage, err := tx.messageScenarios(messages)
	if err != nil {
		return nil, err
	}
	byCase, err := tx.decidedScenarios(customers, first, last)
	if err != nil {
		return nil, err
	}
	versions := make([]id.ID, len(events))
	for n := range events {
		e := &events[n]
		if versions[n] = byMessage[e.Subject]; e.Kind == timeline.LadderFinished {
			versions[n] = byCase[endOf(e)]
		}
	}
	return versions, nil
}

// messageScenarios are the versions by which some messages were decided.
func (tx *Tx) messageScenarios(messages []id.ID) (map[id.ID]id.ID, error) {
	versions := map[id.ID]id.ID{}
	if len(messages) == 0 {
		return versions, nil
	}
	return versions, tx.Rows(func(rows *sql.Rows) error {
		var m, version id.ID
		err := rows.Scan(&m, &version)
		versions[m] = version
		return err
	}, `SELECT id, scenario_id FROM message WHERE company_id = $1 AND id IN ({list $2 BIGINT})`, tx.Company, db.JSON(ints(messages)))
}

// decidedCase is a case that was decided on a day.
type decidedCase struct {
	customer id.ID
	currency string
	on       date.Date
}

// endOf is the case whose ladder came to its end. An event that cannot be read is of none.
func endOf(e *timeline.Event) decidedCase {
	d, err := e.Read()
	if err != nil {
		return decidedCase{}
	}
	return decidedCase{e.Customer, d.Amount.Currency.String(), e.On}
}

// decidedScenarios are the versions by which the cases of some customers were decided in some
// days.
func (tx *Tx) decidedScenarios(customers []id.ID, first, last date.Date) (map[decidedCase]id.ID, error) {
	versions := map[decidedCase]id.ID{}
	if len(customers) == 0 {
		return versions, nil
	}
	return versions, tx.Rows(func(rows *sql.Rows) error {
		var c decidedCase
		var version id.ID
		err := rows.Scan(&c.customer, &c.currency, &c.on, &version)
		versions[c] = version
		return err
	}, `SELECT customer_id, currency, on_day, scenario_id FROM decision
		WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT}) AND on_day >= $3 AND on_day <= $4 ORDER BY id`, tx.Company, db.JSON(ints(customers)), first, last)
}
