package matching

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/money"
)

// line is a bank line of a day and an amount.
func line(i id.ID, on, amount string, options ...func(*Line)) Line {
	l := Line{Entry: Entry{ID: i, BookedOn: date.Must(on), Amount: money.Must(amount, money.EUR)}}
	for _, o := range options {
		o(&l)
	}
	return l
}

func endToEnd(s string) func(*Line) { return func(l *Line) { l.EndToEnd = s } }
func mandate(s string) func(*Line)  { return func(l *Line) { l.Mandate = s } }
func bankRef(s string) func(*Line)  { return func(l *Line) { l.BankRef = s } }
func account(s string) func(*Line)  { return func(l *Line) { l.IBAN = s } }
func name(s string) func(*Line)     { return func(l *Line) { l.Name = s } }
func charges(s string) func(*Line)  { return func(l *Line) { l.Charges = money.Must(s, money.EUR) } }

// brought is a bank line that was booked for one customer.
func brought(l Line) Received { return Received{Line: l, Parts: []Part{{p1, l.Amount}}} }

func TestReturns(t *testing.T) {
	const iban, other = "BE71096123456769", "BE43068999999501"
	for _, c := range []struct {
		name     string
		back     Line
		received []Received
		certain  id.ID // 0: none
		ask      []id.ID
		fee      string
	}{
		{"the same end-to-end reference", line(9, "2026-02-06", "-100.00", endToEnd("E1")),
			[]Received{brought(line(1, "2026-02-02", "100.00", endToEnd("E1"))), brought(line(2, "2026-02-02", "100.00", endToEnd("E2")))}, 1, nil, "0.00"},
		{"another end-to-end reference contradicts the account", line(9, "2026-02-06", "-100.00", endToEnd("E1"), account(iban)),
			[]Received{brought(line(2, "2026-02-02", "100.00", endToEnd("E2"), account(iban)))}, 0, []id.ID{2}, "0.00"},
		{"a reference of two payments that fit alike", line(9, "2026-02-06", "-100.00", endToEnd("E1")),
			[]Received{brought(line(1, "2026-02-02", "100.00", endToEnd("E1"))), brought(line(2, "2026-02-03", "100.00", endToEnd("E1")))}, 0, []id.ID{2, 1}, "0.00"},
		{"one mandate", line(9, "2026-02-06", "-100.00", mandate("M-1")),
			[]Received{brought(line(1, "2026-02-02", "100.00", mandate("M-1"))), brought(line(2, "2026-02-02", "100.00", mandate("M-2")))}, 1, nil, "0.00"},
		{"one mandate, collected each month", line(9, "2026-02-06", "-100.00", mandate("M-1")),
			[]Received{brought(line(1, "2026-01-02", "100.00", mandate("M-1"))), brought(line(2, "2026-02-02", "100.00", mandate("M-1")))}, 0, []id.ID{2, 1}, "0.00"},
		{"the bank's own reference", line(9, "2026-02-02", "-100.00", bankRef("X77")),
			[]Received{brought(line(1, "2026-02-02", "100.00", bankRef("X77"))), brought(line(2, "2026-02-02", "100.00", bankRef("X78")))}, 1, nil, "0.00"},
		{"a reference of zeros is none", line(9, "2026-02-02", "-100.00", bankRef("000")),
			[]Received{brought(line(1, "2026-02-02", "100.00", bankRef("000")))}, 0, []id.ID{1}, "0.00"},
		{"the account, and an amount that is there once", line(9, "2026-02-06", "-100.00", account(iban)),
			[]Received{brought(line(1, "2026-02-02", "100.00", account(iban))), brought(line(2, "2026-02-02", "90.00", account(iban))), brought(line(3, "2026-02-02", "100.00", account(other)))}, 1, nil, "0.00"},
		{"the account, long ago", line(9, "2026-06-06", "-100.00", account(iban)),
			[]Received{brought(line(1, "2026-02-02", "100.00", account(iban)))}, 0, []id.ID{1}, "0.00"},
		{"the account, paid twice", line(9, "2026-02-06", "-100.00", account(iban)),
			[]Received{brought(line(1, "2026-02-02", "100.00", account(iban))), brought(line(2, "2026-02-03", "100.00", account(iban)))}, 0, []id.ID{2, 1}, "0.00"},
		{"the name alone", line(9, "2026-02-06", "-100.00", name("Zonen Acme")),
			[]Received{brought(line(1, "2026-02-02", "100.00", name("ZONEN ACME")))}, 0, []id.ID{1}, "0.00"},
		{"the amount alone", line(9, "2026-02-06", "-100.00"),
			[]Received{brought(line(1, "2026-02-02", "100.00"))}, 0, []id.ID{1}, "0.00"},
		{"with a fee that the bank tells", line(9, "2026-02-06", "-103.50", endToEnd("E1"), charges("3.50")),
			[]Received{brought(line(1, "2026-02-02", "100.00", endToEnd("E1")))}, 1, nil, "3.50"},
		{"with a fee that nobody tells", line(9, "2026-02-06", "-103.50", endToEnd("E1")),
			[]Received{brought(line(1, "2026-02-02", "100.00", endToEnd("E1")))}, 0, []id.ID{1}, "3.50"},
		{"the fee aside", line(9, "2026-02-06", "-100.00", endToEnd("E1"), charges("3.50")),
			[]Received{brought(line(1, "2026-02-02", "100.00", endToEnd("E1")))}, 1, nil, "3.50"},
		{"more than twice as much is no fee", line(9, "2026-02-06", "-203.50", endToEnd("E1")),
			[]Received{brought(line(1, "2026-02-02", "100.00", endToEnd("E1")))}, 0, nil, ""},
		{"less than was paid", line(9, "2026-02-06", "-60.00", endToEnd("E1")),
			[]Received{brought(line(1, "2026-02-02", "100.00", endToEnd("E1")))}, 0, nil, ""},
		{"paid later", line(9, "2026-02-06", "-100.00", endToEnd("E1")),
			[]Received{brought(line(1, "2026-02-07", "100.00", endToEnd("E1")))}, 0, nil, ""},
		{"another currency", line(9, "2026-02-06", "-100.00", endToEnd("E1")),
			[]Received{brought(line(1, "2026-02-02", "100.00", endToEnd("E1"), func(l *Line) { l.Amount.Currency = money.USD }))}, 0, nil, ""},
		{"what was never booked", line(9, "2026-02-06", "-100.00", endToEnd("E1")),
			[]Received{{Line: line(1, "2026-02-02", "100.00", endToEnd("E1"))}}, 1, nil, "0.00"},
		{"a refund that comes back", line(9, "2026-02-06", "30.00", endToEnd("E1")),
			[]Received{brought(line(1, "2026-02-02", "-30.00", endToEnd("E1")))}, 1, nil, "0.00"},
		{"a refund that comes back, less a fee", line(9, "2026-02-06", "26.50", endToEnd("E1"), charges("3.50")),
			[]Received{brought(line(1, "2026-02-02", "-30.00", endToEnd("E1")))}, 1, nil, "3.50"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := Returns([]Line{c.back}, c.received)[0]
			var certain id.ID
			var ask []id.ID
			all := ReturnsOf(&c.back, c.received)
			if r.Certain != nil {
				certain, all = r.Certain.Of, []Return{*r.Certain}
			} else {
				for _, a := range all {
					ask = append(ask, a.Of)
				}
			}
			if certain != c.certain || !slices.Equal(ask, c.ask) {
				t.Fatalf("certain %d, asked %d; want %d and %d", certain, ask, c.certain, c.ask)
			}
			if len(all) > 0 && all[0].Fee.String() != money.Must(c.fee, money.EUR).String() && all[0].Fee.Minor != 0 {
				t.Errorf("the fee is %s", all[0].Fee)
			}
			if len(all) > 0 && len(all[0].Evidence) == 0 {
				t.Error("nothing says why")
			}
		})
	}
}

