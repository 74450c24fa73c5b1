package api_test

import (
	"strings"
	"testing"

	"acquit/internal/id"
	"acquit/internal/profile"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

func TestACustomerSaysHowItPays(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		o := open(t, s, clock)
		acme, beta := testkit.Customer(t, s, o.company.ID, "1001"), testkit.Customer(t, s, o.company.ID, "1002")
		testkit.Update(t, s, o.company.ID, func(tx *store.Tx) error {
			return tx.SaveProfiles(map[id.ID]profile.Profile{acme.ID: {Kind: profile.Late, Paid: 9, Late: 7, UsualDelay: 6, UsualDelayLate: 8, Slowest: 31, Trend: -2, Broken: 1, Disputed: 3}}, clock.Today())
		})
		read := o.token(user.ReadScope)
		const late = `"profile":{"kind":"late","paid":9,"late":7,"usual_delay_days":6,"usual_delay_late_days":8,"slowest_days":31,"trend_days":-2,"broken_promises":1,"disputes":3,"oldest_open_late_days":0}`
		for path, want := range map[string][]string{
			"/api/v1/customers/1001":           {late},
			"/api/v1/customers/" + beta.Number: {`"profile":{"kind":"new","paid":0,`},
			"/api/v1/customers":                {late, `"profile":{"kind":"new"`},
		} {
			a := o.get(read, path)
			for _, part := range want {
				if a.status != 200 || !strings.Contains(string(a.body), part) {
					t.Errorf("%s (%d) does not say %s: %s", path, a.status, part, a.body)
				}
			}
		}
	})
}
