package intake_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/intake"
	"acquit/internal/registry"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// belgian is an extract of the Belgian register in the making.
type belgian struct {
	day    string // DD-MM-YYYY
	serial int
	update bool
	tables map[string][]string // rows by the names of their files
}

var belgianHeadings = map[string]string{
	"enterprise":   "EnterpriseNumber,Status,JuridicalSituation,TypeOfEnterprise,JuridicalForm,JuridicalFormCAC,StartDate",
	"denomination": "EntityNumber,Language,TypeOfDenomination,Denomination",
	"address":      "EntityNumber,TypeOfAddress,CountryNL,CountryFR,Zipcode,MunicipalityNL,MunicipalityFR,StreetNL,StreetFR,HouseNumber,Box",
}

// file packs the extract.
func (b belgian) file(t *testing.T) intake.File {
	t.Helper()
	kind := "full"
	if b.update {
		kind = "update"
	}
	all := map[string]string{"meta": fmt.Sprintf("Variable,Value\nSnapshotDate,%s\nExtractType,%s\nExtractNumber,%d", b.day, kind, b.serial)}
	for name, heading := range belgianHeadings {
		if !b.update {
			all[name] = strings.Join(append([]string{heading}, b.tables[name]...), "\n")
			continue
		}
		first, _, _ := strings.Cut(heading, ",")
		all[name+"_insert"] = strings.Join(append([]string{heading}, b.tables[name+"_insert"]...), "\n")
		all[name+"_delete"] = strings.Join(append([]string{first}, b.tables[name+"_delete"]...), "\n")
	}
	var body bytes.Buffer
	z := zip.NewWriter(&body)
	for name, text := range all {
		w, err := z.Create("KboOpenData/" + name + ".csv")
		if err == nil {
			_, err = w.Write([]byte(text + "\n"))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return intake.Bytes("kbo.zip", body.Bytes())
}

// enterpriseNumber is a number that can exist, the n-th one.
func enterpriseNumber(n int) string {
	first := 2_000_000 + n
	return fmt.Sprintf("%08d%02d", first, 97-first%97)
}

// undotted numbers are read as well as 0200.065.765.
func fullExtract(day string, serial int, numbers ...int) belgian {
	b := belgian{day: day, serial: serial, tables: map[string][]string{}}
	for _, n := range numbers {
		number := enterpriseNumber(n)
		b.tables["enterprise"] = append(b.tables["enterprise"], number+",AC,000,2,610,,01-01-2001")
		b.tables["denomination"] = append(b.tables["denomination"], fmt.Sprintf("%s,1,001,Atelier %d", number, n))
		b.tables["address"] = append(b.tables["address"], number+",REGO,,,5000,Namen,Namur,Kaai,Quai,1,")
	}
	return b
}

func registersOf(t *testing.T, s *store.Store, b belgian) (intake.RegisterReport, error) {
	t.Helper()
	reports, err := (&intake.Desk{Store: s, Actor: "test"}).Registers(t.Context(), []intake.File{b.file(t)}, intake.RegisterOptions{})
	if len(reports) == 0 {
		return intake.RegisterReport{}, err
	}
	return reports[0], err
}

func cityOf(t *testing.T, s *store.Store, n int) (city string) {
	t.Helper()
	testkit.View(t, s, 0, func(tx *store.Tx) error {
		b, _, err := tx.Business(registry.KBO, enterpriseNumber(n))
		city = b.City
		return err
	})
	return city
}

func TestRegistersFollowEachOther(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		if _, err := registersOf(t, s, fullExtract("31-08-2026", 141)); fault.KindOf(err) != fault.Invalid {
			t.Errorf("an empty extract: %v", err)
		}
		r, err := registersOf(t, s, fullExtract("31-08-2026", 141, 1, 2, 3, 4))
		if err != nil || r.Read != 4 || r.New != 4 || r.Warned != 0 {
			t.Errorf("%+v, %v", r, err)
		}
		update := func(serial int) belgian {
			return belgian{day: "30-09-2026", serial: serial, update: true, tables: map[string][]string{
				"address_delete":      {enterpriseNumber(1), enterpriseNumber(9)},
				"address_insert":      {enterpriseNumber(1) + ",REGO,,,4000,Luik,Liège,Kaai,Quai,1,"},
				"enterprise_delete":   {enterpriseNumber(2)},
				"enterprise_insert":   {enterpriseNumber(7) + ",AC,000,2,610,,01-09-2026"},
				"denomination_insert": {enterpriseNumber(7) + ",1,001,Neuve"},
			}}
		}
		if _, err := registersOf(t, s, update(143)); fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), "up to extract 141") {
			t.Errorf("an update is missing: %v", err)
		}
		for again, want := range []intake.RegisterReport{{Read: 4, New: 1, Changed: 1, Gone: 1}, {Read: 4, Unchanged: 2}} {
			r, err := registersOf(t, s, update(142))
			if got := (intake.RegisterReport{Read: r.Read, New: r.New, Changed: r.Changed, Unchanged: r.Unchanged, Gone: r.Gone}); !cmp.Equal(want, got) || err != nil {
				t.Errorf("update %d: %+v, %v", again, got, err)
			}
			// The second time what was taken out is not there to be taken out.
			if !slices.ContainsFunc(r.Warnings, func(n intake.Note) bool { return strings.Contains(n.String(), "the update tells of 0200.000.") }) || r.Warned != 1+again {
				t.Errorf("%v", r.Warnings)
			}
		}
		if cityOf(t, s, 1) != "Liège" || cityOf(t, s, 3) != "Namur" {
			t.Errorf("%s, %s", cityOf(t, s, 1), cityOf(t, s, 3))
		}
		testkit.View(t, s, 0, func(tx *store.Tx) error {
			of, _, err := tx.RegisterTaken(registry.KBO)
			if of.Businesses != 4 || of.Serial != 142 || of.On != date.Must("2026-09-30") {
				t.Errorf("%+v", of)
			}
			return err
		})
		if _, err := registersOf(t, s, fullExtract("31-10-2026", 143, 1)); fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), "--sure") {
			t.Errorf("most of it is missing: %v", err)
		}
		if _, err := registersOf(t, s, fullExtract("31-08-2026", 141, 1, 2, 3, 4)); fault.KindOf(err) != fault.Conflict {
			t.Errorf("an older one: %v", err)
		}
	})
}

