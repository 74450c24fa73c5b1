package demo

import (
	"acquit/examples"
	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dispute"
	"acquit/internal/fault"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/message"
	"acquit/internal/money"
	"acquit/internal/store"
)

// scene is what people do once, so many days before the end.
type scene struct {
	ago  int
	play func(b *Builder, today date.Date) error
}

func (s *scene) on() date.Date { return examples.Today.AddDays(-s.ago) }

// scenes are what people do beside their daily work, in the order of their days.
var scenes = []scene{
	{60, (*Builder).waitForTheBank},
	{30, (*Builder).hearFromDomaine},
	{27, (*Builder).answerDomaine},
	{26, (*Builder).hearOfADelay},
	{24, (*Builder).takePromises},
	{22, (*Builder).answerTheDelay},
	{20, (*Builder).takeGoodPromise},
	{12, (*Builder).sendInvoices},
	{10, (*Builder).publishUsual},
	{9, (*Builder).noteDispute},
	{8, (*Builder).takeLatestPromise},
	{8, (*Builder).handOver},
	{7, (*Builder).agreeOnParts},
	{7, (*Builder).collectOurselves},
	{6, (*Builder).makeAnOffer},
	{5, (*Builder).meetAtTheFair},
	{5, (*Builder).spareAFriend},
	{5, (*Builder).shareWork},
	{4, (*Builder).waitForDollars},
	{3, hears(3)},
	{2, (*Builder).waitForTheReceiver},
	{2, (*Builder).writeNotes},
	{2, hears(2)},
	{1, (*Builder).draftKeyAccounts},
	{1, hears(1)},
}

// waitForTheBank keeps everything back for two days.
func (b *Builder) waitForTheBank(today date.Date) error {
	_, err := b.Desk.PlaceBroadHold(b.ctx, b.company.ID, hold.Hold{Reason: "Bankbestand van vrijdag ontbreekt", Until: today.AddDays(1), PlacedBy: Bookkeeper}, today)
	return err
}

// sendInvoices has the invoices sent from here that the network does not bring. Those of the web
// shop have no PDF, and one of its customers gets them from the bookkeeper.
func (b *Builder) sendInvoices(today date.Date) error {
	b.company.Policy.Delivery = &company.Delivery{From: today, MostDays: company.UsualDeliveryDays, XMLAlone: true}
	b.company.Policy.Plans = company.Plans{Most: 4, FirstDays: 21, Least: map[string]int64{"EUR": 50_00}, Largest: map[string]int64{"EUR": 2500_00}}
	if err := b.Desk.EditCompany(b.ctx, b.company); err != nil {
		return err
	}
	for n := range b.shop.sales {
		if s := &b.shop.sales[n]; s.issued > today { // the first that is still to come
			c, err := b.customer(s.buyer.number)
			if err != nil {
				return err
			}
			return b.Desk.ChooseDelivery(b.ctx, c, message.WayHand, Bookkeeper, today)
		}
	}
	return nil
}

// meetAtTheFair keeps reminders from those whom the owner meets next week.
func (b *Builder) meetAtTheFair(today date.Date) error {
	_, err := b.Desk.PlaceBroadHold(b.ctx, b.company.ID,
		hold.Hold{Label: "beurs", Reason: "Staan volgende week naast ons op de beurs", Until: today.AddDays(12), PlacedBy: Email}, today)
	return err
}

func (b *Builder) hearFromDomaine(today date.Date) error {
	return b.hold("2045", hold.Hold{Cause: hold.ForReply, Reason: "Vraagt een kopie van de bestelbon", PlacedBy: Bookkeeper}, today)
}

func (b *Builder) answerDomaine(today date.Date) error {
	c, err := b.customer("2045")
	if err != nil {
		return err
	}
	var standing []hold.Hold
	err = b.view(func(tx *store.Tx) (err error) {
		standing, err = tx.Holds(c.Customer)
		return err
	})
	if err != nil || len(standing) == 0 {
		return err
	}
	return b.Desk.LiftHold(b.ctx, c, standing[0].ID, Bookkeeper, today)
}

