package api

import (
	"encoding/base64"
	"net/http"
	"reflect"
	"strconv"
	"time"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/message"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/term"
	"acquit/internal/user"
)

// InvoiceAnswer is an invoice or credit note as it stands. Amounts of a credit note are
// written without a sign, as on the document.
type InvoiceAnswer struct {
	ID             string            `json:"id" doc:"What it is called here."`
	ExternalID     string            `json:"external_id,omitempty" doc:"What the sending program calls it."`
	Kind           invoice.Kind      `json:"kind" enum:"invoice,credit_note" doc:"What it is."`
	Number         string            `json:"number" doc:"Its number."`
	Customer       CustomerName      `json:"customer" doc:"Who owes."`
	IssuedOn       date.Date         `json:"issue_date" doc:"Day of issue."`
	DueOn          date.Date         `json:"due_date" doc:"Last day to pay; with instalments, that of the earliest that is open."`
	DueSource      invoice.DueSource `json:"due_date_source" enum:"document,terms,text,default" doc:"Where the due day comes from."`
	DeliveredOn    date.Date         `json:"delivery_date,omitzero" doc:"Last day on which what it is for was delivered or done."`
	Currency       string            `json:"currency" doc:"Currency, ISO 4217."`
	Total          string            `json:"total_amount" format:"amount" doc:"Total with VAT."`
	Payable        string            `json:"payable_amount" format:"amount" doc:"What the document asks for, or gives back."`
	Open           string            `json:"open_amount" format:"amount" doc:"What is left of that."`
	Reference      string            `json:"reference,omitempty" doc:"Structured payment reference, without its marks."`
	OrderReference string            `json:"order_reference,omitempty" doc:"The customer's order."`
	Instalments    []PartAnswer      `json:"instalments,omitempty" doc:"Its instalments."`
	Prepayment     bool              `json:"prepayment,omitempty" doc:"It asks for money in advance."`
	LapsesOn       date.Date         `json:"limitation_on,omitempty" doc:"Last day to claim what is open before a court, by the laws that the program knows; left out where it knows none, and where nothing is open."`
	ContestableTo  date.Date         `json:"contestable_until,omitempty" doc:"Until then the customer may still contest it; afterwards silence is taken for acceptance. Left out where silence is none."`
	TermExceeded   bool              `json:"term_exceeded,omitempty" doc:"It is due later than the law allows without more."`
	Next           *StandingAnswer   `json:"next,omitempty" doc:"What the last review decided about it: about the earliest open instalment, where there are some. Left out for what is settled, for credit notes, and before the first review."`
	Delivery       *DeliveryAnswer   `json:"delivery,omitempty" doc:"How it gets to the customer from here. Left out where nobody sends it from here."`
	Source         string            `json:"source" doc:"How it came: api, ubl, cii and so on."`
	CreatedAt      time.Time         `json:"created_at" doc:"When it came first."`
}

// DeliveryAnswer is how an invoice gets to its customer from here.
type DeliveryAnswer struct {
	State  message.DeliveryState `json:"state" enum:"waits,lacks,unreached,by_hand,prepared,delivered,left_out" doc:"It waits for its day, lacks its PDF, has nobody to go to, is for a person to send, is on its way, has left, or is not sent from here."`
	On     date.Date             `json:"on" doc:"Day from which it may leave; of what has left, the day on which it did."`
	Reason message.LeftOut       `json:"reason,omitempty" enum:",age,credit,network,unchosen,customer,person" doc:"Why it is not sent from here."`
}

func deliveryOf(d message.Delivery) *DeliveryAnswer {
	if d.Invoice == 0 {
		return nil
	}
	return &DeliveryAnswer{State: d.State, On: d.On, Reason: d.Why}
}

// PartAnswer is an instalment as it stands.
type PartAnswer struct {
	DueOn  date.Date `json:"due_date" doc:"Last day to pay it."`
	Amount string    `json:"amount" format:"amount" doc:"Its amount."`
	Open   string    `json:"open_amount" format:"amount" doc:"What is left of it."`
}

// CustomerName says whom something is about.
type CustomerName struct {
	ID         string `json:"id" doc:"What the customer is called here."`
	ExternalID string `json:"external_id,omitempty" doc:"What the sending program calls the customer."`
	Number     string `json:"number" doc:"Customer number."`
	Name       string `json:"name" doc:"Name."`
}

// InvoiceList is one page of a list.
type InvoiceList struct {
	Invoices []InvoiceAnswer `json:"invoices" doc:"The documents of this page."`
	Next     string          `json:"next_cursor,omitempty" doc:"Send it as cursor for the next page; the last page has none."`
}

