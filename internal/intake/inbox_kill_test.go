package intake

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"acquit/internal/company"
	"acquit/internal/inbox"
	"acquit/internal/inbox/folder"
	"acquit/internal/inbox/imap"
	"acquit/internal/locale"
	"acquit/internal/seal"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/testkit/mailbox"
)

// node is one of the programs that look for the same company.
func node(t testing.TB, s *store.Store, dir string) *Inbox {
	t.Helper()
	key, err := seal.New(make([]byte, seal.KeyLen))
	if err != nil {
		t.Fatal(err)
	}
	return &Inbox{Store: s, Words: locale.NewBook(), Key: key, Dir: dir}
}

// customerTable is a table with one customer, and a mail that brings it.
func customerTable(n int) string { return fmt.Sprintf("number;name\nC%d;Customer %d\n", n, n) }

func tableMail(n int) string {
	return fmt.Sprintf("From: erp@lys.example\r\nSubject: Mail %d\r\nContent-Type: text/csv; name=c%d.csv\r\n\r\n", n, n) + customerTable(n)
}

// counts are the customers that are here, the files in the history, and the arrivals
// that were not finished.
func counts(t testing.TB, s *store.Store, c *company.Company) (customers, imports, arrivals int) {
	t.Helper()
	testkit.View(t, s, c.ID, func(tx *store.Tx) error {
		return tx.Row([]any{&customers, &imports, &arrivals}, `SELECT (SELECT COUNT(*) FROM customer WHERE company_id = $1),
			(SELECT COUNT(*) FROM import WHERE company_id = $1), (SELECT COUNT(*) FROM arrival WHERE company_id = $1)`, tx.Company)
	})
	return customers, imports, arrivals
}

// killed runs something that ends as a program ends that is killed: nothing runs after.
func killed(t testing.TB, do func()) {
	t.Helper()
	defer func() {
		if p := recover(); p != errKill {
			t.Fatalf("it was not killed: %v", p)
		}
	}()
	do()
}

var errKill = errors.New("killed")

// fill puts files with one customer each into a company's folder.
func fill(t testing.TB, dir string, n int) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o770); err != nil {
		t.Fatal(err)
	}
	for f := range n {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("c%d.csv", f)), []byte(customerTable(f)), 0o660); err != nil {
			t.Fatal(err)
		}
	}
}

func processed(t testing.TB, dir string) int {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(dir, "processed", "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}

// whole is the one file that waits in a folder.
func whole(t testing.TB, w *folder.Watch) folder.File {
	t.Helper()
	for range 2 {
		if files, err := w.Look(); len(files) == 1 {
			return files[0]
		} else if err != nil {
			t.Fatal(err)
		}
	}
	t.Fatal("no file waits")
	return folder.File{}
}

// TestAProgramThatIsKilledLosesNoFileAndTakesNoneInTwice kills the program at each point
// of a file's way, and starts another one.
func TestAProgramThatIsKilledLosesNoFileAndTakesNoneInTwice(t *testing.T) {
	for at, c := range map[string]struct {
		kill    func(*arriving)
		imports int
	}{
		"before it is taken in": {func(a *arriving) { a.in = func() ([]Report, error) { panic(errKill) } }, 1},
		"as soon as it is taken in": {func(a *arriving) {
			in := a.in
			a.in = func() ([]Report, error) {
				in()
				panic(errKill)
			}
		}, 2}, // the history tells of both, and the second found nothing new
		"before it is put away": {func(a *arriving) { a.put = func(verdict) error { panic(errKill) } }, 1},
		"as soon as it is put away": {func(a *arriving) {
			put := a.put
			a.put = func(v verdict) error {
				put(v)
				panic(errKill)
			}
		}, 1},
	} {
		t.Run(at, func(t *testing.T) {
			testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
				owner, base := testkit.Company(t, s), t.TempDir()
				first := node(t, s, base)
				dir := first.Folders([]company.Company{owner})[owner.ID]
				fill(t, dir, 1)
				w := folder.New(dir)
				a := first.arrivingFile(t.Context(), &owner, w, whole(t, w))
				c.kill(a)
				killed(t, func() { first.handle(t.Context(), &owner, a) })

				second := node(t, s, base)
				look := func() {
					t.Helper()
					for range 2 {
						if err := second.LookInFolders(t.Context()); err != nil {
							t.Fatal(err)
						}
					}
				}
				look()
				if _, _, arrivals := counts(t, s, &owner); arrivals != 1 {
					t.Errorf("as long as another one may be at it, %d arrivals are claimed", arrivals)
				}
				clock.Advance(patience + time.Second)
				look()
				customers, imports, arrivals := counts(t, s, &owner)
				if customers != 1 || imports != c.imports || arrivals != 0 || processed(t, dir) != 1 {
					t.Errorf("%d customers, %d imports, %d arrivals, %d files put away", customers, imports, arrivals, processed(t, dir))
				}
			})
		})
	}
}