// takePromises notes two that are not kept: one of a customer whose scenario answers that.
func (b *Builder) takePromises(today date.Date) error {
	for _, number := range []string{"2041", "2042"} {
		if err := b.hold(number, hold.Hold{Cause: hold.ForPromise, PromisedOn: today.AddDays(9), PlacedBy: Bookkeeper}, today); err != nil {
			return err
		}
	}
	return nil
}

// takeGoodPromise notes the promise of whoever is going to pay within two weeks.
func (b *Builder) takeGoodPromise(today date.Date) error {
	for _, s := range b.shop.sales {
		if s.due >= today.AddDays(-5) || s.paid <= today.AddDays(1) || s.paid >= today.AddDays(15) {
			continue
		}
		return b.holdInvoice(s.buyer.number, hold.Hold{Cause: hold.ForPromise, PromisedOn: s.paid.AddDays(1), PlacedBy: Bookkeeper}, today,
			func(i *invoice.Invoice) bool { return i.Number == s.number })
	}
	return fault.New(fault.Invalid, "nobody is going to pay what is late on %s", today)
}

func (b *Builder) takeLatestPromise(today date.Date) error {
	return b.hold("2043", hold.Hold{Cause: hold.ForPromise, PromisedOn: today.AddDays(14), PlacedBy: Bookkeeper}, today)
}

// handOver decides what follows for one of those who have heard every step.
func (b *Builder) handOver(today date.Date) error {
	c, err := b.customer("2004")
	if err != nil {
		return err
	}
	to := collect.Chosen{Choice: collect.HandOver, Again: today.AddDays(30), Words: "Reageert nergens meer op"}
	return b.Desk.DecideNext(b.ctx, c, money.EUR, to, Email, today)
}

// collectOurselves begins to collect from one who does not answer a notice of default.
func (b *Builder) collectOurselves(today date.Date) error {
	c, err := b.customer("1027")
	if err != nil {
		return err
	}
	return b.Desk.BeginCollection(b.ctx, c, money.EUR, "Geen antwoord op de ingebrekestelling; eerst bellen, dan een regeling voorstellen", Bookkeeper, today)
}

// hearOfADelay is a dispute that is answered some days later.
func (b *Builder) hearOfADelay(today date.Date) error {
	return b.contest("2044", collect.Contested{Reason: dispute.Undelivered, Text: "Twee van de acht pompen kwamen pas na drie weken", By: Bookkeeper}, today)
}

func (b *Builder) answerTheDelay(today date.Date) error {
	_, about, err := b.oldest("2044", func(*invoice.Invoice) bool { return true })
	if err != nil {
		return err
	}
	var lasting []dispute.Dispute
	if err := b.view(func(tx *store.Tx) (err error) {
		lasting, err = tx.DisputesAbout([]id.ID{about})
		return err
	}); err != nil || len(lasting) == 0 {
		return err
	}
	a := collect.Answer{Grounds: "De pompen werden geleverd binnen de termijn van onze algemene voorwaarden; de leverbon is zonder opmerking getekend.", Tell: true}
	_, err = b.Desk.RejectDispute(b.ctx, b.company.ID, lasting[0].ID, a, Email, today)
	return err
}

// noteDispute is about a part of an invoice.
func (b *Builder) noteDispute(today date.Date) error {
	return b.contest("1033", collect.Contested{Reason: dispute.Quality, Amount: money.Of(318_00, money.EUR), Text: "De regelaar werkt niet; houdt 318,00 in", By: Bookkeeper}, today)
}

// contest contests the oldest open invoice of a customer.
func (b *Builder) contest(number string, what collect.Contested, today date.Date) error {
	c, about, err := b.oldest(number, func(*invoice.Invoice) bool { return true })
	if err != nil {
		return err
	}
	what.Invoice = about
	_, err = b.Desk.Contest(b.ctx, c, what, today)
	return err
}

