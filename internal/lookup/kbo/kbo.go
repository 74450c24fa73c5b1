// Package kbo reads the open data of the Belgian register of businesses (KBO, BCE) as they
// are downloaded: an archive of tables, full or with what has changed since the one before.
//
// Source: the notes that the register hands out with its open data ("KBO Open Data:
// cookbook", R018), from memory as of 2026-10-01: no page could be looked at. A full extract
// has meta.csv, code.csv, enterprise.csv, denomination.csv and address.csv, and others that
// are passed over here: those of establishments, branches, contacts and activities. An
// update has NAME_delete.csv with the numbers of which all rows of NAME are to be taken
// out, and NAME_insert.csv with the rows that take their place. Columns are found by their
// names. The register hands out those that are active alone, and of persons no address.
package kbo

import (
	"context"
	"strconv"
	"strings"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/lookup"
	"acquit/internal/registry"
)

// heapWidth is how many numbers stand together: as one in 97 can exist, 206,000 businesses
// at most.
const heapWidth = 20_000_000

// The kinds of records that are set aside.
const (
	enterprise byte = iota
	enterpriseGone
	denomination
	denominationGone
	address
	addressGone
)

// sheet is an extract that lies open.
type sheet struct {
	about   lookup.Extract
	remarks lookup.Remarks
	sorter  *lookup.Sorter
	names   map[byte]string // the files of the records, for remarks
}

// Detect reports whether the files of an archive are an extract of the register.
func Detect(files map[string]lookup.File) bool {
	_, meta := files["meta.csv"]
	_, full := files["enterprise.csv"]
	_, update := files["enterprise_insert.csv"]
	return meta && (full || update)
}

