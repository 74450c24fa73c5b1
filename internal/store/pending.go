package store

import (
	"database/sql"

	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/money"
)

// Pending is a message that was prepared and has not left.
type Pending struct {
	ID       id.ID
	Currency money.Currency
	Once     string
	Channel  message.Channel
	Scenario id.ID // the version by which it was decided
	State    message.State
	Listed   money.Amount // what a message that was written lists; nothing for others
	Step     string
	Doubtful bool // a provider was given it and did not answer: it may have left
}

func (l *caseLoader) pending() error {
	return l.rows(func(rows *sql.Rows) error {
		var of id.ID
		var currency string
		var p Pending
		if err := rows.Scan(&of, &currency, &p.ID, &p.Once, &p.Channel, &p.Scenario, &p.State, &p.Listed.Minor, &p.Step, &p.Doubtful); err != nil {
			return err
		}
		c, err := l.the(of, currency)
		if err == nil {
			if p.Currency = c.Snapshot.Currency; p.State == message.Ready {
				p.Listed.Currency = p.Currency
			}
			c.Pending = append(c.Pending, p)
		}
		return err
	}, `SELECT customer_id, currency, id, once, channel, scenario_id, state,
		CASE WHEN state = 'ready' THEN (SELECT CAST(COALESCE(SUM(i.open_minor), 0) AS BIGINT) FROM message_item i
			WHERE i.company_id = message.company_id AND i.message_id = message.id) ELSE 0 END, step,
		EXISTS (SELECT 1 FROM dispatch d WHERE d.company_id = message.company_id AND d.message_id = message.id AND d.unanswered_at IS NOT NULL) FROM message
		WHERE company_id = $1 AND state IN ('proposed', 'queued', 'ready') AND step NOT IN `+besideLadder+` AND customer_id IN ({list $2 BIGINT}) ORDER BY customer_id, id`)
}
