package store

import (
	"database/sql"
	"encoding/json"

	"acquit/internal/company"
	"acquit/internal/db"
	"acquit/internal/dunning"
	"acquit/internal/fault"
)

const companyColumns = `id, name, country, language, currency, time_zone, enterprise_number, vat_id,
	email, phone, street, postcode, city, iban, bic, policy, created_at`

func scanCompany(rows *sql.Rows) (company.Company, error) {
	var c company.Company
	var currency, policy string
	err := rows.Scan(&c.ID, &c.Name, &c.Country, &c.Language, &currency, &c.TimeZone, &c.EnterpriseNumber, &c.VATID,
		&c.Email, &c.Phone, &c.Street, &c.Postcode, &c.City, &c.IBAN, &c.BIC, &policy, db.ScanInstant(&c.CreatedAt))
	if err != nil {
		return c, err
	}
	if err := c.Currency.UnmarshalText([]byte(currency)); err != nil {
		return c, err
	}
	return c, json.Unmarshal([]byte(policy), &c.Policy)
}

// AddCompany stores a new company with the scenario it starts with. A name that is
// taken is a Conflict.
func (tx *Tx) AddCompany(c *company.Company, scenario dunning.Scenario) error {
	if err := c.Check(); err != nil {
		return err
	}
	c.ID, c.CreatedAt = tx.NewID(), tx.Now()
	tx.Company = c.ID
	_, err := tx.Exec(`INSERT INTO company (`+companyColumns+`)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17)`,
		c.ID, c.Name, c.Country, c.Language, c.Currency.String(), c.TimeZone, c.EnterpriseNumber, c.VATID,
		c.Email, c.Phone, c.Street, c.Postcode, c.City, c.IBAN, c.BIC, db.JSON(c.Policy), db.Instant(c.CreatedAt))
	if db.IsDuplicate(err) {
		return fault.New(fault.Conflict, "there is a company called %q already", c.Name)
	}
	if err != nil {
		return err
	}
	return tx.StartWith(&scenario)
}

// SaveCompany stores what was changed of a company.
func (tx *Tx) SaveCompany(c *company.Company) error {
	if err := c.Check(); err != nil {
		return err
	}
	_, err := tx.Exec(`UPDATE company SET name = $2, country = $3, language = $4, currency = $5, time_zone = $6,
		enterprise_number = $7, vat_id = $8, email = $9, phone = $10, street = $11, postcode = $12, city = $13,
		iban = $14, bic = $15, policy = $16 WHERE id = $1`,
		c.ID, c.Name, c.Country, c.Language, c.Currency.String(), c.TimeZone, c.EnterpriseNumber, c.VATID,
		c.Email, c.Phone, c.Street, c.Postcode, c.City, c.IBAN, c.BIC, db.JSON(c.Policy))
	return err
}

// Companies are all companies of the installation, by name.
func (tx *Tx) Companies() ([]company.Company, error) {
	return db.Collect(tx.Tx, scanCompany, `SELECT `+companyColumns+` FROM company ORDER BY name`)
}

// TheCompany is the company that the transaction works for.
func (tx *Tx) TheCompany() (company.Company, error) {
	c, found, err := db.One(tx.Tx, scanCompany, `SELECT `+companyColumns+` FROM company WHERE id = $1`, tx.Company)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "there is no such company")
	}
	return c, err
}
