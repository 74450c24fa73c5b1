package api

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"reflect"
	"time"

	"github.com/govalues/decimal"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/intake"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/user"
)

// HoldRecord is a hold that a program places.
type HoldRecord struct {
	Cause      hold.Cause       `json:"cause,omitempty" enum:"sales,dispute,promise,reply" doc:"What brings it about: sales ask for it, the invoice is contested, payment was promised, or the customer answered. Left out, the reason alone says it."`
	Invoice    string           `json:"invoice,omitempty" max:"200" doc:"The invoice that it is about: what the sending program calls it, or else its number. Left out, it is about the customer."`
	Currency   money.Currency   `json:"currency,omitzero" doc:"Only what is owed in this currency, ISO 4217; also the currency of the amount."`
	Reason     string           `json:"reason,omitempty" max:"500" doc:"Why, for people. Needed without a cause, for sales, and for a dispute."`
	PromisedOn date.Date        `json:"promised_date,omitempty" doc:"The day by which payment was promised. Needed for a promise, which holds two bank days longer."`
	Amount     *decimal.Decimal `json:"amount,omitempty" doc:"How much was promised, or is contested; left out for all of it."`
	Until      date.Date        `json:"until,omitempty" doc:"The last day it holds; left out, it holds until it is lifted. Needed for sales. That of a promise is reckoned here."`
	Everything bool             `json:"everything,omitempty" doc:"Nothing at all is sent meanwhile; otherwise only reminders wait."`
}

// HoldAnswer is a hold as it stands, or as it was lifted.
type HoldAnswer struct {
	ID         string     `json:"id" doc:"What it is called here."`
	Cause      hold.Cause `json:"cause,omitempty" enum:"sales,dispute,promise,plan,reply" doc:"What brought it about; left out where a person's reason alone says it."`
	Invoice    string     `json:"invoice,omitempty" doc:"The number of the invoice that it is about; left out for the customer."`
	Currency   string     `json:"currency,omitempty" doc:"Only what is owed in this currency."`
	Label      string     `json:"label,omitempty" doc:"It is about all customers with this label."`
	Company    bool       `json:"company,omitempty" doc:"It is about all customers."`
	Reason     string     `json:"reason,omitempty" doc:"Why."`
	PromisedOn date.Date  `json:"promised_date,omitempty" doc:"The day by which payment was promised."`
	Amount     string     `json:"amount,omitempty" format:"amount" doc:"How much was promised, or is contested; left out for all of it."`
	Until      date.Date  `json:"until,omitempty" doc:"The last day it holds; left out, it holds until it is lifted."`
	Everything bool       `json:"everything,omitempty" doc:"Nothing at all is sent meanwhile."`
	Broken     bool       `json:"broken,omitempty" doc:"The promise was not kept: it holds nothing back any more."`
	PlacedBy   string     `json:"placed_by" doc:"Who placed it."`
	PlacedAt   time.Time  `json:"placed_at" doc:"When."`
	LiftedBy   string     `json:"lifted_by,omitempty" doc:"Who lifted it."`
	LiftedAt   *time.Time `json:"lifted_at,omitempty" doc:"When; left out while it stands."`
}

// HoldList is what holds messages to a customer back.
type HoldList struct {
	Holds []HoldAnswer `json:"holds" doc:"Those that stand, in the order of their making, with those that the customer shares with others."`
}

