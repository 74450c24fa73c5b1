package intake

import (
	"context"
	"io"
	"maps"
	"slices"
	"strings"

	"acquit/internal/fault"
	"acquit/internal/format/archive"
	"acquit/internal/lookup"
	"acquit/internal/lookup/kbo"
	"acquit/internal/lookup/sirene"
)

// extract is an extract of a register, in one file or several.
type extract struct {
	files []string
	open  func(context.Context) (lookup.Sheet, error)
}

// extracts tells by what they hold which files are extracts of which register. The two files
// of the French one belong together. dispose closes them.
//
// Errors: Invalid for a file that is none.
func extracts(files []File, o RegisterOptions) (all []extract, dispose func(), err error) {
	var opened []*spooled
	dispose = func() {
		for _, s := range opened {
			s.Close()
		}
	}
	french := map[sirene.Kind]lookup.File{}
	for _, f := range files {
		s, err := laid(f)
		if err != nil {
			return nil, dispose, err
		}
		opened = append(opened, s)
		inside, err := tablesOf(s, f.Name)
		if err != nil {
			return nil, dispose, err
		}
		if kbo.Detect(inside) {
			all = append(all, extract{[]string{f.Name}, func(ctx context.Context) (lookup.Sheet, error) { return kbo.Open(ctx, inside) }})
			continue
		}
		if err := sireneOf(inside, f.Name, french); err != nil {
			return nil, dispose, err
		}
	}
	if len(french) > 0 {
		e, err := frenchExtract(french, o)
		if err != nil {
			return nil, dispose, err
		}
		all = append(all, e)
	}
	return all, dispose, nil
}

// tablesOf are the files of an archive, or the one that a file is, by their bare names.
func tablesOf(s *spooled, name string) (map[string]lookup.File, error) {
	var mark [4]byte
	n, err := s.ReadAt(mark[:], 0)
	if err != nil && err != io.EOF {
		return nil, fault.In(name, fault.Wrap(fault.Invalid, err, "the file cannot be read"))
	}
	if archive.Detect(mark[:n]) {
		return lookup.Unzip(s, s.Size, name)
	}
	return map[string]lookup.File{"": {Name: name, Open: section(s)}}, nil
}

// sireneOf adds the French files among those of an archive.
func sireneOf(inside map[string]lookup.File, name string, to map[sirene.Kind]lookup.File) error {
	found := false
	for _, bare := range slices.Sorted(maps.Keys(inside)) {
		if bare != "" && !strings.HasSuffix(bare, ".csv") {
			continue
		}
		f := inside[bare]
		head, err := beginning(f)
		if err != nil {
			return fault.In(f.Name, fault.Wrap(fault.Invalid, err, "the file cannot be read"))
		}
		kind := sirene.Detect(head)
		if kind == sirene.None {
			continue
		}
		if other, twice := to[kind]; twice {
			return fault.In(f.Name, fault.New(fault.Invalid, "this is a file %s, and %s is one already", string(kind), other.Name))
		}
		to[kind], found = f, true
	}
	if !found {
		return fault.In(name, fault.New(fault.Invalid, "this is no extract of a register that is known here: KBO Open Data, or StockUniteLegale and StockEtablissement of INSEE"))
	}
	return nil
}

// beginning is as much of a file as holds the heading of a table.
func beginning(f lookup.File) ([]byte, error) {
	body, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer body.Close()
	const enough = 16 << 10
	return io.ReadAll(io.LimitReader(body, enough))
}

// frenchExtract is the French register. Without the file of the places no business has an
// address, which would take away those that are known; so both are asked for.
func frenchExtract(files map[sirene.Kind]lookup.File, o RegisterOptions) (extract, error) {
	units, places := files[sirene.Units], files[sirene.Places]
	for _, k := range []sirene.Kind{sirene.Units, sirene.Places} {
		if files[k].Name == "" {
			return extract{}, fault.New(fault.Invalid, "the file %s is missing: give both files of INSEE together", string(k))
		}
	}
	return extract{[]string{units.Name, places.Name}, func(ctx context.Context) (lookup.Sheet, error) {
		return sirene.Open(ctx, units, places, o.On)
	}}, nil
}
