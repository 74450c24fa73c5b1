package generate

import (
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/invoice"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// actor is who the timeline says brought what is generated.
const actor = "generate"

// lot is customers with all they have, stored kind by kind.
type lot struct {
	customers []*customer.Customer
	contacts  []*customer.Contact
	payers    []store.Payer
	invoices  []*invoice.Invoice
	events    []timeline.Event
}

// add adds a customer, who is reached at an address and owes invoices since a day.
func (l *lot) add(c *customer.Customer, email string, owes []*invoice.Invoice, on date.Date) {
	l.customers = append(l.customers, c)
	l.contacts = append(l.contacts, &customer.Contact{Customer: c.ID, Email: email, Position: customer.Accountant})
	l.invoices = append(l.invoices, owes...)
	l.events = append(l.events, timeline.Event{Customer: c.ID, Kind: timeline.InvoicesArrived, On: on, Actor: actor,
		Data: timeline.Data{Count: len(owes)}.JSON()})
}

func (l *lot) store(tx *store.Tx) error {
	if err := tx.AddCustomers(l.customers); err != nil {
		return err
	}
	if err := tx.AddContacts(l.contacts); err != nil {
		return err
	}
	if err := tx.AddPayers(l.payers, actor); err != nil {
		return err
	}
	if err := tx.AddInvoices(l.invoices); err != nil {
		return err
	}
	return tx.Note(l.events...)
}
