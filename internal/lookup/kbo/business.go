package kbo

import (
	"context"
	"slices"
	"strings"

	"acquit/internal/lookup"
	"acquit/internal/registry"
)

// Each hands over the businesses by their numbers.
func (s *sheet) Each(ctx context.Context, take func(*lookup.Entry) error) error {
	var fields []string
	return s.sorter.Each(ctx, func(key uint64, records []lookup.Record) error {
		r := reading{Entry: lookup.Entry{Business: registry.Business{Register: registry.KBO, Number: written(key), On: s.about.On}}}
		for n := range records {
			fields = records[n].Fields(fields)
			s.read(&r, &records[n], fields)
		}
		if s.about.Update {
			r.Gone = r.deleted && r.Told&lookup.Identity == 0
		} else {
			if r.Told&lookup.Identity == 0 {
				s.remarks.Jot(s.names[records[0].Kind], records[0].Line, "the file of the businesses has no %s; the line was left out", r.Printed())
				return nil
			}
			r.Told = lookup.Everything
		}
		r.name()
		return take(&r.Entry)
	})
}

// reading is a business as its records are read.
type reading struct {
	lookup.Entry
	deleted bool // an update takes it out of the file of the businesses
	called  []called
	dutch   bool // it lies where Dutch is the language of offices
	german  bool
}

// called is one of its names.
type called struct{ language, kind, name string }

// The kinds of names.
const (
	full        = "001"
	abbreviated = "002"
)

func (s *sheet) read(r *reading, from *lookup.Record, f []string) {
	switch from.Kind {
	case enterprise:
		if r.Told&lookup.Identity != 0 {
			s.remarks.Jot(s.names[enterprise], from.Line, "%s stands in the file already, in line %d; the line was left out", r.Printed(), r.Line)
			return
		}
		const active = "AC"
		r.Line, r.Told = from.Line, r.Told|lookup.Identity
		r.Active, r.Situation, r.Form = f[0] == active, f[1], f[2]
		r.Since, _ = day([]byte(f[3]))
	case denomination:
		r.Told |= lookup.Names
		r.called = append(r.called, called{f[0], f[1], f[2]})
	case address:
		r.Told |= lookup.Address
		r.place(f)
	case enterpriseGone:
		r.deleted = true
	case denominationGone:
		r.Told |= lookup.Names
	case addressGone:
		r.Told |= lookup.Address
	}
}

// place reads an address: postcode, municipality in Dutch and French, street in Dutch and
// French, number, box and, abroad, country. Where both languages say it, that of the offices
// of the place counts; in Brussels French, by custom here.
func (r *reading) place(f []string) {
	r.Country = r.Register.Country()
	if f[7] != "" {
		r.Country = lookup.Country(f[7])
	}
	r.Postcode = f[0]
	if r.Country == r.Register.Country() {
		r.dutch, r.german = languageOf(f[0])
	}
	city, street := f[2], f[4]
	if r.dutch && f[1] != "" || city == "" {
		city = f[1]
	}
	if r.dutch && f[3] != "" || street == "" {
		street = f[3]
	}
	if r.City, r.Street = city, strings.TrimSpace(street+" "+f[5]); f[6] != "" {
		box := " bte "
		if r.dutch {
			box = " bus "
		}
		r.Street += box + f[6]
	}
}

// languageOf is the language of offices by the postcode: Dutch in 1500-3999 and 8000-9999,
// German in 4700-4799, from memory of the provinces' numbers. A few municipalities with
// facilities fall on one side.
func languageOf(postcode string) (dutch, german bool) {
	if len(postcode) != 4 {
		return false, false
	}
	return postcode >= "1500" && postcode < "4000" || postcode >= "8000", postcode >= "4700" && postcode < "4800"
}

// name chooses the name that comes first: the full one in the language of the place, else
// the full one that stands first in order of languages. The others are kept in an order of
// their own, so that another order in the file is no change.
func (r *reading) name() {
	const french, dutch, german = "1", "2", "3"
	wanted := french
	switch {
	case r.dutch:
		wanted = dutch
	case r.german:
		wanted = german
	}
	rank := func(c called) string {
		switch {
		case c.kind == full && c.language == wanted:
			return "0"
		case c.kind == full:
			return "1" + c.language
		}
		return "2" + c.kind + c.language
	}
	slices.SortFunc(r.called, func(a, b called) int {
		return strings.Compare(rank(a)+a.name, rank(b)+b.name)
	})
	for _, c := range r.called {
		switch {
		case r.Name == "" && c.kind != abbreviated:
			r.Name = c.name
		case r.ShortName == "" && c.kind == abbreviated:
			r.ShortName = c.name
		case c.name != r.Name && c.name != r.ShortName && !slices.Contains(r.Others, c.name):
			r.Others = append(r.Others, c.name)
		}
	}
	if r.Name == "" {
		r.Name, r.ShortName = r.ShortName, ""
	}
}
