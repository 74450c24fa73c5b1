package collect

import (
	"slices"
	"strings"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/job"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/timeline"
)

// planDeliveries decides, once for each, how the invoices of some customers that came in lately
// get there, and has those looked at again that lacked something. Callers have locked the
// customers.
func planDeliveries(tx *store.Tx, set *setting, customers []id.ID, today date.Date) error {
	policy := set.company.Policy.Delivery
	if policy == nil {
		return nil
	}
	open, err := tx.ReopenDeliveries(customers)
	if err != nil {
		return err
	}
	news, err := tx.Undecided(customers, policy.From)
	if err != nil || len(news) == 0 && open == 0 {
		return err
	}
	if len(news) > 0 {
		if err := decideDeliveries(tx, set, news, today); err != nil {
			return err
		}
	}
	return tx.Enqueue(job.Send{Company: tx.Company})
}

// decideDeliveries decides about invoices of which nobody has yet.
func decideDeliveries(tx *store.Tx, set *setting, news []id.ID, today date.Date) error {
	all, err := tx.InvoicesByID(news)
	if err != nil {
		return err
	}
	owners := make([]id.ID, 0, len(all))
	for n := range all {
		owners = append(owners, all[n].Customer)
	}
	slices.Sort(owners)
	owners = slices.Compact(owners)
	who, err := tx.Customers(owners)
	if err != nil {
		return err
	}
	labels := map[id.ID][]string{}
	for _, c := range who {
		labels[c.ID] = c.Labels
	}
	ways, err := tx.DeliveryWays(owners...)
	if err != nil {
		return err
	}
	planned := make([]message.Delivery, len(all))
	var tasks []task.Task
	for n := range all {
		i := &all[n]
		came := date.Of(i.CreatedAt.In(set.company.Location()))
		planned[n] = planOf(set.company.Policy.Delivery, i, came, labels[i.Customer], ways[i.Customer], today)
		if planned[n].State == message.DeliveryByHand {
			tasks = append(tasks, deliveryTask(task.SendInvoice, i, planned[n].On))
		}
	}
	if err := tx.AddDeliveries(planned); err != nil {
		return err
	}
	return tx.AddTasks(tasks)
}

// planOf is how an invoice gets to its customer that came in on a day.
func planOf(policy *company.Delivery, i *invoice.Invoice, came date.Date, labels []string, way message.Way, today date.Date) message.Delivery {
	d := message.Delivery{Invoice: i.ID, State: message.DeliveryWaits, On: today}
	if !policy.OnArrival {
		d.On = max(today, i.IssuedOn)
	}
	if d.Why = leftOut(policy, i, came, labels, way); d.Why != "" {
		d.State = message.DeliveryLeftOut
	} else if way == message.WayHand {
		d.State = message.DeliveryByHand
	}
	return d
}

// leftOut is why an invoice is not sent from here; "" where it is.
func leftOut(policy *company.Delivery, i *invoice.Invoice, came date.Date, labels []string, way message.Way) message.LeftOut {
	switch {
	case i.Owed.Sign() < 0 && !policy.Credits:
		return message.LeftOutCredit
	case int(came-i.IssuedOn) > policy.MostDays:
		return message.LeftOutAge
	case way == message.WayNone:
		return message.LeftOutCustomer
	case !policy.Chooses(i.Number, labels):
		return message.LeftOutUnchosen
	case overNetwork(i) && !policy.Network:
		return message.LeftOutNetwork
	}
	return ""
}

// overNetwork reports whether an invoice has the form of those that are exchanged over Peppol:
// whoever writes one hands it to the network, which brings it.
func overNetwork(i *invoice.Invoice) bool { return strings.Contains(i.Source, "peppol") }

// deliveryTask asks a person to do something so that an invoice gets to its customer.
func deliveryTask(kind task.Kind, i *invoice.Invoice, on date.Date) task.Task {
	return task.Task{Kind: kind, Customer: i.Customer, Subject: i.ID, Once: deliveryOnce(i.ID), DueOn: on,
		Data: timeline.Data{Numbers: []string{i.Number}, Amount: i.Owed}.JSON()}
}

// deliveryOnce is the Once of a task about the sending of an invoice.
func deliveryOnce(invoice id.ID) string { return "delivery " + invoice.String() }

// ship is an invoice with all that its sending needs.
type ship struct {
	invoice  *invoice.Invoice
	delivery message.Delivery
	customer *customer.Customer
	contacts []customer.Contact
	way      message.Way
	pdf, xml *message.Enclosed // nil for none
}

// reach is the channel by which an invoice goes now, and to whom; "" where there is none.
func (s *ship) reach() (message.Channel, []string) {
	mail := s.way == message.WayUsual && !s.delivery.MailFails || s.way == message.WayMail
	if to := customer.InvoiceRecipients(s.contacts); mail && len(to) > 0 {
		return message.Mail, to
	}
	if s.way != message.WayMail && s.customer.Postable() {
		return message.Letter, nil
	}
	return "", nil
}

// enclosed are the files that go with it by a channel; none where something is missing.
func (s *ship) enclosed(channel message.Channel, xmlAlone bool) (all []message.Enclosed) {
	if s.pdf != nil {
		all = append(all, *s.pdf)
	}
	if channel == message.Mail && s.xml != nil && (s.pdf != nil || xmlAlone) {
		all = append(all, *s.xml)
	}
	return all
}
