package invoice

import "testing"

func TestDaysFromDeliveryToInvoice(t *testing.T) {
	for name, c := range map[string]struct {
		all          []Lag
		median, mean string
		count        int
	}{
		"none":                        {nil, "0", "0", 0},
		"one":                         {[]Lag{{3, 1}}, "3", "3", 1},
		"two that differ":             {[]Lag{{4, 1}, {1, 1}}, "2.5", "2.5", 2},
		"many on one day":             {[]Lag{{0, 9}, {30, 1}}, "0", "3", 10},
		"the middle between two days": {[]Lag{{10, 2}, {2, 2}}, "6", "6", 4},
		"in advance":                  {[]Lag{{-5, 100}, {2, 1}}, "2", "2", 1},
		"rounded":                     {[]Lag{{0, 2}, {1, 1}}, "0", "0.3", 3},
	} {
		before := len(c.all)
		median, mean, count := Lags(c.all)
		if median.String() != c.median || mean.String() != c.mean || count != c.count || len(c.all) != before {
			t.Errorf("%s: median %s, mean %s of %d", name, median, mean, count)
		}
	}
}