func invoiceOperations() []operation {
	key := parameter{"key", "path", "What the sending program calls it, or else its number, or what it is called here.", &schema{Type: "string"}}
	one := func(path, name, summary string, kind invoice.Kind) operation {
		return operation{Method: http.MethodGet, Path: root + path + "/{key}", Name: name, Summary: summary, Group: "Invoices", Scope: user.ReadScope,
			Parameters: []parameter{key}, Answer: reflect.TypeFor[InvoiceAnswer](), Statuses: []int{http.StatusOK, http.StatusNotFound},
			do: func(v *visit) (int, any, error) { return v.invoice(kind) }}
	}
	return []operation{
		{Method: http.MethodGet, Path: root + "/invoices", Name: "list_invoices", Summary: "List invoices and credit notes", Group: "Invoices", Scope: user.ReadScope,
			Text: "Open ones come by due day, the oldest first; others by day of issue, the newest first.",
			Parameters: append([]parameter{{"state", "query", "Which are listed; open ones when left out.",
				&schema{Type: "string", Enum: []string{string(store.OpenState), string(store.OverdueState), string(store.SettledState), string(store.CreditState),
					string(store.LapsingState), string(store.BeyondState), string(store.EveryState)}}}}, append(standingParameters(), paging()...)...),
			Answer: reflect.TypeFor[InvoiceList](), Statuses: []int{http.StatusOK, http.StatusUnprocessableEntity}, do: (*visit).invoices},
		one("/invoices", "get_invoice", "One invoice", invoice.Bill),
		one("/credit-notes", "get_credit_note", "One credit note", invoice.CreditNote),
	}
}

// The length of a page of a list.
const (
	usualPage = 50
	mostPage  = 200
)

// paging are the parameters of every list.
func paging() []parameter {
	return []parameter{
		{"limit", "query", "How many are listed at most; 50 when left out.", &schema{Type: "integer", Minimum: number("1"), Maximum: number(strconv.Itoa(mostPage))}},
		{"cursor", "query", "Where to go on: the next_cursor of the page before.", &schema{Type: "string"}},
	}
}

// pageOf reads the parameters of a list.
func (v *visit) pageOf() (at store.Cursor, limit int, err error) {
	limit = usualPage
	query := v.Request.URL.Query()
	if text := query.Get("limit"); text != "" {
		if limit, err = strconv.Atoi(text); err != nil || limit < 1 || limit > mostPage {
			return at, 0, v.wrongParameter("limit", "it is a number from 1 to 200")
		}
	}
	if text := query.Get("cursor"); text != "" {
		plain, err := base64.RawURLEncoding.DecodeString(text)
		if at = store.ParseCursor(string(plain), false); err != nil || at.ID == 0 {
			return at, 0, v.wrongParameter("cursor", "it is not the next_cursor of a page before")
		}
	}
	return at, limit, nil
}

func (v *visit) wrongParameter(name, detail string) error {
	return &problem{Status: http.StatusUnprocessableEntity, Code: "invalid", Detail: "The parameter " + name + " is wrong: " + detail + "."}
}

// nextOf is where a list goes on, as an address carries it; "" at its end.
func nextOf(c *store.Cursor) string {
	if c == nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString([]byte(c.String()))
}

func (v *visit) invoices() (int, any, error) {
	state := store.InvoiceState(v.Request.URL.Query().Get("state"))
	switch state {
	case "":
		state = store.OpenState
	case store.OpenState, store.OverdueState, store.SettledState, store.CreditState, store.LapsingState, store.BeyondState, store.EveryState:
	default:
		return 0, nil, v.wrongParameter("state", "it is open, overdue, settled, credits, lapsing, beyond or all")
	}
	asked := store.InvoiceFilter{State: state, Today: v.Today}
	if err := v.standingAsked(&asked); err != nil {
		return 0, nil, err
	}
	at, limit, err := v.pageOf()
	if err != nil {
		return 0, nil, err
	}
	list := InvoiceList{Invoices: []InvoiceAnswer{}}
	err = v.view(func(tx *store.Tx) error {
		page, err := tx.ListInvoices(asked, at, limit)
		if err != nil {
			return err
		}
		documents := make([]invoice.Invoice, len(page.Rows))
		for n := range page.Rows {
			documents[n] = page.Rows[n].Invoice
		}
		list.Invoices, err = v.answersOf(tx, documents)
		list.Next = nextOf(page.Next)
		return err
	})
	return http.StatusOK, list, err
}

// invoice finds one document by whatever it is called.
func (v *visit) invoice(kind invoice.Kind) (int, any, error) {
	key := v.Request.PathValue("key")
	var answer InvoiceAnswer
	err := v.view(func(tx *store.Tx) error {
		found, err := findInvoice(tx, key, kind)
		if err != nil {
			return err
		}
		answers, err := v.answersOf(tx, []invoice.Invoice{found})
		if err == nil {
			answer = answers[0]
		}
		return err
	})
	return http.StatusOK, answer, err
}

