// Package sirene reads the files of the French directory of businesses (SIRENE) as INSEE
// hands them out each month: StockUniteLegale_utf8.csv, with a row for each business, and
// StockEtablissement_utf8.csv, with a row for each of its places, plain or each in an
// archive of its own. The place that is marked as the seat gives the address.
//
// Source: INSEE's description of the columns of both files ("Dessin des fichiers stock"),
// from memory as of 2026-10-01: no page could be looked at. Columns are found by their
// names. A business whose diffusion is restricted (statutDiffusion P, N before) has "[ND]"
// in the place of what is not shown; that is kept as nothing. The files do not say of which
// day they are: it is the last day on which one of the businesses in them was dealt with.
package sirene

import (
	"bytes"
	"context"
	"strings"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/lookup"
	"acquit/internal/registry"
)

// heapWidth is how many numbers stand together: as one in ten can exist, 250,000 businesses
// at most.
const heapWidth = 2_500_000

// The kinds of records that are set aside.
const (
	unit byte = iota
	seat
)

type sheet struct {
	about   lookup.Extract
	remarks lookup.Remarks
	sorter  *lookup.Sorter
	units   string // name of the file, for remarks
	seats   string
}

// Kind is which of the files a table is.
type Kind string

// The files.
const (
	Units  Kind = "StockUniteLegale"
	Places Kind = "StockEtablissement"
	None   Kind = ""
)

// Detect tells by its beginning which of the files a table is.
func Detect(head []byte) Kind {
	heading, _, _ := bytes.Cut(bytes.TrimPrefix(head, []byte("\ufeff")), []byte("\n"))
	has := func(column string) bool { return bytes.Contains(heading, []byte(column)) }
	switch {
	case has("siret") && has("etablissementSiege"):
		return Places
	case has("siren") && has("etatAdministratifUniteLegale"):
		return Units
	}
	return None
}

var (
	unitColumns = []string{"siren", "etatAdministratifUniteLegale", "denominationUniteLegale", "nomUniteLegale", "prenom1UniteLegale",
		"categorieJuridiqueUniteLegale", "activitePrincipaleUniteLegale", "dateCreationUniteLegale"}
	moreOfUnits = []string{"dateDebut", "sigleUniteLegale", "denominationUsuelle1UniteLegale", "denominationUsuelle2UniteLegale", "denominationUsuelle3UniteLegale",
		"nomUsageUniteLegale", "prenomUsuelUniteLegale", "pseudonymeUniteLegale", treated}
	placeColumns = []string{"siren", "etablissementSiege", "numeroVoieEtablissement", "typeVoieEtablissement", "libelleVoieEtablissement",
		"codePostalEtablissement", "libelleCommuneEtablissement"}
	moreOfPlaces = []string{"indiceRepetitionEtablissement", "libelleCommuneEtrangerEtablissement", "libellePaysEtrangerEtablissement",
		"enseigne1Etablissement", "denominationUsuelleEtablissement"}
)

const treated = "dateDernierTraitementUniteLegale"

