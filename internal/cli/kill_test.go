package cli

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"acquit/internal/date"
	"acquit/internal/deliver/catcher"
)

// kills is how often the program is killed: few by default, ACQUIT_KILLS for more.
func kills(t *testing.T) int {
	n, err := strconv.Atoi(os.Getenv("ACQUIT_KILLS"))
	if err != nil || n < 1 {
		return 8
	}
	t.Logf("the program is killed %d times", n)
	return n
}

// office is a folder of data with a mail server beside it, worked on by real processes.
type office struct {
	t      *testing.T
	acquit string // the program
	data   string
	mails  *catcher.Catcher
	killed int
}

func newOffice(t *testing.T) *office {
	t.Helper()
	mails, err := catcher.Start("127.0.0.1:0", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { mails.Close() })
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, acquit: filepath.Join(t.TempDir(), "acquit"), data: t.TempDir(), mails: mails}
	// The test's own program is the command line when it is called so; see TestMain.
	if err := os.Symlink(program, o.acquit); err != nil {
		t.Fatal(err)
	}
	return o
}

func (o *office) command(args ...string) *exec.Cmd {
	c := exec.Command(o.acquit, append([]string{"--data", o.data, "--smtp-url", o.mails.URL(), "--json"}, args...)...)
	c.Stderr = os.Stderr
	return c
}

// must runs the program to its end.
func (o *office) must(into any, args ...string) {
	o.t.Helper()
	out, err := o.command(args...).Output()
	if err == nil && into != nil {
		err = json.Unmarshal(out, into)
	}
	if err != nil {
		o.t.Fatalf("%v: %v\n%s", args, err, out)
	}
}

// broken runs the programs one after the other and kills the one that runs when the time is
// over, as power that fails does.
func (o *office) broken(after time.Duration, all ...[]string) {
	o.t.Helper()
	over := time.Now().Add(after)
	for _, args := range all {
		c := o.command(args...)
		c.Stderr = nil
		if err := c.Start(); err != nil {
			o.t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- c.Wait() }()
		select {
		case err := <-ended:
			if err != nil {
				o.t.Fatalf("%v: %v", args, err)
			}
		case <-time.After(time.Until(over)):
			c.Process.Kill()
			<-ended
			o.killed++
			return
		}
	}
}

// arrived are the Message-IDs that the server took, and how often.
func (o *office) arrived() map[string]int {
	all := map[string]int{}
	for _, m := range o.mails.List() {
		all[strings.Trim(m.Mail.MessageID, "<>")]++
	}
	return all
}

// settle says of each message whose outcome is not known what the server's log knows of it.
func (o *office) settle(on string) (uncertain int) {
	o.t.Helper()
	var list struct {
		Messages []struct {
			MessageID string `json:"message_id"`
		} `json:"messages"`
	}
	o.must(&list, "--today", on, "message", "list", "--state", "uncertain")
	log := o.arrived()
	for _, m := range list.Messages {
		outcome := "--lost"
		if log[strings.Trim(m.MessageID, "<>")] > 0 {
			outcome = "--arrived"
		}
		o.must(nil, "--today", on, "message", "resolve", m.MessageID, outcome)
	}
	return len(list.Messages)
}

// TestAProgramThatIsKilledSaysNothingTwiceAndForgetsNothing kills `acquit run` and `acquit
// send` at random instants, day after day, against a server that counts. Each step that is
// due must reach each customer once; what was cut off between the server's answer and its
// record is settled by its Message-ID, without a second mail.
func TestAProgramThatIsKilledSaysNothingTwiceAndForgetsNothing(t *testing.T) {
	o := newOffice(t)
	const customers = 6
	start := date.Must("2026-03-02") // a Monday
	o.must(nil, "company", "create", "--name", "Lys & Fils SRL", "--country", "BE", "--email", "compta@lys.example")
	book := "customer_number,name,email,vat_id,number,issue_date,due_date,amount\n"
	for n := range customers {
		base := 4_000_001 + n // a Belgian business: eight digits, and 97 less what is left of them
		book += fmt.Sprintf("C%d,Customer %d,c%d@customer.example,BE%08d%02d,R-%d,%s,%s,100.00\n", n, n, n, base, 97-base%97, n, start.AddDays(-40), start.AddDays(-10))
	}
	table := filepath.Join(t.TempDir(), "open.csv")
	if err := os.WriteFile(table, []byte(book), 0o600); err != nil {
		t.Fatal(err)
	}
	o.must(nil, "--today", start.String(), "import", "invoices", table)

	random := rand.New(rand.NewPCG(1, 2))
	began := time.Now()
	o.must(nil, "--today", start.String(), "run", "--dry-run")
	usual := 3 * time.Since(began) // of a night and its mails
	uncertain := 0
	want := kills(t)
	// Reminders fall due on the first day, two weeks and four weeks later; the days between are
	// for what was cut off, and for another kill.
	day := start
	for ; o.killed < want || day < start.AddDays(30); day++ {
		on := day.String()
		if o.killed < want {
			o.broken(time.Duration(random.Float64()*float64(usual)), []string{"--today", on, "run"}, []string{"--today", on, "send"})
		} else {
			o.must(nil, "--today", on, "run")
			o.must(nil, "--today", on, "send")
		}
		uncertain += o.settle(on)
	}
	for range 2 { // what the last days left over
		o.must(nil, "--today", day.String(), "run")
		o.must(nil, "--today", day.String(), "send")
		uncertain += o.settle(day.String())
		day++
	}
	o.check(customers)
	t.Logf("killed %d times in %d days; %d messages cut off between server and record", o.killed, day-start, uncertain)
	o.must(nil, "doctor")
}

// check holds that each customer was told each step once.
func (o *office) check(customers int) {
	o.t.Helper()
	for m, times := range o.arrived() {
		if times != 1 {
			o.t.Errorf("%s came %d times", m, times)
		}
	}
	told := map[string]int{}
	for _, m := range o.mails.List() {
		told[m.To[0]]++
	}
	steps := 3 // three reminders; the notice of default comes later
	for n := range customers {
		if got := told[fmt.Sprintf("c%d@customer.example", n)]; got != steps {
			o.t.Errorf("customer %d was written to %d times, want %d", n, got, steps)
		}
	}
}