// errNoSuch is what one hears who asks for what is not there.
var errNoSuch = &problem{Status: http.StatusNotFound, Code: "not_found", Detail: "Nothing is called so here."}

// called is what is called here as the address says.
func (v *visit) called() (id.ID, error) {
	i, err := id.Parse(v.Request.PathValue("key"))
	if err != nil {
		err = errNoSuch
	}
	return i, err
}

func findInvoice(tx *store.Tx, key string, kind invoice.Kind) (invoice.Invoice, error) {
	called, err := tx.InvoicesByExternal([]string{key})
	if err != nil {
		return invoice.Invoice{}, err
	}
	numbered, err := tx.InvoicesByNumber([]string{key})
	if err != nil {
		return invoice.Invoice{}, err
	}
	for _, i := range append(called, numbered...) {
		if i.Kind == kind {
			return i, nil
		}
	}
	if i, err := id.Parse(key); err == nil {
		found, ok, err := tx.Invoice(i)
		if err != nil || ok && found.Kind == kind {
			return found, err
		}
	}
	return invoice.Invoice{}, errNoSuch
}

// answersOf are documents with the names of their customers, what the law says of their days
// and what stands about them.
func (v *visit) answersOf(tx *store.Tx, all []invoice.Invoice) ([]InvoiceAnswer, error) {
	owners, open := make([]id.ID, len(all)), []id.ID(nil)
	for n := range all {
		owners[n] = all[n].Customer
		if all[n].Open.Sign() > 0 {
			open = append(open, all[n].ID)
		}
	}
	found, err := tx.Customers(owners)
	if err != nil {
		return nil, err
	}
	paid, err := tx.Acknowledged(open)
	customers := map[id.ID]*customer.Customer{}
	for n := range found {
		customers[found[n].ID] = &found[n]
	}
	if err != nil {
		return nil, err
	}
	next, err := v.standings(tx, all)
	if err != nil {
		return nil, err
	}
	documents := make([]id.ID, len(all))
	for n := range all {
		documents[n] = all[n].ID
	}
	sent, err := tx.Deliveries(documents...)
	answers := make([]InvoiceAnswer, len(all))
	for n := range all {
		owner := customers[all[n].Customer]
		answers[n] = answerOf(&all[n], nameOf(owner))
		answers[n].legal(&all[n], term.For(&v.Company, owner), paid[all[n].ID])
		answers[n].Next, answers[n].Delivery = next[all[n].ID], deliveryOf(sent[all[n].ID])
	}
	return answers, err
}

// legal sets what the law says of the days of an invoice.
func (a *InvoiceAnswer) legal(i *invoice.Invoice, r term.Rules, paid []date.Date) {
	a.Prepayment, a.LapsesOn, a.ContestableTo = i.Prepayment, r.LapsesOn(i, paid...), r.ContestableUntil(i)
	_, a.TermExceeded = r.Excess(i)
}

// customerNames say who some customers are.
func customerNames(tx *store.Tx, ids []id.ID) (map[id.ID]CustomerName, error) {
	all, err := tx.Customers(ids)
	names := map[id.ID]CustomerName{}
	for n := range all {
		names[all[n].ID] = nameOf(&all[n])
	}
	return names, err
}

func nameOf(c *customer.Customer) CustomerName {
	return CustomerName{ID: c.ID.String(), ExternalID: c.ExternalID, Number: c.Number, Name: c.Name}
}

func answerOf(i *invoice.Invoice, owner CustomerName) InvoiceAnswer {
	said := func(a money.Amount) string { // a credit note is negative here
		if i.Kind == invoice.CreditNote {
			a = a.Neg()
		}
		return a.String()
	}
	answer := InvoiceAnswer{ID: i.ID.String(), ExternalID: i.ExternalID, Kind: i.Kind, Number: i.Number, Customer: owner, IssuedOn: i.IssuedOn,
		DueOn: i.DueOn, DueSource: i.DueSource, DeliveredOn: i.DeliveredOn, Currency: i.Owed.Currency.String(), Total: i.Total.String(), Payable: said(i.Owed), Open: said(i.Open),
		Reference: i.Reference, OrderReference: i.OrderReference, Source: i.Source, CreatedAt: i.CreatedAt}
	left := map[int]money.Amount{}
	for _, p := range i.OpenParts() {
		left[p.Number] = p.Amount
	}
	for _, p := range i.Parts {
		answer.Instalments = append(answer.Instalments, PartAnswer{DueOn: p.DueOn, Amount: p.Amount.String(), Open: money.Of(left[p.Number].Minor, p.Amount.Currency).String()})
	}
	return answer
}
