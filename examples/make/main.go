// Command make writes the files of package examples, always the same ones: the
// cast and the cases are written by hand, the rest is drawn from a seed.
//
//	go run ./examples/make
package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"log"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"acquit/examples"
)

// seed is what every dice starts from.
const seed = 20261120

func main() {
	log.SetFlags(0)
	s := tell()
	files, err := s.files()
	if err == nil {
		err = write("examples", files)
	}
	if err != nil {
		log.Fatal(err)
	}
	s.figures(os.Stdout)
}

// tell makes the story up.
func tell() *story {
	s := &story{customers: cast(), dice: map[int]*rand.Rand{}}
	for _, c := range s.customers {
		s.dice[c.no] = rand.New(rand.NewPCG(seed, uint64(c.no)))
	}
	s.trade()
	payments := s.plot()
	number(s.documents)
	for _, pay := range payments {
		pay()
	}
	s.settle()
	s.household(rand.New(rand.NewPCG(seed, 0)))
	s.sweep()
	return s
}

// files renders everything by path.
func (s *story) files() (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, d := range s.documents {
		text, err := ubl(d)
		if err != nil {
			return nil, err
		}
		files[fmt.Sprintf("invoices/%s/%s.xml", d.on.String()[:7], d.number)] = text
	}
	accounts := s.accounts()
	for _, st := range accounts[primary].statements() {
		text, err := coda(st)
		if err != nil {
			return nil, err
		}
		files[fmt.Sprintf("statements/coda/%s.cod", st.to)] = text
	}
	files[examples.Duplicate] = files[strings.Replace(examples.Duplicate, "-bis", "", 1)]
	dollars := accounts[dollar].statements()
	for i, st := range accounts[second].statements() {
		files[fmt.Sprintf("statements/camt/%s.xml", st.to)] = camt([]*statement{st, dollars[i]})
	}
	var err error
	if files["customers.csv"], err = table(s.people()); err != nil {
		return nil, err
	}
	if files["cases.csv"], err = table(s.caseRows()); err != nil {
		return nil, err
	}
	more, err := s.takeover()
	maps.Copy(files, more)
	return files, err
}

// people is customers.csv: a row for each contact, the first of a customer being
// the one whose address is the customer's own.
func (s *story) people() [][]string {
	rows := [][]string{strings.Split("number;name;kind;language;country;vat_id;enterprise_number;street;postcode;city;email;phone;terms_days;labels;account_manager;contact;position", ";")}
	for _, c := range s.customers {
		for _, p := range c.people() {
			rows = append(rows, []string{strconv.Itoa(c.no), c.name, c.kind, c.lang, c.country, c.vat, c.enterprise, c.street,
				c.postcode(), c.city(), p.email, c.phone(), strconv.Itoa(c.terms), c.labels(), c.manager(), p.name, p.position})
		}
	}
	return rows
}

// caseRows is cases.csv.
func (s *story) caseRows() [][]string {
	rows := [][]string{{"case", "customer", "documents", "shows"}}
	for _, e := range s.cases {
		var numbers []string
		for _, d := range e.documents {
			numbers = append(numbers, d.number)
		}
		customer := ""
		if e.customer != 0 {
			customer = strconv.Itoa(e.customer)
		}
		rows = append(rows, []string{e.key, customer, strings.Join(numbers, " "), e.shows})
	}
	return rows
}

// table writes rows with semicolons, as Belgian spreadsheets do.
func table(rows [][]string) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma = ';'
	err := w.WriteAll(rows)
	return b.Bytes(), err
}

// write replaces what the folder had of invoices, statements and tables.
func write(folder string, files map[string][]byte) error {
	for _, old := range []string{"invoices", "statements", "takeover"} {
		if err := os.RemoveAll(filepath.Join(folder, old)); err != nil {
			return err
		}
	}
	for name, text := range files {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, text, 0o644); err != nil {
			return err
		}
	}
	return nil
}
