package intake_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/inbox"
	"acquit/internal/intake"
	"acquit/internal/locale"
	"acquit/internal/seal"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
	"acquit/internal/testkit/mailbox"
)

// reception is an office whose files come by themselves.
type reception struct {
	*office
	clock *testkit.Clock
	inbox *intake.Inbox
}

func newReception(t testing.TB, s *store.Store, clock *testkit.Clock, options ...func(*company.Company)) *reception {
	t.Helper()
	key, err := seal.New(make([]byte, seal.KeyLen))
	if err != nil {
		t.Fatal(err)
	}
	return &reception{newOffice(t, s, options...), clock, &intake.Inbox{Store: s, Words: locale.NewBook(), Key: key, Dir: t.TempDir()}}
}

// dir is the company's folder.
func (r *reception) dir() string {
	return r.inbox.Folders([]company.Company{r.company})[r.company.ID]
}

// put puts a file into the company's folder.
func (r *reception) put(name, text string) {
	r.t.Helper()
	if err := errors.Join(os.MkdirAll(r.dir(), 0o770), os.WriteFile(filepath.Join(r.dir(), name), []byte(text), 0o660)); err != nil {
		r.t.Fatal(err)
	}
}

// look looks into the folders as often as a file needs to be whole.
func (r *reception) look() {
	r.t.Helper()
	for range 2 {
		if err := r.inbox.LookInFolders(r.t.Context()); err != nil {
			r.t.Fatal(err)
		}
	}
}

// tree lists the files of the company's folder.
func (r *reception) tree() (all []string) {
	r.t.Helper()
	err := fs.WalkDir(os.DirFS(r.dir()), ".", func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			all = append(all, path)
		}
		return err
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return all
}

// imports is the history, the oldest first: name, who handed over, and what came of it.
func (r *reception) imports() (all []string) {
	r.t.Helper()
	r.view(func(tx *store.Tx) error {
		list, err := tx.Imports(0, 1000)
		slices.Reverse(list)
		for _, i := range list {
			all = append(all, i.Name+" | "+i.Actor)
		}
		return err
	})
	return all
}

// tasks are those that are open: their kind, who sent what, and why.
func (r *reception) tasks() (all []string) {
	r.t.Helper()
	r.view(func(tx *store.Tx) error {
		list, err := tx.OpenTasks(date.None, 0, 100)
		for _, t := range list {
			d := intake.ReadTrouble(t.Data)
			all = append(all, fmt.Sprintf("%s | %s | %s | %s", t.Kind, d.From, d.Name, d.Why))
		}
		return err
	})
	return all
}

func same(t testing.TB, what string, got, want []string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestFilesInAFolderAreTakenInAndPutAway(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		r := newReception(t, s, clock)
		r.put("a.xml", bill{number: "R-1"}.xml())
		r.put("b.cod", string(codaBytes(codaStatement("1", "2026-01-05", line{amount: "121.00", text: "R-1"}))))
		r.put("c.csv", "number;name;email\nC1;Brouwerij De Ketel;ketel@customer.example\nC2;;kraan@customer.example\n")
		r.put("d.txt", "nothing that is known\nat all\n")
		r.put("e.xml.part", bill{number: "R-2"}.xml())
		r.look()
		same(t, "the folder", r.tree(), []string{"e.xml.part", "failed/c.csv", "failed/c.csv.txt", "failed/d.txt", "failed/d.txt.txt",
			"processed/2026-01/a.xml", "processed/2026-01/b.cod"})
		same(t, "the history", r.imports(), []string{"a.xml | inbox", "b.cod | inbox", "c.csv | inbox", "d.txt | inbox"})
		if n, sum := r.entries(); r.invoice("R-1") == nil || n != 1 || sum != "121.00" || r.customer("C1") == nil {
			t.Errorf("taken in are %v, %d entries of %s, %v", r.invoice("R-1"), n, sum, r.customer("C1"))
		}
		text, err := os.ReadFile(filepath.Join(r.dir(), "failed", "c.csv.txt"))
		want := "c.csv n’a pas été repris, ou pas entièrement\n05/01/2026\u00a010:00\n\n" +
			"- Ligne 3, B3 name\u202f: le client n’a pas de nom\n" +
			"- Avertissement\u202f: personne n’a encore expliqué les colonnes de ce tableau\u202f: " +
			"la colonne A, «\u202fnumber\u202f», est lue comme «\u202fNuméro de client\u202f»; la colonne B, «\u202fname\u202f», est lue comme «\u202fNom du client\u202f»; " +
			"la colonne C, «\u202femail\u202f», est lue comme «\u202fAdresse e-mail\u202f»\n" +
			"- 1 nouveau\n\n" +
			"Corrigez le fichier et déposez-le de nouveau dans le dossier. Ce qui est déjà repris sera reconnu.\n"
		if diff := cmp.Diff(want, string(text)); diff != "" || err != nil {
			t.Errorf("the report (-want +got):\n%s%v", diff, err)
		}
		if all := r.tasks(); len(all) != 1 || !strings.HasPrefix(all[0], string(task.ArrivalFailed)+" | inbox | c.csv | line 3: ") {
			t.Errorf("one task speaks of the folder: %v", all)
		}

		clock.SetDay(date.Must("2026-02-10"))
		if err := os.Rename(filepath.Join(r.dir(), "e.xml.part"), filepath.Join(r.dir(), "a.xml")); err != nil {
			t.Fatal(err)
		}
		r.put("d.txt", "still nothing\n")
		r.look()
		same(t, "the folder then", r.tree(), []string{"failed/c.csv", "failed/c.csv.txt", "failed/d-2.txt", "failed/d-2.txt.txt", "failed/d.txt", "failed/d.txt.txt",
			"processed/2026-01/a.xml", "processed/2026-01/b.cod", "processed/2026-02/a.xml"})
		if r.invoice("R-2") == nil || r.count("arrival") != 0 {
			t.Errorf("the second invoice is %v, and %d arrivals were never finished", r.invoice("R-2"), r.count("arrival"))
		}
		r.sound()
	})
}

