package collect

import (
	"acquit/internal/evidence"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/store"
)

// shownKinds are the attached documents that are the customer's own affair: they show that it
// ordered, agreed and received. What people keep among themselves is not among them.
var shownKinds = map[evidence.Kind]bool{evidence.Quote: true, evidence.Order: true, evidence.DeliveryNote: true, evidence.Contract: true}

// Shown are the files of an invoice that its customer may see: the invoice itself, as far as it
// is known which file shows it, then what proves it. There are none of an invoice that does not
// exist.
func Shown(tx *store.Tx, i id.ID) (all []message.Enclosed, err error) {
	found, err := ships(tx, []id.ID{i})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	for _, file := range []*message.Enclosed{found[0].pdf, found[0].xml} {
		if file != nil {
			all = append(all, *file)
		}
	}
	attached, err := tx.AttachmentsOf(i)
	for _, a := range attached {
		if shownKinds[a.Kind] && a.RemovedAt.IsZero() {
			all = append(all, message.Enclosed{Name: a.Name, MIME: a.MIME, Hash: a.Hash})
		}
	}
	return all, err
}
