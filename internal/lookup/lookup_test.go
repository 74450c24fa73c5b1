package lookup_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/lookup"
	"acquit/internal/registry"
)

func file(name, text string) lookup.File {
	return lookup.File{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
}

func TestATableIsReadLineByLine(t *testing.T) {
	long := strings.Repeat("x", 70<<10)
	text := "\ufeff\"b\",a , c\r\n" +
		"1,2,3\r\n" +
		"\"one, two\",\"say \"\"so\"\"\",\" x \"\n" +
		"\n" +
		"1,2\n" + // line 5
		"\"open,2,3\n" +
		"4,5,6\n" +
		"\"two\nlines\",2,3\n" + // lines 8 and 9
		long + "\n" +
		"1,\"a\"b,3\n" +
		"\xff,2,3" // line 12, without an end
	var remarks lookup.Remarks
	var got []string
	err := file("t.csv", text).Rows(&remarks, []string{"a", "B"}, []string{"none", "c"}, func(row *lookup.Table) error {
		got = append(got, fmt.Sprintf("%d %s|%s|%s|%s", row.Line(), row.Field(0), row.Field(1), row.Field(2), row.Field(3)))
		return nil
	})
	want := []string{"2 2|1||3", `3 say "so"|one, two||x`, "7 5|4||6", "8 2|two lines||3", "12 2|\uFFFD||3"}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(err, diff)
	}
	var said []string
	for _, n := range remarks.All() {
		said = append(said, n.String())
	}
	if diff := cmp.Diff([]string{
		"t.csv:5: the line has 2 fields where the heading has 3; it was left out",
		"t.csv:6: a quote in this line stands where none may, or is not closed; it was left out",
		"t.csv:10: this line is longer than 65536 bytes; it was left out",
		"t.csv:11: a quote in this line stands where none may, or is not closed; it was left out",
	}, said); diff != "" {
		t.Error(diff)
	}
}

func TestATableThatLacksAColumnIsRefused(t *testing.T) {
	for _, text := range []string{"", "a,b\n", "\"a"} {
		err := file("t.csv", text).Rows(new(lookup.Remarks), []string{"a", "c"}, nil, func(*lookup.Table) error { return nil })
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(fmt.Sprint(err), "t.csv:1: there is no column") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestRemarksAreCountedBeyondTheFirst(t *testing.T) {
	var r lookup.Remarks
	for n := range 250 {
		r.Jot("f", n+1, "odd")
	}
	all := r.All()
	if len(all) != 101 || all[100].String() != "150 more warnings are not listed" || r.N != 250 {
		t.Errorf("%d, the last %s", len(all), all[len(all)-1])
	}
}

func TestRecordsComeInTheOrderOfKeys(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, err := lookup.NewSorter(100)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		keys := rapid.SliceOf(rapid.Uint64Range(0, 5000)).Draw(t, "keys")
		want := map[uint64][]string{}
		for n, key := range keys {
			text := strings.Repeat("é", n%200)
			want[key] = append(want[key], fmt.Sprint(n, text))
			if err := s.Add(key, byte(n%3), n, []byte(fmt.Sprint(n)), nil, []byte(text)); err != nil {
				t.Fatal(err)
			}
		}
		var before uint64
		first, got := true, map[uint64][]string{}
		err = s.Each(t.Context(), func(key uint64, records []lookup.Record) error {
			if !first && key <= before {
				t.Errorf("%d comes behind %d", key, before)
			}
			first, before = false, key
			for _, r := range records {
				f := r.Fields(nil)
				if len(f) != 3 || f[1] != "" || r.Line >= len(keys) || int(r.Kind) != r.Line%3 {
					t.Errorf("%+v is %q", r, f)
				}
				got[key] = append(got[key], fmt.Sprint(r.Line, f[2]))
			}
			return nil
		})
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Error(err, diff)
		}
	})
}

func TestAnUpdateChangesWhatItTellsOf(t *testing.T) {
	before := registry.Business{Register: registry.KBO, Number: "1", Name: "Lys", Others: []string{"Lelie"}, Form: "610", Active: true, City: "Namur", On: date.Must("2026-01-01")}
	e := lookup.Entry{Business: registry.Business{Register: registry.KBO, Number: "1", City: "Liège", On: date.Must("2026-02-01")}, Told: lookup.Address}
	want := before
	want.City, want.On = "Liège", date.Must("2026-02-01")
	if diff := cmp.Diff(want, e.Onto(before)); diff != "" {
		t.Error(diff)
	}
	e.Told = lookup.Everything
	if diff := cmp.Diff(e.Business, e.Onto(before)); diff != "" {
		t.Error(diff)
	}
}

func TestCountriesAreKnownByTheirNames(t *testing.T) {
	for name, want := range map[string]string{"Pays-Bas": "NL", "Nederland": "NL", "ALLEMAGNE": "DE", "Grand-Duché de Luxembourg": "LU", "États-Unis": "US", "Ruritanie": "Ruritanie", "": ""} {
		if got := lookup.Country(name); got != want {
			t.Errorf("%s is %q", name, got)
		}
	}
}

func FuzzTable(f *testing.F) {
	f.Add([]byte("a,b\n\"1\",2\n\"x\ny\",\"\"\"\"\n"))
	f.Add([]byte("a,b\n\"\n\"\n1,2,3\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		var remarks lookup.Remarks
		lines := bytes.Count(text, []byte("\n")) + 1
		before := 0
		file("t", string(text)).Rows(&remarks, []string{"a"}, []string{"b"}, func(row *lookup.Table) error {
			if row.Line() <= before || row.Line() > lines {
				t.Errorf("line %d behind %d of %d", row.Line(), before, lines)
			}
			before = row.Line()
			row.Field(0)
			row.Field(1)
			return nil
		})
		if remarks.N > lines {
			t.Errorf("%d remarks on %d lines", remarks.N, lines)
		}
	})
}
