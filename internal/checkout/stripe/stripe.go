// Package stripe takes payments through Stripe's own pages, by its API as it is documented at
// https://docs.stripe.com/api/checkout/sessions. Amounts are in the smallest unit of their
// currency; notices are signed.
package stripe

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	stripe "github.com/stripe/stripe-go/v84"
	"github.com/stripe/stripe-go/v84/webhook"

	"acquit/internal/checkout"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/money"
)

// Client asks Stripe for one company.
type Client struct {
	secrets checkout.Secrets
	api     *stripe.Client
}

var _ checkout.Provider = (*Client)(nil)

// New returns a client. Stripe's own address stands for "" as the address. The library's log
// is silenced: what goes wrong is returned, and said once.
func New(s checkout.Secrets, address string, c *http.Client) *Client {
	config := &stripe.BackendConfig{HTTPClient: c, LeveledLogger: &stripe.LeveledLogger{Level: stripe.LevelNull}, EnableTelemetry: stripe.Bool(false)}
	if address != "" {
		config.URL = stripe.String(address)
	}
	return &Client{s, stripe.NewClient(s.Key, stripe.WithBackends(stripe.NewBackendsWithConfig(config)))}
}

// Check asks for a session, which a key that may begin payments may see. By what customers can
// pay Stripe decides for each of them.
func (c *Client) Check(ctx context.Context) ([]string, error) {
	params := &stripe.CheckoutSessionListParams{}
	params.Limit, params.Single = stripe.Int64(1), true
	for _, err := range c.api.V1CheckoutSessions.List(ctx, params) {
		return nil, said(err)
	}
	return nil, nil
}

// Start creates a session. Stripe remembers a key of idempotency for a day at least.
func (c *Client) Start(ctx context.Context, o checkout.Order) (checkout.Started, error) {
	minor, err := unit(o.Amount)
	if err != nil {
		return checkout.Started{}, err
	}
	params := &stripe.CheckoutSessionCreateParams{
		Mode:              stripe.String(string(stripe.CheckoutSessionModePayment)),
		SuccessURL:        stripe.String(o.Return),
		CancelURL:         stripe.String(o.Return),
		ClientReferenceID: stripe.String(o.Once),
		Locale:            stripe.String(locale(o.Language)),
		LineItems: []*stripe.CheckoutSessionCreateLineItemParams{{
			Quantity: stripe.Int64(1),
			PriceData: &stripe.CheckoutSessionCreateLineItemPriceDataParams{
				Currency:    stripe.String(strings.ToLower(o.Amount.Currency.String())),
				UnitAmount:  stripe.Int64(minor),
				ProductData: &stripe.CheckoutSessionCreateLineItemPriceDataProductDataParams{Name: stripe.String(o.Description)},
			}}},
		PaymentIntentData: &stripe.CheckoutSessionCreatePaymentIntentDataParams{Description: stripe.String(o.Description)},
	}
	params.SetIdempotencyKey(o.Once)
	session, err := c.api.V1CheckoutSessions.Create(ctx, params)
	if err != nil {
		return checkout.Started{}, said(err)
	}
	if session.ID == "" || session.URL == "" {
		return checkout.Started{}, errOdd()
	}
	return checkout.Started{Ref: session.ID, Page: session.URL}, nil
}

// Look retrieves a session with the charge by which it was paid.
func (c *Client) Look(ctx context.Context, ref string) (s checkout.State, err error) {
	params := &stripe.CheckoutSessionRetrieveParams{}
	params.AddExpand("payment_intent.latest_charge")
	session, err := c.api.V1CheckoutSessions.Retrieve(ctx, ref, params)
	if err != nil {
		return s, said(err)
	}
	s.Status = status(session)
	intent := session.PaymentIntent
	if intent == nil {
		return s, nil
	}
	s.Alias = intent.ID
	charge := intent.LatestCharge
	if s.Status != checkout.Paid || charge == nil {
		return s, nil
	}
	if s.Amount, err = amount(charge.AmountCaptured, charge.Currency); err != nil {
		return s, err
	}
	s.PaidAt = time.Unix(charge.Created, 0).UTC()
	s.Way, s.Name = payer(charge)
	s.Refunded = money.Of(charge.AmountRefunded, s.Amount.Currency)
	s.Taken = money.Of(0, s.Amount.Currency)
	if charge.Disputed {
		s.Taken.Minor, err = c.contested(ctx, charge.ID)
	}
	return s, err
}

// status is how far a session came. One that is complete and not paid waits for a bank, as a
// direct debit does.
func status(s *stripe.CheckoutSession) checkout.Status {
	switch {
	case s.PaymentStatus == stripe.CheckoutSessionPaymentStatusPaid:
		return checkout.Paid
	case s.Status == stripe.CheckoutSessionStatusExpired:
		return checkout.Expired
	case s.Status != stripe.CheckoutSessionStatusComplete:
		return checkout.Open
	case s.PaymentIntent != nil && failed(s.PaymentIntent.Status):
		return checkout.Failed
	}
	return checkout.Pending
}

// failed reports whether a bank has refused what a complete session asked of it.
func failed(s stripe.PaymentIntentStatus) bool {
	return s == stripe.PaymentIntentStatusRequiresPaymentMethod || s == stripe.PaymentIntentStatusCanceled
}

// contested is what the payer's bank has taken back of a charge. An inquiry takes nothing, and
// a case that was won gives it back.
func (c *Client) contested(ctx context.Context, charge string) (sum int64, err error) {
	for d, err := range c.api.V1Disputes.List(ctx, &stripe.DisputeListParams{Charge: stripe.String(charge)}) {
		if err != nil {
			return 0, said(err)
		}
		switch d.Status {
		case stripe.DisputeStatusNeedsResponse, stripe.DisputeStatusUnderReview, stripe.DisputeStatusLost:
			sum += d.Amount
		}
	}
	return sum, nil
}

