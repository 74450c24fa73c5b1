package web_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/id"
	"acquit/internal/inbox"
	"acquit/internal/message"
	"acquit/internal/report"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

func TestTheProofOfAMessage(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Owner)
		who := testkit.Customer(t, s, c.ID, "ACME")
		d.desk.Channel = postman{}
		ref := customer.Ref{Company: c.ID, Customer: who.ID}
		m, err := d.desk.Write(t.Context(), ref, collect.Letter{Subject: "Votre facture", Body: "Bonjour"}, "anne@lys.example", clock.Today())
		if err != nil {
			t.Fatal(err)
		}
		b, to := d.signIn("anne@lys.example"), at(c.ID, "messages", m.String(), "proof.zip")
		if p := b.get(to); p.status != http.StatusNotFound {
			t.Errorf("before it is written: %d", p.status)
		}
		if _, err := d.desk.Send(t.Context(), c.ID, clock.Today(), nil); err != nil {
			t.Fatal(err)
		}
		answer := "From: boss@acme.example\r\nMessage-Id: <1@acme.example>\r\nIn-Reply-To: " + message.MailID(c.ID, m, "lys.example") + "\r\n\r\nMerci\r\n"
		mail, err := inbox.ReadMail([]byte(answer))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.desk.Hear(t.Context(), c.ID, []byte(answer), &mail, clock.Today()); err != nil {
			t.Fatal(err)
		}
		got := b.get(to)
		if got.status != http.StatusOK {
			t.Fatalf("it answers %d: %.200s", got.status, got.text)
		}
		files := unpacked(t, got.text)
		var p report.Proof
		if err := json.Unmarshal([]byte(files["proof.json"]), &p); err != nil {
			t.Fatal(err)
		}
		if files["message.eml"] != sentAs(t, s, c.ID, m) || files["answer-1.eml"] != answer {
			t.Error("the files are not what left and came")
		}
		if len(p.Files) != 2 || p.MessageID != message.MailID(c.ID, m, "lys.example") || p.State != "sent" || len(p.Events) == 0 || p.Events[0].Hash == "" {
			t.Errorf("%+v", p)
		}
		if text := files["proof.txt"]; !strings.Contains(text, p.Files[0].SHA256) || !strings.Contains(text, p.Events[0].Hash) {
			t.Error(text)
		}
	})
}

// sentAs are the bytes that are kept of a message.
func sentAs(t *testing.T, s *store.Store, of, i id.ID) (raw string) {
	t.Helper()
	testkit.View(t, s, of, func(tx *store.Tx) error {
		m, _, err := tx.MessageByID(i)
		if err != nil {
			return err
		}
		doc, _, err := tx.Document(m.Content)
		raw = string(doc.Body)
		return err
	})
	return raw
}

func unpacked(t *testing.T, archive string) map[string]string {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader([]byte(archive)), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(body)
	}
	return files
}
