package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"acquit/internal/admit"
	"acquit/internal/api"
	"acquit/internal/calendar"
	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// office is a company whose API is served.
type office struct {
	t       testing.TB
	store   *store.Store
	clock   *testkit.Clock
	admit   *admit.Desk
	company company.Company
	served  http.Handler
	url     string
	paper   *paper
}

func open(t testing.TB, s *store.Store, clock *testkit.Clock) *office {
	t.Helper()
	words := locale.NewBook()
	o := &office{t: t, store: s, clock: clock, admit: admit.New(s, words, nil), company: testkit.Company(t, s)}
	handler := api.New(api.Config{Store: s, People: o.admit, Words: words, Calendar: calendar.New(), Version: "test", Log: slog.New(slog.DiscardHandler),
		Today: func(*company.Company) date.Date { return clock.Today() }})
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	o.served, o.url = handler, server.URL
	o.paper = readPaper(t, o.get("", "/api/openapi.json").body)
	return o
}

// token makes a token of the office's company.
func (o *office) token(scope user.Scope) string {
	o.t.Helper()
	_, secret, err := o.admit.Grant(o.t.Context(), o.company.ID, fmt.Sprint("Ledger ", o.clock.Now().UnixNano(), scope), scope, "anne@lys.example")
	if err != nil {
		o.t.Fatal(err)
	}
	return string(secret)
}

// answer is what a program was answered.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// results are the results of a batch, in a few words each: "created", or the first
// error with its place.
func (a answer) results(t testing.TB) []string {
	t.Helper()
	var batch api.BatchAnswer
	if err := json.Unmarshal(a.body, &batch); err != nil {
		t.Fatalf("%d %s: %v", a.status, a.body, err)
	}
	var words []string
	counts := map[string]int{}
	for n, r := range batch.Results {
		word := string(r.Result)
		counts[word]++
		if len(r.Errors) > 0 {
			word = r.Errors[0].Pointer + " " + r.Errors[0].Code
		}
		if r.Index != n || (r.ID == "") != (r.Result == "refused") || (len(r.Errors) > 0) != (r.Result == "refused") {
			t.Errorf("result %d is %+v", n, r)
		}
		words = append(words, word)
	}
	if batch.Created != counts["created"] || batch.Updated != counts["updated"] || batch.Unchanged != counts["unchanged"] || batch.Refused != counts["refused"] {
		t.Errorf("counted %+v", batch)
	}
	if want := map[bool]int{true: 207, false: 200}[batch.Refused > 0]; a.status != want {
		t.Errorf("answered with %d", a.status)
	}
	return words
}

// problem is the code of an answer that is a problem, with the places of its flaws.
func (a answer) problem(t testing.TB) string {
	t.Helper()
	var p api.Problem
	if err := json.Unmarshal(a.body, &p); err != nil || a.header.Get("Content-Type") != "application/problem+json" {
		t.Fatalf("%d %s: %s", a.status, a.header.Get("Content-Type"), a.body)
	}
	if p.Status != a.status || p.Title != http.StatusText(a.status) || p.Type != "/api/docs#"+p.Code {
		t.Errorf("%d is %+v", a.status, p)
	}
	words := strconv.Itoa(a.status) + " " + p.Code
	for _, f := range p.Errors {
		words += " " + f.Pointer + ":" + f.Code
	}
	return words
}

func (o *office) do(r *http.Request, token string) answer {
	o.t.Helper()
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		o.t.Fatal(err)
	}
	defer got.Body.Close()
	body, err := io.ReadAll(got.Body)
	if err != nil {
		o.t.Fatal(err)
	}
	a := answer{got.StatusCode, got.Header, body}
	if o.paper != nil {
		o.paper.check(o.t, r.Method, r.URL.EscapedPath(), a)
	}
	return a
}

func (o *office) get(token, path string) answer {
	o.t.Helper()
	r, err := http.NewRequest(http.MethodGet, o.url+path, nil)
	if err != nil {
		o.t.Fatal(err)
	}
	return o.do(r, token)
}

