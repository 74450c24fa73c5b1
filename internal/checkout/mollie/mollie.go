// Package mollie takes payments through Mollie, by version 2 of its API as it is documented at
// https://docs.mollie.com/reference/overview. Amounts are text with the decimals of their
// currency; a notice is no more than the name of a payment, which is then asked for.
package mollie

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"acquit/internal/checkout"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/money"
)

// Address is where Mollie is asked.
const Address = "https://api.mollie.com"

// Client asks Mollie for one company.
type Client struct {
	address string
	secrets checkout.Secrets
	http    *http.Client
}

// New returns a client. Address stands for "" as the address.
func New(s checkout.Secrets, address string, c *http.Client) *Client {
	return &Client{cmp.Or(address, Address), s, c}
}

var _ checkout.Provider = (*Client)(nil)

// sum is an amount as Mollie writes it.
type sum struct {
	Currency string `json:"currency"`
	Value    string `json:"value"`
}

func written(a money.Amount) *sum { return &sum{a.Currency.String(), a.String()} }

func (s *sum) amount() (money.Amount, error) {
	c, err := money.ParseCurrency(s.Currency)
	if err != nil {
		return money.Amount{}, err
	}
	return money.Parse(s.Value, c)
}

// order is the body of https://docs.mollie.com/reference/create-payment.
type order struct {
	Amount      *sum   `json:"amount"`
	Description string `json:"description"`
	Redirect    string `json:"redirectUrl"`
	Webhook     string `json:"webhookUrl,omitempty"`
	Locale      string `json:"locale,omitempty"`
}

// payment is what is read of https://docs.mollie.com/reference/get-payment.
type payment struct {
	ID          string          `json:"id"`
	Status      string          `json:"status"`
	Amount      *sum            `json:"amount"`
	Refunded    *sum            `json:"amountRefunded"`
	ChargedBack *sum            `json:"amountChargedBack"`
	PaidAt      time.Time       `json:"paidAt"`
	Method      string          `json:"method"`
	Settlement  string          `json:"settlementId"`
	Details     json.RawMessage `json:"details"` // of some methods, another object for each
	Links       struct {
		Checkout struct {
			Href string `json:"href"`
		} `json:"checkout"`
	} `json:"_links"`
}

// details are what methods that go through a bank tell of the payer.
type details struct {
	Name    string `json:"consumerName"`
	Account string `json:"consumerAccount"`
}

// Check asks for the methods that are switched on.
func (c *Client) Check(ctx context.Context) (ways []string, err error) {
	var all struct {
		Embedded struct {
			Methods []struct {
				Description string `json:"description"`
			} `json:"methods"`
		} `json:"_embedded"`
	}
	err = c.ask(ctx, c.secrets.Key, "/v2/methods", &all)
	for _, m := range all.Embedded.Methods {
		ways = append(ways, m.Description)
	}
	return ways, err
}

// mostDescription is how long a description may be; longer ones are cut by each method as it
// likes.
const mostDescription = 255

// Start creates a payment. Mollie remembers a key of idempotency for an hour.
func (c *Client) Start(ctx context.Context, o checkout.Order) (checkout.Started, error) {
	body, err := json.Marshal(order{written(o.Amount), cut(o.Description, mostDescription), o.Return, o.Hook, locale(o.Language)})
	if err != nil {
		return checkout.Started{}, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.address+"/v2/payments", bytes.NewReader(body))
	if err != nil {
		return checkout.Started{}, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", o.Once)
	var p payment
	if err := c.do(req, c.secrets.Key, &p); err != nil {
		return checkout.Started{}, err
	}
	if p.ID == "" || p.Links.Checkout.Href == "" {
		return checkout.Started{}, errOdd()
	}
	return checkout.Started{Ref: p.ID, Page: p.Links.Checkout.Href}, nil
}

// Look gets a payment.
func (c *Client) Look(ctx context.Context, ref string) (s checkout.State, err error) {
	var p payment
	if err := c.ask(ctx, c.secrets.Key, "/v2/payments/"+url.PathEscape(ref), &p); err != nil {
		return s, err
	}
	return p.state()
}

func (p *payment) state() (s checkout.State, err error) {
	s = checkout.State{Way: p.Method, Payout: p.Settlement}
	switch p.Status {
	case "open":
		s.Status = checkout.Open
	case "pending", "authorized":
		s.Status = checkout.Pending
	case "paid":
		s.Status = checkout.Paid
	case "canceled":
		s.Status = checkout.Cancelled
	case "expired":
		s.Status = checkout.Expired
	case "failed":
		s.Status = checkout.Failed
	default:
		return s, errOdd()
	}
	var payer details
	if json.Unmarshal(p.Details, &payer) == nil { // of another shape: nothing is told
		s.Name, s.IBAN = payer.Name, payer.Account
	}
	if s.Status != checkout.Paid {
		return s, nil
	}
	s.PaidAt = p.PaidAt
	for from, to := range map[*sum]*money.Amount{p.Amount: &s.Amount, p.Refunded: &s.Refunded, p.ChargedBack: &s.Taken} {
		if from != nil {
			if *to, err = from.amount(); err != nil {
				return s, err
			}
		}
	}
	return s, nil
}

// Told reads a notice: a form with the name of a payment, which proves nothing.
// https://docs.mollie.com/reference/webhooks
func (c *Client) Told(_ http.Header, body []byte) (string, error) {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return "", nil
	}
	return form.Get("id"), nil
}

