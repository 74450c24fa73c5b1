package demo

import (
	"io"
	"strings"

	"acquit/internal/collect"
	"acquit/internal/date"
	"acquit/internal/evidence"
	"acquit/internal/intake"
)

// writeNotes is what people tell each other about customers: one note stands on top, another
// names the bookkeeper, and beside it lies what was agreed.
func (b *Builder) writeNotes(today date.Date) error {
	for _, n := range []struct {
		customer, by string
		note         collect.NewNote
	}{
		{"2030", Bookkeeper, collect.NewNote{Text: "Betaalt pas na een telefoontje met Barbara Notebaert, liefst voor tien uur.", Pin: true}},
		{"2030", Email, collect.NewNote{Text: "Gezien op de vakbeurs: ze willen vanaf januari één factuur per maand.\n@Joke, kun je dat met hen afspreken?"}},
		{"2041", Email, collect.NewNote{Text: "De zaak is te koop. Geen nieuwe bestellingen op krediet zonder mij te vragen."}},
	} {
		c, err := b.customer(n.customer)
		if err != nil {
			return err
		}
		if _, err := b.Desk.WriteNote(b.ctx, c, n.note, n.by, today); err != nil {
			return err
		}
	}
	c, err := b.customer("2030")
	if err != nil {
		return err
	}
	const agreed = "Verslag van het gesprek op de vakbeurs\n\nHotelgroep Zeelicht vraagt vanaf januari één verzamelfactuur per maand,\nmet 45 dagen betaaltermijn. De prijzen blijven tot eind maart.\n"
	_, err = b.intake.Attach(b.ctx, c.Company, intake.Proof{Customer: c.Customer, Kind: evidence.Correspondence, Note: "vakbeurs"},
		intake.File{Name: "Gesprek vakbeurs.txt", Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(agreed)), nil }}, today)
	return err
}