func TestAMailIsFoundAgainByTheNextProgram(t *testing.T) {
	for name, meanwhile := range map[string]func(*testing.T, *mailbox.Server){
		"as it was":             func(*testing.T, *mailbox.Server) {},
		"marked as read before": func(t *testing.T, m *mailbox.Server) { m.Read(t, "INBOX") },
	} {
		t.Run(name, func(t *testing.T) {
			testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
				c, server := testkit.Company(t, s), mailbox.Start(t, inbox.None, false)
				server.Done = "Processed"
				server.Deliver(t, "INBOX", tableMail(1))
				first, second := node(t, s, ""), node(t, s, "")
				if err := first.SaveMailbox(t.Context(), c.ID, 0, server.Mailbox, mailbox.Password); err != nil {
					t.Fatal(err)
				}
				session, err := imap.Open(t.Context(), &server.Mailbox, mailbox.Password)
				if err != nil {
					t.Fatal(err)
				}
				defer session.Close()
				all, _, err := session.Unread(1)
				if len(all) != 1 || err != nil {
					t.Fatal(all, err)
				}
				a := first.arrivingMail(t.Context(), &c, session, &store.Mailbox{Mailbox: server.Mailbox}, all[0])
				a.put = func(verdict) error { panic(errKill) }
				killed(t, func() { first.handle(t.Context(), &c, a) })
				meanwhile(t, server)
				clock.Advance(patience + time.Second)
				if err := second.LookInMailboxes(t.Context(), c.ID); err != nil {
					t.Fatal(err)
				}
				customers, imports, arrivals := counts(t, s, &c)
				if customers != 1 || imports != 1 || arrivals != 0 || len(server.Mails(t, "Processed")) != 1 || len(server.Mails(t, "INBOX")) != 0 {
					t.Errorf("%d customers, %d imports, %d arrivals, processed %v", customers, imports, arrivals, server.Mails(t, "Processed"))
				}
			})
		})
	}
}

// TestAFileThatEndsTheProgramIsSetAside holds that no file ends one program after the
// other.
func TestAFileThatEndsTheProgramIsSetAside(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		c, base := testkit.Company(t, s), t.TempDir()
		i := node(t, s, base)
		dir := i.Folders([]company.Company{c})[c.ID]
		fill(t, dir, 1)
		w := folder.New(dir)
		f := whole(t, w)
		for range mostAttempts {
			a := i.arrivingFile(t.Context(), &c, w, f)
			a.in = func() ([]Report, error) { panic(errKill) }
			killed(t, func() { i.handle(t.Context(), &c, a) })
			clock.Advance(patience + time.Second)
		}
		for range 2 {
			if err := i.LookInFolders(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		report, err := os.ReadFile(filepath.Join(dir, "failed", "c0.csv.txt"))
		if customers, _, _ := counts(t, s, &c); customers != 0 || err != nil || !strings.Contains(string(report), "3 fois") {
			t.Errorf("%d customers, %v, %s", customers, err, report)
		}
	})
}

