package report

import (
	"slices"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/evidence"
	"acquit/internal/id"
	"acquit/internal/phase"
	"acquit/internal/registry"
	"acquit/internal/store"
)

// NeedCode names something that a claim before a court, or in a partner's hands, stands on.
type NeedCode string

// What a claim needs.
const (
	OwnAddress      NeedCode = "own_address"      // of the company, with its number
	Address         NeedCode = "address"          // of the customer
	CompanyNumber   NeedCode = "company_number"   // of a customer who is a business
	Registered      NeedCode = "registered"       // the register holds that number, and the business goes on
	Reachable       NeedCode = "reachable"        // somebody there reads mails
	Agreed          NeedCode = "agreed"           // an order, a contract, a quote that was signed, or general terms
	InvoiceCopies   NeedCode = "invoice_copies"   // a copy of each invoice that people can read
	DeliveryProofs  NeedCode = "delivery_proofs"  // of what each invoice is for
	DefaultNoticed  NeedCode = "default_noticed"  // a notice of default has left
	NothingDisputed NeedCode = "nothing_disputed" // none of it is contested
)

// Need is something that a claim stands on: Have of it, of so many, is there.
type Need struct {
	Code     NeedCode
	Have, Of int
}

// Met reports whether all of it is there.
func (n *Need) Met() bool { return n.Have >= n.Of }

// Needs says of a claim for some invoices of a customer what it stands on, and what is missing
// before it is needed. business is what a register says of the customer; nil where none was asked.
func Needs(tx *store.Tx, of *company.Company, c *customer.Customer, late []Reckoned, reached phase.Phase, business *registry.Business) ([]Need, error) {
	var ids []id.ID
	for n := range late {
		ids = append(ids, late[n].Invoice.ID)
	}
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	contacts, err := tx.Contacts(c.ID)
	if err != nil {
		return nil, err
	}
	papers, err := papersOf(tx, of, c, ids)
	if err != nil {
		return nil, err
	}
	disputed, err := tx.DisputesAbout(ids)
	if err != nil {
		return nil, err
	}
	needs := []Need{once(OwnAddress, of.Street != "" && of.Postcode != "" && of.City != "" && (of.EnterpriseNumber != "" || of.VATID != "")), once(Address, c.HasAddress())}
	if c.Kind == customer.Business {
		needs = append(needs, once(CompanyNumber, c.EnterpriseNumber != "" || c.VATID != ""))
	}
	if business != nil {
		needs = append(needs, once(Registered, business.Active && business.GoneOn == date.None))
	}
	return append(needs, once(Reachable, len(customer.Recipients(contacts[c.ID])) > 0), once(Agreed, papers.agreed), Need{InvoiceCopies, papers.copies, len(ids)}, Need{DeliveryProofs, papers.deliveries, len(ids)},
		once(DefaultNoticed, reached == phase.Notice || reached.Severer(phase.Notice)), Need{NothingDisputed, len(ids) - len(disputed), len(ids)}), nil
}

func once(code NeedCode, there bool) Need {
	n := Need{Code: code, Of: 1}
	if there {
		n.Have = 1
	}
	return n
}

// papers are what is kept of a claim: for how many invoices there is a copy, and a proof of
// delivery.
type papers struct {
	agreed             bool
	copies, deliveries int
}

func papersOf(tx *store.Tx, of *company.Company, c *customer.Customer, invoices []id.ID) (p papers, err error) {
	own, err := tx.AttachmentsOfCustomer(c.ID)
	if err != nil {
		return p, err
	}
	attached, err := tx.AttachmentsOfAll(invoices)
	if err != nil {
		return p, err
	}
	readable, err := readableCopies(tx, invoices)
	if err != nil {
		return p, err
	}
	_, p.agreed = of.TermsIn(c.Language)
	agrees := []evidence.Kind{evidence.Contract, evidence.Order, evidence.Quote}
	p.agreed = p.agreed || slices.ContainsFunc(own, func(a evidence.Attachment) bool { return slices.Contains(agrees, a.Kind) })
	for _, i := range invoices {
		copied, delivered := readable[i], false
		for _, a := range attached[i] {
			copied = copied || a.Kind == evidence.Copy
			delivered = delivered || a.Kind == evidence.DeliveryNote
			p.agreed = p.agreed || slices.Contains(agrees, a.Kind)
		}
		if copied {
			p.copies++
		}
		if delivered {
			p.deliveries++
		}
	}
	return p, nil
}

// readableCopies are the invoices that came as, or with, a document that people can read.
func readableCopies(tx *store.Tx, invoices []id.ID) (map[id.ID]bool, error) {
	const pdf = "application/pdf"
	bills, err := tx.InvoicesByID(invoices)
	if err != nil {
		return nil, err
	}
	details, err := tx.InvoiceDetails(invoices)
	if err != nil {
		return nil, err
	}
	var hashes []string
	for n := range bills {
		hashes = append(hashes, bills[n].Document)
	}
	kinds, err := tx.DocumentsByHash(hashes)
	readable := map[id.ID]bool{}
	for n := range bills {
		i := bills[n].ID
		readable[i] = kinds[bills[n].Document].MIME == pdf
		for _, a := range details[i].Attachments {
			readable[i] = readable[i] || a.MIME == pdf
		}
	}
	return readable, err
}

// InRegister is what a register says of a customer's number; nil where no register that was taken in
// is asked about it, or it holds no such number.
func InRegister(tx *store.Tx, c *customer.Customer) (*registry.Business, error) {
	number, _ := registry.ParseEnterprise(c.EnterpriseNumber, c.Country) // one that cannot exist is in no register
	vat, _ := registry.ParseVAT(c.VATID, c.Country)
	for _, n := range []registry.Number{number, vat} {
		in, n, held := registry.HeldIn(n)
		if !held {
			continue
		}
		if b, found, err := tx.Business(in, n.Digits); err != nil || found {
			return &b, err
		}
	}
	return nil, nil
}
