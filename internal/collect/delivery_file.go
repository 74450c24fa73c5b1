package collect

import (
	"slices"
	"strings"

	"acquit/internal/customer"
	"acquit/internal/evidence"
	"acquit/internal/filename"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/message"
	"acquit/internal/store"
)

// ships loads what the sending of some invoices needs, each kind of fact by one query.
func ships(tx *store.Tx, invoices []id.ID) ([]*ship, error) {
	found, err := tx.InvoicesByID(invoices)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	slices.SortFunc(found, func(a, b invoice.Invoice) int { return int(min(max(a.ID-b.ID, -1), 1)) })
	all, owners := make([]*ship, len(found)), make([]id.ID, len(found))
	for n := range found {
		all[n], owners[n] = &ship{invoice: &found[n]}, found[n].Customer
	}
	slices.Sort(owners)
	owners = slices.Compact(owners)
	deliveries, err := tx.Deliveries(invoices...)
	if err != nil {
		return nil, err
	}
	who, err := tx.Customers(owners)
	if err != nil {
		return nil, err
	}
	contacts, err := tx.Contacts(owners...)
	if err != nil {
		return nil, err
	}
	ways, err := tx.DeliveryWays(owners...)
	if err != nil {
		return nil, err
	}
	known := map[id.ID]*customer.Customer{}
	for n := range who {
		known[who[n].ID] = &who[n]
	}
	for _, s := range all {
		s.delivery, s.customer = deliveries[s.invoice.ID], known[s.invoice.Customer]
		s.contacts, s.way = contacts[s.invoice.Customer], ways[s.invoice.Customer]
	}
	return all, pack(tx, invoices, all)
}

// pack finds the files of invoices.
func pack(tx *store.Tx, invoices []id.ID, all []*ship) error {
	details, err := tx.InvoiceDetails(invoices)
	if err != nil {
		return err
	}
	attached, err := tx.AttachmentsOfAll(invoices)
	if err != nil {
		return err
	}
	var hashes []string
	for _, s := range all {
		if s.invoice.Document != "" {
			hashes = append(hashes, s.invoice.Document)
		}
	}
	kinds, err := tx.DocumentsByHash(hashes)
	if err != nil {
		return err
	}
	for _, s := range all {
		s.pack(kinds[s.invoice.Document].MIME, details[s.invoice.ID].Attachments, attached[s.invoice.ID])
	}
	return nil
}

const (
	mimePDF = "application/pdf"
	mimeXML = "application/xml"
)

// pack chooses the files of an invoice: the PDF that it came as, or that was in its file, or that
// somebody attached as a copy of it, the newest; and the electronic invoice as it came. mime is
// what the invoice came as.
func (s *ship) pack(mime string, carried []invoice.Stored, attached []evidence.Attachment) {
	name := filename.Clean(s.invoice.Number)
	switch {
	case mime == mimePDF:
		s.pdf = &message.Enclosed{Name: name + ".pdf", MIME: mimePDF, Hash: s.invoice.Document}
		return
	case strings.HasSuffix(mime, "xml"):
		s.xml = &message.Enclosed{Name: name + ".xml", MIME: mimeXML, Hash: s.invoice.Document}
	}
	hash := ""
	for _, a := range attached {
		if a.Kind == evidence.Copy && a.MIME == mimePDF {
			hash = a.Hash
		}
	}
	if hash == "" {
		hash = carriedPDF(s.invoice.Number, carried)
	}
	if hash != "" {
		s.pdf = &message.Enclosed{Name: name + ".pdf", MIME: mimePDF, Hash: hash}
	}
}

// carriedPDF is the PDF in an electronic invoice that shows the invoice itself: the only one, or
// the only one whose name has its number; "" where none is for sure.
func carriedPDF(number string, carried []invoice.Stored) string {
	var all, named []string
	for _, c := range carried {
		if c.MIME != mimePDF {
			continue
		}
		all = append(all, c.Hash)
		if strings.Contains(invoice.NumberKey(c.Name), invoice.NumberKey(number)) {
			named = append(named, c.Hash)
		}
	}
	switch {
	case len(all) == 1:
		return all[0]
	case len(named) == 1:
		return named[0]
	}
	return ""
}
