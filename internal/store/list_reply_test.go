package store_test

import (
	"fmt"
	"strings"
	"testing"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/evidence"
	"acquit/internal/reply"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// Replies are listed as they are asked for: those that wait the oldest first, the others the
// newest first.
func TestRepliesAreListedAsAsked(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		c := testkit.Company(t, s)
		acme := testkit.Customer(t, s, c.ID, "ACME", func(c *customer.Customer) { c.Name = "Acmé & Fils" })
		today := clock.Today()
		add := func(subject string, change func(*reply.Reply)) {
			doc := evidence.New(subject+".eml", "message/rfc822", []byte(subject))
			r := reply.Reply{Kind: reply.Written, State: reply.Open, From: "ann@web.example", FromName: "Ann 100%", Subject: subject, Content: doc.Hash}
			change(&r)
			testkit.Update(t, s, c.ID, func(tx *store.Tx) error {
				if err := tx.Keep(doc); err != nil {
					return err
				}
				_, err := tx.AddReply(&r)
				return err
			})
		}
		add("one", func(r *reply.Reply) { r.Customer, r.Sign = acme.ID, reply.ByContact })
		add("two", func(r *reply.Reply) { r.Owner = "anne@lys.example" })
		add("three", func(r *reply.Reply) { r.AgainOn = today.AddDays(2) })
		add("four", func(r *reply.Reply) { r.State, r.ClosedBy = reply.Dismissed, "anne@lys.example" })
		add("five", func(r *reply.Reply) { r.Kind, r.State, r.FromName = reply.Absence, reply.Noted, "" })
		add("six", func(r *reply.Reply) { r.AgainOn, r.From = today, "Bo_x@web.example" })
		for _, tt := range []struct {
			f    store.ReplyFilter
			want string
		}{
			{store.ReplyFilter{}, "one two six"},
			{store.ReplyFilter{View: store.RepliesOfOwner, Owner: "anne@lys.example"}, "two"},
			{store.ReplyFilter{View: store.RepliesUnplaced}, "two six"},
			{store.ReplyFilter{View: store.RepliesPutOff}, "three"},
			{store.ReplyFilter{View: store.RepliesClosed}, "five four"},
			{store.ReplyFilter{Words: "ACME"}, "one"},
			{store.ReplyFilter{Words: "O"}, "one two six"},
			{store.ReplyFilter{Words: "bo_X"}, "six"},
			{store.ReplyFilter{Words: "bo%x"}, ""},
			{store.ReplyFilter{Words: "100%", View: store.RepliesClosed}, "four"},
			{store.ReplyFilter{Words: `\`}, ""},
		} {
			tt.f.Today = today
			testkit.View(t, s, c.ID, func(tx *store.Tx) error {
				page, err := tx.ListReplies(tt.f, store.Cursor{}, 10)
				var got []string
				for _, r := range page.Rows {
					got = append(got, r.Subject)
					if want := map[bool]string{true: acme.Name}[r.Customer != 0]; r.CustomerName != want {
						t.Errorf("%s is of %q", r.Subject, r.CustomerName)
					}
				}
				if strings.Join(got, " ") != tt.want {
					t.Errorf("%+v: %v", tt.f, got)
				}
				n, err2 := tx.CountReplies(tt.f, 10)
				if tt.f.Words == "" && n != len(got) {
					t.Errorf("%+v: %d counted, %d listed", tt.f, n, len(got))
				}
				waiting, err3 := tx.CountWaiting(today, 10)
				if waiting.Replies != 3 {
					t.Errorf("%d wait", waiting.Replies)
				}
				for _, err := range []error{err, err2, err3} {
					if err != nil {
						return err
					}
				}
				return nil
			})
		}
	})
}

// A list is walked page by page, there and back, in both of its directions.
func TestRepliesAreWalkedPageByPage(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		c := testkit.Company(t, s)
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error {
			for n := range 5 {
				for _, state := range []reply.State{reply.Open, reply.Answered} {
					doc := evidence.New("m.eml", "message/rfc822", fmt.Append(nil, state, n))
					if err := tx.Keep(doc); err != nil {
						return err
					}
					if _, err := tx.AddReply(&reply.Reply{Kind: reply.Written, State: state, Subject: fmt.Sprint(n), Content: doc.Hash, AgainOn: date.None}); err != nil {
						return err
					}
				}
			}
			return nil
		})
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			for view, want := range map[store.ReplyView][3]string{store.RepliesToAnswer: {"01", "23", "4"}, store.RepliesClosed: {"43", "21", "0"}} {
				f, at := store.ReplyFilter{View: view, Today: clock.Today()}, store.Cursor{}
				var pages []store.Paged[store.ReplyRow]
				for n := range want {
					page, err := tx.ListReplies(f, at, 2)
					if err != nil {
						return err
					}
					if got := subjects(page.Rows); got != want[n] || (page.Next == nil) != (n == len(want)-1) || (page.Previous == nil) != (n == 0) {
						t.Fatalf("%q, page %d: %s, %+v, %+v", view, n, got, page.Previous, page.Next)
					}
					if pages = append(pages, page); page.Next != nil {
						at = *page.Next
					}
				}
				back, err := tx.ListReplies(f, *pages[2].Previous, 2)
				if got := subjects(back.Rows); err != nil || got != want[1] {
					t.Errorf("%q, back: %s, %v", view, got, err)
				}
			}
			return nil
		})
	})
}

func subjects(rows []store.ReplyRow) (all string) {
	for _, r := range rows {
		all += r.Subject
	}
	return all
}