func TestAnImportOfARegisterThatIsCalledOffLeavesWhatWas(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		if _, err := registersOf(t, s, fullExtract("31-08-2026", 141, 1, 2, 3, 4)); err != nil {
			t.Fatal(err)
		}
		later := fullExtract("30-09-2026", 142, 1, 2, 3, 5)
		for n := range later.tables["address"] {
			later.tables["address"][n] = strings.ReplaceAll(later.tables["address"][n], "Namur", "Liège")
		}
		ctx, stop := context.WithCancel(t.Context())
		desk := &intake.Desk{Store: s, Actor: "test", Progress: func(int, int) { stop() }} // when the first rows are written
		if _, err := desk.Registers(ctx, []intake.File{later.file(t)}, intake.RegisterOptions{}); !errors.Is(err, context.Canceled) {
			t.Errorf("called off: %v", err)
		}
		if cityOf(t, s, 1) != "Namur" || cityOf(t, s, 5) != "" {
			t.Errorf("half an extract is seen: %q, %q", cityOf(t, s, 1), cityOf(t, s, 5))
		}
		r, err := registersOf(t, s, later)
		if err != nil || r.New != 1 || r.Changed != 3 || r.Gone != 1 || cityOf(t, s, 1) != "Liège" {
			t.Errorf("%+v, %v", r, err)
		}
	})
}

func TestAnArchiveThatIsDamagedChangesNothing(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		f := fullExtract("31-08-2026", 141, 1, 2).file(t)
		body, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		defer body.Close()
		var whole bytes.Buffer
		whole.ReadFrom(body)
		for what, some := range map[string][]byte{"cut off": whole.Bytes()[:whole.Len()/2], "nothing": nil, "a table": []byte("a,b\n1,2\n")} {
			_, err := (&intake.Desk{Store: s, Actor: "test"}).Registers(t.Context(), []intake.File{intake.Bytes("x.zip", some)}, intake.RegisterOptions{})
			if fault.KindOf(err) != fault.Invalid || !strings.HasPrefix(err.Error(), "x.zip") {
				t.Errorf("%s: %v", what, err)
			}
		}
		testkit.View(t, s, 0, func(tx *store.Tx) error {
			all, err := tx.Registers()
			if len(all) != 0 {
				t.Errorf("%+v", all)
			}
			return err
		})
	})
}