func TestAFileThatIsTooLargeIsNotRead(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		r := newReception(t, s, clock)
		r.put("large.cod", "0")
		if err := os.Truncate(filepath.Join(r.dir(), "large.cod"), 128<<20+1); err != nil {
			t.Fatal(err)
		}
		r.look()
		same(t, "the folder", r.tree(), []string{"failed/large.cod", "failed/large.cod.txt"})
		if all := r.tasks(); len(all) != 1 || !strings.Contains(all[0], "the file is larger than 128 MB") {
			t.Errorf("%v", all)
		}
	})
}

func TestEachCompanyHasItsFolder(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		r := newReception(t, s, clock)
		other := newReception(t, s, clock, called("Autre / Andere SA"), func(c *company.Company) { c.VATID = "" })
		other.inbox = r.inbox
		blocked := newReception(t, s, clock, called("Barrée SA"))
		blocked.inbox = r.inbox
		if err := os.WriteFile(blocked.dir(), []byte("a file where the folder should be"), 0o660); err != nil {
			t.Fatal(err)
		}
		r.put("a.xml", bill{number: "R-1"}.xml())
		other.put("a.xml", bill{number: "R-1", seller: "BE0999999922"}.xml())
		for range 2 {
			if err := r.inbox.LookInFolders(t.Context()); !errors.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), blocked.dir()) {
				t.Errorf("the folder that cannot be used is not named: %v", err)
			}
		}
		for _, o := range []*reception{r, other} {
			if o.invoice("R-1") == nil || len(o.tree()) != 1 {
				t.Errorf("%s has %v, %v", o.company.Name, o.invoice("R-1"), o.tree())
			}
		}
	})
}

func TestFoldersAreCalledByTheirCompanies(t *testing.T) {
	i := &intake.Inbox{Dir: "/srv/inbox"}
	named := func(n id.ID, name string) company.Company { return company.Company{ID: n, Name: name} }
	all := []company.Company{named(1, "Lys & Fils SRL"), named(2, "A/B: C"), named(3, "Twin"), named(4, "twin"), named(5, " .. "), named(6, "Été")}
	paths := i.Folders(all)
	for n, want := range []string{"Lys & Fils SRL", "A_B_ C", all[2].ID.String(), all[3].ID.String(), all[4].ID.String(), "Été"} {
		if got := paths[all[n].ID]; got != filepath.Join("/srv/inbox", want) {
			t.Errorf("%q lies in %s", all[n].Name, got)
		}
	}
	if (&intake.Inbox{}).Folders(all) != nil {
		t.Error("without a folder there are folders")
	}
}