func holdOperations() []operation {
	const path = "/customers/{key}/holds"
	key := parameter{"key", "path", "The customer: what the sending program calls it, or else its number, or what it is called here.", &schema{Type: "string"}}
	put := posted[HoldRecord](path, "holds", "Customers", "Hold messages to a customer back",
		"Places holds, each by itself: while one lasts, no reminder leaves about what it is about. A hold that stands already, word for word, is unchanged. A record that is wrong keeps no other back.",
		`{"holds": [
    {"cause": "promise", "promised_date": "2026-03-12", "amount": "500.00"}]}`,
		(*visit).placeHolds)
	put.Parameters, put.Statuses = []parameter{key}, append(put.Statuses, http.StatusNotFound)
	return []operation{put,
		{Method: http.MethodGet, Path: root + path, Name: "list_holds", Summary: "List what holds messages to a customer back", Group: "Customers", Scope: user.ReadScope,
			Parameters: []parameter{key}, Answer: reflect.TypeFor[HoldList](), Statuses: []int{http.StatusOK, http.StatusNotFound}, do: (*visit).holds},
		{Method: http.MethodDelete, Path: root + path + "/{hold}", Name: "lift_hold", Summary: "Lift a hold", Group: "Customers", Scope: user.WriteScope,
			Text:       "Ends a hold of the customer. One that was lifted already is a conflict; one that the customer shares with others is lifted by people.",
			Parameters: []parameter{key, {"hold", "path", "What the hold is called here.", &schema{Type: "string"}}}, Answer: reflect.TypeFor[HoldAnswer](),
			Statuses: []int{http.StatusOK, http.StatusNotFound, http.StatusConflict}, do: (*visit).liftHold},
	}
}

// collects is where holds are placed and lifted.
func (v *visit) collects() *collect.Desk {
	return &collect.Desk{Store: v.Store, Calendar: v.Calendar, Words: v.Words}
}

// whose is the customer that the address names.
func (v *visit) whose() (c customer.Customer, err error) {
	err = v.view(func(tx *store.Tx) error {
		c, err = findCustomer(tx, v.Request.PathValue("key"))
		return err
	})
	return c, err
}

func (v *visit) holds() (int, any, error) {
	list := HoldList{Holds: []HoldAnswer{}}
	err := v.view(func(tx *store.Tx) error {
		who, err := findCustomer(tx, v.Request.PathValue("key"))
		if err != nil {
			return err
		}
		own, err := tx.Holds(who.ID)
		if err != nil {
			return err
		}
		broad, err := tx.BroadHolds()
		if err != nil {
			return err
		}
		for _, h := range broad {
			if h.Label == "" || who.HasLabel(h.Label) {
				own = append(own, h)
			}
		}
		var about []id.ID
		for _, h := range own {
			about = append(about, h.Invoice)
		}
		numbers, err := tx.InvoiceNumbers(about)
		for n := range own {
			if h := &own[n]; h.HoldsOn(v.Today) || h.BrokenOn(v.Today) {
				list.Holds = append(list.Holds, v.holdAnswer(h, numbers[h.Invoice]))
			}
		}
		return err
	})
	return http.StatusOK, list, err
}

func (v *visit) holdAnswer(h *hold.Hold, number string) HoldAnswer {
	a := HoldAnswer{ID: h.ID.String(), Cause: h.Cause, Invoice: number, Label: h.Label, Company: h.Customer == 0 && h.Label == "", Reason: h.Reason,
		PromisedOn: h.PromisedOn, Until: h.Until, Everything: h.Everything, Broken: h.BrokenOn(v.Today), PlacedBy: h.PlacedBy, PlacedAt: h.PlacedAt, LiftedBy: h.LiftedBy}
	if h.Currency != (money.Currency{}) {
		a.Currency = h.Currency.String()
	}
	if !h.Amount.IsZero() {
		a.Amount = h.Amount.String()
	}
	if !h.LiftedAt.IsZero() {
		a.LiftedAt = &h.LiftedAt
	}
	return a
}

// placeHolds places the holds of a request.
func (v *visit) placeHolds() (int, any, error) {
	who, err := v.whose()
	if err != nil {
		return 0, nil, err
	}
	return take(v, func(_ *intake.Desk, ctx context.Context, company id.ID, _ string, records []intake.Placed[HoldRecord]) ([]intake.Outcome, error) {
		outcomes := make([]intake.Outcome, len(records))
		for n := range records {
			if outcomes[n], err = v.placeOne(ctx, customer.Ref{Company: company, Customer: who.ID}, &records[n]); err != nil {
				return nil, err
			}
		}
		return outcomes, nil
	})
}