// post sends a body. One that is taken in without a refusal must be right by the
// document too.
func (o *office) post(token, path, body string) answer {
	o.t.Helper()
	r, err := http.NewRequest(http.MethodPost, o.url+path, strings.NewReader(body))
	if err != nil {
		o.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	a := o.do(r, token)
	if a.status == http.StatusOK && body != "" {
		o.paper.checkBody(o.t, o.paper.pathOf(path), body)
	}
	return a
}

// paper is the OpenAPI document as a program reads it.
type paper struct {
	Paths map[string]map[string]struct {
		Responses map[string]struct {
			Content map[string]any
		}
		RequestBody any
	}
	compiler *jsonschema.Compiler
}

const paperURL = "https://acquit.example/api/openapi.json"

func readPaper(t testing.TB, body []byte) *paper {
	t.Helper()
	p := &paper{compiler: jsonschema.NewCompiler()}
	if err := json.Unmarshal(body, p); err != nil {
		t.Fatal(err)
	}
	whole, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	p.compiler.AssertFormat()
	if err := p.compiler.AddResource(paperURL, whole); err != nil {
		t.Fatal(err)
	}
	return p
}

// pathOf is the path of the document that an address is of; "" for none.
func (p *paper) pathOf(address string) string {
	for path := range p.Paths {
		before, after, found := strings.Cut(path, "{key}")
		if path == address || found && strings.HasPrefix(address, before) && strings.HasSuffix(address, after) &&
			!strings.Contains(strings.TrimSuffix(strings.TrimPrefix(address, before), after), "/") {
			return path
		}
	}
	return ""
}

// schema compiles a schema of the document by the parts of its pointer.
func (p *paper) schema(t testing.TB, parts ...string) *jsonschema.Schema {
	t.Helper()
	for n := range parts {
		parts[n] = strings.NewReplacer("~", "~0", "/", "~1").Replace(parts[n])
	}
	s, err := p.compiler.Compile(paperURL + "#/" + strings.ReplaceAll(strings.Join(parts, "/"), "{key}", "%7Bkey%7D"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func valid(t testing.TB, what string, s *jsonschema.Schema, body []byte) {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err == nil {
		err = s.Validate(v)
	}
	if err != nil {
		t.Errorf("%s is not what the document says: %v\n%s", what, err, body)
	}
}

// check holds an answer against the document.
func (p *paper) check(t testing.TB, method, address string, a answer) {
	t.Helper()
	path, kind := p.pathOf(address), a.header.Get("Content-Type")
	operation, known := p.Paths[path][strings.ToLower(method)]
	if !known {
		return // no operation; it has its own tests
	}
	status := strconv.Itoa(a.status)
	if _, said := operation.Responses[status].Content[kind]; !said {
		t.Errorf("the document does not know that %s %s answers with %s %s", method, path, status, kind)
		return
	}
	if !strings.HasSuffix(kind, "json") {
		return // a file, which has its own tests
	}
	valid(t, method+" "+path+" "+status, p.schema(t, "paths", path, strings.ToLower(method), "responses", status, "content", kind, "schema"), a.body)
}

func (p *paper) checkBody(t testing.TB, path, body string) {
	t.Helper()
	valid(t, "the body of "+path, p.schema(t, "paths", path, "post", "requestBody", "content", "application/json", "schema"), []byte(body))
}

func TestRecordsGoInAndComeOut(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		o := open(t, s, clock)
		write, read := o.token(user.WriteScope), o.token(user.ReadScope)
		for _, c := range []struct{ path, body string }{
			{"/api/v1/customers", `{"customers": [{"external_id": "K/1", "number": "1001", "name": "ACME SA", "vat_id": "BE0400000086", "terms_days": 14, "labels": ["vip", "Key account"], "manager": "Anna@Lys.example", "contacts": [{"name": "Zoë", "email": "zoe@acme.example", "position": "payer", "purposes": ["reminders"]}], "ibans": ["BE68539007547034"]}]}`},
			{"/api/v1/invoices", `{"invoices": [
				{"external_id": "F-1", "number": "R-1", "customer": {"external_id": "K/1"}, "issue_date": "2026-01-02", "total_amount": "121.00", "net_amount": 100, "notes": ["Merci"]},
				{"external_id": "F-2", "number": "R-2", "customer": {"number": "1001"}, "issue_date": "2026-01-02", "total_amount": 50.5, "reference": "RF18539007547034",
				 "instalments": [{"due_date": "2026-02-01", "amount": "20.50"}, {"due_date": "2026-03-01", "amount": 30}]}]}`},
			{"/api/v1/credit-notes", `{"credit_notes": [{"number": "C-1", "customer": {"external_id": "K/1"}, "issue_date": "2026-01-05", "total_amount": "5.00", "corrects": ["R-2"]}]}`},
			{"/api/v1/payments", `{"payments": [{"external_id": "P-1", "customer": {"external_id": "K/1"}, "received_date": "2026-01-20", "amount": 100, "allocations": [{"external_id": "F-2", "amount": "20.50"}, {"number": "R-1", "amount": 60}]}]}`},
			{"/api/v1/invoices/F-1/documents", `{"documents": [{"name": "Bon de livraison 7.txt", "note": "signé", "content": "VGVuIGNoYWlycw=="}, {"name": "o.pdf", "kind": "order", "content": "JVBERi0xLjcK"}]}`},
		} {
			for n, want := range []string{"created", "unchanged", "unchanged"} {
				for _, got := range o.post(write, c.path, c.body).results(t) {
					if got != want {
						t.Errorf("%s, time %d: %s", c.path, n, got)
					}
				}
			}
		}
		for path, want := range map[string][]string{
			"/api/v1/customers/K%2F1":        {`"external_id":"K/1"`, `"number":"1001"`, `"zoe@acme.example"`, `"open_amount":"86.00"`, `"on_account_amount":"19.50"`},
			"/api/v1/customers/1001":         {`"external_id":"K/1"`, `"labels":["Key account","vip"]`, `"manager":"anna@lys.example"`},
			"/api/v1/customers":              {`"name":"ACME SA"`},
			"/api/v1/invoices/F-1":           {`"number":"R-1"`, `"open_amount":"61.00"`, `"due_date":"2026-01-16"`, `"due_date_source":"terms"`},
			"/api/v1/invoices/R-2":           {`"external_id":"F-2"`, `"open_amount":"30.00"`, `"due_date":"2026-02-01","amount":"20.50","open_amount":"0.00"`},
			"/api/v1/credit-notes/C-1":       {`"kind":"credit_note"`, `"total_amount":"5.00"`, `"open_amount":"5.00"`},
			"/api/v1/invoices/R-1/documents": {`"name":"Bon de livraison 7.txt","kind":"delivery_note","note":"signé","media_type":"text/plain; charset=utf-8","size":10`, `"kind":"order"`},
			"/api/v1/invoices/R-2/documents": {`"documents":[]`},
			"/api/v1/invoices?state=all":     {`"R-1"`, `"R-2"`, `"C-1"`},
			"/api/v1/payments/P-1":           {`"amount":"100.00"`, `"on_account_amount":"19.50"`, `"number":"R-1","amount":"60.00"`},
			"/api/v1/invoices?limit=1":       {`"next_cursor"`},
			"/api/v1/invoices?state=open":    {`"R-1"`, `"R-2"`},
		} {
			a := o.get(read, path)
			for _, part := range want {
				if a.status != 200 || !strings.Contains(string(a.body), part) {
					t.Errorf("%s (%d) does not say %s: %s", path, a.status, part, a.body)
				}
			}
		}
		for _, path := range []string{"/api/v1/invoices/C-1", "/api/v1/credit-notes/R-1", "/api/v1/customers/none", "/api/v1/payments/none", "/api/v1/invoices/none/documents", "/api/v1/invoices/C-1/documents"} {
			if got := o.get(read, path).problem(t); got != "404 not_found" {
				t.Errorf("%s: %s", path, got)
			}
		}
		bad := o.post(write, "/api/v1/invoices/R-1/documents", `{"documents": [{"name": "a.pdf", "content": "no base64!"}, {"name": "b.txt", "content": "Yg=="}]}`)
		if got := bad.results(t); bad.status != 207 || !slices.Equal(got, []string{"/documents/0/content invalid", "created"}) {
			t.Errorf("one that is no base64: %d, %q", bad.status, got)
		}
		if got := o.post(write, "/api/v1/invoices/none/documents", `{"documents": [{"name": "a", "content": "Yg=="}]}`).problem(t); got != "404 not_found" {
			t.Errorf("to an invoice that is not there: %s", got)
		}
		testkit.View(t, s, o.company.ID, func(tx *store.Tx) error {
			return tx.Check(func(f store.Finding) { t.Errorf("the doctor finds: %+v", f) })
		})
	})
}

func TestListsAreReadPageByPage(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		o := open(t, s, clock)
		token := o.token(user.WriteScope)
		var records []string
		for n := range 7 {
			records = append(records, fmt.Sprintf(`{"number": "R-%d", "customer": {"external_id": "K-%d", "name": "Zoë's %d %% & Co"}, "issue_date": "2026-01-0%d", "total_amount": "1"}`, n, n, n, n+1))
		}
		o.post(token, "/api/v1/invoices", `{"invoices": [`+strings.Join(records, ",")+`]}`)
		for _, list := range []struct{ path, member, want string }{
			{"/api/v1/invoices?limit=3&state=all", "number", "R-6 R-5 R-4|R-3 R-2 R-1|R-0"},
			{"/api/v1/invoices?limit=3", "number", "R-0 R-1 R-2|R-3 R-4 R-5|R-6"},
			{"/api/v1/customers?limit=5", "external_id", "K-0 K-1 K-2 K-3 K-4|K-5 K-6"},
		} {
			var pages []string
			for cursor := ""; ; {
				var page struct {
					Invoices, Customers []map[string]any
					Next                string `json:"next_cursor"`
				}
				a := o.get(token, list.path+"&cursor="+cursor)
				if err := json.Unmarshal(a.body, &page); err != nil || a.status != 200 {
					t.Fatalf("%d: %s", a.status, a.body)
				}
				var words []string
				for _, row := range append(page.Invoices, page.Customers...) {
					words = append(words, fmt.Sprint(row[list.member]))
				}
				pages = append(pages, strings.Join(words, " "))
				if cursor = page.Next; cursor == "" {
					break
				}
			}
			if got := strings.Join(pages, "|"); got != list.want {
				t.Errorf("%s: %s", list.path, got)
			}
		}
		for _, wrong := range []string{"/api/v1/invoices?limit=0", "/api/v1/invoices?limit=201", "/api/v1/invoices?limit=x", "/api/v1/invoices?state=paid", "/api/v1/invoices?cursor=x", "/api/v1/customers?cursor=%25"} {
			if got := o.get(token, wrong).problem(t); got != "422 invalid" {
				t.Errorf("%s: %s", wrong, got)
			}
		}
	})
}

