package render

import (
	"slices"
	"strings"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/law"
	"acquit/internal/money"
)

// under is whose law asks something of a document, and to whom it goes: the creditor's
// where that of the consumer's country was not looked up.
func under(c *company.Company, debtor *customer.Customer) (country string, s law.Segment) {
	buyer := law.Buyer(debtor.Kind)
	country, s = buyer.Land(c.Country, debtor.Country), buyer.Segment()
	if _, err := law.Of(country, s); err != nil {
		country = c.Country
	}
	return country, s
}

func (r *Reminder) under() (country string, s law.Segment) { return under(r.Company, r.Customer) }

// mentions are what the law asks the reminder to say.
func (r *Reminder) mentions() []law.Mention {
	country, s := r.under()
	return law.Mentions(country, s, r.Document)
}

// lawful refuses a reminder that cannot say what the law asks for, as far as the facts at
// hand go: a notice that lacks it may have no effect, and costs the claim.
//
// Errors: Invalid and Unlawful, naming everything that is missing.
func (r *Reminder) lawful() error { return lawful(r.mentions(), r.Customer, r.lacks) }

// lawful is Reminder.lawful for a statement of claim.
func (c *ClaimStatement) lawful() error {
	country, s := under(c.Company, c.Customer)
	return lawful(law.Mentions(country, s, law.StatementClaim), c.Customer, func(key law.MentionKey) error {
		if n := slices.IndexFunc(c.Invoices, func(i ClaimedInvoice) bool { return i.IssuedOn == date.None }); n >= 0 && key == law.MentionInvoices {
			return lacksDay(c.Invoices[n].Number, c.Customer)
		}
		return lacksParty(key, c.Company, c.Customer)
	})
}

// lawful asks what keeps a document from saying each of its mentions.
func lawful(all []law.Mention, debtor *customer.Customer, lacks func(law.MentionKey) error) error {
	var missing fault.Refusals
	for _, m := range all {
		if err := lacks(m.Key); err != nil {
			missing.Add(err)
		}
	}
	if missing.Len() == 0 {
		return nil
	}
	return Unlawful{missing.Err(fault.Say("the message to %s lacks %d things that the law asks for", debtor.Name, missing.Len()))}
}

// Unlawful is why a message is not written that the law asks more of than is known. It can
// be once somebody has entered what is missing.
type Unlawful struct{ error }

// Unwrap is what is missing.
func (u Unlawful) Unwrap() error { return u.error }

// lacks is what keeps the reminder from saying something; nil for nothing.
func (r *Reminder) lacks(key law.MentionKey) error {
	name := r.Customer.Name
	switch {
	case key == law.MentionAmount && r.Sums().Asked.IsZero():
		return fault.New(fault.Invalid, "the law asks what is late in this message to %s, and nothing is", name)
	case key == law.MentionDemand && r.Tone != dunning.Formal:
		return fault.New(fault.Invalid, "a notice of default to %s must be written in the formal tone", name)
	case key == law.MentionTerm && r.Deadline == date.None:
		return fault.New(fault.Invalid, "the law asks for a day by which to pay in this message to %s, and its step sets none", name)
	case key == law.MentionInvoices:
		if n := slices.IndexFunc(r.Items, func(i Item) bool { return i.late(r.On) && i.IssuedOn == date.None }); n >= 0 {
			return lacksDay(r.Items[n].Number, r.Customer)
		}
	case key == law.MentionSupplied:
		return r.lacksSupplied()
	case key == law.MentionGrace:
		return r.lacksGrace()
	case key == law.MentionClause && r.Company.Policy.Late.ConsumerClause && r.announced().IsZero():
		return fault.New(fault.Invalid, "the law asks what the contract’s clause on late payment will cost %s, and that was not reckoned", name)
	case key == law.MentionCosts:
		return r.lacksCosts()
	}
	return lacksParty(key, r.Company, r.Customer)
}

// lacksParty is what is not known of who is owed, or of who owes.
func lacksParty(key law.MentionKey, c *company.Company, debtor *customer.Customer) error {
	switch {
	case key == law.MentionCreditor && (c.Name == "" || c.Street == "" || c.City == ""):
		return fault.New(fault.Invalid, "the law asks for the company’s full address in this message to %s, and it is not complete", debtor.Name)
	case key == law.MentionNumber && c.EnterpriseNumber == "":
		return fault.New(fault.Invalid, "the law asks for the company’s enterprise number in this message to %s, and it is not known", debtor.Name)
	case key == law.MentionAccount && c.IBAN == "":
		return fault.New(fault.Invalid, "the law asks where to pay in this message to %s, and the company has no account", debtor.Name)
	case key == law.MentionDebtor && (debtor.Street == "" || debtor.City == ""):
		return fault.New(fault.Invalid, "the law asks for the full address of %s, and it is not complete", debtor.Name)
	}
	return nil
}

