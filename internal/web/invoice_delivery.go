package web

import (
	"slices"
	"strings"

	"github.com/a-h/templ"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/intake"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

// mostBrought is how many of the messages that brought an invoice its page names.
const mostBrought = 20

// deliveryData is how an invoice gets to its customer, on its page.
type deliveryData struct {
	Of       message.Delivery // zero where nobody sends it from here
	Brought  []store.Brought
	Way      message.Way
	Contacts []customer.Contact // to whom a copy may go
}

func (d *deliveryData) load(tx *store.Tx, of *invoiceData) error {
	all, err := tx.Deliveries(of.Invoice.ID)
	if err != nil {
		return err
	}
	d.Of = all[of.Invoice.ID]
	if d.Brought, err = tx.BroughtOf([]id.ID{of.Invoice.ID}, mostBrought); err != nil {
		return err
	}
	ways, err := tx.DeliveryWays(of.Customer.ID)
	if err != nil {
		return err
	}
	d.Way = ways[of.Customer.ID]
	contacts, err := tx.Contacts(of.Customer.ID)
	d.Contacts = slices.DeleteFunc(contacts[of.Customer.ID], func(c customer.Contact) bool { return !c.Mailable() })
	return err
}

// known reports whether anything is to be said of how the invoice gets there.
func (d *deliveryData) known(v *visit) bool {
	return d.Of.Invoice != 0 || len(d.Brought) > 0 || v.Company.Policy.Delivery != nil
}

// mayCopy reports whether there is a file of the invoice that can be sent again.
func (d *invoiceData) mayCopy(v *visit) bool {
	return v.mayWork() && (d.Invoice.Document != "" && d.Invoice.Source != intake.RecordSource || slices.ContainsFunc(d.Proofs, func(a evidence.Attachment) bool { return a.Kind == evidence.Copy && a.MIME == "application/pdf" }))
}

// facts say how far it has come, what was sent to whom, and by what this customer gets invoices.
func (d *deliveryData) facts(v *visit, of *invoiceData) []ui.Fact {
	w := v.Words
	var facts []ui.Fact
	if d.Of.Invoice != 0 {
		facts = append(facts, ui.Fact{Label: w.T("web.column.state"), Value: d.state(v)})
	} else if v.Company.Policy.Delivery != nil {
		facts = append(facts, ui.Fact{Label: w.T("web.column.state"), Value: ui.Muted(w.T("delivery.not_ours"))})
	}
	for n := range d.Brought {
		b := &d.Brought[n]
		label := w.T("delivery.sent")
		if b.Copy {
			label = w.T("delivery.copied")
		}
		facts = append(facts, ui.Fact{Label: label, Value: ui.Stacked(ui.Link(broughtWords(w, b), v.toMessage(b.Message)), ui.Words(serverSaid(w, b)))})
	}
	if v.Company.Policy.Delivery != nil {
		facts = append(facts, ui.Fact{Label: w.T("delivery.this_customer"), Value: deliveryWay(v, d.Way)})
	}
	return facts
}

// state is how far it has come; what was sent to whom stands below.
func (d *deliveryData) state(v *visit) templ.Component {
	tag := deliveryTag(v.Words, d.Of.State)
	if d.Of.State == message.Delivered && len(d.Brought) > 0 {
		return tag
	}
	return ui.Stacked(tag, ui.Words(d.said(v)))
}

// said is how far it has come, as a sentence.
func (d *deliveryData) said(v *visit) string {
	w, of := v.Words, &d.Of
	switch {
	case of.State == message.DeliveryLeftOut:
		return w.T("delivery.why_"+string(of.Why), "Person", of.By)
	case of.State == message.Delivered && of.Message == 0:
		return w.T("delivery.said_otherwise", "Day", of.On, "Person", of.By)
	case of.State == message.DeliveryWaits && of.MailFails:
		return w.T("delivery.said_by_letter")
	}
	return w.T("delivery.said_"+string(of.State), "Day", of.On)
}

// outstanding reports whether it is to be sent and a person may still decide otherwise.
func (d *deliveryData) outstanding() bool { return d.Of.Invoice != 0 && d.Of.State.Outstanding() }

// sendable reports whether a person may have it sent now.
func (d *deliveryData) sendable(v *visit) bool {
	switch d.Of.State {
	case message.DeliveryPrepared, message.Delivered, message.DeliveryWaits, message.DeliveryLacks:
		return false
	}
	return v.Company.Policy.Delivery != nil
}

// decideDelivery stores what a person decided about the sending of an invoice.
func decideDelivery(v *visit) (answer, error) {
	i, err := v.id("invoice")
	if err != nil {
		return nil, err
	}
	ctx, said := v.Request.Context(), "delivery.done_"+v.form("do")
	switch v.form("do") {
	case "otherwise":
		on := v.Today
		if typed := v.form("on"); typed != "" {
			if on, err = date.Parse(typed); err != nil {
				return nil, err
			}
		}
		err = v.Desk.SentOtherwise(ctx, v.Company.ID, i, on, v.actor(), v.Today)
	case "leave":
		err = v.Desk.LeaveOut(ctx, v.Company.ID, i, v.actor(), v.Today)
	case "send":
		err = v.Desk.SendNow(ctx, v.Company.ID, i, v.actor(), v.Today)
	default:
		return nil, errNoPage
	}
	if sentence, mendable := v.mendable(err); mendable {
		return moved{To: v.toInvoice(i), Toast: ui.Toast{Text: sentence, Tone: ui.ToneBad}}, nil
	}
	return moved{To: v.toInvoice(i), Toast: ui.Toast{Text: v.Words.T(said)}}, err
}

// sendCopy sends an invoice again to those who were chosen.
func sendCopy(v *visit) (answer, error) {
	i, err := v.id("invoice")
	if err != nil {
		return nil, err
	}
	if err := v.Request.ParseForm(); err != nil {
		return nil, err
	}
	var to []string
	for _, typed := range v.Request.PostForm["to"] {
		to = append(to, strings.FieldsFunc(typed, func(r rune) bool { return strings.ContainsRune(",; \t\r\n", r) })...)
	}
	if len(to) == 0 {
		err = fault.At(0, "to", "choose at least one address to which the mail goes")
	} else {
		_, err = v.Desk.SendCopy(v.Request.Context(), v.Company.ID, i, to, v.actor(), v.Today)
	}
	if sentence, mendable := v.mendable(err); mendable {
		return moved{To: v.toInvoice(i), Toast: ui.Toast{Text: sentence, Tone: ui.ToneBad}}, nil
	}
	return moved{To: v.toInvoice(i), Toast: ui.Toast{Text: v.Words.T("delivery.copy_done")}}, err
}

// chooseDelivery stores by what a customer gets invoices.
func chooseDelivery(v *visit) (answer, error) {
	ref, err := v.ref()
	if err != nil {
		return nil, err
	}
	if err := v.Desk.ChooseDelivery(v.Request.Context(), ref, message.Way(v.form("way")), v.actor(), v.Today); err != nil {
		return nil, err
	}
	return moved{To: v.backTo(v.toCustomer(ref.Customer)), Toast: ui.Toast{Text: v.Words.T("web.saved")}}, nil
}

// wayOptions are the ways by which a customer can get invoices.
func (v *visit) wayOptions() (all []ui.Option) {
	for _, way := range message.Ways() {
		all = append(all, ui.Option{Value: string(way), Label: wayName(v.Words, way)})
	}
	return all
}

// enclosedNames are the files that go with a message.
func (d messageData) enclosedNames() string {
	names := make([]string, len(d.Message.Enclosed))
	for n, e := range d.Message.Enclosed {
		names[n] = e.Name
	}
	return strings.Join(names, ", ")
}
