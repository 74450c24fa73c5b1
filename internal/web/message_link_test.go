package web_test

import (
	"bytes"
	"net/http"
	"testing"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/evidence"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// What a mail had no room for stands on its page, whether somebody fetched it, and a person ends
// the link; who only looks does not. It is in the proof.
func TestTheLinkOfAMessage(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d, c := open(t, s, clock), testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Owner)
		d.person(c.ID, "zoe@lys.example", user.Reader)
		d.desk.Channel, d.desk.Address = postman{}, "https://acquit.example"
		body := bytes.Repeat([]byte("t"), 9_000_000)
		m, err := d.desk.Write(t.Context(), customer.Ref{Company: c.ID, Customer: testkit.Customer(t, s, c.ID, "ACME").ID},
			collect.Letter{Subject: "Plan", Body: "As agreed.", Files: []evidence.Document{evidence.New("plan.pdf", "application/pdf", body)}}, "anne@lys.example", clock.Today())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.desk.Send(t.Context(), c.ID, clock.Today(), nil); err != nil {
			t.Fatal(err)
		}
		b, reader, to := d.signIn("anne@lys.example"), d.signIn("zoe@lys.example"), at(c.ID, "messages", m.String())
		shows(t, b.get(to), "Behind its link", "The link works until", "plan.pdf", "9 MB, not fetched yet", "End the link")
		if err := d.desk.Fetched(t.Context(), c.ID, m, 1, clock.Today()); err != nil {
			t.Fatal(err)
		}
		shows(t, reader.get(to), "9 MB, fetched on")
		if p := reader.get(to + "/linked/1"); p.text != string(body) {
			t.Errorf("the file has %d bytes", len(p.text))
		}
		if p := reader.post(to + "/link/end"); p.status != http.StatusForbidden {
			t.Errorf("who only looks ends a link: %d", p.status)
		}
		for range 2 {
			leads(t, b.post(to+"/link/end"))
		}
		shows(t, b.get(to), "anne@lys.example ended the link on")
		if files := unpacked(t, b.get(to+"/proof.zip").text); files["linked-1.pdf"] != string(body) {
			t.Error("the proof has not what was behind the link")
		}
	})
}