// settlement is what is read of https://docs.mollie.com/reference/list-settlements.
type settlement struct {
	ID        string    `json:"id"`
	Reference string    `json:"reference"`
	Status    string    `json:"status"`
	Amount    *sum      `json:"amount"`
	SettledAt time.Time `json:"settledAt"`
}

// mostSettlements is how many settlements are looked at, newest first: half a year of weekly
// ones, a month of daily ones.
const mostSettlements = 30

// Payouts are the settlements. They are told to a token of the organisation alone, not to the
// key of a payment; without one there are none.
func (c *Client) Payouts(ctx context.Context, since date.Date) (all []checkout.Payout, err error) {
	if c.secrets.Org == "" {
		return nil, nil
	}
	var list struct {
		Embedded struct {
			Settlements []settlement `json:"settlements"`
		} `json:"_embedded"`
	}
	if err := c.ask(ctx, c.secrets.Org, fmt.Sprintf("/v2/settlements?limit=%d", mostSettlements), &list); err != nil {
		return nil, err
	}
	for _, s := range list.Embedded.Settlements {
		if s.Status != "paidout" || date.Of(s.SettledAt) < since {
			continue
		}
		p := checkout.Payout{Ref: s.ID, On: date.Of(s.SettledAt), Text: s.Reference}
		if p.Amount, err = s.Amount.amount(); err != nil {
			return nil, err
		}
		if p.Payments, err = c.settled(ctx, s.ID); err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

// mostPages bounds how many pages of a settlement's payments are read.
const mostPages = 100

// settled are the payments of a settlement, by
// https://docs.mollie.com/reference/list-settlement-payments.
func (c *Client) settled(ctx context.Context, settlement string) (refs []string, err error) {
	next := "/v2/settlements/" + url.PathEscape(settlement) + "/payments?limit=250"
	for n := 0; next != "" && n < mostPages; n++ {
		var page struct {
			Embedded struct {
				Payments []payment `json:"payments"`
			} `json:"_embedded"`
			Links struct {
				Next *struct {
					Href string `json:"href"`
				} `json:"next"`
			} `json:"_links"`
		}
		if err := c.ask(ctx, c.secrets.Org, next, &page); err != nil {
			return nil, err
		}
		for _, p := range page.Embedded.Payments {
			refs = append(refs, p.ID)
		}
		next = ""
		if page.Links.Next != nil {
			// Only the path is followed: the key goes to nobody else.
			to, err := url.Parse(page.Links.Next.Href)
			if err != nil {
				return nil, errOdd()
			}
			next = to.RequestURI()
		}
	}
	return refs, nil
}

// ask gets what stands at a path.
func (c *Client) ask(ctx context.Context, key, path string, into any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.address+path, nil)
	if err != nil {
		return err
	}
	return c.do(req, key, into)
}

// mostAnswer bounds what is read of an answer.
const mostAnswer = 4 << 20

func (c *Client) do(req *http.Request, key string, into any) error {
	req.Header.Set("Authorization", "Bearer "+key)
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "Acquit")
	answer, err := c.http.Do(req)
	if err != nil {
		return unreachable(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, mostAnswer))
	switch {
	case err != nil:
		return unreachable(err)
	case answer.StatusCode >= 300:
		return refused(answer.StatusCode, body)
	case json.Unmarshal(body, into) != nil:
		return errOdd()
	}
	return nil
}

// unreachable says that Mollie did not answer. What the library says of it may name the address,
// which holds no secret.
func unreachable(err error) error {
	wrong := fault.New(fault.Unavailable, "%s cannot be reached", checkout.Mollie.Label())
	wrong.Cause = err
	return wrong
}

// errOdd says that an answer is not what the documentation says.
func errOdd() error {
	return fault.New(fault.Unavailable, "%s gave an answer that cannot be read", checkout.Mollie.Label())
}

// refused is what an answer says that is none, by https://docs.mollie.com/reference/handling-errors.
func refused(status int, body []byte) error {
	var said struct {
		Detail string `json:"detail"`
	}
	_ = json.Unmarshal(body, &said) // where it is no JSON, the status says it alone
	kind := fault.Invalid
	switch {
	case status == http.StatusNotFound:
		kind = fault.NotFound
	case status == http.StatusTooManyRequests || status == http.StatusConflict || status == http.StatusRequestTimeout || status >= 500:
		kind = fault.Unavailable
	}
	return fault.New(kind, "%s refuses: %s", checkout.Mollie.Label(), cmp.Or(said.Detail, http.StatusText(status)))
}

// locales are those in which Mollie has its pages, by language and country.
var locales = []string{"en_GB", "nl_NL", "nl_BE", "fr_FR", "fr_BE", "de_DE"}

// locale is a language as Mollie writes it; "" where it is to look at the browser.
func locale(language string) string {
	wanted := strings.ReplaceAll(language, "-", "_")
	for _, l := range locales {
		if l == wanted {
			return l
		}
	}
	own, _, _ := strings.Cut(wanted, "_")
	for _, l := range locales {
		if strings.HasPrefix(l, own+"_") && own != "" {
			return l
		}
	}
	return ""
}

// cut shortens a text to so many characters.
func cut(s string, most int) string {
	if letters := []rune(s); len(letters) > most {
		return string(letters[:most-1]) + "…"
	}
	return s
}
