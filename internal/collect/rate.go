package collect

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/law"
	"acquit/internal/store"
)

// What a company's own rate may be.
const (
	leastRate  law.Percent = -10_0000 // the base rate of Germany was below nothing for years
	mostRate   law.Percent = 100_0000
	mostRates              = 500 // of a company, at a time
	mostSource             = 300 // letters
)

// AddRate keeps a rate that a person entered: what the company's contracts say, or what the
// law says and the program does not know. It takes the place of the one that r.Replaces
// names, which ends with that. Tasks that asked for it are done.
//
// Errors: Invalid, with the name of the field as its place; Conflict for days on which
// another rate of the company holds, and for one to replace that was ended meanwhile.
func (d *Desk) AddRate(ctx context.Context, company id.ID, r store.CompanyRate, by string, today date.Date) (id.ID, error) {
	r.Source, r.By = strings.TrimSpace(r.Source), by
	if err := checkRate(&r.Rate); err != nil {
		return 0, err
	}
	err := d.Store.Update(ctx, company, func(tx *store.Tx) error {
		if err := tx.LockRates(); err != nil {
			return err
		}
		if err := endReplaced(tx, &r); err != nil {
			return err
		}
		if err := fits(tx, &r); err != nil {
			return err
		}
		if err := tx.AddCompanyRate(&r); err != nil {
			return err
		}
		return finishRates(tx, by, today)
	})
	return r.ID, err
}

func checkRate(r *law.Rate) error {
	switch {
	case !slices.Contains(law.All(), r.Series):
		return fault.At(0, "series", "%q is no row of rates that is known", r.Series.String())
	case r.Mark != law.Agreed && r.Mark != law.Entered:
		return fault.At(0, "mark", "say whether the law or your contracts say so")
	case !r.From.Valid():
		return fault.At(0, "from", "say from which day the rate holds")
	case !r.Until.Valid():
		return fault.At(0, "until", "say until which day the rate holds")
	case r.Until < r.From:
		return fault.At(0, "until", "the rate ends before it begins")
	case r.Until == law.NoEnd && r.Mark != law.Agreed:
		return fault.At(0, "until", "what the law says changes: say until which day the rate holds")
	case r.Percent < leastRate || r.Percent > mostRate:
		return fault.At(0, "percent", "a rate lies between %s and %s per cent a year", leastRate, mostRate)
	case r.Percent < 0 && r.Mark == law.Agreed:
		return fault.At(0, "percent", "no contract lets the one who pays late earn by it")
	case r.Source == "":
		return fault.At(0, "source", "say where the rate stands: it is shown beside every figure that comes of it")
	case utf8.RuneCountInString(r.Source) > mostSource:
		return fault.At(0, "source", "the source has at most %d letters", mostSource)
	}
	return nil
}

// endReplaced ends the rate in whose place another one stands.
func endReplaced(tx *store.Tx, r *store.CompanyRate) error {
	if r.Replaces == 0 {
		return nil
	}
	was, found, err := tx.CompanyRateByID(r.Replaces)
	if err == nil && (!found || was.Series != r.Series) {
		err = fault.New(fault.NotFound, "there is no such rate to replace")
	}
	if err != nil {
		return err
	}
	return endRate(tx, r.Replaces, r.By)
}

// fits refuses a rate for days on which another one of the company holds.
func fits(tx *store.Tx, r *store.CompanyRate) error {
	standing, err := tx.StandingRates()
	if err != nil {
		return err
	}
	if len(standing) >= mostRates {
		return fault.New(fault.Conflict, "there are %d rates of your own already: end some of them first", mostRates)
	}
	for n := range standing {
		if other := &standing[n]; other.Series == r.Series && other.From <= r.Until && r.From <= other.Until {
			return &fault.Error{Kind: fault.Conflict, Place: fault.Place{Path: "from"},
				Text: fault.Say("a rate of your own of %s per cent holds from %s to %s: end it, or put this one in its place", other.Percent, other.From, other.Until)}
		}
	}
	return nil
}

// EndRate takes a rate of the company back: from then on nothing is reckoned by it. It
// stays to be read, with who entered it and who ended it.
//
// Errors: Conflict for one that was ended already.
func (d *Desk) EndRate(ctx context.Context, company, rate id.ID, by string) error {
	return d.Store.Update(ctx, company, func(tx *store.Tx) error { return endRate(tx, rate, by) })
}

func endRate(tx *store.Tx, rate id.ID, by string) error {
	ended, err := tx.EndCompanyRate(rate, by)
	if err == nil && !ended {
		err = fault.New(fault.Conflict, "the rate was ended meanwhile, or there is none")
	}
	return err
}
