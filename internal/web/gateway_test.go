package web_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"regexp"
	"strings"
	"testing"

	"acquit/internal/deliver/press"
	"acquit/internal/deliver/sms"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

var reportAddress = regexp.MustCompile(`/gateways/\w+/sms/[\w-]{43}`)

func TestAnOwnerSetsAProvider(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		d.desk.Key, d.desk.Networks = sealing(t), []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
		house := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, `{"messages":[{"id":"1","status":"queued"}]}`)
		}))
		defer house.Close()
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Owner)
		d.person(c.ID, "bob@lys.example", user.Controller)
		anne, page := d.signIn("anne@lys.example"), at(c.ID, "settings", "gateways")
		shows(t, anne.get(page), "No provider is set", "example=sms")
		shows(t, anne.get(page+"?example=sms"), "Ketelbode SMS", "does not exist")
		if got := d.signIn("bob@lys.example").get(page); got.status != http.StatusForbidden {
			t.Errorf("a controller sees it: %d", got.status)
		}

		definition := strings.ReplaceAll(sms.Example(), "https://api.ketelbode.example", house.URL)
		broken := strings.Replace(definition, `"form"`, `"forms"`, 2)
		for said, form := range map[string][]string{
			"unknown field":  {"definition-sms", broken, "secret-sms", "s3cret"},
			"needs a secret": {"definition-sms", definition},
		} {
			if got := anne.post(page+"/sms", form...); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.text, said) || strings.Contains(got.text, "s3cret") {
				t.Errorf("%s: %d", said, got.status)
			}
		}
		if got := anne.post(page+"/sms", "definition-sms", definition, "secret-sms", "s3cret", "on-sms", "1"); got.status != http.StatusSeeOther {
			t.Fatalf("%d %s", got.status, got.text)
		}
		kept := anne.get(page)
		shows(t, kept, "Steps by text message leave", "One is kept")
		if strings.Contains(kept.text, "s3cret") {
			t.Error("the secret is shown")
		}
		shows(t, anne.post(page+"/sms/test", "definition-sms", definition, "number-sms", "0475 12 34 56"), "took the test", "200 OK")
		shows(t, anne.post(page+"/sms/test", "definition-sms", definition, "number-sms", "02 555"), "did not succeed")
		shows(t, anne.post(page+"/print/test", "definition-print", press.Example(), "secret-print", "s3cret"), "This would be sent", "POST https://api.postkoets.example/letters")

		stranger := d.browser()
		for n := range 12 {
			want := http.StatusNotFound
			if n >= 10 {
				want = http.StatusTooManyRequests
			}
			if got := stranger.get("/gateways/" + c.ID.String() + "/sms/guess"); got.status != want {
				t.Errorf("guess %d: %d", n, got.status)
			}
		}
		anne.post(page + "/sms/forget")
		shows(t, anne.get(page), "No text message leaves")
	})
}

func TestAProviderReports(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		d.desk.Key = sealing(t)
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Owner)
		anne, page := d.signIn("anne@lys.example"), at(c.ID, "settings", "gateways")
		anne.post(page+"/sms", "definition-sms", sms.Example(), "secret-sms", "s3cret")
		address := reportAddress.FindString(anne.get(page).text)
		provider := d.browser()
		for body, want := range map[string]int{
			"id=1&status=DELIVRD":        http.StatusNoContent,
			"id=%zz":                     http.StatusBadRequest,
			strings.Repeat("a", 300<<10): http.StatusRequestEntityTooLarge,
		} {
			r, err := http.NewRequest(http.MethodPost, d.url+address, strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			if got := provider.do(r); got.status != want {
				t.Errorf("%.20s: %d", body, got.status)
			}
		}
	})
}
