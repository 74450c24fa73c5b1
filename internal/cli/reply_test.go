package cli

import (
	"context"
	"encoding/json"
	"errors"
	"net/smtp"
	"path/filepath"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"acquit/internal/calendar"
	"acquit/internal/collect"
	"acquit/internal/date"
	"acquit/internal/deliver/catcher"
	"acquit/internal/id"
	"acquit/internal/inbox"
	"acquit/internal/inbox/listen"
	"acquit/internal/intake"
	"acquit/internal/locale"
	"acquit/internal/store"
)

// startMails is the command `mails`: it starts a mail server that takes what leaves and keeps it
// in the folder mails; the variable SMTP says where it is.
func startMails(ts *testscript.TestScript, _ bool, _ []string) {
	server, err := catcher.Start("127.0.0.1:0", ts.MkAbs("mails"))
	ts.Check(err)
	ts.Defer(func() { server.Close() })
	ts.Setenv("SMTP", server.URL())
}

// handOver is the command `hands FILE`: a customer's mail server hands a mail over by SMTP to
// the company of the session, which takes its answers itself.
func handOver(ts *testscript.TestScript, _ bool, args []string) {
	s, err := store.Open(context.Background(), filepath.Join(ts.MkAbs("acquit-data"), "acquit.db"), time.Now)
	ts.Check(err)
	ts.Check(errors.Join(takesIn(s, []byte(ts.ReadFile(args[0]))), s.Close()))
}

// takesIn takes a mail in over a connection.
func takesIn(s *store.Store, raw []byte) error {
	ctx := context.Background()
	address := ""
	err := s.Update(ctx, 0, func(tx *store.Tx) error {
		all, err := tx.Companies()
		if err != nil {
			return err
		}
		all[0].Policy.AnswersHere, address = true, all[0].Answers()
		return tx.SaveCompany(&all[0])
	})
	if err != nil {
		return err
	}
	desk := &collect.Desk{Store: s, Calendar: calendar.New(), Words: locale.NewBook()}
	in := &intake.Inbox{Store: s, Hear: func(ctx context.Context, of id.ID, raw []byte, mail *inbox.Mail, today date.Date) error {
		_, err := desk.Hear(ctx, of, raw, mail, today)
		return err
	}}
	server, err := listen.Start("127.0.0.1:0", listen.Config{Takes: in.TakesMails, Take: in.TakeMail, Now: time.Now})
	if err != nil {
		return err
	}
	return errors.Join(smtp.SendMail(server.Address(), nil, "compta@acme.example", []string{address}, raw), server.Stop(ctx))
}

// callReply is the command `called NAME SUBJECT`: the variable gets what the listed reply with a
// subject is called, of the list in replies.json.
func callReply(ts *testscript.TestScript, _ bool, args []string) {
	var list struct{ Replies []replyLine }
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("replies.json")), &list))
	for n := range list.Replies {
		if list.Replies[n].Subject == args[1] {
			ts.Setenv(args[0], list.Replies[n].ID)
			return
		}
	}
	ts.Fatalf("no reply has the subject %s", args[1])
}