// TestWhatCannotBeFinishedNowIsNotCounted holds that a database or server that is away
// sets nothing aside.
func TestWhatCannotBeFinishedNowIsNotCounted(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		c, base := testkit.Company(t, s), t.TempDir()
		i := node(t, s, base)
		dir := i.Folders([]company.Company{c})[c.ID]
		fill(t, dir, 1)
		w := folder.New(dir)
		f := whole(t, w)
		away := errors.New("away")
		for range 5 {
			a := i.arrivingFile(t.Context(), &c, w, f)
			a.in = func() ([]Report, error) { return nil, away }
			if err := i.handle(t.Context(), &c, a); !errors.Is(err, away) {
				t.Fatalf("%v", err)
			}
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		if err := i.handle(gone, &c, i.arrivingFile(gone, &c, w, f)); !errors.Is(err, context.Canceled) {
			t.Fatalf("%v", err)
		}
		if err := i.handle(t.Context(), &c, i.arrivingFile(t.Context(), &c, w, f)); err != nil {
			t.Fatal(err)
		}
		if customers, imports, arrivals := counts(t, s, &c); customers != 1 || imports != 1 || arrivals != 0 || processed(t, dir) != 1 {
			t.Errorf("%d customers, %d imports, %d arrivals", customers, imports, arrivals)
		}
	})
}

func TestAFileThatIsWrittenAgainMeanwhileIsTakenInAgain(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		c, base := testkit.Company(t, s), t.TempDir()
		i := node(t, s, base)
		dir := i.Folders([]company.Company{c})[c.ID]
		fill(t, dir, 1)
		w := folder.New(dir)
		a := i.arrivingFile(t.Context(), &c, w, whole(t, w))
		in := a.in
		a.in = func() ([]Report, error) {
			reports, err := in()
			return reports, errors.Join(err, os.WriteFile(filepath.Join(dir, "c0.csv"), []byte(customerTable(0)+"C7;One more\n"), 0o660))
		}
		if err := i.handle(t.Context(), &c, a); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := i.LookInFolders(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if customers, imports, arrivals := counts(t, s, &c); customers != 2 || imports != 2 || arrivals != 0 || processed(t, dir) != 1 {
			t.Errorf("%d customers, %d imports, %d arrivals, %d put away", customers, imports, arrivals, processed(t, dir))
		}
	})
}

func TestTwoNodesTakeEachFileInOnce(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		c, base := testkit.Company(t, s), t.TempDir()
		dir := node(t, s, base).Folders([]company.Company{c})[c.ID]
		fill(t, dir, 20)
		var all errgroup.Group
		for range 3 {
			i := node(t, s, base)
			all.Go(func() error { return errors.Join(i.LookInFolders(t.Context()), i.LookInFolders(t.Context())) })
		}
		if err := all.Wait(); err != nil {
			t.Fatal(err)
		}
		if customers, imports, arrivals := counts(t, s, &c); customers != 20 || imports != 20 || arrivals != 0 || processed(t, dir) != 20 {
			t.Errorf("%d customers, %d imports, %d arrivals, %d put away", customers, imports, arrivals, processed(t, dir))
		}
	})
}

func TestTwoNodesTakeEachMailInOnce(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		c, server := testkit.Company(t, s), mailbox.Start(t, inbox.None, false)
		server.Done = "Processed"
		for n := range 12 {
			server.Deliver(t, "INBOX", tableMail(n))
		}
		server.Mailbox.Failed = "Failed"
		if err := node(t, s, "").SaveMailbox(t.Context(), c.ID, 0, server.Mailbox, mailbox.Password); err != nil {
			t.Fatal(err)
		}
		var box store.Mailbox
		testkit.View(t, s, c.ID, func(tx *store.Tx) (err error) {
			box, _, err = tx.Mailbox(0)
			return err
		})
		var all errgroup.Group
		for range 3 {
			i := node(t, s, "")
			all.Go(func() error { return i.readMailbox(t.Context(), &c, &box) }) // without asking whose turn it is
		}
		if err := all.Wait(); err != nil {
			t.Fatal(err)
		}
		if customers, imports, arrivals := counts(t, s, &c); customers != 12 || imports != 12 || arrivals != 0 || len(server.Mails(t, "Processed")) != 12 {
			t.Errorf("%d customers, %d imports, %d arrivals, %d put away", customers, imports, arrivals, len(server.Mails(t, "Processed")))
		}
	})
}
