package admit

import (
	"context"
	"time"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/user"
)

// ReaderLife is for how long a reader stays signed in.
const ReaderLife = 30 * 24 * time.Hour

// SignIn lets a contact of a customer in by mail address and password, who has the link of a
// message. The token is for a cookie; "" where it is wrong, and it does not say what of it, nor does
// the time that it takes.
//
// Errors: Conflict where too much was tried for the link on one day.
func (d *Desk) SignIn(ctx context.Context, of, message id.ID, who *customer.Customer, typed, password string, today date.Date) (cookie id.Token, err error) {
	address, malformed := user.ParseEmail(typed)
	var known store.Reader
	err = d.Store.View(ctx, of, func(tx *store.Tx) error {
		if err := mayTry(tx, message, today); err != nil || malformed != nil {
			return err
		}
		known, _, err = tx.ReaderBy(address)
		return err
	})
	if err != nil {
		return "", err
	}
	same, err := d.matches(ctx, known.Password, password) // of nobody's none is
	if err != nil {
		return "", err
	}
	err = d.Store.Update(ctx, of, func(tx *store.Tx) error {
		cookie = ""
		if err := tx.LockCustomers([]id.ID{who.ID}); err != nil {
			return err
		}
		if err := mayTry(tx, message, today); err != nil {
			return err
		}
		now, _, err := tx.ReaderBy(address)
		if err != nil {
			return err
		}
		_, theirs, err := contactAt(tx, who.ID, address)
		if err != nil {
			return err
		}
		if !same || !theirs || now.Password != known.Password { // another one was chosen meanwhile
			_, err := tx.CountTry(message, today)
			return err
		}
		cookie, err = d.signedIn(tx, address)
		return err
	})
	return cookie, err
}

// signedIn begins a session.
func (d *Desk) signedIn(tx *store.Tx, address string) (id.Token, error) {
	cookie := id.NewToken()
	return cookie, tx.AddReaderSession(&store.ReaderSession{Hash: cookie.Hash(), Address: address, Until: tx.Now().Add(ReaderLife)})
}

// Choose gives a contact the password that it has chosen, who has shown by a mailed code to read
// the mail of its address, no longer than SignerLife ago. It is signed in by the cookie, and nowhere
// else any more. The cookie is "" for who has shown nothing, or not in time.
//
// Errors: Invalid for a password that is too short.
func (d *Desk) Choose(ctx context.Context, of, message id.ID, who *customer.Customer, guest id.Token, password string) (cookie id.Token, err error) {
	address, err := d.Reads(ctx, of, message, who, guest, SignerLife, d.Store.Now())
	if err != nil || address == "" {
		return "", err
	}
	hash, err := d.hash(ctx, password)
	if err != nil {
		return "", err
	}
	err = d.Store.Update(ctx, of, func(tx *store.Tx) (err error) {
		if err = tx.SetReader(store.Reader{Address: address, Password: hash}); err == nil {
			cookie, err = d.signedIn(tx, address)
		}
		return err
	})
	return cookie, err
}

// SignedIn is the address by which who has a cookie is signed in as a contact of a customer; "" for
// who is not.
func (d *Desk) SignedIn(ctx context.Context, of id.ID, who *customer.Customer, cookie id.Token, now time.Time) (address string, err error) {
	if cookie == "" {
		return "", nil
	}
	err = d.Store.View(ctx, of, func(tx *store.Tx) error {
		s, found, err := tx.ReaderSessionOf(cookie.Hash())
		if err != nil || !found || !now.Before(s.Until) {
			return err
		}
		_, theirs, err := contactAt(tx, who.ID, s.Address)
		if theirs {
			address = s.Address
		}
		return err
	})
	return address, err
}

// SignOut ends what a cookie stands for.
func (d *Desk) SignOut(ctx context.Context, of id.ID, cookie id.Token) error {
	if cookie == "" {
		return nil
	}
	return d.Store.Update(ctx, of, func(tx *store.Tx) error { return tx.EndReaderSession(cookie.Hash()) })
}
