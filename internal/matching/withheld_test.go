package matching

import (
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"acquit/internal/money"
)

func in(country string, c Candidates) Candidates { c.Country = country; return c }

func TestWhatAPayerWithholds(t *testing.T) {
	one := only(item(1, p1, "2026-0041", "1234.57"))
	for _, c := range []struct {
		name  string
		c     Candidates
		entry Entry
		want  string
	}{
		{"35 % in Belgium, with its reference", in("BE", one), paid(1, "802.47").referring(1), "suggest 2026-0041=802.47 2026-0041-432.10 withheld or 2026-0041=802.47: withheld"},
		{"15 % in Belgium, with its number", in("BE", one), paid(1, "1049.38").saying("2026-0041"), "suggest 2026-0041=1049.38 2026-0041-185.19 withheld or 2026-0041=1049.38: withheld"},
		{"15 % in Germany, from a known account", in("DE", one), paid(1, "1049.38").from(iban1), "suggest 2026-0041=1049.38 2026-0041-185.19 withheld: withheld"},
		{"not the oldest of what the payer owes", in("BE", only(item(1, p1, "I1", "10.00"), item(2, p1, "I2", "1000.00"))), paid(1, "650.00").from(iban1), "suggest I2=650.00 I2-350.00 withheld: withheld"},
		{"a cent beside it is a part", in("BE", one), paid(1, "802.46").referring(1), "auto 2026-0041=802.46"},
		{"half of it is a part", in("BE", only(item(1, p1, "2026-0041", "1000.00"))), paid(1, "500.00").referring(1), "auto 2026-0041=500.00"},
		{"where no law asks for it, it is a part", in("NL", one), paid(1, "802.47").referring(1), "auto 2026-0041=802.47"},
		{"what is let go goes before", in("BE", tolerating(one, "500.00", 0)), paid(1, "802.47").referring(1), "auto 2026-0041=802.47 2026-0041-432.10 small_difference"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := outcome(Propose(Read([]Entry{c.entry}), c.c)[0]); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestAWithholdingNamesItsLaw(t *testing.T) {
	r := Propose(Read([]Entry{paid(1, "850.00").referring(1)}), in("DE", only(item(1, p1, "I1", "1000.00"))))[0]
	want := Evidence{Fact: Withheld, Percent: 15, Words: "§ 48 EStG"}
	if diff := cmp.Diff(want, r.Ask[0].Evidence[len(r.Ask[0].Evidence)-1]); diff != "" {
		t.Error(diff)
	}
	if last := r.Ask[1].Evidence[len(r.Ask[1].Evidence)-1]; last.Fact != PartPaid {
		t.Errorf("the part is told as %+v", last)
	}
}

// However large, the share and what it leaves are the whole, and the share is rounded by
// half a cent at most.
func TestTheShareThatIsWithheld(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := money.Of(rapid.Int64Range(0, 1<<60).Draw(t, "open"), money.EUR)
		w := rapid.SampledFrom(withholdings).Draw(t, "withholding")
		share := w.of(a)
		exact := new(big.Int).Mul(big.NewInt(a.Minor), big.NewInt(int64(w.percent)))
		apart := new(big.Int).Sub(new(big.Int).Mul(big.NewInt(share.Minor), big.NewInt(100)), exact).Int64()
		if apart > 50 || apart <= -50 {
			t.Errorf("%d %% of %s is %s", w.percent, a, share)
		}
	})
}
