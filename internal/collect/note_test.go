package collect_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/deliver"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/note"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/timeline"
	"acquit/internal/user"
)

// alwaysSays is a server that says the same to every mail.
type alwaysSays struct{ outcome deliver.Outcome }

func (a alwaysSays) Deliver(context.Context, string, []string, []byte) deliver.Outcome {
	return a.outcome
}

// colleague is a person with access to the company.
func (b *bureau) colleague(name, mail, language string) user.User {
	b.t.Helper()
	u := user.User{Email: mail, Name: name, Language: language}
	testkit.Update(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		if err := tx.AddUser(&u); err != nil {
			return err
		}
		return tx.Join(u.ID, user.Reader)
	})
	return u
}

func (b *bureau) writes(c customer.Ref, n collect.NewNote) note.Note {
	b.t.Helper()
	written, err := b.desk.WriteNote(b.t.Context(), c, n, person, b.clock.Today())
	if err != nil {
		b.t.Fatal(err)
	}
	return written
}

func (b *bureau) tell() collect.Telling {
	b.t.Helper()
	told, err := b.desk.Tell(b.t.Context(), b.company.ID)
	if err != nil {
		b.t.Fatal(err)
	}
	return told
}

// mentioned are the texts of the notes that wait on a person's day.
func (b *bureau) mentioned(u user.User) (texts []string) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		open, err := tx.MentionsOf(u.ID, 10)
		for _, m := range open {
			texts = append(texts, m.Name+": "+m.Text)
		}
		if n, err := tx.CountMentions(u.ID, 10); n != len(open) || err != nil {
			b.t.Errorf("%d are counted, %d there: %v", n, len(open), err)
		}
		return err
	})
	return texts
}

// A note stands in the timeline, under its hash, and is found by what it is about.
func TestANoteStandsForGood(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		owner := b.owes("ACME", 10)
		c := customer.Ref{Company: b.company.ID, Customer: owner.ID}
		words := "Betaalt pas na een telefoontje.\r\n« Mevr. X » <b>\u202f" + strings.Repeat("é", 3000)
		n := b.writes(c, collect.NewNote{Text: "  " + words + "\n", Invoice: "R-ACME", Pin: true})
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			got, found, err := tx.NoteByID(n.ID)
			if !found || got.Text != strings.ReplaceAll(words, "\r\n", "\n") || got.Number != "R-ACME" || got.By != person || !got.Pinned() || got.PinnedBy != person {
				t.Errorf("it is %+v", got)
			}
			events, err2 := tx.History(c.Customer, store.Moment{}, 10)
			if len(events) != 2 || events[1].Kind != timeline.NoteWritten || events[0].Kind != timeline.NotePinned || timeline.Verify([]timeline.Event{events[1], events[0]}) != 0 {
				t.Errorf("the timeline is %+v", events)
			}
			about, err3 := tx.TimelineOf(n.Invoice, 10)
			if len(about) != 2 || about[1].Subject != n.ID {
				t.Errorf("of the invoice: %+v", about)
			}
			return errors.Join(err, err2, err3)
		})
	})
}

func TestWhatNoNoteCanBe(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c := customer.Ref{Company: b.company.ID, Customer: b.owes("ACME", 10).ID}
		b.owes("OTHER", 10)
		b.colleague("Jan Claes", "jc@lys.example", "nl")
		b.colleague("Jan Peeters", "jp@lys.example", "nl")
		for name, n := range map[string]collect.NewNote{
			"no text":                         {Text: " \r\n "},
			"too long":                        {Text: strings.Repeat("é", note.MostCharacters+1)},
			"an invoice that does not exist":  {Text: "x", Invoice: "R-NONE"},
			"an invoice of another customer":  {Text: "x", Invoice: "R-OTHER"},
			"a stranger":                      {Text: "x", Tell: []id.ID{42}},
			"a name that several people have": {Text: "ask @jan"},
		} {
			if _, err := b.desk.WriteNote(t.Context(), c, n, person, clock.Today()); !errors.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := b.desk.WriteNote(t.Context(), customer.Ref{Company: b.company.ID, Customer: 42}, collect.NewNote{Text: "x"}, person, clock.Today()); !errors.Is(err, fault.NotFound) {
			t.Errorf("about nobody: %v", err)
		}
	})
}

