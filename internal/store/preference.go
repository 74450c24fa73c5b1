package store

import (
	"database/sql"

	"acquit/internal/db"
	"acquit/internal/id"
)

// Preference is what a person of the company chose under a name; false when nothing
// was chosen.
func (tx *Tx) Preference(person id.ID, name string) (string, bool, error) {
	return db.One(tx.Tx, func(rows *sql.Rows) (value string, err error) {
		return value, rows.Scan(&value)
	}, `SELECT value FROM preference WHERE company_id = $1 AND person_id = $2 AND name = $3`, tx.Company, person, name)
}

// SavePreference keeps what a person of the company chose.
func (tx *Tx) SavePreference(person id.ID, name, value string) error {
	_, err := tx.Exec(`INSERT INTO preference (company_id, person_id, name, value) VALUES ($1, $2, $3, $4)
		ON CONFLICT (company_id, person_id, name) DO UPDATE SET value = excluded.value`, tx.Company, person, name, value)
	return err
}

// DropPreference forgets a choice.
func (tx *Tx) DropPreference(person id.ID, name string) error {
	_, err := tx.Exec(`DELETE FROM preference WHERE company_id = $1 AND person_id = $2 AND name = $3`, tx.Company, person, name)
	return err
}
