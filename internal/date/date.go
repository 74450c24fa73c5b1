// Package date counts civil days. A day has no hour and no zone: a due date, an
// issue date and a value date are the same day wherever they are read.
package date

import (
	"database/sql/driver"
	"fmt"
	"time"

	"acquit/internal/fault"
)

// Date is a civil day, counted from 0001-01-01 as day 1. The zero value means
// "no day"; it sorts before every real one.
type Date int32

// None is the absence of a day.
const None Date = 0

// The days that can be written as YYYY-MM-DD.
const (
	first Date = 1       // 0001-01-01
	last  Date = 3652059 // 9999-12-31
)

// unixDay is the Date of 1970-01-01.
const unixDay = 719163

// New returns the day of a year, month and day of the month. Values outside
// their range are normalised as by time.Date.
func New(year int, month time.Month, day int) Date {
	return civil(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// Of returns the civil day of t, in t's own zone. The zero time is no day.
func Of(t time.Time) Date {
	if t.IsZero() {
		return None
	}
	return civil(t)
}

func civil(t time.Time) Date {
	_, offset := t.Zone()
	seconds := t.Unix() + int64(offset)
	days := seconds / 86400
	if seconds%86400 < 0 {
		days--
	}
	return Date(days + unixDay)
}

// Parse reads a day written as YYYY-MM-DD. A day that does not exist, such as
// 2026-02-30, is refused.
func Parse(s string) (Date, error) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return None, fault.New(fault.Invalid, "%q is not a day written as YYYY-MM-DD", s)
	}
	return Digits(s[0:4], s[5:7], s[8:10])
}

// Digits reads a day from its year (four digits), month and day of the month
// (two digits each), the pieces from which bank formats build their days.
func Digits(year, month, day string) (Date, error) {
	y, okY := number(year, 4)
	m, okM := number(month, 2)
	d, okD := number(day, 2)
	if !okY || !okM || !okD || y < 1 || m < 1 || m > 12 || d < 1 || d > daysIn(y, time.Month(m)) {
		return None, fault.New(fault.Invalid, "there is no day %s-%s-%s", year, month, day)
	}
	return New(y, time.Month(m), d), nil
}

// number reads exactly n decimal digits.
func number(s string, n int) (value int, ok bool) {
	if len(s) != n {
		return 0, false
	}
	for i := 0; i < n; i++ {
		c := s[i] - '0'
		if c > 9 {
			return 0, false
		}
		value = value*10 + int(c)
	}
	return value, true
}

func daysIn(year int, month time.Month) int {
	return time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// Must is Parse for days that stand in code. It panics on a wrong one.
func Must(s string) Date {
	d, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

// Valid reports whether d is a day that can be written as YYYY-MM-DD.
func (d Date) Valid() bool { return d >= first && d <= last }

// Time returns midnight UTC at the start of d, or the zero time for None.
func (d Date) Time() time.Time {
	if d == None {
		return time.Time{}
	}
	return time.Unix((int64(d)-unixDay)*86400, 0).UTC()
}

// AddDays returns the day n days after d; n may be negative. None stays None.
func (d Date) AddDays(n int) Date {
	if d == None {
		return None
	}
	return d + Date(n)
}

// AddMonths returns the same day of the month n months later, or the last day
// of that month when it is shorter.
func (d Date) AddMonths(n int) Date {
	if d == None {
		return None
	}
	year, month, day := d.Civil()
	target := New(year, month+time.Month(n), 1)
	ty, tm, _ := target.Civil()
	return New(ty, tm, min(day, daysIn(ty, tm)))
}

// EndOfMonth returns the last day of d's month.
func (d Date) EndOfMonth() Date {
	if d == None {
		return None
	}
	year, month, _ := d.Civil()
	return New(year, month+1, 0)
}

// Civil returns the year, month and day of the month.
func (d Date) Civil() (year int, month time.Month, day int) { return d.Time().Date() }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return time.Weekday(d % 7) }

// String gives YYYY-MM-DD, or "" for None.
func (d Date) String() string {
	if d == None {
		return ""
	}
	var b [10]byte
	return string(d.appendTo(b[:0]))
}

func (d Date) appendTo(b []byte) []byte {
	year, month, day := d.Civil()
	return append(b,
		byte('0'+year/1000%10), byte('0'+year/100%10), byte('0'+year/10%10), byte('0'+year%10), '-',
		byte('0'+month/10), byte('0'+month%10), '-',
		byte('0'+day/10), byte('0'+day%10))
}

// MarshalText writes YYYY-MM-DD; None is the empty text.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads YYYY-MM-DD; the empty text is None.
func (d *Date) UnmarshalText(text []byte) (err error) {
	*d = None
	if len(text) > 0 {
		*d, err = Parse(string(text))
	}
	return err
}

// Value stores YYYY-MM-DD, or NULL for None.
func (d Date) Value() (driver.Value, error) {
	if d == None {
		return nil, nil
	}
	return d.String(), nil
}

// Scan reads what a database holds: a text, a date column's time, or NULL.
func (d *Date) Scan(src any) (err error) {
	switch v := src.(type) {
	case nil:
		*d = None
	case string:
		*d, err = Parse(v)
	case []byte:
		*d, err = Parse(string(v))
	case time.Time:
		*d = Of(v.UTC())
	default:
		err = fmt.Errorf("date: cannot read a day from %T", src)
	}
	return err
}
