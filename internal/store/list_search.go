package store

import (
	"cmp"
	"database/sql"
	"slices"

	"acquit/internal/customer"
	"acquit/internal/db"
	"acquit/internal/invoice"
	"acquit/internal/money"
)

// Every search here walks an index from where the words would stand and stops
// after a few rows, so that it takes as long on a million rows as on a hundred.

// FindCustomers are at most limit customers whose name, number, VAT or enterprise
// number begins with the words, each once.
func (tx *Tx) FindCustomers(words string, limit int) ([]customer.Customer, error) {
	name, number, vat := customer.NameKey(words), lower(words), vatKey(words)
	if number == "" {
		return nil, nil
	}
	few := first(limit)
	return db.Collect(tx.Tx, scanCustomer, `SELECT `+customerColumns+` FROM customer WHERE company_id = $1 AND id IN (
		SELECT COALESCE(m.merged_into, m.id) FROM customer m WHERE m.company_id = $1 AND m.id IN (
			SELECT id FROM (SELECT id FROM customer WHERE company_id = $1 AND lower(number) >= $2 AND lower(number) < $3
				ORDER BY lower(number), id`+few+`) AS by_number
			UNION SELECT id FROM (SELECT id FROM customer WHERE company_id = $1 AND $4 <> '' AND name_key >= $4 AND name_key < $5 AND merged_into IS NULL
				ORDER BY name_key, id`+few+`) AS by_name
			UNION SELECT id FROM (SELECT id FROM customer WHERE company_id = $1 AND vat_id <> '' AND $6 <> '' AND vat_id >= $6 AND vat_id < $7
				ORDER BY vat_id, id`+few+`) AS by_vat
			UNION SELECT id FROM (SELECT id FROM customer WHERE company_id = $1 AND enterprise_number <> '' AND $8 <> ''
				AND enterprise_number >= $8 AND enterprise_number < $9 ORDER BY enterprise_number, id`+few+`) AS by_enterprise
		)) ORDER BY name_key, id`+few,
		tx.Company, number, behind(number), name, behind(name), vat, behind(vat), enterpriseKey(vat), behind(enterpriseKey(vat)))
}

// vatKey folds a VAT number as it is typed, "be 0999.120.487", to how it is kept.
func vatKey(words string) string {
	key := invoice.NumberKey(words)
	if len(key) < 3 {
		return "" // two letters are every customer of a country
	}
	return key
}

// enterpriseKey is a VAT number without a country in front.
func enterpriseKey(vat string) string {
	if len(vat) > 2 && vat[0] > '9' && vat[1] > '9' {
		return vat[2:]
	}
	return vat
}

// FindInvoices are at most limit invoices and credit notes whose number begins with
// the words, whatever marks stand in it.
func (tx *Tx) FindInvoices(words string, limit int) ([]invoice.Invoice, error) {
	key := invoice.NumberKey(words)
	if key == "" {
		return nil, nil
	}
	return tx.invoices(`SELECT `+invoiceColumns+` FROM invoice
		WHERE company_id = $1 AND number_key >= $2 AND number_key < $3 ORDER BY number_key, id`+first(limit), tx.Company, key, behind(key))
}

// mostNumbered is among how many documents whose numbers begin alike the open ones are
// found: the last ones, which are the newest where numbers go up.
const mostNumbered = 2000

// FindOpenInvoices are at most limit open invoices and credit notes whose number begins with
// the words, whatever marks stand in it, the last number first.
func (tx *Tx) FindOpenInvoices(words string, limit int) ([]invoice.Invoice, error) {
	key := invoice.NumberKey(words)
	if key == "" {
		return nil, nil
	}
	return tx.invoices(`SELECT `+invoiceColumns+` FROM (SELECT `+invoiceColumns+`, number_key FROM invoice
		WHERE company_id = $1 AND number_key >= $2 AND number_key < $3 ORDER BY number_key DESC, id DESC`+first(mostNumbered)+`) AS of_number
		WHERE open_minor <> 0 ORDER BY number_key DESC, id DESC`+first(limit), tx.Company, key, behind(key))
}

// FindOrders are at most limit invoices and credit notes whose customer's order begins
// with the words, whatever marks stand in it.
func (tx *Tx) FindOrders(words string, limit int) ([]invoice.Invoice, error) {
	key := invoice.NumberKey(words)
	if key == "" {
		return nil, nil
	}
	return tx.invoices(`SELECT `+invoiceColumns+` FROM invoice
		WHERE company_id = $1 AND order_key <> '' AND order_key >= $2 AND order_key < $3 ORDER BY order_key, id`+first(limit), tx.Company, key, behind(key))
}

// Currencies are those in which the company is or was owed something, by their codes.
func (tx *Tx) Currencies() ([]money.Currency, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (c money.Currency, err error) {
		var code string
		if err := rows.Scan(&code); err != nil {
			return c, err
		}
		return money.ParseCurrency(code)
	}, `SELECT DISTINCT currency FROM open_total WHERE company_id = $1 ORDER BY currency`, tx.Company)
}

// mostOfMinor is among how many open items of as many minor units, the newest ones, those
// in the currencies that were asked for are found.
const mostOfMinor = 2000

// FindOpenAmounts are at most limit invoices and credit notes of which exactly one of some
// amounts is open, the newest first.
func (tx *Tx) FindOpenAmounts(amounts []money.Amount, limit int) (all []invoice.Invoice, err error) {
	in := map[int64][]string{}
	for _, a := range amounts {
		in[a.Minor] = append(in[a.Minor], a.Currency.String())
	}
	for minor, currencies := range in { // as many as there are ways to count a currency in minor units
		found, err := tx.invoices(`SELECT `+invoiceColumns+` FROM (SELECT `+invoiceColumns+` FROM invoice
			WHERE company_id = $1 AND open_minor = $2 AND open_minor <> 0 ORDER BY id DESC`+first(mostOfMinor)+`) AS of_minor
			WHERE currency IN ({list $3 TEXT}) ORDER BY id DESC`+first(limit), tx.Company, minor, db.JSON(currencies))
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	slices.SortFunc(all, func(a, b invoice.Invoice) int { return cmp.Compare(b.ID, a.ID) })
	return all[:min(len(all), limit)], nil
}
