package admit_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"acquit/internal/deliver"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// invited adds somebody who has no password yet, and makes the link.
func (h *house) invited(mail, language string) (user.User, string) {
	h.t.Helper()
	u, _, err := h.desk.Add(h.t.Context(), h.company.ID, user.User{Email: mail, Name: "Zoë", Language: language}, user.Controller)
	if err != nil {
		h.t.Fatal(err)
	}
	v, err := h.desk.Invite(h.t.Context(), h.company, u.ID, address, h.clock.Now())
	if err != nil {
		h.t.Fatal(err)
	}
	return u, v.Address
}

func TestALinkSetsAPasswordOnce(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := newHouse(t, s, clock)
		zoe, link := h.invited("zoe@lys.example", "fr")
		if h.signsIn("zoe@lys.example", "") {
			t.Error("no password is a password")
		}
		if u, err := h.desk.Linked(t.Context(), token(link), clock.Now()); err != nil || u.ID != zoe.ID {
			t.Errorf("the link is %+v's: %v", u, err)
		}
		if _, err := h.desk.UseLink(t.Context(), token(link), "short", clock.Now()); !errors.Is(err, fault.Invalid) {
			t.Errorf("a short password: %v", err)
		}
		if _, err := h.desk.UseLink(t.Context(), token(link), first, clock.Now()); err != nil {
			t.Fatal(err)
		}
		if !h.signsIn("zoe@lys.example", first) {
			t.Error("the password was not set")
		}
		if _, err := h.desk.UseLink(t.Context(), token(link), second, clock.Now()); !errors.Is(err, fault.NotFound) {
			t.Errorf("used twice: %v", err)
		}
		if !h.signsIn("zoe@lys.example", first) {
			t.Error("the second use changed the password")
		}
	})
}

func TestALinkEndsByTimeAndByItsSuccessor(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := newHouse(t, s, clock)
		zoe, old := h.invited("zoe@lys.example", "fr")
		if _, err := h.desk.UseLink(t.Context(), token(old), first, clock.Now().Add(user.LinkLife)); !errors.Is(err, fault.NotFound) {
			t.Errorf("after its end: %v", err)
		}
		v, err := h.desk.Invite(t.Context(), h.company, zoe.ID, address, clock.Now())
		if err != nil || !v.Until.Equal(clock.Now().Add(user.LinkLife)) {
			t.Fatalf("the next: %+v, %v", v, err)
		}
		for what, link := range map[string]string{"replaced": old, "made up": address(id.NewToken()), "empty": address("")} {
			if _, err := h.desk.UseLink(t.Context(), token(link), first, clock.Now()); !errors.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if err := h.desk.ResetPassword(t.Context(), "zoe@lys.example", second); err != nil {
			t.Fatal(err)
		}
		if _, err := h.desk.UseLink(t.Context(), token(v.Address), first, clock.Now()); !errors.Is(err, fault.NotFound) {
			t.Errorf("after the operator set a password: %v", err)
		}
	})
}

func TestOfTwoWhoUseALinkAtOnceOneSetsThePassword(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := newHouse(t, s, clock)
		_, link := h.invited("zoe@lys.example", "fr")
		var both errgroup.Group
		var errs [2]error
		for n, password := range []string{first, second} {
			both.Go(func() error {
				_, errs[n] = h.desk.UseLink(t.Context(), token(link), password, clock.Now())
				return nil
			})
		}
		both.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("%v, %v", errs[0], errs[1])
		}
		if won := map[bool]string{true: first, false: second}[errs[0] == nil]; !h.signsIn("zoe@lys.example", won) {
			t.Error("the password is the loser's")
		}
	})
}

func TestTheDatabaseDoesNotHoldALink(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := newHouse(t, s, clock)
		_, link := h.invited("zoe@lys.example", "fr")
		testkit.View(t, s, 0, func(tx *store.Tx) error {
			var kept string
			err := tx.Row([]any{&kept}, `SELECT token_hash FROM password_link`)
			if kept != token(link).Hash() || strings.Contains(kept, string(token(link))) {
				t.Errorf("kept as %s", kept)
			}
			return err
		})
	})
}

func TestALinkIsMailedInItsPersonsLanguageAndNotShown(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := newHouse(t, s, clock)
		box := &post{outcome: deliver.Outcome{Kind: deliver.Accepted}}
		h.desk.Channel = box
		zoe, shown := h.invited("zoe@lys.example", "nl")
		if shown != "" || len(box.mails) != 1 {
			t.Fatalf("%d mails, shown %q", len(box.mails), shown)
		}
		mail := box.mails[0]
		if len(mail.To) != 1 || mail.To[0] != "zoe@lys.example" || mail.From != h.company.Email || mail.Subject != "Uw wachtwoord voor Lys & Fils SRL" ||
			!strings.Contains(mail.Text, "Dag Zoë,") || strings.Contains(mail.Text, "people.") {
			t.Errorf("%+v", mail)
		}
		at := strings.Index(mail.Text, "https://acquit.example/password/")
		if at < 0 {
			t.Fatalf("no link in %s", mail.Text)
		}
		link, _, _ := strings.Cut(mail.Text[at:], "\n")
		if _, err := h.desk.UseLink(t.Context(), token(strings.TrimSpace(link)), first, clock.Now()); err != nil {
			t.Errorf("the link in the mail: %v", err)
		}
		v, err := h.desk.Invite(t.Context(), h.company, zoe.ID, address, clock.Now())
		if err != nil || !v.Mailed || strings.Contains(box.mails[1].Text, "mag voortaan") {
			t.Errorf("the second mail is that of a newcomer: %+v, %v, %s", v, err, box.mails[1].Text)
		}
	})
}