// mail is a mail with files, given as name and content in turn.
func mail(from, subject string, files ...string) string {
	m := "From: " + from + "\r\nSubject: " + subject + "\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nDear reader\r\n"
	for n := 0; n < len(files); n += 2 {
		m += "--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"" + files[n] + "\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
			base64.StdEncoding.EncodeToString([]byte(files[n+1])) + "\r\n"
	}
	return m + "--b--\r\n"
}

// reads lets the office read a mailbox.
func (r *reception) reads(server *mailbox.Server) {
	r.t.Helper()
	if err := r.inbox.SaveMailbox(r.t.Context(), r.company.ID, 0, server.Mailbox, mailbox.Password); err != nil {
		r.t.Fatal(err)
	}
}

// lookMail looks into the mailbox, when it is time again.
func (r *reception) lookMail() error {
	r.clock.Advance(5 * time.Minute)
	return r.inbox.LookInMailboxes(r.t.Context(), r.company.ID)
}

// subjects are the mails of a folder with their flags.
func subjects(t testing.TB, server *mailbox.Server, folder string) (all []string) {
	t.Helper()
	for _, m := range server.Mails(t, folder) {
		_, rest, _ := strings.Cut(m.Raw, "Subject: ")
		subject, _, _ := strings.Cut(rest, "\r\n")
		all = append(all, strings.TrimSpace(subject+" "+m.Flags))
	}
	return all
}

func TestMailsAreTakenInAndPutAway(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		r, server := newReception(t, s, clock), mailbox.Start(t, inbox.None, false)
		server.Done, server.Failed = "Processed", "Failed"
		r.reads(server)
		pdf := "%PDF-1.4\nno invoice in it\n"
		forwarded := "From: anne@lys.example\r\nSubject: Fwd\r\nContent-Type: message/rfc822\r\n\r\n" + mail("erp@lys.example", "inner", "R-3.xml", bill{number: "R-3"}.xml())
		server.Deliver(t, "INBOX",
			mail("erp@lys.example", "Invoice R-1", "R-1.xml", bill{number: "R-1"}.xml(), "R-1.pdf", pdf),
			mail("bank@bank.example", "Statement", "today.cod", string(codaBytes(codaStatement("1", "2026-01-05", line{amount: "121.00", text: "R-1"})))),
			forwarded,
			mail("erp@lys.example", "Half", "R-2.xml", bill{number: "R-2"}.xml(), "bad.xml", "<x/>"),
			mail("erp@lys.example", "A picture of an invoice", "R-4.pdf", pdf),
			mail("erp@lys.example", "Hello"), mail("erp@lys.example", "Hello again"),
			strings.TrimSuffix(mail("erp@lys.example", "Broken", "R-5.xml", bill{number: "R-5"}.xml()), "--b--\r\n"))
		if err := r.lookMail(); err != nil {
			t.Fatal(err)
		}
		same(t, "the inbox", subjects(t, server, "INBOX"), nil)
		same(t, "what was taken in", subjects(t, server, "Processed"), []string{"Invoice R-1 seen", "Statement seen", "Fwd seen"})
		same(t, "what was refused", subjects(t, server, "Failed"), []string{"Half flagged seen", "A picture of an invoice flagged seen", "Hello flagged seen", "Hello again flagged seen", "Broken flagged seen"})
		same(t, "the history", r.imports(), []string{"Invoice R-1/R-1.xml | erp@lys.example", "Invoice R-1/R-1.pdf | erp@lys.example", "Statement/today.cod | bank@bank.example",
			"Fwd/R-3.xml | anne@lys.example", "Half/R-2.xml | erp@lys.example", "Half/bad.xml | erp@lys.example", "A picture of an invoice/R-4.pdf | erp@lys.example",
			"Hello | erp@lys.example", "Hello again | erp@lys.example", "Broken/R-5.xml | erp@lys.example", "Broken | erp@lys.example"})
		for _, number := range []string{"R-1", "R-2", "R-3", "R-5"} {
			if r.invoice(number) == nil {
				t.Errorf("%s is not here", number)
			}
		}
		if n, _ := r.entries(); n != 1 || r.count("arrival") != 0 {
			t.Errorf("%d entries, and %d arrivals were never finished", n, r.count("arrival"))
		}
		var why []string
		for _, said := range r.tasks() {
			why = append(why, strings.Join(strings.Split(said, " | ")[:3], " | "))
		}
		of := string(task.ArrivalFailed) + " | erp@lys.example | "
		same(t, "the tasks", why, []string{of + "Half", of + "A picture of an invoice", of + "Hello", of + "Broken"})
		if all := r.tasks(); !strings.Contains(all[0], "bad.xml: ") || !strings.Contains(all[2], "brings no file") || !strings.Contains(all[3], "a part of the mail breaks off") {
			t.Errorf("%v", all)
		}
	})
}