// Whom a note names is told once, in the own language; a server that is away is tried again.
func TestWhomANoteNamesIsTold(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		b.desk.Address = "https://acquit.example"
		owner := b.owes("ACME", 10)
		c := customer.Ref{Company: b.company.ID, Customer: owner.ID}
		els, zoe := b.colleague("Els Claes", "els@lys.example", "fr"), b.colleague("Zoë Maes", "zoe@lys.example", "de")
		n := b.writes(c, collect.NewNote{Text: "@els, call them", Tell: []id.ID{zoe.ID, els.ID}, Invoice: "R-ACME"})
		if diff := cmp.Diff([]string{zoe.Email, els.Email}, n.Told); diff != "" {
			t.Errorf("told: %s", diff)
		}
		b.desk.Channel = alwaysSays{deliver.Outcome{Kind: deliver.Later, Answer: "451 later"}}
		if got := b.tell(); got != (collect.Telling{Later: 2}) {
			t.Errorf("while the server is away: %+v", got)
		}
		b.desk.Channel = b.box
		if got := b.tell(); got != (collect.Telling{}) {
			t.Errorf("before its time: %+v", got)
		}
		clock.Advance(time.Hour)
		if got := b.tell(); got != (collect.Telling{Told: 2}) {
			t.Errorf("later: %+v", got)
		}
		if got := b.tell(); got != (collect.Telling{}) || len(b.box.mails) != 2 {
			t.Errorf("once more: %+v, %d mails", got, len(b.box.mails))
		}
		for _, m := range b.box.mails {
			want := map[string]string{els.Email: "vous a mentionné", zoe.Email: "hat Sie erwähnt"}[m.To[0]]
			if want == "" || !strings.Contains(m.Subject, want) || !strings.Contains(m.Text, "@els, call them") || !strings.Contains(m.Text, "R-ACME") ||
				!strings.Contains(m.Text, "https://acquit.example/c/"+b.company.ID.String()+"/customers/"+owner.ID.String()) {
				t.Errorf("to %s: %s\n%s", m.To, m.Subject, m.Text)
			}
		}
		if diff := cmp.Diff([]string{owner.Name + ": @els, call them"}, b.mentioned(els)); diff != "" {
			t.Error(diff)
		}
		if err := b.desk.FinishMention(t.Context(), b.company.ID, n.ID, els.ID, true); err != nil {
			t.Error(err)
		}
		if err := b.desk.FinishMention(t.Context(), b.company.ID, n.ID, els.ID, true); !errors.Is(err, fault.Conflict) {
			t.Errorf("finished twice: %v", err)
		}
		if len(b.mentioned(els)) != 0 || len(b.mentioned(zoe)) != 1 {
			t.Error("it does not stand on the day of one of them alone")
		}
	})
}

// Who lost access before the mail left gets none, and of a mail that may have left no second
// one is sent.
func TestWhoIsNotTold(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c := customer.Ref{Company: b.company.ID, Customer: b.owes("ACME", 10).ID}
		els := b.colleague("Els Claes", "els@lys.example", "fr")
		self := b.colleague("Self", person, "fr")
		b.writes(c, collect.NewNote{Text: "@self and @els"})
		testkit.Update(t, s, b.company.ID, func(tx *store.Tx) error { return tx.Leave(els.ID) })
		if got := b.tell(); got != (collect.Telling{Failed: 1}) || len(b.box.mails) != 0 || len(b.mentioned(self)) != 0 {
			t.Errorf("%+v, %d mails", got, len(b.box.mails))
		}
		testkit.Update(t, s, b.company.ID, func(tx *store.Tx) error { return tx.Join(els.ID, user.Reader) })
		b.desk.Channel = alwaysSays{deliver.Outcome{Kind: deliver.Uncertain}}
		b.writes(c, collect.NewNote{Text: "@els"})
		if got := b.tell(); got != (collect.Telling{Failed: 1}) {
			t.Errorf("uncertain: %+v", got)
		}
		clock.Advance(24 * time.Hour)
		if got := b.tell(); got != (collect.Telling{}) {
			t.Errorf("sent again: %+v", got)
		}
	})
}

func TestNotesArePinned(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c := customer.Ref{Company: b.company.ID, Customer: b.owes("ACME", 10).ID}
		other := customer.Ref{Company: b.company.ID, Customer: b.owes("OTHER", 10).ID}
		n := b.writes(c, collect.NewNote{Text: "first"})
		pin := func(c customer.Ref, i id.ID, on bool) error {
			return b.desk.PinNote(t.Context(), c, i, on, person, clock.Today())
		}
		if err := errors.Join(pin(c, n.ID, true), pin(c, n.ID, false), pin(c, n.ID, true)); err != nil {
			t.Fatal(err)
		}
		if err := pin(c, n.ID, true); !errors.Is(err, fault.Conflict) {
			t.Errorf("pinned twice: %v", err)
		}
		if err := pin(other, n.ID, false); !errors.Is(err, fault.NotFound) {
			t.Errorf("of another customer: %v", err)
		}
		for range note.MostPinned - 1 {
			b.writes(c, collect.NewNote{Text: "more", Pin: true})
		}
		if _, err := b.desk.WriteNote(t.Context(), c, collect.NewNote{Text: "too many", Pin: true}, person, clock.Today()); !errors.Is(err, fault.Conflict) {
			t.Errorf("too many: %v", err)
		}
		if err := pin(c, n.ID, false); err != nil {
			t.Error(err)
		}
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			all, err := tx.PinnedNotes(c.Customer)
			if len(all) != note.MostPinned-1 || all[0].Text != "more" {
				t.Errorf("pinned: %+v", all)
			}
			return err
		})
	})
}