func TestALinkThatCannotBeMailedIsShown(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := newHouse(t, s, clock)
		h.desk.Channel = &post{outcome: deliver.Outcome{Kind: deliver.Later, Answer: "451 try later"}}
		zoe := h.add("zoe@lys.example", user.Reader)
		v, err := h.desk.Invite(t.Context(), h.company, zoe.ID, address, clock.Now())
		if err != nil || v.Mailed || v.Trouble != "451 try later" {
			t.Fatalf("%+v, %v", v, err)
		}
		if _, err := h.desk.UseLink(t.Context(), token(v.Address), second, clock.Now()); err != nil {
			t.Errorf("the link that was shown: %v", err)
		}
		odd := h.add("zoë@lys.example", user.Reader) // signs in, and cannot be written to
		if v, err = h.desk.Invite(t.Context(), h.company, odd.ID, address, clock.Now()); err != nil || v.Mailed || v.Trouble == "" {
			t.Errorf("an address that no server takes: %+v, %v", v, err)
		}
		mute := h.company
		mute.Email = ""
		if v, err = h.desk.Invite(t.Context(), mute, zoe.ID, address, clock.Now()); err != nil || v.Mailed || v.Trouble != "" || v.Address == "" {
			t.Errorf("a company without an address: %+v, %v", v, err)
		}
	})
}

// ownServer is the mail server of a company.
type ownServer struct{ took []*deliver.Mail }

func (o *ownServer) Mails(*store.Tx) (bool, error) { return true, nil }

func (o *ownServer) Deliver(_ context.Context, _ id.ID, mail *deliver.Mail) (deliver.Outcome, error) {
	o.took = append(o.took, mail)
	return deliver.Outcome{Kind: deliver.Accepted}, nil
}

// Whoever sets the company's server could read what leaves by it.
func TestALinkLeavesByTheCompanysServerOnlyToWhoWorksNowhereElse(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h, own := newHouse(t, s, clock), &ownServer{}
		h.desk.Post = own
		zoe := h.add("zoe@lys.example", user.Reader)
		v, err := h.desk.Invite(t.Context(), h.company, zoe.ID, address, clock.Now())
		if err != nil || !v.Mailed || len(own.took) != 1 || own.took[0].To[0] != zoe.Email {
			t.Fatalf("%+v, %v, %d mails", v, err, len(own.took))
		}
		o := h.other("Autre SA")
		o.desk.Post = own
		o.add("zoe@lys.example", user.Reader)
		if v, err = o.desk.Invite(t.Context(), o.company, zoe.ID, address, clock.Now()); !errors.Is(err, fault.Conflict) {
			t.Errorf("without a server of the installation: %+v, %v", v, err)
		}
		box := &post{outcome: deliver.Outcome{Kind: deliver.Accepted}}
		o.desk.Channel = box
		if v, err = o.desk.Invite(t.Context(), o.company, zoe.ID, address, clock.Now()); err != nil || !v.Mailed || len(box.mails) != 1 || len(own.took) != 1 {
			t.Errorf("with one: %+v, %v, %d and %d mails", v, err, len(box.mails), len(own.took))
		}
	})
}

// An owner of one company must not get hold of what opens another.
func TestTheLinkOfWhoWorksElsewhereIsNeverShown(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := newHouse(t, s, clock)
		zoe := h.add("zoe@lys.example", user.Owner)
		o := h.other("Autre SA")
		o.add("zoe@lys.example", user.Reader)
		v, err := o.desk.Invite(t.Context(), o.company, zoe.ID, address, clock.Now())
		if !errors.Is(err, fault.Conflict) {
			t.Errorf("without a mail server: %+v, %v", v, err)
		}
		testkit.View(t, s, 0, func(tx *store.Tx) error {
			end, err := tx.PasswordLinkEnd(zoe.ID)
			if !end.IsZero() {
				t.Error("a link was made all the same")
			}
			return err
		})
		o.desk.Channel = &post{outcome: deliver.Outcome{Kind: deliver.Refused, Answer: "550 no"}}
		if v, err = o.desk.Invite(t.Context(), o.company, zoe.ID, address, clock.Now()); !errors.Is(err, fault.Unavailable) {
			t.Errorf("a mail that was refused: %+v, %v", v, err)
		}
		o.desk.Channel = &post{outcome: deliver.Outcome{Kind: deliver.Accepted}}
		if v, err = o.desk.Invite(t.Context(), o.company, zoe.ID, address, clock.Now()); err != nil || !v.Mailed || v.Address != "" {
			t.Errorf("by mail: %+v, %v", v, err)
		}
		stranger := h.add("ben@lys.example", user.Reader)
		if v, err = o.desk.Invite(t.Context(), o.company, stranger.ID, address, clock.Now()); !errors.Is(err, fault.NotFound) {
			t.Errorf("who does not work here: %+v, %v", v, err)
		}
	})
}
