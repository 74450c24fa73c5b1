package api

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"time"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/intake"
	"acquit/internal/note"
	"acquit/internal/store"
	"acquit/internal/user"
)

// NoteRecord is a note that a program writes.
type NoteRecord struct {
	Text    string `json:"text" max:"4000" format:"lines" doc:"What there is to know. Colleagues whom it names by @ are told."`
	Invoice string `json:"invoice,omitempty" max:"200" doc:"The number of the customer's invoice that it is about; left out, it is about the customer."`
	Pinned  bool   `json:"pinned,omitempty" doc:"It always stands on top."`
}

// NoteAnswer is a note about a customer.
type NoteAnswer struct {
	ID        string    `json:"id" doc:"What it is called here."`
	Text      string    `json:"text" format:"lines" doc:"What it says."`
	Invoice   string    `json:"invoice,omitempty" doc:"The number of the invoice that it is about; left out for the customer."`
	Pinned    bool      `json:"pinned,omitempty" doc:"It always stands on top."`
	WrittenBy string    `json:"written_by" doc:"Who wrote it."`
	WrittenAt time.Time `json:"written_at" doc:"When."`
	Told      []string  `json:"told,omitempty" doc:"Colleagues who were told of it."`
}

// NoteList is what people and programs wrote down about a customer.
type NoteList struct {
	Notes []NoteAnswer `json:"notes" doc:"The last 200, the newest first."`
}

// mostNotes is how many of a customer's notes are listed, and among which one that is sent
// again is looked for.
const mostNotes = 200

func noteOperations() []operation {
	const path = "/customers/{key}/notes"
	key := parameter{"key", "path", "The customer: what the sending program calls it, or else its number, or what it is called here.", &schema{Type: "string"}}
	put := posted[NoteRecord](path, "notes", "Customers", "Write notes about a customer",
		"Writes notes into the timeline, for good. A note that the same token wrote before, word for word and about the same invoice, is unchanged. A record that is wrong keeps no other back.",
		`{"notes": [
    {"text": "Their new accountant starts in March.", "pinned": true}]}`,
		(*visit).writeNotes)
	put.Parameters, put.Statuses = []parameter{key}, append(put.Statuses, http.StatusNotFound)
	return []operation{put,
		{Method: http.MethodGet, Path: root + path, Name: "list_notes", Summary: "List the notes about a customer", Group: "Customers", Scope: user.ReadScope,
			Parameters: []parameter{key}, Answer: reflect.TypeFor[NoteList](), Statuses: []int{http.StatusOK, http.StatusNotFound}, do: (*visit).notes},
	}
}

func (v *visit) notes() (int, any, error) {
	list := NoteList{Notes: []NoteAnswer{}}
	err := v.view(func(tx *store.Tx) error {
		who, err := findCustomer(tx, v.Request.PathValue("key"))
		if err != nil {
			return err
		}
		all, err := tx.NotesOf(who.ID, mostNotes)
		for n := range all {
			one := &all[n]
			list.Notes = append(list.Notes, NoteAnswer{ID: one.ID.String(), Text: one.Text, Invoice: one.Number, Pinned: one.Pinned(), WrittenBy: one.By, WrittenAt: one.At, Told: one.Told})
		}
		return err
	})
	return http.StatusOK, list, err
}

// writeNotes writes the notes of a request.
func (v *visit) writeNotes() (int, any, error) {
	who, err := v.whose()
	if err != nil {
		return 0, nil, err
	}
	return take(v, func(_ *intake.Desk, ctx context.Context, company id.ID, _ string, records []intake.Placed[NoteRecord]) ([]intake.Outcome, error) {
		var before []note.Note
		err := v.view(func(tx *store.Tx) (err error) {
			before, err = tx.NotesOf(who.ID, mostNotes)
			return err
		})
		outcomes := make([]intake.Outcome, len(records))
		for n := range records {
			if err != nil {
				return nil, err
			}
			outcomes[n], err = v.writeOne(ctx, customer.Ref{Company: company, Customer: who.ID}, &records[n], &before)
		}
		return outcomes, err
	})
}

// writeOne writes a note, unless it stands already among those that were written before. What is
// wrong with it is in the outcome.
func (v *visit) writeOne(ctx context.Context, c customer.Ref, r *intake.Placed[NoteRecord], before *[]note.Note) (intake.Outcome, error) {
	asked := collect.NewNote{Text: r.Record.Text, Invoice: r.Record.Invoice, Pin: r.Record.Pinned}
	for n := range *before {
		if b := &(*before)[n]; b.By == v.actor() && b.Text == asked.Text && b.Number == asked.Invoice {
			return intake.Outcome{Result: intake.Unchanged, ID: b.ID}, nil
		}
	}
	written, err := v.collects().WriteNote(ctx, c, asked, v.actor(), v.Today)
	var wrong *fault.Error
	switch {
	case err == nil:
		*before = append(*before, written)
		return intake.Outcome{Result: intake.Created, ID: written.ID}, nil
	case errors.As(err, &wrong) && (wrong.Kind == fault.Invalid || wrong.Kind == fault.Conflict):
		refused := *wrong
		refused.Place.Path = r.At
		if wrong.Place.Path != "" {
			refused.Place.Path += "/" + wrong.Place.Path
		}
		return intake.Outcome{Result: intake.Refused, Err: &refused}, nil
	}
	return intake.Outcome{}, err
}