// billing is a body with one invoice R-1, with more members in front.
func billing(more string) string { return `{"invoices": [` + record(more) + `]}` }

func record(more string) string {
	return `{` + more + `"number": "R-1", "customer": {"name": "ACME"}, "issue_date": "2026-01-02", "total_amount": "121.00"}`
}

func TestAWrongRecordIsRefusedByNameAndPlace(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		o := open(t, s, clock)
		token := o.token(user.WriteScope)
		for _, c := range []struct{ name, record, want string }{
			{"an unknown field", record(`"due_on": "2026-02-02", `), "/invoices/1/due_on unknown_field"},
			{"an unknown field inside", record(`"instalments": [{"due_date": "2026-02-02", "amount": 1, "Sum": 2}], `), "/invoices/1/instalments/0/Sum unknown_field"},
			{"capitals", record(`"Due_date": "2026-02-02", `), "/invoices/1/Due_date unknown_field"},
			{"a field with a slash", record(`"a/b~": 1, `), "/invoices/1/a~1b~0 unknown_field"},
			{"a field twice", record(`"number": "R-0", `), "/invoices/1/number duplicate_field"},
			{"no number", `{"customer": {"name": "ACME"}, "issue_date": "2026-01-02", "total_amount": 1}`, "/invoices/1/number required"},
			{"an empty number", strings.Replace(record(""), "R-1", "  ", 1), "/invoices/1/number too_short"},
			{"a long number", strings.Replace(record(""), "R-1", strings.Repeat("é", 101), 1), "/invoices/1/number too_long"},
			{"a line break", strings.Replace(record(""), "R-1", `R\n1`, 1), "/invoices/1/number bad_format"},
			{"no such day", record(`"due_date": "2026-02-30", `), "/invoices/1/due_date bad_format"},
			{"a day with hours", record(`"due_date": "2026-02-02T10:00:00Z", `), "/invoices/1/due_date bad_format"},
			{"a day as a number", record(`"due_date": 20260202, `), "/invoices/1/due_date wrong_type"},
			{"null", record(`"due_date": null, `), "/invoices/1/due_date wrong_type"},
			{"a truth", record(`"terms": true, `), "/invoices/1/terms wrong_type"},
			{"a text where a truth is", record(`"prepayment": "yes", `), "/invoices/1/prepayment wrong_type"},
			{"a number where a truth is", record(`"prepayment": 1, `), "/invoices/1/prepayment wrong_type"},
			{"an amount with a comma", record(`"net_amount": "1,50", `), "/invoices/1/net_amount bad_format"},
			{"an amount with an exponent", record(`"net_amount": 1e3, `), "/invoices/1/net_amount bad_format"},
			{"an endless amount", record(`"net_amount": 0.1000000000000000000001, `), "/invoices/1/net_amount bad_format"},
			{"an amount as a list", record(`"net_amount": [1], `), "/invoices/1/net_amount wrong_type"},
			{"more decimals than the currency", record(`"net_amount": "1.005", `), "/invoices/1/net_amount invalid"},
			{"a currency in words", record(`"currency": "euro", `), "/invoices/1/currency bad_format"},
			{"an object where a list is", record(`"notes": {"a": [1, {"b": 2}]}, `), "/invoices/1/notes wrong_type"},
			{"a list where an object is", strings.Replace(record(""), `{"name": "ACME"}`, `[{"name": "ACME"}]`, 1), "/invoices/1/customer wrong_type"},
			{"too many notes", record(`"notes": [` + strings.Repeat(`"x", `, 20) + `"x"], `), "/invoices/1/notes too_long"},
			{"a country of three letters", strings.Replace(record(""), `"name": "ACME"`, `"name": "ACME", "country": "BEL"`, 1), "/invoices/1/customer/country bad_format"},
			{"no customer that is known", strings.Replace(record(""), `"name": "ACME"`, `"external_id": "K-9"`, 1), "/invoices/1/customer not_found"},
			{"no record", `"R-1"`, "/invoices/1 wrong_type"},
			{"nothing", `null`, "/invoices/1 wrong_type"},
		} {
			t.Run(c.name, func(t *testing.T) {
				good := func(number string) string { return strings.Replace(record(""), "R-1", number, 1) }
				got := o.post(token, "/api/v1/invoices", `{"invoices": [`+good("A-"+c.name)+`, `+c.record+`, `+good("B-"+c.name)+`]}`).results(t)
				if len(got) != 3 || got[0] != "created" || got[1] != c.want || got[2] != "created" {
					t.Errorf("%q, want %s", got, c.want)
				}
			})
		}
		a := o.post(token, "/api/v1/customers", `{"customers": [{"number": "1", "name": "A", "kind": "firm", "terms_days": 366, "language": "it", "contacts": [{"purposes": ["spam"]}]}]}`)
		var batch api.BatchAnswer
		if err := json.Unmarshal(a.body, &batch); err != nil || len(batch.Results[0].Errors) != 4 {
			t.Errorf("not all that is wrong is told: %s", a.body)
		}
	})
}

