package admit

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"
	"unicode"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/user"
)

const (
	// CodeLife is for how long a code is good.
	CodeLife = 10 * time.Minute
	// codesPer is the time in which at most mostCodes are asked for by one link.
	codesPer  = time.Hour
	mostCodes = 5
	// mostGuesses is how often something wrong may be typed for one code.
	mostGuesses = 5
)

// Mailed is a code that was asked for. It is the same for an address of nobody, for which no mail
// leaves.
type Mailed struct {
	Cookie id.Token // the code is good in the browser that asked for it alone
	// Send mails it; nil where there is nobody to mail it to. It is for after the answer, whose
	// time would otherwise tell which addresses are known.
	Send func(context.Context) error
}

// AskCode makes a code for an address, by which somebody with the link of a message shows that
// he reads the mail of the customer or of one of its contacts. It is mailed in the words' language.
//
// Errors: Invalid for what is no mail address; Conflict where too many were asked for.
func (d *Desk) AskCode(ctx context.Context, c *company.Company, of id.ID, who *customer.Customer, typed string, w *locale.Words) (m Mailed, err error) {
	address, err := user.ParseEmail(typed)
	if err != nil {
		return m, err
	}
	code, err := newCode()
	if err != nil {
		return m, err
	}
	err = d.Store.Update(ctx, c.ID, func(tx *store.Tx) error {
		m = Mailed{Cookie: id.NewToken()}
		if err := tx.LockCustomers([]id.ID{who.ID}); err != nil {
			return err
		}
		since := tx.Now().Add(-codesPer)
		switch n, err := tx.EntryCodes(of, since); {
		case err != nil:
			return err
		case n >= mostCodes:
			return fault.New(fault.Conflict, "too many codes were asked for; try again in an hour, or reply to the message that the link stood in")
		}
		_, known, err := contactAt(tx, who.ID, address)
		if err != nil {
			return err
		}
		if key := tx.NewID(); known {
			m.Send = func(ctx context.Context) error { return d.mailCode(ctx, c, key, address, code, w) }
		}
		return tx.AddEntryCode(&store.EntryCode{Hash: m.Cookie.Hash(), Message: of, Code: codeHash(m.Cookie, code), Address: address}, since)
	})
	return m, err
}

// CodeAsked is the address for which who has a cookie asked for a code that he may still type; ""
// for none.
func (d *Desk) CodeAsked(ctx context.Context, of, message id.ID, cookie id.Token, now time.Time) (address string, err error) {
	if cookie == "" {
		return "", nil
	}
	err = d.Store.View(ctx, of, func(tx *store.Tx) error {
		e, found, err := tx.EntryCodeOf(message, cookie.Hash())
		if found && good(&e, now) {
			address = e.Address
		}
		return err
	})
	return address, err
}

// ShowCode looks at a code that was typed by who has the cookie of the one that asked for it. From
// then on the cookie is that of a guest, so that what is sent twice is right twice. It is false for
// whatever is wrong, and does not say what of it.
//
// Errors: Conflict where too much was tried for the link on one day.
func (d *Desk) ShowCode(ctx context.Context, of, message id.ID, who *customer.Customer, cookie id.Token, typed string, today date.Date) (right bool, err error) {
	err = d.Store.Update(ctx, of, func(tx *store.Tx) error {
		right = false
		if err := tx.LockCustomers([]id.ID{who.ID}); err != nil {
			return err
		}
		if err := mayTry(tx, message, today); err != nil {
			return err
		}
		e, found, err := tx.EntryCodeOf(message, cookie.Hash())
		if err != nil || !found || !good(&e, tx.Now()) {
			return err
		}
		_, known, err := contactAt(tx, who.ID, e.Address)
		if err != nil {
			return err
		}
		same := subtle.ConstantTimeCompare([]byte(e.Code), []byte(codeHash(cookie, digits(typed)))) == 1
		if !same || !known {
			return wrongCode(tx, &e, today)
		}
		right, e.Code = true, ""
		if err := tx.SaveEntryCode(&e); err != nil {
			return err
		}
		return tx.AddGuest(&store.Guest{Hash: e.Hash, Message: message, Proof: company.ByCode, Address: e.Address, Until: tx.Now().Add(GuestLife)})
	})
	return right, err
}

// wrongCode counts what is wrong with the code, and with the link: who has it could ask for code
// after code.
func wrongCode(tx *store.Tx, e *store.EntryCode, today date.Date) error {
	if e.Tries++; e.Tries >= mostGuesses {
		e.Code = ""
	}
	if err := tx.SaveEntryCode(e); err != nil {
		return err
	}
	_, err := tx.CountTry(e.Message, today)
	return err
}

// good reports whether a code may be typed.
func good(e *store.EntryCode, now time.Time) bool {
	return e.Code != "" && now.Before(e.AskedAt.Add(CodeLife))
}

// contactAt finds the contact of a customer who has an address.
func contactAt(tx *store.Tx, who id.ID, address string) (customer.Contact, bool, error) {
	all, err := tx.Contacts(who)
	for _, c := range all[who] {
		if address != "" && strings.EqualFold(strings.TrimSpace(c.Email), address) {
			return c, true, err
		}
	}
	return customer.Contact{}, false, err
}

// newCode is six random digits.
func newCode() (string, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%06d", n), nil
}

// codeHash is a code as it is stored: with the token of the cookie, which is stored nowhere, since
// a million codes alone would be tried in no time.
func codeHash(cookie id.Token, code string) string {
	return id.Token(string(cookie) + " " + code).Hash()
}

// digits are those of what was typed: mail programs copy blanks along.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// mailCode sends a code.
func (d *Desk) mailCode(ctx context.Context, c *company.Company, key id.ID, to, code string, w *locale.Words) error {
	if c.Email == "" || d.Post == nil && d.Channel == nil {
		return errors.New("there is no mail server") // for the log
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	mail := deliver.Mail{
		From: c.Email, FromName: c.Name, To: []string{to}, Language: string(w.Tag), Date: d.Store.Now().In(c.Location()),
		MessageID: message.MailID(c.ID, key, c.Domain()), Subject: w.T("portal.prove.mail_subject", "Company", c.Name),
		Text: strings.Join([]string{
			w.T("portal.prove.mail_code", "Company", c.Name), code, w.N("portal.prove.mail_until", int(CodeLife.Minutes())), w.T("portal.prove.mail_else"), c.Name,
		}, "\n\n") + "\n",
	}
	outcome, err := d.post(ctx, c, &mail, false)
	if err == nil && outcome.Kind != deliver.Accepted {
		err = fault.New(fault.Unavailable, "the mail to %s could not be sent: %s", to, outcome.Answer)
	}
	return err
}
