package api_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// A program that hands something over while a large file is taken in is told to come
// again, and that nothing was stored.
func TestWhoHandsOverDuringALargeImportIsToldToComeAgain(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		o := open(t, s, clock)
		token := o.token(user.WriteScope)
		acme := testkit.Customer(t, s, o.company.ID, "ACME")
		hasty := httptest.NewUnstartedServer(o.served)
		hasty.Config.BaseContext = func(net.Listener) context.Context { return db.Patient(context.Background(), 50*time.Millisecond) }
		hasty.Start()
		t.Cleanup(hasty.Close)
		o.url = hasty.URL
		const body = `{"customers": [{"number": "ACME", "name": "Acme Nord"}]}`
		err := s.Update(t.Context(), o.company.ID, func(tx *store.Tx) error {
			if err := tx.LockCustomers([]id.ID{acme.ID}); err != nil {
				return err
			}
			a := o.post(token, "/api/v1/customers", body)
			if got := a.problem(t); got != "503 unavailable" || a.header.Get("Retry-After") != "60" {
				t.Errorf("%s, again after %q: %s", got, a.header.Get("Retry-After"), a.body)
			}
			if a := o.get(token, "/api/v1/customers"); a.status != http.StatusOK {
				t.Errorf("reading: %d", a.status)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if a := o.post(token, "/api/v1/customers", body); a.status != http.StatusOK {
			t.Errorf("afterwards: %d %s", a.status, a.body)
		}
	})
}