// Open reads the files of an archive. Close what it returns.
//
// Errors: Invalid for files that are no extract or damaged.
func Open(ctx context.Context, files map[string]lookup.File) (lookup.Sheet, error) {
	s := &sheet{about: lookup.Extract{Register: registry.KBO}, names: map[byte]string{}}
	if err := s.head(files); err != nil {
		return nil, err
	}
	var err error
	if s.sorter, err = lookup.NewSorter(heapWidth); err != nil {
		return nil, err
	}
	if err := s.set(ctx, files); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// head reads what the extract says of itself, and what its codes mean.
func (s *sheet) head(files map[string]lookup.File) error {
	meta, has := files["meta.csv"]
	if !has {
		return missing("meta.csv")
	}
	said := map[string]string{}
	err := meta.Rows(&s.remarks, []string{"Variable", "Value"}, nil, func(t *lookup.Table) error {
		said[strings.ToLower(string(t.Field(0)))] = string(t.Field(1))
		return nil
	})
	if err != nil {
		return err
	}
	on, ok := day([]byte(said["snapshotdate"]))
	if !ok || on == date.None {
		return fault.In(meta.Name, fault.New(fault.Invalid, "the extract does not say of which day it is"))
	}
	switch kind := strings.ToLower(said["extracttype"]); kind {
	case "full":
	case "update":
		s.about.Update = true
	default:
		return fault.In(meta.Name, fault.New(fault.Invalid, "%q is no kind of extract that is known here: it is full or update", kind))
	}
	serial, err := strconv.Atoi(said["extractnumber"])
	if err != nil || serial < 1 {
		return fault.In(meta.Name, fault.New(fault.Invalid, "%q is no number of an extract", said["extractnumber"]))
	}
	s.about.On, s.about.Serial = on, serial
	if codes, has := files["code.csv"]; has {
		return s.readCodes(codes)
	}
	return nil
}

// missing says that a file is not in the archive.
func missing(name string) error {
	return fault.New(fault.Invalid, "the file %s is missing: this is no extract of the register", name)
}

// kinds are the categories of codes that are kept, by the names of the register.
var kinds = map[string]registry.CodeKind{"juridicalform": registry.FormCode, "juridicalsituation": registry.SituationCode}

func (s *sheet) readCodes(f lookup.File) error {
	seen := map[registry.Code]bool{}
	return f.Rows(&s.remarks, []string{"Category", "Code", "Language", "Description"}, nil, func(t *lookup.Table) error {
		kind, kept := kinds[strings.ToLower(string(t.Field(0)))]
		if !kept {
			return nil
		}
		c := registry.Code{Kind: kind, Code: string(t.Field(1)), Language: strings.ToLower(string(t.Field(2)))}
		if seen[c] {
			t.Misread("the code %s stands in the file already; it was left out", c.Code)
			return nil
		}
		seen[c] = true
		c.Words = string(t.Field(3))
		s.about.Codes = append(s.about.Codes, c)
		return nil
	})
}

// set sets the records of all files aside.
func (s *sheet) set(ctx context.Context, files map[string]lookup.File) error {
	type table struct {
		name      string
		kind      byte
		must, may []string
		take      func(*lookup.Table) error
	}
	all := []table{
		{"enterprise", enterprise, []string{"EnterpriseNumber", "Status", "JuridicalSituation"}, []string{"JuridicalForm", "JuridicalFormCAC", "StartDate"}, s.enterprise},
		{"denomination", denomination, []string{"EntityNumber", "Language", "TypeOfDenomination", "Denomination"}, nil, s.denomination},
		{"address", address, []string{"EntityNumber", "TypeOfAddress", "Zipcode", "MunicipalityNL", "MunicipalityFR", "StreetNL", "StreetFR", "HouseNumber"}, []string{"Box", "CountryNL", "CountryFR"}, s.address},
	}
	if s.about.Update {
		var each []table
		for _, t := range all {
			gone := table{t.name + "_delete", t.kind + 1, t.must[:1], nil, func(row *lookup.Table) error { return s.gone(row, t.kind+1) }}
			t.name += "_insert"
			each = append(each, gone, t)
		}
		all = each
	}
	for _, t := range all {
		f, has := files[t.name+".csv"]
		if !has {
			return missing(t.name + ".csv")
		}
		s.names[t.kind] = f.Name
		rows := 0
		err := f.Rows(&s.remarks, t.must, t.may, func(row *lookup.Table) error {
			if rows++; rows%1000 == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			return t.take(row)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// The numbers of establishments and branches begin with 2 to 9; what is said of those is
// passed over.
func isEnterprise(number []byte) bool {
	return len(number) > 0 && number[0] <= '1'
}

// number reads an enterprise number, "0200.065.765".
func number(field []byte) (n uint64, ok bool) {
	digits := 0
	for _, c := range field {
		switch {
		case c >= '0' && c <= '9':
			n = n*10 + uint64(c-'0')
			digits++
		case c != '.':
			return 0, false
		}
	}
	return n, digits == 10 && n < 2_000_000_000 && n%100 == 97-n/100%97
}

// written is a number in ten digits.
func written(n uint64) string {
	digits := strconv.FormatUint(n, 10)
	return "0000000000"[:10-len(digits)] + digits
}

func (s *sheet) enterprise(t *lookup.Table) error {
	n, ok := number(t.Field(0))
	if !ok {
		t.Misread("%q is no Belgian enterprise number; the line was left out", string(t.Field(0)))
		return nil
	}
	if _, ok := day(t.Field(5)); !ok {
		t.Misread("%q is no day written as DD-MM-YYYY; it was passed over", string(t.Field(5)))
	}
	form := t.Field(4) // as it is to be read since the code of 2019, until the statutes say so
	if len(form) == 0 {
		form = t.Field(3)
	}
	s.about.Rows++
	return s.sorter.Add(n, enterprise, t.Line(), t.Field(1), t.Field(2), form, t.Field(5))
}

// entity is the number that a line is about. It is false for lines that are passed over.
func entity(t *lookup.Table) (uint64, bool) {
	field := t.Field(0)
	if len(field) > 0 && !isEnterprise(field) {
		return 0, false
	}
	n, ok := number(field)
	if !ok {
		t.Misread("%q is no Belgian enterprise number; the line was left out", string(field))
	}
	return n, ok
}

func (s *sheet) denomination(t *lookup.Table) error {
	n, ok := entity(t)
	if !ok || len(t.Field(3)) == 0 {
		return nil
	}
	return s.sorter.Add(n, denomination, t.Line(), t.Field(1), t.Field(2), t.Field(3))
}

func (s *sheet) address(t *lookup.Table) error {
	const registered = "REGO"
	if string(t.Field(1)) != registered {
		return nil
	}
	n, ok := entity(t)
	if !ok {
		return nil
	}
	country := t.Field(10)
	if len(country) == 0 {
		country = t.Field(9)
	}
	return s.sorter.Add(n, address, t.Line(), t.Field(2), t.Field(3), t.Field(4), t.Field(5), t.Field(6), t.Field(7), t.Field(8), country)
}

func (s *sheet) gone(t *lookup.Table, kind byte) error {
	n, ok := entity(t)
	if !ok {
		return nil
	}
	return s.sorter.Add(n, kind, t.Line())
}

// day reads DD-MM-YYYY; nothing is no day.
func day(field []byte) (date.Date, bool) {
	if len(field) == 0 {
		return date.None, true
	}
	if len(field) != 10 || field[2] != '-' || field[5] != '-' {
		return date.None, false
	}
	d, err := date.Digits(string(field[6:]), string(field[3:5]), string(field[:2]))
	return d, err == nil
}

// Extract is what the files say of themselves.
func (s *sheet) Extract() lookup.Extract { return s.about }

// Remarks are what is odd in the files.
func (s *sheet) Remarks() *lookup.Remarks { return &s.remarks }

// Close takes away what was set aside.
func (s *sheet) Close() error { return s.sorter.Close() }
