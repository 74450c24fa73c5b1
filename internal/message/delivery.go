package message

import (
	"acquit/internal/date"
	"acquit/internal/id"
)

// The steps of messages that bring an invoice itself. They are no steps of a ladder.
const (
	Invoice     = "invoice"      // it leaves by itself, once
	InvoiceCopy = "invoice_copy" // a person sends it again
)

// BringsInvoice reports whether the message brings an invoice, rather than to speak about one.
func (m *Message) BringsInvoice() bool { return m.Step == Invoice || m.Step == InvoiceCopy }

// BesideLadder reports whether no step of a ladder is taken with the message, and no case
// decides about it: a person wrote it, or it brings an invoice.
func (m *Message) BesideLadder() bool { return m.Step == Personal || m.BringsInvoice() }

// Delivery is how an invoice gets to its customer from here.
type Delivery struct {
	Invoice   id.ID
	State     DeliveryState
	On        date.Date // the day from which it may leave; of a delivered one the day on which it left
	Message   id.ID     // that brings it, or brought it; zero for none
	Why       LeftOut   // of one that is left out
	By        string    // who said that it was sent or is not to be; "" where nobody did
	MailFails bool      // a mail with it was refused, or came back: it goes by letter
}

// DeliveryState is how far an invoice has come.
type DeliveryState string

// The states of a delivery.
const (
	DeliveryWaits     DeliveryState = "waits"     // for its day
	DeliveryLacks     DeliveryState = "lacks"     // no PDF of it is kept here
	DeliveryUnreached DeliveryState = "unreached" // nobody is known to whom it could go
	DeliveryByHand    DeliveryState = "by_hand"   // a person is to send it
	DeliveryPrepared  DeliveryState = "prepared"  // Message is to bring it
	Delivered         DeliveryState = "delivered" // it has left
	DeliveryLeftOut   DeliveryState = "left_out"  // it is not sent from here
)

// Outstanding reports whether the invoice is to be sent from here and has not left.
func (s DeliveryState) Outstanding() bool { return s != Delivered && s != DeliveryLeftOut }

// LeftOut is why an invoice is not sent from here.
type LeftOut string

// Why an invoice is left out.
const (
	LeftOutAge      LeftOut = "age"      // it was too old when it came in
	LeftOutCredit   LeftOut = "credit"   // it is a credit note
	LeftOutNetwork  LeftOut = "network"  // its form says that it goes over a network
	LeftOutUnchosen LeftOut = "unchosen" // neither its customer nor its number is among those chosen
	LeftOutCustomer LeftOut = "customer" // the customer gets none from here
	LeftOutPerson   LeftOut = "person"   // a person said so
)

// Way is by what a customer gets invoices.
type Way string

// The ways. The zero Way is a mail where there is somebody to write to, else a letter.
const (
	WayUsual  Way = ""
	WayMail   Way = "mail"
	WayLetter Way = "letter"
	WayHand   Way = "hand" // a person sends them
	WayNone   Way = "none" // they are not sent from here
)

// Ways are all ways, in the order in which a person chooses.
func Ways() []Way { return []Way{WayUsual, WayMail, WayLetter, WayHand, WayNone} }
