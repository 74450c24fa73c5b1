package company

import (
	"errors"
	"net/url"
	"testing"

	"acquit/internal/fault"
	"acquit/internal/money"
)

func TestThePageToPayOn(t *testing.T) {
	for _, c := range []struct {
		name, address string
		fine          bool
	}{
		{"none", "", true},
		{"a page", "https://pay.example/", true},
		{"all that is filled in", "https://pay.example/{reference}?a={amount}&c={currency}&i={invoice}#x", true},
		{"a port", "https://pay.example:8443/{reference}", true},
		{"no cipher", "http://pay.example/{reference}", false},
		{"a script", "javascript:alert(1)", false},
		{"no host", "https:///x", false},
		{"another placeholder", "https://pay.example/{name}", false},
		{"a brace that is not closed", "https://pay.example/{reference", false},
		{"a brace that was not opened", "https://pay.example/x}", false},
		{"a host that is filled in", "https://{reference}.example/", false},
		{"a host that goes on", "https://pay.example{reference}/", false},
		{"a user", "https://us:er@pay.example/", false},
		{"a blank", "https://pay.example/a b", false},
		{"a quote", "https://pay.example/\"x", false},
		{"a host without an end", "https://pay.example?r={reference}", false},
	} {
		if err := checkPayPage(c.address); (err == nil) != c.fine || err != nil && !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// Whatever a number holds, the host stays, and the page reads it as it was.
func TestALinkCarriesWhatIsToBePaid(t *testing.T) {
	p := Policy{PayPage: "https://pay.example/to?r={reference}&a={amount}&c={currency}&i={invoice}"}
	amount := money.Must("1190.50", money.EUR)
	for _, reference := range []string{"090933755493", "+++090/9337/55493+++", "a b&c=d#e", "{amount}", "é\"<"} {
		link, err := url.Parse(p.PayLink(reference, amount, "R/1"))
		if err != nil {
			t.Fatal(err)
		}
		q := link.Query()
		if link.Host != "pay.example" || q.Get("r") != reference || q.Get("a") != "1190.50" || q.Get("c") != "EUR" || q.Get("i") != "R/1" {
			t.Errorf("%q became %s", reference, link)
		}
	}
	if link := (&Policy{}).PayLink("1", amount, "2"); link != "" {
		t.Errorf("without a page there is %s", link)
	}
}
