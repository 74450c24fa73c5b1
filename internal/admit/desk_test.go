package admit_test

import (
	"context"
	"testing"

	"acquit/internal/admit"
	"acquit/internal/company"
	"acquit/internal/deliver"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

const (
	first  = "correct horse battery"
	second = "staple it well today"
)

// hashed is the first password as stored.
var hashed = testkit.Hash(first)

// post is a mail server that answers as it is told, and keeps what it was given.
type post struct {
	outcome deliver.Outcome
	mails   []deliver.Mail
}

func (p *post) Deliver(_ context.Context, _ string, _ []string, raw []byte) deliver.Outcome {
	if mail, err := deliver.Read(raw); err == nil {
		p.mails = append(p.mails, mail)
	}
	return p.outcome
}

// house is a company with people.
type house struct {
	t       testing.TB
	store   *store.Store
	clock   *testkit.Clock
	desk    *admit.Desk
	company company.Company
}

func newHouse(t testing.TB, s *store.Store, clock *testkit.Clock) *house {
	t.Helper()
	return &house{t, s, clock, admit.New(s, locale.NewBook(), nil), testkit.Company(t, s)}
}

// other is another company of the installation.
func (h *house) other(name string) *house {
	h.t.Helper()
	o := *h
	o.company = testkit.Company(h.t, h.store, func(c *company.Company) { c.Name = name })
	return &o
}

// add lets somebody in who has set the first password.
func (h *house) add(mail string, role user.Role) user.User {
	h.t.Helper()
	u, _, err := h.desk.Add(h.t.Context(), h.company.ID, user.User{Email: mail, Password: hashed}, role)
	if err != nil {
		h.t.Fatal(err)
	}
	return u
}

func (h *house) role(person id.ID) (r user.Role) {
	h.t.Helper()
	testkit.View(h.t, h.store, h.company.ID, func(tx *store.Tx) (err error) {
		r, err = tx.RoleOf(person)
		return err
	})
	return r
}

// stored is a person as stored; found is false for one who is gone.
func (h *house) stored(person id.ID) (u user.User, found bool) {
	h.t.Helper()
	testkit.View(h.t, h.store, 0, func(tx *store.Tx) (err error) {
		u, found, err = tx.UserByID(person)
		return err
	})
	return u, found
}

// signsIn reports whether a password is somebody's.
func (h *house) signsIn(mail, password string) bool {
	h.t.Helper()
	_, ok, err := h.desk.Known(h.t.Context(), mail, password)
	if err != nil {
		h.t.Fatal(err)
	}
	return ok
}

// address is a link as the pages would write it.
func address(t id.Token) string { return "https://acquit.example/password/" + string(t) }

// token is what an address carries.
func token(address string) id.Token {
	return id.Token(address[len("https://acquit.example/password/"):])
}
