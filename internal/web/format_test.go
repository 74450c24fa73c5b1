package web

import (
	"testing"

	"acquit/internal/locale"
)

func TestFormatsAreNamedAsPeopleKnowThem(t *testing.T) {
	w := locale.NewBook().In(locale.For("fr", "BE"))
	for of, want := range map[string]string{
		"ubl peppol-bis-3": "UBL (Peppol BIS 3)", "ubl": "UBL", "cii factur-x-basic pdf": "PDF, CII (Factur-X Basic)", "pdf": "PDF",
		"coda": "CODA", "camt": "CAMT", "camt.053.001.08": "CAMT.053", "camt.0": "CAMT.0", "mt942": "MT942", "cfonb120": "CFONB 120",
		"csv": "CSV", "xlsx": "Excel", "bank table": "tableau", "table": "tableau", "table rabobank": "tableau (rabobank)", "unknown": "", "": "", "ubl of-tomorrow": "UBL (of-tomorrow)",
	} {
		if got := formatWord(w, of); got != want {
			t.Errorf("%q is called %q, want %q", of, got, want)
		}
	}
}
