package api

import (
	"context"
	"net/http"
	"reflect"
	"time"

	"acquit/internal/evidence"
	"acquit/internal/id"
	"acquit/internal/intake"
	"acquit/internal/invoice"
	"acquit/internal/store"
	"acquit/internal/user"
)

// DocumentAnswer is a document that is attached to an invoice.
type DocumentAnswer struct {
	ID      string        `json:"id" doc:"What it is called here."`
	Name    string        `json:"name" doc:"File name."`
	Kind    evidence.Kind `json:"kind" enum:"quote,order,delivery_note,contract,correspondence,copy,other" doc:"What it proves."`
	Note    string        `json:"note,omitempty" doc:"A note for the people who read it."`
	MIME    string        `json:"media_type" doc:"Media type, told by its content."`
	Size    int           `json:"size" doc:"Length in bytes."`
	SHA256  string        `json:"sha256" doc:"SHA-256 of its content in hexadecimal."`
	AddedBy string        `json:"added_by" doc:"Who attached it."`
	AddedAt time.Time     `json:"added_at" doc:"When it was attached."`
}

// DocumentList is the documents of an invoice.
type DocumentList struct {
	Documents []DocumentAnswer `json:"documents" doc:"What is attached, in the order of its coming."`
}

func documentOperations() []operation {
	const path = "/invoices/{key}/documents"
	key := parameter{"key", "path", "The invoice: what the sending program calls it, or else its number, or what it is called here.", &schema{Type: "string"}}
	put := posted[intake.DocumentRecord](path, "documents", "Invoices", "Attach documents to an invoice",
		"Attaches quotes, orders, delivery notes and other proof, each with its content in base64. A document that is attached already is unchanged. A record that is wrong keeps no other back.",
		`{"documents": [
    {"name": "delivery note 4711.txt", "kind": "delivery_note",
     "content": "VGVuIGNoYWlycywgcmVjZWl2ZWQgaW4gZ29vZCBvcmRlci4="}]}`,
		(*visit).attach)
	put.Parameters, put.Statuses = []parameter{key}, append(put.Statuses, http.StatusNotFound)
	return []operation{put,
		{Method: http.MethodGet, Path: root + path, Name: "list_documents", Summary: "List the documents attached to an invoice", Group: "Invoices", Scope: user.ReadScope,
			Parameters: []parameter{key}, Answer: reflect.TypeFor[DocumentList](), Statuses: []int{http.StatusOK, http.StatusNotFound}, do: (*visit).documents},
	}
}

// addressed is the invoice that the address names.
func (v *visit) addressed() (i invoice.Invoice, err error) {
	err = v.view(func(tx *store.Tx) error {
		i, err = findInvoice(tx, v.Request.PathValue("key"), invoice.Bill)
		return err
	})
	return i, err
}

// attach attaches the documents of a request to an invoice.
func (v *visit) attach() (int, any, error) {
	to, err := v.addressed()
	if err != nil {
		return 0, nil, err
	}
	return take(v, func(d *intake.Desk, ctx context.Context, company id.ID, _ string, records []intake.Placed[intake.DocumentRecord]) ([]intake.Outcome, error) {
		return d.RecordDocuments(ctx, company, to.ID, records, v.Today)
	})
}

// documents lists what is attached to an invoice.
func (v *visit) documents() (int, any, error) {
	of, err := v.addressed()
	if err != nil {
		return 0, nil, err
	}
	list := DocumentList{Documents: []DocumentAnswer{}}
	err = v.view(func(tx *store.Tx) error {
		all, err := tx.AttachmentsOf(of.ID)
		for _, a := range all {
			list.Documents = append(list.Documents, DocumentAnswer{ID: a.ID.String(), Name: a.Name, Kind: a.Kind, Note: a.Note, MIME: a.MIME, Size: int(a.Size), SHA256: a.Hash,
				AddedBy: a.AddedBy, AddedAt: a.AddedAt})
		}
		return err
	})
	return http.StatusOK, list, err
}
