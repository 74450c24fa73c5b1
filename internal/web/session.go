package web

import (
	"context"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/user"
)

// workingDay is how long a sign-in lasts: nobody is asked twice on one day, and a
// browser that was left open overnight is of no use to others.
const workingDay = 12 * time.Hour

// What a session keeps: who is signed in, the mark of the password that was given,
// and the language that they read.
const (
	personKey   = "person"
	markKey     = "mark"
	languageKey = "language"
)

// newSessions returns the sessions of this site. They live in its database, so
// that every node knows them; the database holds only hashes of their tokens.
func (s *site) newSessions() *scs.SessionManager {
	registerSessionValues()
	m := scs.New()
	m.Store = sessionStore{s.Store}
	m.Lifetime = workingDay
	m.HashTokenInStore = true
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.Cookie.Name = "acquit_session"
	if s.Secure {
		m.Cookie.Secure = true
		m.Cookie.Name = "__Host-" + m.Cookie.Name // no other host of the domain can set it
	}
	m.ErrorFunc = s.failWithoutSession
	return m
}

// person is who is signed in. A session ends when the account goes, and when the
// password is no longer the one that began it, whoever changed that and on whichever
// node: nothing has to find the sessions of a person.
func (s *site) person(r *http.Request, tx *store.Tx) (user.User, error) {
	who, err := id.Parse(s.sessions.GetString(r.Context(), personKey))
	if err != nil {
		return user.User{}, errSignIn
	}
	u, found, err := tx.UserByID(who)
	if err == nil && (!found || s.sessions.GetString(r.Context(), markKey) != u.Password.Mark()) {
		err = errSignIn
	}
	return u, err
}

// remember keeps in the session who is signed in, as they are now.
func (s *site) remember(ctx context.Context, person user.User) {
	s.sessions.Put(ctx, personKey, person.ID.String())
	s.sessions.Put(ctx, markKey, person.Password.Mark())
	s.sessions.Put(ctx, languageKey, person.Language)
}

// sessionStore keeps sessions in our own table. Their end is a matter of the wall
// clock, which scs reads too.
type sessionStore struct{ store *store.Store }

func (s sessionStore) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	err = s.store.View(ctx, 0, func(tx *store.Tx) error {
		data, found, err = tx.Session(token, time.Now())
		return err
	})
	return data, found, err
}

func (s sessionStore) CommitCtx(ctx context.Context, token string, data []byte, until time.Time) error {
	return s.store.Update(ctx, 0, func(tx *store.Tx) error { return tx.SaveSession(token, data, until) })
}

func (s sessionStore) DeleteCtx(ctx context.Context, token string) error {
	return s.store.Update(ctx, 0, func(tx *store.Tx) error { return tx.DropSession(token) })
}

func (s sessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

func (s sessionStore) Commit(token string, data []byte, until time.Time) error {
	return s.CommitCtx(context.Background(), token, data, until)
}

func (s sessionStore) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
