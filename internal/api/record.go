package api

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"strconv"

	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/intake"
	"acquit/internal/user"
)

// BatchAnswer is what became of the records of a batch.
type BatchAnswer struct {
	Created   int            `json:"created" doc:"How many records were new."`
	Updated   int            `json:"updated" doc:"How many changed something."`
	Unchanged int            `json:"unchanged" doc:"How many said nothing new."`
	Refused   int            `json:"refused" doc:"How many were left out. With any, the status is 207 in place of 200."`
	Results   []RecordAnswer `json:"results" doc:"What became of each record, in the order of the request."`
}

// RecordAnswer is what became of one record.
type RecordAnswer struct {
	Index      int           `json:"index" doc:"Its place in the list, from 0."`
	Result     intake.Result `json:"result" enum:"created,updated,unchanged,refused" doc:"What became of it."`
	ID         string        `json:"id,omitempty" doc:"What it is called here."`
	ExternalID string        `json:"external_id,omitempty" doc:"What the record says it is called."`
	Number     string        `json:"number,omitempty" doc:"The number that the record says."`
	Name       string        `json:"name,omitempty" doc:"The file name that the record says."`
	Errors     []Flaw        `json:"errors,omitempty" doc:"Why it was refused."`
	Warnings   []Flaw        `json:"warnings,omitempty" doc:"What was taken otherwise than it was said."`
}

// recording stores records of one kind.
type recording[T any] func(d *intake.Desk, ctx context.Context, company id.ID, title string, records []intake.Placed[T]) ([]intake.Outcome, error)

func recordOperations() []operation {
	const partly = " A record that is wrong keeps no other back."
	return []operation{
		post("/invoices", "invoices", "Invoices", "Hand over invoices",
			"Stores at most 1,000 invoices in one transaction. An invoice is known by its `external_id`, or else by its number; sent again it is updated, or left as it is. It is sent whole: what is left out, it does not say. What people edited here stays as they wrote it."+partly,
			`{"invoices": [
    {"external_id": "F-2026-0117", "number": "2026-0117", "total_amount": "1190.00",
     "issue_date": "2026-01-02", "due_date": "2026-02-01",
     "customer": {"external_id": "K-1001", "name": "ACME SA", "vat_id": "BE0400000086",
                  "email": "compta@acme.example"}}]}`,
			(*intake.Desk).RecordInvoices),
		post("/credit-notes", "credit_notes", "Invoices", "Hand over credit notes",
			"Stores at most 1,000 credit notes, as invoices are stored. They settle what is left of the invoices that they name."+partly,
			`{"credit_notes": [
    {"number": "2026-C004", "total_amount": "190.00", "issue_date": "2026-01-12",
     "corrects": ["2026-0117"], "customer": {"external_id": "K-1001"}}]}`,
			(*intake.Desk).RecordCreditNotes),
		post("/customers", "customers", "Customers", "Hand over customers",
			"Stores at most 1,000 customers with their contacts. A customer is known by `external_id`, or else by number. What is left out stays as it is, an empty text empties a field, and what people edited here stays as they wrote it."+partly,
			`{"customers": [
    {"external_id": "K-1001", "number": "1001", "name": "ACME SA", "language": "fr",
     "country": "BE", "vat_id": "BE0400000086", "terms_days": 30,
     "contacts": [{"name": "Zoé Lambert", "email": "compta@acme.example",
                   "position": "accountant"}]}]}`,
			(*intake.Desk).RecordCustomers),
		post("/payments", "payments", "Payments", "Hand over payments",
			"Books at most 1,000 payments that came in. Do so only for money whose bank line is not imported here as well, or it counts twice. A payment is booked once by its `external_id`, and does not change; sent again it may name more of the invoices that it settles. What it settles of none is on account."+partly,
			`{"payments": [
    {"external_id": "P-0042", "customer": {"external_id": "K-1001"},
     "received_date": "2026-01-20", "amount": "1000.00",
     "allocations": [{"number": "2026-0117", "amount": "1000.00"}]}]}`,
			(*intake.Desk).RecordPayments),
	}
}

// post is the operation that takes in a list of records.
func post[T any](path, list, group, summary, text, example string, store recording[T]) operation {
	return posted[T](path, list, group, summary, text, example, func(v *visit) (int, any, error) { return take(v, store) })
}

// posted is post for records that belong to what the address names.
func posted[T any](path, list, group, summary, text, example string, do func(*visit) (int, any, error)) operation {
	return operation{Method: http.MethodPost, Path: root + path, Name: "put_" + list, Summary: summary, Text: text, Group: group, Scope: user.WriteScope,
		List: list, Record: reflect.TypeFor[T](), Example: example, Answer: reflect.TypeFor[BatchAnswer](),
		Statuses: []int{http.StatusOK, http.StatusMultiStatus, http.StatusBadRequest, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity},
		do:       do}
}

