package admit

import (
	"context"
	"crypto/subtle"
	"regexp"
	"strings"
	"time"
	"unicode"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/store"
)

// Shown is what a guest shows beside the link of a message.
type Shown struct {
	Postcode string
	Number   string // of an invoice
	Amount   func(money.Currency) (money.Amount, error)
}

const (
	// GuestLife is for how long what was shown is good.
	GuestLife = 12 * time.Hour
	// mostTries is how often something wrong may be shown for one link on one day.
	mostTries = 10
)

// Asked is what is asked for of a customer who came by a link: what the company says, or where
// nobody knows the customer's postcode, an invoice.
func Asked(c *company.Company, who *customer.Customer) company.Proof {
	p := c.Policy.Portal
	switch {
	case p == nil:
		return company.ByLink
	case p.Proof == company.ByPostcode && foldedPostcode(who.Postcode) == "":
		return company.ByInvoice
	}
	return p.Proof
}

// Proven reports whether who has a cookie has shown what is asked for, or something surer, for the
// link of a message. Who has proved an address has it no longer once it is no contact's.
func (d *Desk) Proven(ctx context.Context, of, message id.ID, who *customer.Customer, asked company.Proof, cookie id.Token, now time.Time) (proven bool, err error) {
	if asked == company.ByLink {
		return true, nil
	}
	if cookie == "" {
		return false, nil
	}
	err = d.Store.View(ctx, of, func(tx *store.Tx) error {
		g, found, err := tx.GuestOf(message, cookie.Hash())
		proven = found && g.Proof.Covers(asked) && now.Before(g.Until)
		if err == nil && proven && g.Proof == company.ByCode {
			_, proven, err = contactAt(tx, who.ID, g.Address)
		}
		return err
	})
	return proven, err
}

// SignerLife is for how long a code that was typed is good to sign with.
const SignerLife = time.Hour

// Reads is the address that who has a cookie has shown to read, by a code that was mailed to it no
// longer ago than within; "" for none.
func (d *Desk) Reads(ctx context.Context, of, message id.ID, who *customer.Customer, cookie id.Token, within time.Duration, now time.Time) (address string, err error) {
	if cookie == "" {
		return "", nil
	}
	err = d.Store.View(ctx, of, func(tx *store.Tx) error {
		g, found, err := tx.GuestOf(message, cookie.Hash())
		shown := g.Until.Add(-GuestLife)
		if err != nil || !found || g.Proof != company.ByCode || now.After(shown.Add(within)) {
			return err
		}
		_, known, err := contactAt(tx, who.ID, g.Address)
		if known {
			address = g.Address
		}
		return err
	})
	return address, err
}

// Show looks at what a guest shows. The token is for a cookie; "" where it is wrong, and it does
// not say what of it.
//
// Errors: Conflict where too much was tried for the link on one day.
func (d *Desk) Show(ctx context.Context, of, message id.ID, who *customer.Customer, asked company.Proof, s Shown, today date.Date) (cookie id.Token, err error) {
	err = d.Store.Update(ctx, of, func(tx *store.Tx) error {
		cookie = ""
		if err := tx.LockCustomers([]id.ID{who.ID}); err != nil {
			return err
		}
		if err := mayTry(tx, message, today); err != nil {
			return err
		}
		right, err := s.right(tx, who, asked)
		if err != nil {
			return err
		}
		if !right {
			_, err := tx.CountTry(message, today)
			return err
		}
		cookie = id.NewToken()
		return tx.AddGuest(&store.Guest{Hash: cookie.Hash(), Message: message, Proof: asked, Until: tx.Now().Add(GuestLife)})
	})
	return cookie, err
}

// mayTry refuses once too much was tried for a link on one day.
func mayTry(tx *store.Tx, message id.ID, today date.Date) error {
	tries, err := tx.Tries(message, today)
	if err == nil && tries >= mostTries {
		err = fault.New(fault.Conflict, "too much was tried today; try again tomorrow, or reply to the message that the link stood in")
	}
	return err
}

func (s *Shown) right(tx *store.Tx, who *customer.Customer, asked company.Proof) (bool, error) {
	switch asked {
	case company.ByPostcode:
		known, given := foldedPostcode(who.Postcode), foldedPostcode(s.Postcode)
		return known != "" && subtle.ConstantTimeCompare([]byte(known), []byte(given)) == 1, nil
	case company.ByInvoice:
		return s.anInvoice(tx, who)
	}
	return false, nil
}

// anInvoice reports whether one of the customer's invoices has the number and the amount that it
// asks for, or that is left of it.
func (s *Shown) anInvoice(tx *store.Tx, who *customer.Customer) (bool, error) {
	key := invoice.NumberKey(s.Number)
	if key == "" || s.Amount == nil {
		return false, nil
	}
	found, err := tx.InvoicesNumbered(who.ID, key)
	for n := range found {
		i := &found[n]
		amount, wrong := s.Amount(i.Owed.Currency)
		if wrong == nil && (amount == i.Owed || amount == i.Total || amount == i.Open && !i.Open.IsZero()) {
			return true, err
		}
	}
	return false, err
}

// foldedPostcode is a postcode as people mean it: without blanks and signs, and without the
// letters of the country that stand before it.
func foldedPostcode(s string) string {
	folded := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, s)
	if ofCountry.MatchString(folded) {
		return folded[strings.IndexAny(folded, "0123456789"):]
	}
	return folded
}

// ofCountry is a postcode behind the letters of its country, which people write before digits
// ("B-1000") and, in the Netherlands, before digits that two letters follow ("NL-3011 AA").
var ofCountry = regexp.MustCompile(`^([A-Z]{1,3}[0-9]+|NL[0-9]{4}[A-Z]{2})$`)
