package portal_test

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"strings"
	"testing"

	"acquit/internal/company"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// The logo stands above every page, also above the one that asks who reads, and tells nothing else.
func TestTheLogoStandsAboveThePages(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := open(t, s, clock)
		if answer, _ := h.ask("GET", h.path+"/logo"); answer.StatusCode != http.StatusNotFound {
			t.Errorf("without one: %d", answer.StatusCode)
		}
		var file bytes.Buffer
		if err := png.Encode(&file, image.NewNRGBA(image.Rect(0, 0, 60, 20))); err != nil {
			t.Fatal(err)
		}
		if err := h.desk.SetLogo(t.Context(), h.company.ID, file.Bytes()); err != nil {
			t.Fatal(err)
		}
		testkit.View(t, s, h.company.ID, func(tx *store.Tx) (err error) {
			h.company, err = tx.TheCompany()
			return err
		})
		h.asksFor(company.ByInvoice)
		if _, page := h.ask("GET", h.path); !strings.Contains(page, `src="`+h.path+`/logo?of=`) || !strings.Contains(page, `alt="`) || !strings.Contains(page, `/proof"`) {
			t.Errorf("%s", page)
		}
		answer, body := h.ask("GET", h.path+"/logo")
		if size, err := png.DecodeConfig(strings.NewReader(body)); err != nil || size.Width != 60 || answer.Header.Get("Content-Type") != "image/png" || answer.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%v, %v", err, answer.Header)
		}
	})
}