func TestAWrongRequestStoresNothing(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		o := open(t, s, clock)
		token := o.token(user.WriteScope)
		many := `{"invoices": [` + strings.Repeat(record("")+",", 1000) + record("") + `]}`
		for _, c := range []struct{ name, body, want string }{
			{"no JSON", `number=R-1`, "400 malformed_json"},
			{"nothing", ``, "400 malformed_json"},
			{"cut off", billing("")[:40], "400 malformed_json"},
			{"two values", billing("") + billing(""), "400 malformed_json"},
			{"not UTF-8", strings.Replace(billing(""), "ACME", "\xff", 1), "400 malformed_json"},
			{"nested without end", strings.Repeat("[", 20000), "400 malformed_json"},
			{"a list", `[` + record("") + `]`, "422 invalid :wrong_type"},
			{"another list", `{"payments": []}`, "422 invalid /payments:unknown_field"},
			{"one list too many", `{"invoices": [` + record("") + `], "mode": "x"}`, "422 invalid /mode:unknown_field"},
			{"the list twice", `{"invoices": [` + record("") + `], "invoices": []}`, "422 invalid /invoices:duplicate_field"},
			{"no list", `{}`, "422 invalid /invoices:required"},
			{"no list but null", `{"invoices": null}`, "422 invalid /invoices:wrong_type"},
			{"an empty list", `{"invoices": []}`, "422 invalid /invoices:too_short"},
			{"too many", many, "422 invalid /invoices:too_long"},
			{"too large", `{"invoices": "` + strings.Repeat("x", 10<<20) + `"}`, "413 too_large"},
		} {
			if got := o.post(token, "/api/v1/invoices", c.body).problem(t); got != c.want {
				t.Errorf("%s: %s, want %s", c.name, got, c.want)
			}
		}
		r, _ := http.NewRequest(http.MethodPost, o.url+"/api/v1/invoices", strings.NewReader(billing("")))
		r.Header.Set("Content-Type", "text/plain")
		if got := o.do(r, token).problem(t); got != "415 unsupported_media_type" {
			t.Errorf("as plain text: %s", got)
		}
		var invoices int
		testkit.View(t, s, o.company.ID, func(tx *store.Tx) error { return tx.Row([]any{&invoices}, `SELECT COUNT(*) FROM invoice`) })
		if invoices != 0 {
			t.Errorf("%d invoices were stored", invoices)
		}
	})
}

