package main

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"acquit/internal/db"
	"acquit/internal/registry"
	"acquit/internal/store"
)

// registers takes in a synthetic extract of the Belgian register, the same again, and the
// next one, beside a bare reading of the same file; and looks businesses up.
func (p *plan) registers(ctx context.Context) error {
	p.head("an extract of a register with %d businesses", p.businesses)
	i, drop, err := p.beside(ctx, "registers")
	if err != nil {
		return err
	}
	defer drop()
	var files [2]string
	for n := range files {
		files[n] = filepath.Join(i.dir, fmt.Sprintf("extract%d.zip", n))
		if err := writeExtract(files[n], roll{businesses: p.businesses, month: n}); err != nil {
			return err
		}
	}
	raw, err := rawExtract(files[0])
	if err != nil {
		return err
	}
	moved := p.businesses / changeEvery
	for _, step := range []struct{ what, file, want string }{
		{"register import", files[0], fmt.Sprintf(`%d read, %d new, 0 changed, 0 unchanged, 0 gone, 0 warnings`, p.businesses, p.businesses)},
		{"the same again", files[0], fmt.Sprintf(`%d read, 0 new, 0 changed, %d unchanged, 0 gone, 0 warnings`, p.businesses, p.businesses)},
		{"the extract a month later", files[1], fmt.Sprintf(`%d read, 0 new, %d changed, %d unchanged, 0 gone, 0 warnings`, p.businesses, moved, p.businesses-moved)},
	} {
		s, err := i.acquit(ctx, workDay, "register", "import", step.file)
		if err != nil {
			return err
		}
		if !bytes.Contains([]byte(s.out), []byte(step.want)) {
			return fmt.Errorf("%s: %s, want %s", step.what, last(s.out), step.want)
		}
		line(step.what, s, rate(p.businesses, s.wall)+" businesses, "+times(s.wall, raw))
	}
	if err := i.rawBusinesses(ctx, p.businesses); err != nil {
		return err
	}
	return i.lookUps(ctx, p.businesses)
}

// changeEvery is how many businesses there are to one that has moved within a month.
const changeEvery = 100

// roll is a synthetic register: everything about a business follows from its place in it.
type roll struct{ businesses, month int }

// number is the enterprise number of a business, spread over those that there are.
func (r roll) number(n int) int {
	first := 2_000_000 + n*(6_000_000/max(r.businesses, 1))
	return first*100 + 97 - first%97
}

func dotted(number int) string {
	return fmt.Sprintf("%04d.%03d.%03d", number/1_000_000, number/1000%1000, number%1000)
}

var (
	trades = []string{"Boulangerie", "Garage", "Brasserie", "Bakkerij", "Immo", "Transport", "Schrijnwerkerij", "Pharmacie", "Bouwonderneming", "Librairie", "Menuiserie", "Kapsalon", "Toitures", "Advies"}
	people = []string{"Peeters", "Janssens", "Maes", "Dubois", "Lambert", "Dupont", "Claes", "Wouters", "Goossens", "Van den Berghe", "De Smet", "Martin", "Leroy", "Simon", "Desmet", "Hermans"}
	ways   = []string{"Rue de la Station", "Kerkstraat", "Grand-Place", "Stationsstraat", "Avenue Louise", "Molenstraat", "Chaussée de Namur"}
)

func (r roll) name(n int) string {
	return fmt.Sprintf("%s %s %d SRL", trades[n%len(trades)], people[n/7%len(people)], n/3)
}

func (r roll) postcode(n int) string { return fmt.Sprint(1000 + n*7919%9000) }

// writeExtract writes an archive as the register does, with the rows of establishments and
// the codes that a reader has to pass over.
func writeExtract(name string, r roll) (err error) {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	z := zip.NewWriter(f)
	for _, table := range []struct {
		name  string
		write func(io.Writer)
	}{{"meta", r.meta}, {"code", r.codes}, {"enterprise", r.enterprises}, {"denomination", r.denominations}, {"address", r.addresses}} {
		to, err := z.Create(table.name + ".csv")
		if err != nil {
			return err
		}
		w := bufio.NewWriterSize(to, 1<<20)
		table.write(w)
		if err := w.Flush(); err != nil {
			return err
		}
	}
	return z.Close()
}