func TestMailsOfStrangersAreNotTakenIn(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		r, server := newReception(t, s, clock), mailbox.Start(t, inbox.None, false)
		server.Senders = []string{"@lys.example"}
		r.reads(server)
		server.Deliver(t, "INBOX", mail("erp@lys.example", "Ours", "R-1.xml", bill{number: "R-1"}.xml()), mail("x@evil.example", "Theirs", "R-2.xml", bill{number: "R-2"}.xml()),
			mail("y@evil.example", "Theirs too", "R-3.xml", bill{number: "R-3"}.xml()), "Subject: Nobody's\r\n\r\ntext")
		if err := r.lookMail(); err != nil {
			t.Fatal(err)
		}
		same(t, "the inbox", subjects(t, server, "INBOX"), []string{"Ours seen", "Theirs flagged seen", "Theirs too flagged seen", "Nobody's flagged seen"})
		if r.invoice("R-1") == nil || r.count("invoice") != 1 {
			t.Errorf("%d invoices are here", r.count("invoice"))
		}
		if all := r.tasks(); len(all) != 1 || !strings.Contains(all[0], "mails of x@evil.example are not taken in") {
			t.Errorf("strangers make one task: %v", all)
		}
	})
}

func TestAMailThatCannotBePutAwayIsNotTakenInTwice(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		r, server := newReception(t, s, clock), mailbox.Start(t, inbox.None, false)
		server.Done = "Processed"
		r.reads(server)
		full := errors.New("the box is full")
		server.OnMove = func() error { return full }
		server.Deliver(t, "INBOX", mail("erp@lys.example", "One", "R-1.xml", bill{number: "R-1"}.xml()), mail("erp@lys.example", "Two", "R-2.xml", bill{number: "R-2"}.xml()))
		for range 5 {
			if err := r.lookMail(); !errors.Is(err, fault.Invalid) {
				t.Fatalf("the look says %v", err)
			}
		}
		same(t, "the inbox", subjects(t, server, "INBOX"), []string{"One", "Two"})
		same(t, "the history", r.imports(), []string{"One/R-1.xml | erp@lys.example", "Two/R-2.xml | erp@lys.example"})
		if all := r.tasks(); len(all) != 1 || !strings.HasPrefix(all[0], string(task.MailboxFailed)) {
			t.Errorf("%v", all)
		}
		server.OnMove = nil
		if err := r.lookMail(); err != nil {
			t.Fatal(err)
		}
		same(t, "what was taken in", subjects(t, server, "Processed"), []string{"One seen", "Two seen"})
		if all := r.tasks(); r.count("import") != 2 || len(all) != 0 || r.count("arrival") != 0 {
			t.Errorf("%d imports, tasks %v, %d arrivals", r.count("import"), all, r.count("arrival"))
		}
	})
}

// trouble is what is noted about the company's mailbox.
func (r *reception) trouble() (noted string) {
	r.t.Helper()
	r.view(func(tx *store.Tx) error {
		m, _, err := tx.Mailbox(0)
		noted = m.Trouble
		return err
	})
	return noted
}

func TestTroubleWithTheMailboxReachesAPerson(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		r, server := newReception(t, s, clock), mailbox.Start(t, inbox.None, false)
		good := server.Mailbox
		server.Folder = "Gone"
		r.reads(server)
		if err := r.lookMail(); !errors.Is(err, fault.Invalid) || !strings.Contains(r.trouble(), "Gone") {
			t.Errorf("%v, noted %s", err, r.trouble())
		}
		if all := r.tasks(); len(all) != 1 || !strings.HasPrefix(all[0], string(task.MailboxFailed)) || strings.Contains(all[0], "hunter2") {
			t.Errorf("wrong settings make a task: %v", all)
		}
		server.Mailbox = good
		r.reads(server)
		if err := r.lookMail(); err != nil || r.trouble() != "" || len(r.tasks()) != 0 {
			t.Errorf("mended: %v, noted %q, tasks %v", err, r.trouble(), r.tasks())
		}
		away := good
		away.Port = 1 // nobody is there
		if err := r.inbox.SaveMailbox(t.Context(), r.company.ID, 0, away, mailbox.Password); err != nil {
			t.Fatal(err)
		}
		for n := range 13 {
			if err := r.lookMail(); !errors.Is(err, fault.Unavailable) || r.trouble() == "" {
				t.Fatalf("%v, noted %q", err, r.trouble())
			}
			if all := r.tasks(); len(all) != n/12 {
				t.Errorf("after %d minutes: %v", 5*n, all)
			}
		}
		if err := r.inbox.DropMailbox(t.Context(), r.company.ID, 0); err != nil || len(r.tasks()) != 0 {
			t.Errorf("dropped: %v, %v", err, r.tasks())
		}
		if err := r.lookMail(); err != nil {
			t.Errorf("without a mailbox: %v", err)
		}
	})
}