func TestATokenOpensItsCompanyAndNoOther(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		o := open(t, s, clock)
		other := testkit.Company(t, s, func(c *company.Company) { c.Name = "Other" })
		write, read := o.token(user.WriteScope), o.token(user.ReadScope)
		access, secret, err := o.admit.Grant(t.Context(), other.ID, "theirs", user.WriteScope, "theirs@lys.example")
		if err != nil {
			t.Fatal(err)
		}
		if got := o.post(write, "/api/v1/invoices", billing("")).results(t)[0]; got != "created" {
			t.Fatal(got)
		}
		for what, a := range map[string]answer{
			"no token":                 o.get("", "/api/v1/invoices"),
			"a wrong token":            o.get("acquit_WRONG", "/api/v1/invoices"),
			"no token of ours":         o.get("letmein", "/api/v1/invoices"),
			"an endless token":         o.get("acquit_"+strings.Repeat("A", 5000), "/api/v1/invoices"),
			"a hash in place of it":    o.get(user.Secret(write).Hash(), "/api/v1/invoices"),
			"no token, nothing stored": o.post("", "/api/v1/invoices", billing("")),
		} {
			if got := a.problem(t); got != "401 unauthorized" || a.header.Get("WWW-Authenticate") == "" {
				t.Errorf("%s: %s", what, got)
			}
		}
		if got := o.post(read, "/api/v1/invoices", billing("")).problem(t); got != "403 denied" {
			t.Errorf("a token that reads: %s", got)
		}
		if got := o.get(string(secret), "/api/v1/invoices/R-1").problem(t); got != "404 not_found" {
			t.Errorf("a token of another company: %s", got)
		}
		if _, err := o.admit.Revoke(t.Context(), other.ID, access.ID, "anne@lys.example"); err != nil {
			t.Fatal(err)
		}
		if got := o.get(string(secret), "/api/v1/invoices").problem(t); got != "401 unauthorized" {
			t.Errorf("a token that was revoked: %s", got)
		}
		r, _ := http.NewRequest(http.MethodGet, o.url+"/api/v1/invoices", nil)
		r.Header.Set("Authorization", "Basic "+write)
		if got := o.do(r, "").problem(t); got != "401 unauthorized" {
			t.Errorf("another scheme: %s", got)
		}
	})
}