// placeOne places a hold, unless it stands already. What is wrong with it is in the outcome.
func (v *visit) placeOne(ctx context.Context, c customer.Ref, r *intake.Placed[HoldRecord]) (intake.Outcome, error) {
	var h hold.Hold
	var standing []hold.Hold
	err := v.view(func(tx *store.Tx) (err error) {
		if h, err = r.Record.hold(tx, v); err == nil {
			standing, err = tx.Holds(c.Customer)
		}
		return err
	})
	if err == nil {
		for n := range standing {
			if same(&standing[n], &h) {
				return intake.Outcome{Result: intake.Unchanged, ID: standing[n].ID}, nil
			}
		}
		h, err = v.collects().PlaceHold(ctx, c, h, v.Today)
	}
	var wrong *fault.Error
	switch {
	case err == nil:
		return intake.Outcome{Result: intake.Created, ID: h.ID}, nil
	case errors.As(err, &wrong) && (wrong.Kind == fault.Invalid || wrong.Kind == fault.NotFound):
		placed := *wrong
		placed.Place.Path = r.At
		if field := wrong.Place.Path; field != "" {
			placed.Place.Path += "/" + cmp.Or(holdFields[field], field)
		}
		return intake.Outcome{Result: intake.Refused, Err: &placed}, nil
	}
	return intake.Outcome{}, err
}

// holdFields are the fields of a HoldRecord that are called otherwise within.
var holdFields = map[string]string{"promised": "promised_date"}

// hold is the hold that a record asks for.
func (r *HoldRecord) hold(tx *store.Tx, v *visit) (hold.Hold, error) {
	h := hold.Hold{Cause: r.Cause, Currency: r.Currency, Reason: r.Reason, PromisedOn: r.PromisedOn, Until: r.Until, Everything: r.Everything, PlacedBy: v.actor()}
	currency := r.Currency
	if r.Invoice != "" {
		i, err := findInvoice(tx, r.Invoice, invoice.Bill)
		if errors.Is(err, errNoSuch) {
			return h, fault.At(0, "invoice", "the customer has no such invoice")
		}
		if err != nil {
			return h, err
		}
		h.Invoice, currency = i.ID, i.Owed.Currency
	}
	var err error
	h.Amount, err = exactly(r.Amount, cmp.Or(currency, v.Company.Currency))
	return h, err
}

// same reports whether a hold that stands is what is asked for.
func same(standing, asked *hold.Hold) bool {
	until := asked.Until
	if asked.Cause == hold.ForPromise {
		until = standing.Until // which is reckoned
	}
	return standing.Cause == asked.Cause && standing.Invoice == asked.Invoice && standing.Reason == asked.Reason && standing.PromisedOn == asked.PromisedOn &&
		standing.Until == until && standing.Everything == asked.Everything && standing.Amount.Minor == asked.Amount.Minor
}

func (v *visit) liftHold() (int, any, error) {
	who, err := v.whose()
	if err != nil {
		return 0, nil, err
	}
	i, err := id.Parse(v.Request.PathValue("hold"))
	if err != nil {
		return 0, nil, errNoSuch
	}
	var number string
	err = v.view(func(tx *store.Tx) error {
		known, err := tx.HoldsByID([]id.ID{i})
		if err != nil {
			return err
		}
		if len(known) == 0 || known[0].Customer != who.ID {
			return errNoSuch
		}
		numbers, err := tx.InvoiceNumbers([]id.ID{known[0].Invoice})
		number = numbers[known[0].Invoice]
		return err
	})
	if err != nil {
		return 0, nil, err
	}
	lifted, err := v.collects().LiftHolds(v.Request.Context(), v.Company.ID, []id.ID{i}, v.actor(), v.Today)
	if err != nil {
		return 0, nil, err
	}
	return http.StatusOK, v.holdAnswer(&lifted[0], number), nil
}
