package store

import (
	"database/sql"
	"time"

	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/law"
)

// CompanyRate is a rate that a company goes by, before those of the law. Its mark says
// whether its contracts say so, or the law does.
type CompanyRate struct {
	law.Rate
	ID       id.ID
	By       string
	At       time.Time
	Replaces id.ID     // the one in whose place it stands; 0 for none
	EndedBy  string    // who took it back
	EndedAt  time.Time // and when; zero while it holds
}

const rateColumns = `id, country, series, from_on, until_on, rate, mark, source, made_by, made_at, COALESCE(replaces_id, 0), ended_by, ended_at`

func scanCompanyRate(rows *sql.Rows) (r CompanyRate, err error) {
	return r, rows.Scan(&r.ID, &r.Country, &r.Name, &r.From, &r.Until, &r.Percent, &r.Mark, &r.Source, &r.By, db.ScanInstant(&r.At),
		&r.Replaces, &r.EndedBy, db.ScanInstant(&r.EndedAt))
}

// AddCompanyRate stores a new rate, gives it an identifier and the time.
func (tx *Tx) AddCompanyRate(r *CompanyRate) error {
	r.ID, r.At = tx.NewID(), tx.Now()
	_, err := tx.Exec(`INSERT INTO company_rate (company_id, id, country, series, from_on, until_on, rate, mark, source, made_by, made_at, replaces_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		tx.Company, r.ID, r.Country, r.Name, r.From, r.Until, int64(r.Percent), string(r.Mark), r.Source, r.By, db.Instant(r.At), optional(r.Replaces))
	return err
}

// EndCompanyRate takes a rate back, and reports whether it held.
func (tx *Tx) EndCompanyRate(i id.ID, by string) (bool, error) {
	n, err := tx.Exec(`UPDATE company_rate SET ended_by = $3, ended_at = $4 WHERE company_id = $1 AND id = $2 AND ended_at IS NULL`,
		tx.Company, i, by, db.Instant(tx.Now()))
	return n > 0, err
}

// LockRates makes others who change the company's rates wait until this transaction ends,
// so that no two hold for the same day. Call it before looking.
func (tx *Tx) LockRates() error {
	var country string
	return tx.Row([]any{&country}, `SELECT country FROM company WHERE id = $1 {for update}`, tx.Company)
}

// CompanyRateByID finds a rate, ended or not.
func (tx *Tx) CompanyRateByID(i id.ID) (CompanyRate, bool, error) {
	return db.One(tx.Tx, scanCompanyRate, `SELECT `+rateColumns+` FROM company_rate WHERE company_id = $1 AND id = $2`, tx.Company, i)
}

// StandingRates are the rates of the company that were not ended, by series and day.
func (tx *Tx) StandingRates() ([]CompanyRate, error) {
	return db.Collect(tx.Tx, scanCompanyRate, `SELECT `+rateColumns+` FROM company_rate
		WHERE company_id = $1 AND ended_at IS NULL ORDER BY country, series, from_on`, tx.Company)
}

// EndedRates are at most limit rates of a series that were ended, the newest first.
func (tx *Tx) EndedRates(s law.Series, limit int) ([]CompanyRate, error) {
	return db.Collect(tx.Tx, scanCompanyRate, `SELECT `+rateColumns+` FROM company_rate
		WHERE company_id = $1 AND country = $2 AND series = $3 AND ended_at IS NOT NULL ORDER BY id DESC`+first(limit), tx.Company, s.Country, s.Name)
}

// CompanyRates are the rates of the company that hold, by series.
func (tx *Tx) CompanyRates() (law.Own, error) {
	all, err := tx.StandingRates()
	return OwnOf(all), err
}

// OwnOf are rates of a company that hold, by series.
func OwnOf(standing []CompanyRate) law.Own {
	own := law.Own{}
	for n := range standing {
		own[standing[n].Series] = append(own[standing[n].Series], standing[n].Rate)
	}
	return own
}

// HasOthers reports whether any customer of the company is a business or public.
func (tx *Tx) HasOthers() (has bool, err error) {
	return has, tx.Row([]any{&has}, `SELECT EXISTS (SELECT 1 FROM customer WHERE company_id = $1 AND kind <> 'consumer' AND merged_into IS NULL)`, tx.Company)
}

// ConsumersIn are those among some countries in which a consumer is a customer of the
// company, in their order.
func (tx *Tx) ConsumersIn(countries []string) (some []string, err error) {
	type row struct {
		Country string `json:"country"`
	}
	rows, lived := make([]row, len(countries)), map[string]bool{}
	for n, c := range countries {
		rows[n] = row{c}
	}
	err = tx.Rows(func(rows *sql.Rows) error {
		var country string
		err := rows.Scan(&country)
		lived[country] = true
		return err
	}, `SELECT r.country FROM {rows $2 country TEXT} WHERE EXISTS (SELECT 1 FROM customer c
		WHERE c.company_id = $1 AND c.country = r.country AND c.kind = 'consumer' AND c.merged_into IS NULL)`, tx.Company, db.JSON(rows))
	for _, c := range countries {
		if lived[c] {
			some = append(some, c)
		}
	}
	return some, err
}