// take stores the records of a request, and says what became of each.
func take[T any](v *visit, store recording[T]) (int, any, error) {
	select {
	case v.turns <- struct{}{}:
		defer func() { <-v.turns }()
	case <-v.Request.Context().Done():
		return 0, nil, v.Request.Context().Err()
	}
	body, err := v.body()
	if err != nil {
		return 0, nil, err
	}
	texts, err := listIn(body, v.Operation.List)
	if err != nil {
		return 0, nil, err
	}
	answer := BatchAnswer{Results: make([]RecordAnswer, len(texts))}
	var good []intake.Placed[T]
	var places []int
	for n, text := range texts {
		record := intake.Placed[T]{At: "/" + v.Operation.List + "/" + strconv.Itoa(n)}
		flaws := v.schemas.read(text, record.At, &record.Record)
		answer.Results[n] = named(n, &record.Record)
		if len(flaws) > 0 {
			answer.Results[n].Result, answer.Results[n].Errors = intake.Refused, flaws
			continue
		}
		good, places = append(good, record), append(places, n)
	}
	desk := &intake.Desk{Store: v.Store, Actor: v.actor()}
	if len(good) == 0 {
		return answer.count(), &answer, nil
	}
	outcomes, err := store(desk, v.Request.Context(), v.Company.ID, "api/v1/"+v.Operation.List, good)
	if err != nil {
		return 0, nil, err
	}
	for n, o := range outcomes {
		answer.Results[places[n]].say(o)
	}
	return answer.count(), &answer, nil
}

// listIn finds the list of records in a body, text by text.
func listIn(body []byte, name string) ([]json.RawMessage, error) {
	wrong := func(at, code, detail string) error {
		return &problem{Status: http.StatusUnprocessableEntity, Code: "invalid", Detail: "The body is an object with one list, \"" + name + "\".", Flaws: []Flaw{{at, code, detail}}}
	}
	if bytes.TrimSpace(body)[0] != '{' {
		return nil, wrong("", wrongType, "no object stands here")
	}
	var texts []json.RawMessage
	found := false
	for _, m := range membersOf(body) {
		switch {
		case m.name != name:
			return nil, wrong("/"+escape(m.name), unknownField, "there is no field \""+m.name+"\" here")
		case found:
			return nil, wrong("/"+name, duplicateField, "\""+name+"\" stands twice")
		case json.Unmarshal(m.text, &texts) != nil || texts == nil:
			return nil, wrong("/"+name, wrongType, "no list stands here")
		}
		found = true
	}
	switch {
	case !found:
		return nil, wrong("/"+name, missingField, "\""+name+"\" is missing")
	case len(texts) == 0:
		return nil, wrong("/"+name, tooShort, "it is empty")
	case len(texts) > intake.MostRecords:
		return nil, wrong("/"+name, tooLong, "there are "+strconv.Itoa(len(texts))+", and "+strconv.Itoa(intake.MostRecords)+" at most")
	}
	return texts, nil
}

// rawMember is a member of an object, as it is written.
type rawMember struct {
	name string
	text json.RawMessage
}

// membersOf parts an object of right JSON into its members, twins included.
func membersOf(body []byte) (all []rawMember) {
	r := json.NewDecoder(bytes.NewReader(body))
	for open := true; open || r.More(); {
		token, err := r.Token()
		if err != nil {
			panic(err) // the text was read once already
		}
		if open {
			open = false
			continue
		}
		m := rawMember{name: token.(string)}
		if err := r.Decode(&m.text); err != nil {
			panic(err) // the text was read once already
		}
		all = append(all, m)
	}
	return all
}

// named is the result of a record, which says what it is called.
func named(n int, record any) RecordAnswer {
	a := RecordAnswer{Index: n}
	switch r := record.(type) {
	case *intake.InvoiceRecord:
		a.ExternalID, a.Number = r.ExternalID, r.Number
	case *intake.CreditNoteRecord:
		a.ExternalID, a.Number = r.ExternalID, r.Number
	case *intake.CustomerRecord:
		a.ExternalID, a.Number = r.ExternalID, r.Number
	case *intake.PaymentRecord:
		a.ExternalID = r.ExternalID
	case *intake.DocumentRecord:
		a.Name = r.Name
	}
	return a
}

// say takes over what became of a record.
func (a *RecordAnswer) say(o intake.Outcome) {
	a.Result = o.Result
	if o.ID != 0 {
		a.ID = o.ID.String()
	}
	if o.Err != nil {
		a.Errors = flawsOf(o.Err)
	}
	for _, w := range o.Warnings {
		a.Warnings = append(a.Warnings, Flaw{w.Place.Path, "warning", w.Text.String()})
	}
}

// flawsOf are the failures of a record, each with its place and kind.
func flawsOf(err error) (all []Flaw) {
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range several.Unwrap() {
			all = append(all, flawsOf(one)...)
		}
		return all
	}
	code := kinds[fault.KindOf(err)].code
	for _, n := range fault.Notes(err) {
		all = append(all, Flaw{n.Place.Path, code, n.Text.String()})
	}
	return all
}

// count adds up the results, and says with which status they are told.
func (a *BatchAnswer) count() (status int) {
	status = http.StatusOK
	for _, r := range a.Results {
		switch r.Result {
		case intake.Created:
			a.Created++
		case intake.Updated:
			a.Updated++
		case intake.Unchanged:
			a.Unchanged++
		case intake.Refused:
			a.Refused++
			status = http.StatusMultiStatus
		}
	}
	return status
}
