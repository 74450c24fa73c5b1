// Package admit lets people in: who may work for a company and as what, and how
// somebody proves to be who they say.
package admit

import (
	"context"

	"acquit/internal/deliver"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/user"
)

// Desk is where people are let in.
type Desk struct {
	Store   *store.Store
	Words   *locale.Book    // of the mails with a link
	Channel deliver.Channel // the installation's mail server; nil for none
	Post    Post            // by which companies' own mails leave; nil where all leave by the installation's server

	hashing chan struct{}
}

// Post is how the mails of a company to its own people leave.
type Post interface {
	// Mails reports whether there is a server by which they can.
	Mails(tx *store.Tx) (bool, error)
	// Deliver hands one over.
	Deliver(ctx context.Context, of id.ID, mail *deliver.Mail) (deliver.Outcome, error)
}

// hashesAtOnce bounds how many passwords are hashed or checked at once: each takes
// 19 MiB.
const hashesAtOnce = 4

// New returns a desk. channel is the installation's mail server; nil for none.
func New(s *store.Store, words *locale.Book, channel deliver.Channel) *Desk {
	return &Desk{Store: s, Words: words, Channel: channel, hashing: make(chan struct{}, hashesAtOnce)}
}

// inTurn does something with a password when few others do.
func (d *Desk) inTurn(ctx context.Context, do func()) error {
	select {
	case d.hashing <- struct{}{}:
		defer func() { <-d.hashing }()
	case <-ctx.Done():
		return ctx.Err()
	}
	do()
	return nil
}

func (d *Desk) hash(ctx context.Context, password string) (h user.Hash, err error) {
	waited := d.inTurn(ctx, func() { h, err = user.NewHash(password) })
	if waited != nil {
		return "", waited
	}
	return h, err
}

func (d *Desk) matches(ctx context.Context, h user.Hash, password string) (ok bool, err error) {
	err = d.inTurn(ctx, func() { ok = h.Matches(password) })
	return ok, err
}

// Known finds the person of a mail address and checks the password. It takes as long
// whichever of them is wrong.
func (d *Desk) Known(ctx context.Context, mail, password string) (person user.User, ok bool, err error) {
	if address, err := user.ParseEmail(mail); err == nil {
		err = d.Store.View(ctx, 0, func(tx *store.Tx) error {
			person, _, err = tx.UserByEmail(address)
			return err
		})
		if err != nil {
			return person, false, err
		}
	}
	ok, err = d.matches(ctx, person.Password, password)
	return person, ok, err
}

// lockMember finds somebody who works for the transaction's company. Until it ends
// nobody else changes them.
func lockMember(tx *store.Tx, person id.ID) (user.User, user.Role, error) {
	u, found, err := tx.LockUser(person)
	if err != nil {
		return u, "", err
	}
	role, err := tx.RoleOf(person)
	if err == nil && (!found || role == "") {
		err = fault.New(fault.NotFound, "nobody of this company is meant")
	}
	return u, role, err
}
