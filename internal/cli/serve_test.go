package cli

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"acquit/internal/calendar"
	"acquit/internal/locale"
	"acquit/internal/testkit"
)

func TestANodeAnswersForItsParts(t *testing.T) {
	s := testkit.Open(t, filepath.Join(t.TempDir(), "acquit.db"), testkit.NewClock())
	a := &app{ctx: t.Context(), flags: &commands{}, calendar: calendar.New(), words: locale.NewBook()}
	for _, c := range []struct {
		name     string
		web, api bool
		want     map[string]int
	}{
		{"pages and API", true, true, map[string]int{"/sign-in": 200, "/static/app.css": 200, "/api/docs": 200, "/api/openapi.json": 200, "/api/v1/invoices": 401, "/api/none": 404}},
		{"API alone", false, true, map[string]int{"/sign-in": 404, "/static/app.css": 200, "/api/docs": 200, "/api/v1/invoices": 401}},
		{"pages alone", true, false, map[string]int{"/sign-in": 200, "/static/app.css": 200, "/api/docs": 404, "/api/v1/invoices": 404}},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := node{app: a, store: s, desk: a.desk(s, nil), log: slog.New(slog.DiscardHandler), web: c.web, api: c.api}
			handler := n.handler()
			for path, want := range c.want {
				got := httptest.NewRecorder()
				handler.ServeHTTP(got, httptest.NewRequest(http.MethodGet, path, nil))
				if got.Code != want {
					t.Errorf("%s is %d, want %d", path, got.Code, want)
				}
			}
		})
	}
}