// payer is how a charge was paid, and the name that a bank vouches for; or else the one that the
// payer gave.
func payer(c *stripe.Charge) (way, name string) {
	if d := c.PaymentMethodDetails; d != nil {
		way = string(d.Type)
		switch {
		case d.IDEAL != nil:
			name = d.IDEAL.VerifiedName
		case d.Bancontact != nil:
			name = d.Bancontact.VerifiedName
		}
	}
	if c.BillingDetails != nil {
		name = cmp.Or(name, c.BillingDetails.Name)
	}
	return way, name
}

// notice is what is read of the object that a notice is about.
type notice struct {
	ID            string          `json:"id"`
	Object        string          `json:"object"`
	PaymentIntent json.RawMessage `json:"payment_intent"` // a name, as long as nobody asks for more
}

// Told verifies the signature of a notice by https://docs.stripe.com/webhooks/signature, which
// holds for five minutes, and reads whom it is about.
func (c *Client) Told(h http.Header, body []byte) (string, error) {
	if c.secrets.Hook == "" {
		return "", fault.New(fault.Denied, "notices cannot be verified without the secret they are signed with")
	}
	// Only names are read, which stay the same in all versions of the API.
	event, err := webhook.ConstructEventWithOptions(body, h.Get("Stripe-Signature"), c.secrets.Hook, webhook.ConstructEventOptions{IgnoreAPIVersionMismatch: true})
	if err != nil {
		return "", fault.New(fault.Denied, "the signature of the notice is not valid")
	}
	var n notice
	if event.Data == nil || json.Unmarshal(event.Data.Raw, &n) != nil {
		return "", nil
	}
	var intent string
	_ = json.Unmarshal(n.PaymentIntent, &intent) // of objects that have none
	switch n.Object {
	case "checkout.session", "payment_intent":
		return n.ID, nil
	case "charge", "dispute", "refund":
		return intent, nil
	}
	return "", nil
}

// Payouts are those that have arrived, with the charges in them.
func (c *Client) Payouts(ctx context.Context, since date.Date) (all []checkout.Payout, err error) {
	params := &stripe.PayoutListParams{Status: stripe.String(string(stripe.PayoutStatusPaid)),
		ArrivalDateRange: &stripe.RangeQueryParams{GreaterThanOrEqual: since.Time().Unix()}}
	for p, err := range c.api.V1Payouts.List(ctx, params) {
		if err != nil {
			return nil, said(err)
		}
		one := checkout.Payout{Ref: p.ID, On: date.Of(time.Unix(p.ArrivalDate, 0).UTC()), Text: p.StatementDescriptor}
		if one.Amount, err = amount(p.Amount, p.Currency); err != nil {
			return nil, err
		}
		if one.Payments, err = c.within(ctx, p); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// within are the payments in a payout. What a person asks for by hand is not made of payments.
func (c *Client) within(ctx context.Context, p *stripe.Payout) (intents []string, err error) {
	if !p.Automatic {
		return nil, nil
	}
	params := &stripe.BalanceTransactionListParams{Payout: stripe.String(p.ID)}
	params.Limit = stripe.Int64(100)
	params.AddExpand("data.source")
	for t, err := range c.api.V1BalanceTransactions.List(ctx, params) {
		if err != nil {
			return nil, said(err)
		}
		if s := t.Source; s != nil && s.Charge != nil && s.Charge.PaymentIntent != nil && !slices.Contains(intents, s.Charge.PaymentIntent.ID) {
			intents = append(intents, s.Charge.PaymentIntent.ID)
		}
	}
	return intents, nil
}

// odd are the currencies of which Stripe counts another unit than ISO 4217 has, by
// https://docs.stripe.com/currencies: no payment in them is begun.
var odd = []string{"ISK", "UGX", "HUF", "TWD", "MGA"}

// unit is an amount as Stripe counts it.
func unit(a money.Amount) (int64, error) {
	if a.Currency.Digits() > 2 || slices.Contains(odd, a.Currency.String()) {
		return 0, fault.New(fault.Invalid, "%s cannot be paid online", a.Currency)
	}
	return a.Minor, nil
}

func amount(minor int64, currency stripe.Currency) (money.Amount, error) {
	c, err := money.ParseCurrency(strings.ToUpper(string(currency)))
	return money.Of(minor, c), err
}

// locale is the language of the pages: Stripe knows more of them than we, and looks at the
// browser where it is told none.
func locale(language string) string {
	own, _, _ := strings.Cut(language, "-")
	return cmp.Or(own, "auto")
}

// errOdd says that an answer is not what the documentation says.
func errOdd() error {
	return fault.New(fault.Unavailable, "%s gave an answer that cannot be read", checkout.Stripe.Label())
}

// said is a failure in our words, by https://docs.stripe.com/api/errors.
func said(err error) error {
	var e *stripe.Error
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &e):
		wrong := fault.New(fault.Unavailable, "%s cannot be reached", checkout.Stripe.Label())
		wrong.Cause = err
		return wrong
	}
	kind := fault.Invalid
	switch s := e.HTTPStatusCode; {
	case s == http.StatusNotFound:
		kind = fault.NotFound
	case s == http.StatusTooManyRequests || s == http.StatusConflict || s == http.StatusRequestTimeout || s >= 500:
		kind = fault.Unavailable
	}
	return fault.New(kind, "%s refuses: %s", checkout.Stripe.Label(), cmp.Or(e.Msg, http.StatusText(e.HTTPStatusCode)))
}