func (r roll) meta(w io.Writer) {
	fmt.Fprintf(w, "\"Variable\",\"Value\"\n\"SnapshotDate\",\"01-%02d-2026\"\n\"ExtractTimestamp\",\"02-%02[1]d-2026 07:00:00\"\n\"ExtractType\",\"full\"\n\"ExtractNumber\",\"%d\"\n\"Version\",\"1.0.0\"\n", r.month+1, 140+r.month)
}

func (r roll) codes(w io.Writer) {
	io.WriteString(w, `"Category","Code","Language","Description"`+"\n"+`"JuridicalForm","610","FR","Société à responsabilité limitée"`+"\n"+`"JuridicalSituation","000","FR","Situation normale"`+"\n")
}

func (r roll) enterprises(w io.Writer) {
	fmt.Fprintln(w, `"EnterpriseNumber","Status","JuridicalSituation","TypeOfEnterprise","JuridicalForm","JuridicalFormCAC","StartDate"`)
	for n := range r.businesses {
		fmt.Fprintf(w, "\"%s\",\"AC\",\"000\",\"2\",\"015\",\"610\",\"%02d-%02d-%d\"\n", dotted(r.number(n)), n%28+1, n%12+1, 1960+n%60)
	}
}

// establishment is the number of a place of a business; those stand before all businesses.
func establishment(n int) string {
	return fmt.Sprintf("2.%03d.%03d.%03d", n/1_000_000, n/1000%1000, n%1000)
}

func (r roll) denominations(w io.Writer) {
	fmt.Fprintln(w, `"EntityNumber","Language","TypeOfDenomination","Denomination"`)
	for n := range r.businesses / 3 {
		fmt.Fprintf(w, "\"%s\",\"1\",\"003\",\"Chez %s\"\n", establishment(n), people[n%len(people)])
	}
	for n := range r.businesses {
		number := dotted(r.number(n))
		fmt.Fprintf(w, "\"%s\",\"1\",\"001\",\"%s\"\n", number, r.name(n))
		if n%4 == 0 {
			fmt.Fprintf(w, "\"%s\",\"1\",\"003\",\"Les Etés de %s %d\"\n", number, people[n%len(people)], n/5)
		}
	}
}

func (r roll) addresses(w io.Writer) {
	fmt.Fprintln(w, `"EntityNumber","TypeOfAddress","CountryNL","CountryFR","Zipcode","MunicipalityNL","MunicipalityFR","StreetNL","StreetFR","HouseNumber","Box","ExtraAddressInfo","DateStrikingOff"`)
	for n := range r.businesses / 2 {
		fmt.Fprintf(w, "\"%s\",\"BAET\",,,\"%s\",\"Namen\",\"Namur\",\"%s\",\"%[3]s\",\"%d\",,,\n", establishment(n), r.postcode(n), ways[n%len(ways)], n%300)
	}
	for n := range r.businesses {
		house := n % 300
		if n%changeEvery == changeEvery-1 {
			house += r.month
		}
		fmt.Fprintf(w, "\"%s\",\"REGO\",,,\"%s\",\"Namen\",\"Namur\",\"%s\",\"%[3]s\",\"%d\",,,\n", dotted(r.number(n)), r.postcode(n), ways[n%len(ways)], house)
	}
}

// rawExtract unpacks an extract once and counts its lines: the floor under an import.
func rawExtract(name string) (took time.Duration, err error) {
	start := time.Now()
	z, err := zip.OpenReader(name)
	if err != nil {
		return 0, err
	}
	defer z.Close()
	size, lines := 0, 0
	for _, f := range z.File {
		body, err := f.Open()
		if err != nil {
			return 0, err
		}
		r := bufio.NewReaderSize(body, 64<<10)
		for {
			text, err := r.ReadSlice('\n')
			size, lines = size+len(text), lines+1
			if err == io.EOF {
				break
			}
			if err != nil {
				return 0, err
			}
		}
		body.Close()
	}
	took = time.Since(start)
	rawLine("raw: the same file unpacked once", took, fmt.Sprintf("%s lines, %d MB", rate(lines, took), size>>20))
	return took, nil
}