func lacksDay(number string, debtor *customer.Customer) error {
	return fault.New(fault.Invalid, "the law asks for the day of invoice %s in this message to %s, and it is not known", number, debtor.Name)
}

// lacksSupplied finds an invoice of which nobody knows what it is for.
func (r *Reminder) lacksSupplied() error {
	for _, i := range r.Items {
		if i.late(r.On) && i.Supplied == "" && r.Company.Policy.Supplies == law.Unsaid {
			return fault.New(fault.Invalid, "the law asks what invoice %s is for in this message to %s: enter what the company supplies in the settings", i.Number, r.Customer.Name)
		}
	}
	return nil
}

// Fourteen days begin at the earliest on the day after a mail was sent, and on the third
// after a letter was.
const (
	shortestByWire = 14
	shortestByPost = 16
)

// lacksGrace finds a deadline that takes away some of the time that a Belgian consumer has.
func (r *Reminder) lacksGrace() error {
	least := r.On.AddDays(shortestByWire)
	if r.ByPost {
		least = r.On.AddDays(shortestByPost)
	}
	if r.Deadline != date.None && r.Deadline < least {
		return fault.New(fault.Invalid, "the law gives %s until %s at least, and the message asks for payment by %s", r.Customer.Name, least, r.Deadline)
	}
	return nil
}

// lacksCosts finds costs of collection that are not announced, or are above the scale of
// what is asked: a letter that names too much opens none at all.
func (r *Reminder) lacksCosts() error {
	country, s := r.under()
	rule, err := law.Of(country, s)
	if err != nil {
		return err
	}
	most := law.WithVAT(rule.Compensation.Of(r.Sums().Asked), r.CostsVAT)
	if costs := r.announced(); costs.IsZero() || costs.Cmp(most) > 0 {
		return fault.New(fault.Invalid, "the law asks for the costs of collection to the cent in this message to %s, %s at most, and it says %s", r.Customer.Name, most.Text(), costs.Text())
	}
	return nil
}

// announced is the sum that will be asked for being late when the time has passed.
func (r *Reminder) announced() money.Amount {
	if r.Announced == nil {
		return money.Of(0, r.Sums().Asked.Currency)
	}
	return r.Announced.Compensation
}

// binds reports whether the reminder is one from which a consumer's time runs: then the
// words of the law say what follows, and nothing else does.
func (r *Reminder) binds() bool {
	return r.Document == law.FirstReminder || r.Document == law.FourteenDays
}

// notices are the paragraphs that say what the law asks for, as far as nothing else on the
// page does.
func (b *builder) notices() (texts []string) {
	for _, m := range b.reminder.mentions() {
		if text := b.notice(m.Key); text != "" {
			texts = append(texts, text)
		}
	}
	return texts
}

// notice is the paragraph of a mention; "" where the page says it elsewhere.
func (b *builder) notice(key law.MentionKey) string {
	r := b.reminder
	switch key {
	case law.MentionFree:
		return b.T("notice.free")
	case law.MentionGrace:
		return b.T("notice.grace" + b.channel())
	case law.MentionClause:
		if sum := r.announced(); !sum.IsZero() {
			return b.T("notice.clause", "Amount", sum)
		}
	case law.MentionFourteen:
		return b.T("notice.fourteen"+b.channel(), "Amount", b.sums.Total)
	case law.MentionCosts:
		return b.costs()
	case law.MentionConsequence:
		if r.Document == law.FourteenDays {
			return b.T("mail.then.formal_consumer")
		}
	case law.MentionBasis:
		return b.T("notice.basis." + b.basis())
	case law.MentionCostsStay:
		return b.T("notice.costs_stay")
	}
	return ""
}

// channel ends the key of a text that speaks of how the message goes.
func (b *builder) channel() string {
	if b.reminder.ByPost {
		return "_post"
	}
	return "_wire"
}

// costs names the costs of collection that a Dutch consumer may owe.
func (b *builder) costs() string {
	key := "notice.costs"
	if b.reminder.CostsVAT != 0 {
		key += "_vat"
	}
	return b.T(key, "Amount", b.reminder.announced())
}

// basis ends the key of the text on the law by which being late costs something:
// "be_b2b".
func (b *builder) basis() string {
	country, s := b.reminder.under()
	key := strings.ToLower(country + "_" + string(s))
	if key == "be_b2c" && b.reminder.Company.Policy.Late.ConsumerClause {
		key += "_clause"
	}
	return key
}

// supplied says what an invoice is for, where the law asks for that; "" where not.
func (b *builder) supplied(i *Item) string {
	for _, m := range b.reminder.mentions() {
		if m.Key != law.MentionSupplied {
			continue
		}
		if text := plain(i.Supplied); text != "" {
			return text
		}
		if supply := b.reminder.Company.Policy.Supplies; supply != law.Unsaid {
			return b.T("notice.supply." + string(supply))
		}
	}
	return ""
}
