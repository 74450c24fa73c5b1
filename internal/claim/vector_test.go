package claim

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"acquit/internal/allocation"
	"acquit/internal/date"
	"acquit/internal/law"
	"acquit/internal/money"
	"acquit/internal/testkit/corpus"
)

// termsOf are the terms of a country's law.
func termsOf(t testing.TB, country string, s law.Segment) Terms {
	t.Helper()
	rule, err := law.Of(country, s)
	if err != nil {
		t.Fatal(err)
	}
	order, err := allocation.Of(country)
	if err != nil {
		t.Fatal(err)
	}
	return Terms{Rates: law.RatesOf(rule.Series()), Count: rule.Count, Compounds: rule.Compounds, Compensation: rule.Compensation, Order: order.Parts}
}

// segment is a period as law/vectors.json tells it.
type segment struct {
	From      date.Date   `json:"from"`
	To        date.Date   `json:"to"`
	Days      int         `json:"days"`
	Rate      law.Percent `json:"rate_percent"`
	Year      int         `json:"year_base"`
	Principal string      `json:"principal"`
	Interest  string      `json:"interest_unrounded"`
}

func euro(s string) money.Amount { return money.Must(s, money.EUR) }

func vectors(t testing.TB, into any) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(corpus.Root(), "..", "shared", "law", "vectors.json"))
	if err != nil {
		t.Skip("no vectors of the law beside the checkout: skipped")
	}
	if err := json.Unmarshal(raw, into); err != nil {
		t.Fatal(err)
	}
}

// The vectors were computed by others from the law's text.
func TestTheVectorsOfInterest(t *testing.T) {
	var doc struct {
		Interest []struct {
			ID           string      `json:"id"`
			Country      string      `json:"country"`
			Segment      law.Segment `json:"segment"`
			Principal    string      `json:"principal"`
			DueOn        date.Date   `json:"due_date"`
			On           date.Date   `json:"payment_date"`
			From         date.Date   `json:"first_interest_day"`
			Days         int         `json:"days_total"`
			Count        string      `json:"day_count"`
			Segments     []segment   `json:"segments"`
			Interest     string      `json:"interest"`
			Compensation string      `json:"compensation"`
			Total        string      `json:"total_due"`
		}
	}
	vectors(t, &doc)
	if len(doc.Interest) == 0 {
		t.Fatal("there are no vectors")
	}
	for _, v := range doc.Interest {
		t.Run(v.ID, func(t *testing.T) {
			terms := termsOf(t, v.Country, v.Segment)
			terms.Count = law.DayCount(v.Count)
			c, err := For(Debt{Principal: euro(v.Principal), DueOn: v.DueOn, From: v.From}, terms, v.On)
			if err != nil {
				t.Fatal(err)
			}
			if c.Owed.Interest != euro(v.Interest) || c.Owed.Compensation != euro(v.Compensation) || c.Owed.Total() != euro(v.Total) || c.Accrued != c.Owed.Interest {
				t.Errorf("interest %s, compensation %s, together %s", c.Owed.Interest, c.Owed.Compensation, c.Owed.Total())
			}
			same(t, c.Periods, v.Segments, v.Days)
		})
	}
}

func same(t *testing.T, got []Period, want []segment, days int) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d periods: %+v", len(got), got)
	}
	for n, p := range got {
		w := want[n]
		if p.From != w.From || p.Until != w.To || p.Days != w.Days || p.Rate != w.Rate || p.Year != w.Year || p.Base != euro(w.Principal) || p.Interest() != w.Interest {
			t.Errorf("period %d: %+v, %s", n, p, p.Interest())
		}
		days -= p.Days
	}
	if days != 0 {
		t.Errorf("%d days are missing", days)
	}
}

func TestTheVectorsOfPayments(t *testing.T) {
	var doc struct {
		Allocation []struct {
			ID        string            `json:"id"`
			Country   string            `json:"country"`
			Order     []allocation.Part `json:"order"`
			Principal string            `json:"principal"`
			DueOn     date.Date         `json:"due_date"`
			Costs     string            `json:"costs_at_start"`
			Steps     []struct {
				On       date.Date         `json:"date"`
				Accrued  string            `json:"interest_accrued"`
				Segments []segment         `json:"segments"`
				Before   map[string]string `json:"before"`
				Payment  string            `json:"payment"`
			} `json:"steps"`
			Balance string `json:"final_balance"`
		}
	}
	vectors(t, &doc)
	for _, v := range doc.Allocation {
		t.Run(v.ID, func(t *testing.T) {
			terms := termsOf(t, v.Country, law.B2B)
			terms.Compensation = law.Scale{} // they stand in the costs
			if order, _ := allocation.Of(v.Country); v.Order[0] != allocation.Costs {
				terms.Order = order.CostsLast
			}
			d := Debt{Principal: euro(v.Principal), DueOn: v.DueOn, Costs: euro(v.Costs)}
			days := 0
			var segments []segment
			for _, s := range v.Steps {
				c, err := For(d, terms, s.On)
				if err != nil {
					t.Fatal(err)
				}
				if o := c.Owed; o.Principal != euro(s.Before["principal"]) || o.Interest != euro(s.Before["interest"]) || o.Costs != euro(s.Before["costs"]) {
					t.Errorf("on %s: %+v", s.On, o)
				}
				if segments = append(segments, s.Segments...); s.Payment != "" {
					d.Facts = append(d.Facts, Fact{On: s.On, Amount: euro(s.Payment)})
				}
			}
			for _, s := range segments {
				days += s.Days
			}
			last := v.Steps[len(v.Steps)-1].On
			c, err := For(d, terms, last)
			if err != nil || c.Owed.Total() != euro(v.Balance) {
				t.Errorf("%v, %s is owed", err, c.Owed.Total())
			}
			same(t, c.Periods, segments, days)
		})
	}
}