func (b *Builder) agreeOnParts(today date.Date) error {
	c, about, err := b.oldest("2044", func(*invoice.Invoice) bool { return true })
	if err != nil {
		return err
	}
	_, err = b.Desk.MakePlan(b.ctx, c, collect.Wish{Invoices: []id.ID{about}, Parts: 3, First: today.AddDays(20), Text: "Betaalt in drie delen, vanaf december", By: Bookkeeper, Tell: true}, today)
	return err
}

// makeAnOffer is the wish of sales, which ends soon.
func (b *Builder) makeAnOffer(today date.Date) error {
	return b.hold("2040", hold.Hold{Cause: hold.BySales, Until: today.AddDays(9), Reason: "Offerte voor de zomer ligt op tafel", PlacedBy: Sales}, today)
}

// waitForDollars keeps back what one customer owes in one currency.
func (b *Builder) waitForDollars(today date.Date) error {
	dollars, err := money.ParseCurrency("USD")
	if err != nil {
		return err
	}
	return b.hold("1040", hold.Hold{Currency: dollars, Until: today.AddDays(14), Reason: "Wacht op een verklaring van hun bank", PlacedBy: Bookkeeper}, today)
}

// waitForTheReceiver keeps everything back, and not the reminders alone.
func (b *Builder) waitForTheReceiver(today date.Date) error {
	return b.hold("2015", hold.Hold{Everything: true, Reason: "Wordt overgenomen; de nieuwe eigenaar schrijft ons eerst", PlacedBy: Email}, today)
}

// spareAFriend gives a customer a scenario by hand.
func (b *Builder) spareAFriend(today date.Date) error {
	c, err := b.customer("2048")
	if err != nil {
		return err
	}
	_, err = b.Desk.PinScenarios(b.ctx, b.company.ID, []collect.Pin{{Customer: c.Customer, Plan: b.plans["key_accounts"]}}, Email, today)
	return err
}

// customer finds a customer by number.
func (b *Builder) customer(number string) (customer.Ref, error) {
	var found customer.Customer
	err := b.view(func(tx *store.Tx) (err error) {
		var known bool
		if found, known, err = tx.CustomerByWord(number); err == nil && !known {
			err = fault.New(fault.NotFound, "there is no customer %s", number)
		}
		return err
	})
	return customer.Ref{Company: b.company.ID, Customer: found.ID}, err
}

// hold keeps messages from a customer.
func (b *Builder) hold(number string, h hold.Hold, today date.Date) error {
	c, err := b.customer(number)
	if err != nil {
		return err
	}
	_, err = b.Desk.PlaceHold(b.ctx, c, h, today)
	return err
}

// holdInvoice keeps messages about the first of a customer's open invoices from leaving that
// is meant.
func (b *Builder) holdInvoice(number string, h hold.Hold, today date.Date, meant func(*invoice.Invoice) bool) error {
	c, about, err := b.oldest(number, meant)
	if err != nil {
		return err
	}
	h.Invoice = about
	_, err = b.Desk.PlaceHold(b.ctx, c, h, today)
	return err
}

// oldest is the first of a customer's open invoices that is meant.
func (b *Builder) oldest(number string, meant func(*invoice.Invoice) bool) (c customer.Ref, about id.ID, err error) {
	if c, err = b.customer(number); err != nil {
		return c, 0, err
	}
	var open []invoice.Invoice
	err = b.view(func(tx *store.Tx) (err error) {
		open, err = tx.OpenInvoices(c.Customer)
		return err
	})
	for n := range open {
		if meant(&open[n]) {
			return c, open[n].ID, err
		}
	}
	if err == nil {
		err = fault.New(fault.NotFound, "customer %s does not owe that", number)
	}
	return c, 0, err
}