// Open reads the file of the businesses and, where it has a name, that of their places. on
// is of which day they are; the files tell it when it is none. Close what it returns.
//
// Errors: Invalid for files that are others, damaged, or of no day.
func Open(ctx context.Context, units, places lookup.File, on date.Date) (lookup.Sheet, error) {
	s := &sheet{about: lookup.Extract{Register: registry.SIRENE}, units: units.Name, seats: places.Name}
	var err error
	if s.sorter, err = lookup.NewSorter(heapWidth); err != nil {
		return nil, err
	}
	if err = s.set(ctx, units, places); err == nil {
		if on != date.None {
			s.about.On = on
		}
		if s.about.On == date.None {
			err = fault.In(units.Name, fault.New(fault.Invalid, "the extract does not say of which day it is"))
		}
	}
	if err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

func (s *sheet) set(ctx context.Context, units, places lookup.File) error {
	err := units.Rows(&s.remarks, unitColumns, moreOfUnits, alive(ctx, s.unit))
	if err != nil || places.Name == "" {
		return err
	}
	return places.Rows(&s.remarks, placeColumns, moreOfPlaces, alive(ctx, s.place))
}

// alive asks now and then whether the work was called off.
func alive(ctx context.Context, take func(*lookup.Table) error) func(*lookup.Table) error {
	rows := 0
	return func(t *lookup.Table) error {
		if rows++; rows%1000 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		return take(t)
	}
}

// number reads a SIREN: nine digits that check by the Luhn rule.
func number(field []byte) (n uint64, ok bool) {
	if len(field) != 9 {
		return 0, false
	}
	sum := 0
	for i, c := range field {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + uint64(c-'0')
		d := int(c - '0')
		if i%2 == 1 {
			d *= 2
		}
		sum += d/10 + d%10
	}
	return n, sum%10 == 0
}

// written is a number in nine digits.
func written(n uint64) string {
	var digits [9]byte
	for i := len(digits) - 1; i >= 0; i-- {
		digits[i] = byte('0' + n%10)
		n /= 10
	}
	return string(digits[:])
}

// shown is a field, nothing where it is not shown.
func shown(t *lookup.Table, n int) []byte {
	if f := t.Field(n); string(f) != "[ND]" {
		return f
	}
	return nil
}

func (s *sheet) unit(t *lookup.Table) error {
	n, ok := number(t.Field(0))
	if !ok {
		t.Misread("%q is no SIREN; the line was left out", string(t.Field(0)))
		return nil
	}
	for _, column := range []int{7, 8} {
		if _, ok := day(shown(t, column)); !ok {
			t.Misread("%q is no day written as YYYY-MM-DD; it was passed over", string(t.Field(column)))
		}
	}
	if on, ok := day(first(t.Field(16), len("2026-01-31"))); ok && on > s.about.On {
		s.about.On = on
	}
	s.about.Rows++
	return s.sorter.Add(n, unit, t.Line(), t.Field(1), shown(t, 2), shown(t, 3), shown(t, 4), shown(t, 5), shown(t, 6), shown(t, 7), shown(t, 8),
		shown(t, 9), shown(t, 10), shown(t, 11), shown(t, 12), shown(t, 13), shown(t, 14), shown(t, 15))
}

func (s *sheet) place(t *lookup.Table) error {
	if string(t.Field(1)) != "true" {
		return nil
	}
	n, ok := number(t.Field(0))
	if !ok {
		t.Misread("%q is no SIREN; the line was left out", string(t.Field(0)))
		return nil
	}
	return s.sorter.Add(n, seat, t.Line(), shown(t, 2), shown(t, 7), shown(t, 3), shown(t, 4), shown(t, 5), shown(t, 6), shown(t, 8), shown(t, 9), shown(t, 10), shown(t, 11))
}

func first(b []byte, n int) []byte { return b[:min(len(b), n)] }

// day reads YYYY-MM-DD; nothing is no day.
func day(field []byte) (date.Date, bool) {
	if len(field) == 0 {
		return date.None, true
	}
	d, err := date.Parse(string(field))
	return d, err == nil
}

// Extract is what the files say of themselves.
func (s *sheet) Extract() lookup.Extract { return s.about }

// Remarks are what is odd in the files.
func (s *sheet) Remarks() *lookup.Remarks { return &s.remarks }

// Close takes away what was set aside.
func (s *sheet) Close() error { return s.sorter.Close() }

// Each hands over the businesses by their numbers.
func (s *sheet) Each(ctx context.Context, take func(*lookup.Entry) error) error {
	var fields []string
	return s.sorter.Each(ctx, func(key uint64, records []lookup.Record) error {
		e := lookup.Entry{Business: registry.Business{Register: registry.SIRENE, Number: written(key), On: s.about.On, Country: registry.SIRENE.Country()}}
		located := false
		for n := range records {
			r := &records[n]
			fields = r.Fields(fields)
			switch {
			case r.Kind == unit && e.Told != 0:
				s.remarks.Jot(s.units, r.Line, "%s stands in the file already, in line %d; the line was left out", e.Printed(), e.Line)
			case r.Kind == unit:
				e.Told, e.Line = lookup.Everything, r.Line
				identify(&e.Business, fields)
			case !located:
				located = true
				locate(&e.Business, fields)
			}
		}
		if e.Told == 0 {
			s.remarks.Jot(s.seats, records[0].Line, "the file of the businesses has no %s; the line was left out", e.Printed())
			return nil
		}
		return take(&e)
	})
}

// identify reads what a row says of a business: its state, name, surname, first name, form,
// activity, the days on which it began and on which its state did, initials, three usual
// names, name in use, usual first name, pseudonym.
func identify(b *registry.Business, f []string) {
	const active = "A"
	b.Active, b.Form, b.Activity = f[0] == active, f[4], f[5]
	b.Since, _ = day([]byte(f[6]))
	if !b.Active {
		b.EndedOn, _ = day([]byte(f[7]))
	}
	b.Name = f[1]
	if b.Name == "" {
		b.Name = strings.TrimSpace(either(f[12], f[2]) + " " + either(f[13], f[3]))
	}
	b.ShortName = f[8]
	for _, name := range []string{f[9], f[10], f[11], f[14]} {
		also(b, name)
	}
}

// locate reads what a row says of the seat: number, its addition, kind of street, street,
// postcode, municipality, municipality and country abroad, sign and usual name.
func locate(b *registry.Business, f []string) {
	b.Street = strings.Join(strings.Fields(f[0]+f[1]+" "+f[2]+" "+f[3]), " ")
	b.Postcode, b.City = f[4], either(f[5], f[6])
	if f[7] != "" {
		b.Country = lookup.Country(f[7])
	}
	also(b, f[8])
	also(b, f[9])
}

// also adds a name that the business does not have yet.
func also(b *registry.Business, name string) {
	switch {
	case name == "" || name == b.Name || name == b.ShortName:
		return
	case b.Name == "":
		b.Name = name
		return
	}
	for _, known := range b.Others {
		if known == name {
			return
		}
	}
	b.Others = append(b.Others, name)
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