// A sum that the bank booked for several customers comes back in the parts of each, or
// as a whole.
func TestPartsOfOneLineAreReturned(t *testing.T) {
	sum := Received{Line: line(1, "2026-02-02", "300.00", endToEnd("E1")), Parts: []Part{{p1, money.Must("100.00", money.EUR)}, {p2, money.Must("200.00", money.EUR)}}}
	for amount, want := range map[string]id.ID{"-100.00": p1, "-200.00": p2, "-300.00": 0} {
		r := Returns([]Line{line(9, "2026-02-06", amount, endToEnd("E1"))}, []Received{sum})[0]
		if r.Certain == nil || r.Certain.Customer != want {
			t.Errorf("%s: %+v", amount, r)
		}
	}
}

// Whatever lines there are, none is taken back twice, none for more than it brought, and
// the order in which they are given changes nothing.
func TestNothingIsReturnedTwice(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		marks := []func(*Line){endToEnd("E1"), endToEnd("E2"), mandate("M"), account("BE71096123456769"), bankRef("X"), charges("5.00")}
		draw := func(i id.ID, sign string) Line {
			l := line(i, rapid.SampledFrom([]string{"2026-02-02", "2026-02-06"}).Draw(r, "day"),
				sign+rapid.SampledFrom([]string{"100.00", "105.00", "50.00"}).Draw(r, "amount"))
			for _, m := range marks {
				if rapid.Bool().Draw(r, "marked") {
					m(&l)
				}
			}
			return l
		}
		var received []Received
		for n := range rapid.IntRange(0, 5).Draw(r, "payments") {
			received = append(received, brought(draw(id.ID(n+1), "")))
		}
		var backs []Line
		for n := range rapid.IntRange(1, 5).Draw(r, "returns") {
			backs = append(backs, draw(id.ID(n+100), "-"))
		}
		taken, of := map[id.ID]bool{}, map[id.ID]id.ID{}
		for n, result := range Returns(backs, received) {
			if result.Certain == nil {
				continue
			}
			c := result.Certain
			of[result.Entry] = c.Of
			if taken[c.Of] {
				r.Fatalf("%d is taken back twice", c.Of)
			}
			taken[c.Of] = true
			if left := backs[n].Amount.Add(c.Amount).Neg(); left.Sign() < 0 || !left.IsZero() && left != c.Fee {
				r.Fatalf("%s takes back %s, with a fee of %s", backs[n].Amount, c.Amount, c.Fee)
			}
		}
		for _, result := range Returns(rapid.Permutation(backs).Draw(r, "order"), rapid.Permutation(received).Draw(r, "order")) {
			if c := result.Certain; c == nil && of[result.Entry] != 0 || c != nil && of[result.Entry] != c.Of {
				r.Fatalf("in another order, %d takes back something else", result.Entry)
			}
		}
	})
}
