package company

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"acquit/internal/fault"
	"acquit/internal/money"
)

// mostPayPage bounds the address of a payment page, in bytes; payExample is one.
const (
	mostPayPage = 500
	payExample  = "https://pay.example/{reference}"
)

// placeholders stand in the address of a payment page for what is to be paid.
var placeholders = []string{"{reference}", "{amount}", "{currency}", "{invoice}"}

var inBraces = regexp.MustCompile(`\{[^{}]*\}?|\}`)

// checkPayPage refuses an address that does not lead to a page of the company's own: over
// https, on a host that no customer's data can change.
func checkPayPage(address string) error {
	if address == "" {
		return nil
	}
	for _, found := range inBraces.FindAllString(address, -1) {
		if !slices.Contains(placeholders, found) {
			return fault.At(0, "pay_page", "%q is not filled in: the address can have %s", found, strings.Join(placeholders, ", "))
		}
	}
	rest, secure := strings.CutPrefix(address, "https://")
	host, _, _ := strings.Cut(rest, "/")
	parsed, err := url.Parse(inBraces.ReplaceAllString(address, "1"))
	switch {
	case !secure || err != nil || parsed.Hostname() == "" || parsed.User != nil || strings.ContainsAny(address, " \\\"'<>^`|"):
		return fault.At(0, "pay_page", "%q is no address of a page, such as %s", address, payExample)
	case strings.ContainsAny(host, "{?#"):
		return fault.At(0, "pay_page", "the name of the page’s host has a / behind it, and nothing in it is filled in")
	case len(address) > mostPayPage:
		return fault.At(0, "pay_page", "an address has %d letters at most", mostPayPage)
	}
	return nil
}

// PayLink is the address at which a customer pays an amount, with what to write with it and
// the numbers of the invoices; "" where the company has no such page.
func (p *Policy) PayLink(reference string, amount money.Amount, invoices string) string {
	escaped := func(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }
	return strings.NewReplacer(placeholders[0], escaped(reference), placeholders[1], amount.String(),
		placeholders[2], amount.Currency.String(), placeholders[3], escaped(invoices)).Replace(p.PayPage)
}