func TestAMailboxIsLookedIntoByOneAtATime(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		r, server := newReception(t, s, clock), mailbox.Start(t, inbox.None, false)
		r.reads(server)
		waits := func() (yes bool) {
			r.view(func(tx *store.Tx) (err error) {
				yes, err = intake.MailboxWaits(tx)
				return err
			})
			return yes
		}
		server.Deliver(t, "INBOX", mail("erp@lys.example", "One", "R-1.xml", bill{number: "R-1"}.xml()))
		if !waits() || r.lookMail() != nil || waits() {
			t.Error("the first look is not due, or the second is at once")
		}
		server.Deliver(t, "INBOX", mail("erp@lys.example", "Two", "R-2.xml", bill{number: "R-2"}.xml()))
		if err := r.inbox.LookInMailboxes(t.Context(), r.company.ID); err != nil || r.invoice("R-2") != nil {
			t.Errorf("somebody looked again at once: %v", err)
		}
		if err := r.lookMail(); err != nil || r.invoice("R-2") == nil {
			t.Errorf("nobody looked again: %v", err)
		}
	})
}

func TestThePasswordOfAMailboxIsSealedAndUsedThereAlone(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		r, server := newReception(t, s, clock), mailbox.Start(t, inbox.None, false)
		ctx, of := t.Context(), r.company.ID
		if err := r.inbox.SaveMailbox(ctx, of, 0, server.Mailbox, ""); !errors.Is(err, fault.Invalid) {
			t.Errorf("without a password: %v", err)
		}
		r.reads(server)
		r.view(func(tx *store.Tx) error {
			m, found, err := tx.Mailbox(0)
			if !found || len(m.Password) < 20 || strings.Contains(fmt.Sprintf("%+v %s", m, m.Password), mailbox.Password) {
				t.Errorf("stored is %+v", m)
			}
			return err
		})
		elsewhere := server.Mailbox
		elsewhere.Folder, elsewhere.Done = "", "Processed"
		if err := r.inbox.SaveMailbox(ctx, of, 0, elsewhere, ""); err != nil {
			t.Errorf("another folder: %v", err)
		}
		if tried, err := r.inbox.TryMailbox(ctx, of, 0, elsewhere, ""); err != nil || !slices.Equal(tried.Missing, []string{"Processed"}) {
			t.Errorf("%+v, %v", tried, err)
		}
		theirs := mailbox.Start(t, inbox.None, false)
		for _, ask := range []func() error{
			func() error { return r.inbox.SaveMailbox(ctx, of, 0, theirs.Mailbox, "") },
			func() error { _, err := r.inbox.TryMailbox(ctx, of, 0, theirs.Mailbox, ""); return err },
		} {
			if err := ask(); !errors.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "give the password") {
				t.Errorf("another server gets the password: %v", err)
			}
		}
		if _, err := r.inbox.TryMailbox(ctx, of, 0, server.Mailbox, "wrong"); !errors.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "does not let") {
			t.Errorf("a wrong password: %v", err)
		}
		other, err := seal.New([]byte(strings.Repeat("k", seal.KeyLen)))
		if err != nil {
			t.Fatal(err)
		}
		for name, with := range map[string]*seal.Key{"another key": other, "no key": nil} {
			node := &intake.Inbox{Store: s, Words: locale.NewBook(), Key: with}
			clock.Advance(time.Hour)
			if err := node.LookInMailboxes(ctx, of); fault.KindOf(err) == "" || r.trouble() == "" {
				t.Errorf("%s: %v, noted %q", name, err, r.trouble())
			}
		}
		if err := (&intake.Inbox{Store: s}).SaveMailbox(ctx, of, 0, server.Mailbox, "x"); !errors.Is(err, fault.Unavailable) {
			t.Errorf("without a key: %v", err)
		}
	})
}
