package cli

import (
	"bytes"
	"context"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/launcher"
	"github.com/govalues/decimal"

	"acquit/examples"
	"acquit/internal/bank"
	"acquit/internal/demo"
	"acquit/internal/format/coda"
	"acquit/internal/format/ubl"
	"acquit/internal/invoice"
	"acquit/internal/testkit"
	"acquit/internal/testkit/chrome"
)

// What the journey follows: a café in the demo that has had its first reminder.
const (
	journeyInvoice  = "KK-2026-0448"
	journeyCustomer = "Café De Valse Noot"
)

// chromium is where Debian puts the browser.
const chromium = "/usr/bin/chromium"

// TestANewcomerFollowsAnInvoiceFromReminderToPayment does in a browser what the
// README promises: start the demo, sign in, follow one customer.
func TestANewcomerFollowsAnInvoiceFromReminderToPayment(t *testing.T) {
	if testing.Short() {
		t.Skip("needs a browser and a whole demo")
	}
	if _, err := os.Stat(chromium); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("no Chromium on this machine; make test installs it")
		}
		t.Skip("no Chromium on this machine: skipped")
	}
	testkit.Engines(t, func(t *testing.T, url string) {
		address := startDemo(t, url)
		page := openBrowser(t, "http://"+address+"/")

		page.MustElement("#mail").MustInput(demo.Email)
		page.MustElement("#password").MustInput(demo.Password)
		press(t, page, "button.btn-primary", "")
		see(t, page, "h1", "Overzicht")

		follow(t, page, "a", "^Klanten$")
		page.MustElement("input[type=search][name=q]").MustInput("Valse Noot")
		see(t, page, "main", journeyCustomer)
		follow(t, page, "main a", journeyCustomer)
		see(t, page, "main", "Eerste herinnering: verzonden")
		see(t, page, "main", journeyInvoice)

		follow(t, page, "main a", journeyInvoice)
		see(t, page, "main", "390,83")

		lookAtTheTakeover(t, page)
		pay(t, page)
		follow(t, page, "a", "^Klanten$")
		waitFor(t, page, func() bool {
			page.MustNavigate(strings.Split(page.MustInfo().URL, "?")[0] + "?q=Valse+Noot").MustWaitLoad()
			return strings.Contains(page.MustElement("main").MustText(), "Er staat niets open")
		})
		follow(t, page, "main a", journeyCustomer)
		see(t, page, "main", "betaald voor "+journeyInvoice)
	})
}

// lookAtTheTakeover finds what came from another program on the last day: a table that
// waits, and a customer who is here twice.
func lookAtTheTakeover(t *testing.T, page *rod.Page) {
	t.Helper()
	follow(t, page, "a", "^Invoer$")
	see(t, page, "main", "openstaand.csv")
	follow(t, page, "main a[href$='/columns']", "")
	see(t, page, "h1", "openstaand.csv")
	see(t, page, "main", "Afspanning Het Veerhuis")
	follow(t, page, "a", "^Klanten$")
	follow(t, page, "main a[href$='/duplicates']", "")
	see(t, page, "main", "Taverne De Blauwe Haan BV")
	see(t, page, "main", "T07")
}

// startDemo runs the demo on a free port until the test ends, and returns its
// address when it answers.
func startDemo(t *testing.T, url string) string {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	free.Close()
	args := []string{"--data", t.TempDir()}
	if strings.HasPrefix(url, "postgres") {
		args = append(args, "--database-url", url)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan int, 1)
	var out bytes.Buffer
	go func() { done <- Main(ctx, append(args, "demo", "--listen", address), &out, &out) }()
	t.Cleanup(func() {
		stop()
		if code := <-done; code != 0 {
			t.Errorf("the demo ended with %d: %s", code, &out)
		}
	})
	for range 600 {
		select {
		case code := <-done:
			done <- code
			t.Fatalf("the demo ended with %d", code)
		default:
		}
		if answer, err := http.Get("http://" + address + "/sign-in"); err == nil {
			answer.Body.Close()
			return address
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal("the demo was not ready in a minute")
	return ""
}

func openBrowser(t *testing.T, url string) *rod.Page {
	t.Helper()
	control := launcher.New().Bin(chromium).Leakless(false).NoSandbox(true).Set("disable-background-networking").MustLaunch()
	browser := rod.New().ControlURL(control).MustConnect()
	t.Cleanup(browser.MustClose)
	page := browser.MustPage(url).Timeout(time.Minute)
	page.MustSetViewport(1280, 900, 1, false).MustWaitLoad()
	return page
}

// press clicks what leads to another page, and waits for it.
func press(t *testing.T, page *rod.Page, selector, words string) {
	t.Helper()
	wait := chrome.Arrival(t, page)
	if words == "" {
		page.MustElement(selector).MustClick()
	} else {
		page.MustElementR(selector, words).MustClick()
	}
	wait()
	page.MustWaitLoad()
}

func follow(t *testing.T, page *rod.Page, selector, words string) {
	t.Helper()
	if err := rod.Try(func() { press(t, page, selector, words) }); err != nil {
		t.Fatalf("no way to follow %s %q: %v\n%s", selector, words, err, page.CancelTimeout().MustElement("body").MustText())
	}
}

// see waits until a part of the page says something.
func see(t *testing.T, page *rod.Page, selector, words string) {
	t.Helper()
	waitFor(t, page, func() bool {
		t.Helper()
		found, element, err := page.Has(selector)
		if err != nil || !found {
			return false
		}
		text, err := element.Text()
		return err == nil && strings.Contains(text, words)
	})
}

func waitFor(t *testing.T, page *rod.Page, there func() bool) {
	t.Helper()
	for range 100 {
		if there() {
			return
		}
		time.Sleep(200 * time.Millisecond)
	}
	text := page.MustElement("body").MustText()
	t.Fatalf("in vain; the page says:\n%.2000s", text)
}

// pay hands in the bank statement on which the café pays its invoice.
func pay(t *testing.T, page *rod.Page) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "today.cod")
	out, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	doc := example(t, journeyInvoice)
	opening := decimal.MustParse("1000.00")
	closing, err := opening.Add(doc.Payable)
	if err != nil {
		t.Fatal(err)
	}
	err = coda.Write(out, &bank.Statement{
		Account: bank.Account{IBAN: examples.Company.IBAN, Currency: "EUR", Owner: examples.Company.Name},
		Number:  "999", Sequence: "999",
		Opening: &bank.Balance{Date: examples.Today.AddDays(-1), Amount: opening}, Closing: &bank.Balance{Date: examples.Today, Amount: closing},
		Entries: []bank.Entry{{BookedOn: examples.Today, ValueOn: examples.Today, Amount: doc.Payable, Currency: "EUR", Status: bank.Booked,
			BankRef: "JOURNEY0000000000001", Reference: doc.Payment[0].Reference, Counterparty: bank.Counterparty{Name: journeyCustomer}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	follow(t, page, "a", "^Invoer$")
	page.MustElement("input[type=file]").MustSetFiles(file)
	page.MustElement("form.drop button.btn-primary").MustClick()
	see(t, page, "#report", "today.cod")
}

// example is an invoice of the demo, as its file says it.
func example(t *testing.T, number string) *invoice.Document {
	t.Helper()
	paths, err := fs.Glob(examples.Files, "invoices/*/"+number+".xml")
	if err != nil || len(paths) != 1 {
		t.Fatalf("%s: %d files, %v", number, len(paths), err)
	}
	f, err := examples.Files.Open(paths[0])
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	doc, err := ubl.Read(f)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}
