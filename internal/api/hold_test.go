package api_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"acquit/internal/api"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// delete asks for something to end.
func (o *office) delete(token, path string) answer {
	o.t.Helper()
	r, err := http.NewRequestWithContext(o.t.Context(), http.MethodDelete, o.url+path, nil)
	if err != nil {
		o.t.Fatal(err)
	}
	return o.do(r, token)
}

func TestHoldsArePlacedListedAndLifted(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		o := open(t, s, clock)
		write, read := o.token(user.WriteScope), o.token(user.ReadScope)
		o.post(write, "/api/v1/invoices", `{"invoices": [
			{"number": "R-1", "customer": {"number": "1001", "name": "ACME SA"}, "issue_date": "2025-12-02", "due_date": "2026-01-02", "total_amount": "121.00"},
			{"number": "R-9", "customer": {"number": "1009", "name": "Beta SA"}, "issue_date": "2025-12-02", "due_date": "2026-01-02", "total_amount": "50.00"}]}`).results(t)
		const path = "/api/v1/customers/1001/holds"
		batch := `{"holds": [
			{"cause": "promise", "promised_date": "2026-01-14", "amount": "100.00"},
			{"cause": "dispute", "invoice": "R-1", "reason": "half of it never came", "amount": 60.5},
			{"reason": "new accountant", "until": "2026-02-01", "currency": "EUR", "everything": true},
			{"cause": "promise", "promised_date": "2026-01-04"},
			{"cause": "dispute", "invoice": "R-9", "reason": "x"},
			{"cause": "dispute", "invoice": "R-7", "reason": "x"},
			{"cause": "sales", "reason": "x"},
			{"cause": "plan", "reason": "x"},
			{"reason": "x", "amount": "1.001"}]}`
		want := []string{"created", "created", "created", "/holds/3/promised_date invalid", "/holds/4 not_found", "/holds/5/invoice invalid",
			"/holds/6/until invalid", "/holds/7/cause not_allowed", "/holds/8/amount invalid"}
		for time := range 2 {
			if got := o.post(write, path, batch).results(t); !slices.Equal(got, want) {
				t.Errorf("time %d: %q", time, got)
			}
			want[0], want[1], want[2] = "unchanged", "unchanged", "unchanged"
		}
		var list api.HoldList
		a := o.get(read, path)
		if err := json.Unmarshal(a.body, &list); err != nil || a.status != http.StatusOK || len(list.Holds) != 3 {
			t.Fatalf("%d %s: %v", a.status, a.body, err)
		}
		promise, dispute := list.Holds[0], list.Holds[1]
		if promise.Until.String() != "2026-01-16" || promise.Amount != "100.00" || promise.Currency != "EUR" || !strings.HasPrefix(promise.PlacedBy, "API ") {
			t.Errorf("the promise is %+v", promise)
		}
		if dispute.Invoice != "R-1" || dispute.Amount != "60.50" || !list.Holds[2].Everything {
			t.Errorf("the others are %+v", list.Holds[1:])
		}
		for place, want := range map[string]int{"/api/v1/customers/1009/holds/" + promise.ID: 404, path + "/" + promise.ID + "x": 404, path + "/" + promise.ID: 200} {
			if a := o.delete(write, place); a.status != want {
				t.Errorf("lifting %s is %d: %s", place, a.status, a.body)
			}
		}
		if got := o.delete(write, path+"/"+promise.ID).problem(t); got != "409 conflict" {
			t.Errorf("lifted twice: %s", got)
		}
		if got := o.delete(read, path+"/"+dispute.ID).problem(t); got != "403 denied" {
			t.Errorf("lifted by a reader: %s", got)
		}
		if a := o.get(read, path); strings.Contains(string(a.body), promise.ID) || !strings.Contains(string(a.body), dispute.ID) {
			t.Errorf("then stand %s", a.body)
		}
		if a := o.get(read, "/api/v1/customers/1002/holds"); a.status != http.StatusNotFound {
			t.Errorf("holds of nobody are %d", a.status)
		}
	})
}
