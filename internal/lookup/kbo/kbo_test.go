package kbo_test

import (
	"fmt"
	"io"
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/lookup"
	"acquit/internal/lookup/kbo"
	"acquit/internal/registry"
	"acquit/internal/testkit/golden"
)

// files are tables by their names in the archive.
func files(tables map[string]string) map[string]lookup.File {
	all := map[string]lookup.File{}
	for name, text := range tables {
		all[name] = lookup.File{Name: "kbo.zip/" + name, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
	}
	return all
}

// sample is an extract of invented businesses from testdata, full or update.
func sample(t testing.TB, kind string) map[string]string {
	tables := map[string]string{}
	for _, path := range golden.Samples(t, "testdata/"+kind+"/*.csv") {
		_, name, _ := strings.Cut(path, kind+"/")
		tables[name] = string(golden.Content(t, path))
	}
	return tables
}

// read reads an extract whole.
func read(t testing.TB, tables map[string]string) (about lookup.Extract, entries []lookup.Entry, remarks []string, err error) {
	sheet, err := kbo.Open(t.Context(), files(tables))
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

func TestAFullExtract(t *testing.T) {
	about, entries, remarks, err := read(t, sample(t, "full"))
	if err != nil {
		t.Fatal(err)
	}
	on := date.Must("2026-08-31")
	if diff := cmp.Diff(lookup.Extract{Register: registry.KBO, On: on, Serial: 141, Rows: 6, Codes: []registry.Code{
		{Kind: registry.SituationCode, Code: "000", Language: "fr", Words: "Situation normale"},
		{Kind: registry.SituationCode, Code: "000", Language: "nl", Words: "Normale toestand"},
		{Kind: registry.SituationCode, Code: "050", Language: "fr", Words: "Ouverture de faillite"},
		{Kind: registry.FormCode, Code: "610", Language: "nl", Words: "Besloten vennootschap"},
	}}, about); diff != "" {
		t.Error(diff)
	}
	of := func(line int, b registry.Business) lookup.Entry {
		b.Register, b.On = registry.KBO, on
		return lookup.Entry{Business: b, Told: lookup.Everything, Line: line}
	}
	want := []lookup.Entry{
		of(3, registry.Business{Number: "0123456749", Name: "Lys & Fils", ShortName: "LF", Others: []string{"Lelie & Zonen", "Chez Lys"}, Form: "610", Active: true,
			Situation: "000", Street: `Rue du Lac "Vert" 12 bte 3`, Postcode: "1000", City: "Bruxelles", Country: "BE", Since: date.Must("1999-02-03")}),
		of(2, registry.Business{Number: "0202239951", Name: "Bakkerij De Vergulde Spaan", Others: []string{"La Pelle dorée"}, Form: "015", Active: true,
			Situation: "050", Street: "Molenstraat 7 bus A", Postcode: "9000", City: "Gent", Country: "BE", Since: date.Must("1968-01-01")}),
		of(4, registry.Business{Number: "0403199702", Name: "Peeters, Jan", Active: true, Situation: "000"}),
		of(7, registry.Business{Number: "0876543270", Name: "KB Ltd", Form: "030", Active: true, Situation: "000", Street: "High Street 1", City: "Amsterdam", Country: "NL"}),
		of(9, registry.Business{Number: "1000000120", Name: "Ancienne", Form: "610", Situation: "012", Since: date.Must("2007-06-05")}),
	}
	if diff := cmp.Diff(want, entries); diff != "" {
		t.Error(diff)
	}
	golden.Match(t, "testdata/full/remarks.txt", strings.Join(remarks, "\n")+"\n")
}

func TestTheOrderOfRowsMeansNothing(t *testing.T) {
	tables := sample(t, "full")
	_, want, _, err := read(t, tables)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"denomination.csv", "address.csv"} {
		heading, rows, _ := strings.Cut(tables[name], "\n")
		lines := strings.Split(strings.TrimSuffix(rows, "\n"), "\n")
		turned := heading
		for n := range lines {
			turned += "\n" + lines[len(lines)-1-n]
		}
		tables[name] = turned
	}
	_, got, _, err := read(t, tables)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(err, diff)
	}
}

func TestAnUpdate(t *testing.T) {
	about, entries, remarks, err := read(t, sample(t, "update"))
	if err != nil {
		t.Fatal(err)
	}
	if !about.Update || about.Serial != 142 || about.On != date.Must("2026-09-30") || len(remarks) != 0 {
		t.Errorf("%+v, %v", about, remarks)
	}
	var got []string
	for _, e := range entries {
		got = append(got, fmt.Sprintf("%s told %d gone %t: %s %s %s, %s %s", e.Number, e.Told, e.Gone, e.Name, e.Form, e.Situation, e.Street, e.City))
	}
	if diff := cmp.Diff([]string{
		"0123456749 told 4 gone false:   , Quai du Port 5 Namur",       // it has moved
		"0202239951 told 3 gone false: De Spaan 610 000,  ",            // another name and situation
		"0403199702 told 0 gone true:   ,  ",                           // taken out
		"1000000021 told 7 gone false: Neuve SRL 610 000, Rue 1 Liège", // new
	}, got); diff != "" {
		t.Error(diff)
	}
}

func TestWhatIsNoExtractIsRefused(t *testing.T) {
	full := sample(t, "full")
	with := func(name, text string) map[string]string {
		tables := maps.Clone(full)
		if tables[name] = text; text == "" {
			delete(tables, name)
		}
		return tables
	}
	meta := func(day, kind, number string) map[string]string {
		return with("meta.csv", "Variable,Value\nSnapshotDate,"+day+"\nExtractType,"+kind+"\nExtractNumber,"+number+"\n")
	}
	for want, tables := range map[string]map[string]string{
		"meta.csv is missing":                       with("meta.csv", ""),
		"address.csv is missing":                    with("address.csv", ""),
		"no column Denomination":                    with("denomination.csv", "EntityNumber,Language,TypeOfDenomination\n"),
		"does not say of which day it is":           meta("31-02-2026", "full", "1"),
		`"half" is no kind of extract`:              meta("28-02-2026", "half", "1"),
		`"x" is no number of an extract`:            meta("28-02-2026", "full", "x"),
		"enterprise_delete.csv is missing":          meta("28-02-2026", "update", "1"),
		"meta.csv:1: there is no column Variable":   with("meta.csv", "\n"),
		"meta.csv: the extract does not say of whi": with("meta.csv", "Variable,Value\n"),
	} {
		if _, _, _, err := read(t, tables); fault.KindOf(err) != fault.Invalid || !strings.Contains(fmt.Sprint(err), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	full := sample(f, "full")
	f.Add(full["enterprise.csv"], full["denomination.csv"], full["address.csv"], full["code.csv"])
	f.Fuzz(func(t *testing.T, enterprises, names, addresses, codes string) {
		tables := map[string]string{"meta.csv": full["meta.csv"], "enterprise.csv": enterprises, "denomination.csv": names, "address.csv": addresses, "code.csv": codes}
		about, entries, _, err := read(t, tables)
		if err != nil && fault.KindOf(err) != fault.Invalid {
			t.Error(err)
		}
		before := ""
		for _, e := range entries {
			if _, err := registry.ParseEnterprise(e.Number, "BE"); err != nil || e.Number <= before || e.Line == 0 {
				t.Errorf("%+v behind %s: %v", e, before, err)
			}
			before = e.Number
		}
		if len(entries) > about.Rows {
			t.Errorf("%d of %d", len(entries), about.Rows)
		}
	})
}
