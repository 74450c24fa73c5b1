package worker_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"acquit/internal/calendar"
	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/db"
	"acquit/internal/deliver"
	"acquit/internal/inbox"
	"acquit/internal/intake"
	"acquit/internal/locale"
	"acquit/internal/seal"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/testkit/mailbox"
	"acquit/internal/worker"
)

// journal is a log that may be read while it is written.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(b []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(b)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// work runs a node that sends nothing until the test ends.
func work(t *testing.T, s *store.Store, i *intake.Inbox) *journal {
	t.Helper()
	return workWith(t, s, i, nil)
}

func workWith(t *testing.T, s *store.Store, i *intake.Inbox, channel deliver.Channel) *journal {
	t.Helper()
	log := &journal{}
	w := &worker.Worker{Store: s, Desk: &collect.Desk{Store: s, Calendar: calendar.New(), Words: i.Words, Channel: channel}, Inbox: i,
		Log: slog.New(slog.NewTextHandler(log, nil)), FolderRound: 10 * time.Millisecond}
	ctx, stop := context.WithCancel(db.Patient(context.Background(), time.Millisecond)) // a node has patience of its own
	done := make(chan error, 1)
	go func() { done <- w.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return log
}

// until waits for what another goroutine does.
func until(t *testing.T, what string, there func() bool) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for range 1500 {
		if there() {
			return
		}
		<-tick.C
	}
	t.Fatalf("in vain: %s", what)
}

func TestANodeTakesInWhatComesByItself(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		key, err := seal.New(make([]byte, seal.KeyLen))
		if err != nil {
			t.Fatal(err)
		}
		c, server := testkit.Company(t, s), mailbox.Start(t, inbox.None, false)
		broken := testkit.Company(t, s, func(c *company.Company) { c.Name = "Barrée SA" })
		i := &intake.Inbox{Store: s, Words: locale.NewBook(), Key: key, Dir: t.TempDir()}
		dir := i.Folders([]company.Company{c})[c.ID]
		if err := errors.Join(os.MkdirAll(dir, 0o770), os.WriteFile(filepath.Join(dir, "c.csv"), []byte("number;name\nC1;By folder\n"), 0o660)); err != nil {
			t.Fatal(err)
		}
		server.Deliver(t, "INBOX", "From: erp@lys.example\r\nSubject: One\r\nContent-Type: text/csv; name=c.csv\r\n\r\nnumber;name\nC2;By mail\n")
		for _, of := range []company.Company{c, broken} {
			settings := server.Mailbox
			if of.ID == broken.ID {
				settings.Folder = "Gone"
			}
			if err := i.SaveMailbox(t.Context(), of.ID, 0, settings, mailbox.Password); err != nil {
				t.Fatal(err)
			}
		}
		log := work(t, s, i)
		for _, number := range []string{"C1", "C2"} {
			until(t, number+" is taken in", func() (found bool) {
				testkit.View(t, s, c.ID, func(tx *store.Tx) (err error) {
					_, found, err = tx.CustomerByWord(number)
					return err
				})
				return found
			})
		}
		until(t, "the file is put away", func() bool {
			all, err := filepath.Glob(filepath.Join(dir, "processed", "2026-01", "c.csv"))
			return len(all) == 1 && err == nil
		})
		until(t, "the trouble of the other company is logged", func() bool { return strings.Contains(log.String(), "Gone") })
		if text := log.String(); strings.Contains(text, "hunter2") || strings.Contains(text, "level=ERROR") {
			t.Errorf("the log says %s", text)
		}
	})
}

func TestTroubleWithAFolderIsLoggedOnce(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		c := testkit.Company(t, s)
		i := &intake.Inbox{Store: s, Words: locale.NewBook(), Dir: t.TempDir()}
		path := i.Folders([]company.Company{c})[c.ID]
		if err := os.WriteFile(path, []byte("a file where the folder should be"), 0o660); err != nil {
			t.Fatal(err)
		}
		log := work(t, s, i)
		until(t, "the trouble is logged", func() bool { return strings.Contains(log.String(), "cannot be used") })
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		until(t, "the folder is made", func() bool {
			_, err := os.Stat(filepath.Join(path, "processed"))
			return err == nil
		})
		if n := strings.Count(log.String(), "level=ERROR"); n != 1 {
			t.Errorf("it is logged %d times: %s", n, log)
		}
	})
}

func TestANodeWaitsForALargeImport(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		c := testkit.Company(t, s)
		i := &intake.Inbox{Store: s, Words: locale.NewBook(), Dir: t.TempDir()}
		log := work(t, s, i)
		dir := i.Folders([]company.Company{c})[c.ID]
		until(t, "the folder is made", func() bool {
			_, err := os.Stat(dir)
			return err == nil
		})
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error {
			if err := os.WriteFile(filepath.Join(dir, "c.csv"), []byte("number;name\nC1;By folder\n"), 0o660); err != nil {
				return err
			}
			time.Sleep(200 * time.Millisecond) // many looks
			return nil
		})
		until(t, "the file is taken in", func() (found bool) {
			testkit.View(t, s, c.ID, func(tx *store.Tx) (err error) {
				_, found, err = tx.CustomerByWord("C1")
				return err
			})
			return found
		})
		if text := log.String(); strings.Contains(text, "level=ERROR") {
			t.Errorf("the log says %s", text)
		}
	})
}
