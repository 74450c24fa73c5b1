package web

import (
	"acquit/internal/date"
	"acquit/internal/fault"
)

// day is a day of a form or of the address; nothing typed is none.
//
// Errors: Invalid for what is no day, with how a day is written.
func (v *visit) day(name string) (date.Date, error) {
	typed := v.query(name)
	if typed == "" {
		return date.None, nil
	}
	on, err := date.Parse(typed)
	if err != nil {
		return date.None, fault.New(fault.Invalid, "%q is no day: write year, month and day, such as %s", typed, v.Today.String())
	}
	return on, nil
}

// dayOr is day, with another where nothing is typed.
func (v *visit) dayOr(name string, otherwise date.Date) (date.Date, error) {
	on, err := v.day(name)
	if err == nil && on == date.None {
		on = otherwise
	}
	return on, err
}

// pastDay is the day of which the address asks what stood: today, or one before.
//
// Errors: as day, and Invalid for one that is still to come.
func (v *visit) pastDay(name string) (date.Date, error) {
	on, err := v.dayOr(name, v.Today)
	if err == nil && on > v.Today {
		err = fault.New(fault.Invalid, "%s is still to come: ask for a day up to %s", on.String(), v.Today.String())
	}
	return on, err
}

// days are the first and the last day that the address narrows a list to; None where it does
// not say one. until is what it calls the last.
func (v *visit) days(until string) (from, last date.Date, err error) {
	if from, err = v.day("from"); err == nil {
		last, err = v.day(until)
	}
	return from, last, err
}
