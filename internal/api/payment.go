package api

import (
	"net/http"
	"reflect"
	"time"

	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/payment"
	"acquit/internal/store"
	"acquit/internal/user"
)

// PaymentAnswer is a payment as it stands.
type PaymentAnswer struct {
	ID          string             `json:"id" doc:"What it is called here."`
	ExternalID  string             `json:"external_id" doc:"What the sending program calls it."`
	Customer    CustomerName       `json:"customer" doc:"Who paid."`
	ReceivedOn  date.Date          `json:"received_date" doc:"Day on which the money came in."`
	Currency    string             `json:"currency" doc:"Currency, ISO 4217."`
	Amount      string             `json:"amount" format:"amount" doc:"How much came in."`
	OnAccount   string             `json:"on_account_amount" format:"amount" doc:"What settles nothing yet."`
	Allocations []AllocationAnswer `json:"allocations,omitempty" doc:"What it settles now."`
	CreatedAt   time.Time          `json:"created_at" doc:"When it was booked."`
	ReversedAt  *time.Time         `json:"reversed_at,omitempty" doc:"When it was taken back here, as a whole."`
}

// AllocationAnswer says how much of a payment settles an invoice.
type AllocationAnswer struct {
	Invoice string `json:"invoice_id" doc:"What the invoice is called here."`
	Number  string `json:"number" doc:"Its number."`
	Amount  string `json:"amount" format:"amount" doc:"How much of the payment settles it."`
}

func paymentOperations() []operation {
	return []operation{
		{Method: http.MethodGet, Path: root + "/payments/{key}", Name: "get_payment", Summary: "One payment", Group: "Payments", Scope: user.ReadScope,
			Parameters: []parameter{{"key", "path", "What the sending program calls it.", &schema{Type: "string"}}},
			Answer:     reflect.TypeFor[PaymentAnswer](), Statuses: []int{http.StatusOK, http.StatusNotFound}, do: (*visit).payment},
	}
}

func (v *visit) payment() (int, any, error) {
	var answer PaymentAnswer
	err := v.view(func(tx *store.Tx) error {
		found, err := tx.PaymentsByExternal([]string{v.Request.PathValue("key")})
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return errNoSuch
		}
		answer, err = answerPaid(tx, &found[0])
		return err
	})
	return http.StatusOK, answer, err
}

func answerPaid(tx *store.Tx, p *payment.Payment) (PaymentAnswer, error) {
	answer := PaymentAnswer{ID: p.ID.String(), ExternalID: p.ExternalID, ReceivedOn: p.ReceivedOn, Currency: p.Amount.Currency.String(),
		Amount: p.Amount.String(), OnAccount: p.OnAccount.String(), CreatedAt: p.CreatedAt}
	if !p.ReversedAt.IsZero() {
		answer.ReversedAt = &p.ReversedAt
	}
	names, err := customerNames(tx, []id.ID{p.Customer})
	if err != nil {
		return answer, err
	}
	answer.Customer = names[p.Customer]
	all, err := tx.Allocations(store.AllocationFilter{Payment: p.ID})
	if err != nil {
		return answer, err
	}
	undone := map[id.ID]bool{}
	var invoices []id.ID
	for _, a := range all {
		undone[a.Reverses] = true
		invoices = append(invoices, a.Invoice)
	}
	numbers, err := tx.InvoiceNumbers(invoices)
	for _, a := range all {
		if a.Reverses == 0 && !undone[a.ID] {
			answer.Allocations = append(answer.Allocations, AllocationAnswer{a.Invoice.String(), numbers[a.Invoice], a.Amount.String()})
		}
	}
	return answer, err
}