// rawBusinesses stores as many rows of the same width into two bare tables with their keys.
func (i *installation) rawBusinesses(ctx context.Context, n int) error {
	d, err := db.Open(ctx, i.url())
	if err != nil {
		return err
	}
	defer d.Close()
	r := roll{businesses: n}
	start := time.Now()
	err = d.Update(ctx, func(tx *db.Tx) error {
		for _, statement := range []string{
			`CREATE TABLE bench_raw (number TEXT PRIMARY KEY, name TEXT, street TEXT, postcode TEXT, city TEXT)`,
			`CREATE TABLE bench_raw_name (name TEXT, postcode TEXT, number TEXT, PRIMARY KEY (name, postcode, number))`,
		} {
			if _, err := tx.Exec(statement); err != nil {
				return err
			}
		}
		at := 0
		_, err := tx.Insert("bench_raw", []string{"number", "name", "street", "postcode", "city"}, func() ([]any, error) {
			if at == n {
				return nil, nil
			}
			at++
			return []any{dotted(r.number(at - 1)), r.name(at - 1), ways[at%len(ways)], r.postcode(at - 1), "Namur"}, nil
		})
		if err != nil {
			return err
		}
		at = 0
		_, err = tx.Insert("bench_raw_name", []string{"name", "postcode", "number"}, func() ([]any, error) {
			if at == n {
				return nil, nil
			}
			at++
			return []any{r.name(at - 1), r.postcode(at - 1), dotted(r.number(at - 1))}, nil
		})
		return err
	})
	if err != nil {
		return err
	}
	took := time.Since(start)
	rawLine("raw: the rows into two bare tables", took, rate(n, took)+" businesses")
	return d.Update(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(`DROP TABLE bench_raw`)
		if err == nil {
			_, err = tx.Exec(`DROP TABLE bench_raw_name`)
		}
		return err
	})
}

// lookUps measures what a person waits for.
func (i *installation) lookUps(ctx context.Context, businesses int) error {
	s, err := store.Open(ctx, i.url(), morning(workDay))
	if err != nil {
		return err
	}
	defer s.Close()
	r := roll{businesses: businesses}
	const times = 2000
	for _, one := range []struct {
		what string
		ask  func(tx *store.Tx, n int) (bool, error)
	}{
		{"look-up by number", func(tx *store.Tx, n int) (bool, error) {
			b, _, err := tx.Business(registry.KBO, fmt.Sprintf("%010d", r.number(n)))
			return b.Name == r.name(n), err
		}},
		{"search by name", func(tx *store.Tx, n int) (bool, error) {
			found, err := tx.FindBusinesses(r.name(n), "", "")
			return len(found) > 0 && found[0].Name == r.name(n), err
		}},
		{"search by beginning", func(tx *store.Tx, n int) (bool, error) {
			found, err := tx.FindBusinesses(trades[n%len(trades)], "", registry.KBO)
			return len(found) == store.MostProposals, err
		}},
		{"search by beginning and postcode", func(tx *store.Tx, n int) (bool, error) {
			found, err := tx.FindBusinesses(trades[n%len(trades)], r.postcode(n), registry.KBO)
			return len(found) > 0, err
		}},
	} {
		took := make([]time.Duration, times)
		for k := range took {
			n := k * 7919 % businesses
			start := time.Now()
			right := false
			err := s.View(ctx, 0, func(tx *store.Tx) (err error) { right, err = one.ask(tx, n); return err })
			took[k] = time.Since(start)
			if err != nil || !right {
				return fmt.Errorf("%s of business %d: found %v, %w", one.what, n, right, err)
			}
		}
		slices.Sort(took)
		fmt.Printf("%-34s %8.2f ms median %8.2f ms for 99 of 100\n", one.what, ms(took[times/2]), ms(took[times*99/100]))
	}
	return nil
}

func ms(d time.Duration) float64 { return d.Seconds() * 1000 }