func TestATokenThatAsksTooOftenWaits(t *testing.T) {
	o := open(t, testkit.Open(t, t.TempDir()+"/acquit.db", testkit.NewClock()), testkit.NewClock())
	token, other := o.token(user.ReadScope), o.token(user.WriteScope)
	var slow answer
	for n := 0; n < 500 && slow.status == 0; n++ {
		if a := o.get(token, "/api/v1/customers"); a.status != http.StatusOK {
			slow = a
		}
	}
	if got := slow.problem(t); got != "429 too_many_requests" || slow.header.Get("Retry-After") == "" {
		t.Errorf("%s", got)
	}
	if a := o.get(other, "/api/v1/customers"); a.status != http.StatusOK {
		t.Errorf("another token: %d", a.status)
	}
}

func TestWhatIsNoOperation(t *testing.T) {
	o := open(t, testkit.Open(t, t.TempDir()+"/acquit.db", testkit.NewClock()), testkit.NewClock())
	for _, c := range []struct{ method, path, want, allow string }{
		{"GET", "/api/v1", "404 not_found", ""},
		{"GET", "/api/v2/invoices", "404 not_found", ""},
		{"GET", "/api/v1/invoices/", "404 not_found", ""},
		{"DELETE", "/api/v1/invoices", "405 method_not_allowed", "GET POST"},
		{"POST", "/api/v1/customers/1", "405 method_not_allowed", "GET"},
		{"GET", "/api/v1/payments", "405 method_not_allowed", "POST"},
	} {
		r, _ := http.NewRequest(c.method, o.url+c.path, nil)
		a := o.do(r, "")
		if got := a.problem(t); got != c.want || strings.Join(a.header.Values("Allow"), " ") != c.allow {
			t.Errorf("%s %s: %s, allowed %v", c.method, c.path, got, a.header.Values("Allow"))
		}
	}
}
