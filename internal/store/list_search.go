package store

import (
	"acquit/internal/customer"
	"acquit/internal/db"
	"acquit/internal/invoice"
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

// FindOpenAmount are at most limit invoices and credit notes of which exactly this
// much is open, in whatever currency, the newest first.
func (tx *Tx) FindOpenAmount(minor int64, limit int) ([]invoice.Invoice, error) {
	return tx.invoices(`SELECT `+invoiceColumns+` FROM invoice
		WHERE company_id = $1 AND open_minor = $2 AND open_minor <> 0 ORDER BY id DESC`+first(limit), tx.Company, minor)
}
