package sirene_test

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/lookup"
	"acquit/internal/lookup/sirene"
	"acquit/internal/registry"
	"acquit/internal/testkit/golden"
)

const (
	unitsName  = "StockUniteLegale_utf8.csv"
	placesName = "StockEtablissement_utf8.csv"
)

// sample is a file of invented businesses.
func sample(t testing.TB, name string) string {
	return string(golden.Content(t, "testdata/"+name))
}

func file(name, text string) lookup.File {
	return lookup.File{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
}

func read(t testing.TB, units, places string, on date.Date) (about lookup.Extract, entries []lookup.Entry, remarks []string, err error) {
	second := lookup.File{}
	if places != "" {
		second = file(placesName, places)
	}
	sheet, err := sirene.Open(t.Context(), file(unitsName, units), second, on)
	if err != nil {
		return about, nil, nil, err
	}
	defer sheet.Close()
	err = sheet.Each(t.Context(), func(e *lookup.Entry) error {
		entries = append(entries, *e)
		return nil
	})
	for _, n := range sheet.Remarks().All() {
		remarks = append(remarks, n.String())
	}
	return sheet.Extract(), entries, remarks, err
}

func TestBothFiles(t *testing.T) {
	about, entries, remarks, err := read(t, sample(t, unitsName), sample(t, placesName), date.None)
	if err != nil {
		t.Fatal(err)
	}
	on := date.Must("2026-02-27")
	if diff := cmp.Diff(lookup.Extract{Register: registry.SIRENE, On: on, Rows: 5}, about); diff != "" {
		t.Error(diff)
	}
	of := func(line int, b registry.Business) lookup.Entry {
		b.Register, b.On = registry.SIRENE, on
		return lookup.Entry{Business: b, Told: lookup.Everything, Line: line}
	}
	if diff := cmp.Diff([]lookup.Entry{
		of(3, registry.Business{Number: "123456782", Name: "ATELIERS DU CANAL, PERE ET FILS", ShortName: "ADC", Others: []string{"LE CANAL", "L ATELIER"}, Form: "5710", Active: true,
			Street: "12B QUAI DU CANAL", Postcode: "45100", City: "ORLEANS", Country: "FR", Activity: "62.02A", Since: date.Must("1998-07-14")}),
		of(5, registry.Business{Number: entries[1].Number, Form: "1000", Active: true, Postcode: "75011", City: "PARIS", Country: "FR", Activity: "86.90D"}), // what is shown alone
		of(4, registry.Business{Number: entries[2].Number, Name: "FONDERIES IMAGINAIRES", Form: "5599", EndedOn: date.Must("2019-10-31"),
			Street: "LIEU DIT LA FORGE", City: "LIEGE", Country: "BE", Activity: "24.51Z", Since: date.Must("1975-01-01")}),
		of(2, registry.Business{Number: entries[3].Number, Name: "PETIT MARIE-ANNE", Others: []string{"CHEZ MARIE"}, Form: "1000", Active: true,
			Street: "3 PL DU MARCHE", Postcode: "59000", City: "LILLE", Country: "FR", Activity: "47.11B", Since: date.Must("2015-04-01")}),
	}, entries); diff != "" {
		t.Error(diff)
	}
	golden.Match(t, "testdata/remarks.txt", strings.Join(remarks, "\n")+"\n")
}

func TestADayThatIsSaidGoesBeforeThatOfTheFile(t *testing.T) {
	said := date.Must("2026-03-01")
	about, entries, _, err := read(t, sample(t, unitsName), "", said)
	if err != nil || about.On != said || entries[0].On != said || entries[0].City != "" {
		t.Errorf("%+v, %v", about, err)
	}
}

func TestFilesAreKnownByTheirHeadings(t *testing.T) {
	for text, want := range map[string]sirene.Kind{sample(t, unitsName): sirene.Units, sample(t, placesName): sirene.Places, "siren,nom\n": sirene.None, "": sirene.None} {
		if got := sirene.Detect([]byte(text)); got != want {
			t.Errorf("%.40q is %q", text, got)
		}
	}
}

func TestWhatIsNoExtractIsRefused(t *testing.T) {
	units, places := sample(t, unitsName), sample(t, placesName)
	for _, c := range []struct{ units, places, want string }{
		{places, "", "there is no column etatAdministratifUniteLegale"},
		{units, units, "there is no column etablissementSiege"},
		{strings.ReplaceAll(units, "dateDernierTraitementUniteLegale", "x"), places, "the extract does not say of which day it is"},
	} {
		if _, _, _, err := read(t, c.units, c.places, date.None); fault.KindOf(err) != fault.Invalid || !strings.Contains(fmt.Sprint(err), c.want) {
			t.Errorf("%s: %v", c.want, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(sample(f, unitsName), sample(f, placesName))
	f.Fuzz(func(t *testing.T, units, places string) {
		about, entries, _, err := read(t, units, places, date.Must("2026-03-01"))
		if err != nil && fault.KindOf(err) != fault.Invalid {
			t.Error(err)
		}
		before := ""
		for _, e := range entries {
			if _, err := registry.ParseEnterprise(e.Number, "FR"); err != nil || e.Number <= before || strings.Contains(fmt.Sprint(e.Names()), "[ND]") && !strings.Contains(units+places, "[ND]") {
				t.Errorf("%+v behind %s: %v", e, before, err)
			}
			before = e.Number
		}
		if len(entries) > about.Rows {
			t.Errorf("%d of %d", len(entries), about.Rows)
		}
	})
}
