package main

import (
	"slices"
	"time"

	"acquit/internal/date"
)

// The story's first day; the last one is examples.Today.
var begin = day("2025-11-03")

// daily is the first day from which the banks send a file every day; before, they
// send one a week.
var daily = day("2026-09-01")

func day(s string) date.Date { return date.Must(s) }

// shut are the Belgian public holidays of the story on which nobody works.
var shut = []date.Date{
	day("2025-11-11"), day("2025-12-25"), day("2026-01-01"), day("2026-04-06"), day("2026-05-01"),
	day("2026-05-14"), day("2026-05-25"), day("2026-07-21"), day("2026-11-11"),
}

// stillBanks are the days on which euro payments do not settle.
var stillBanks = []date.Date{
	day("2025-12-25"), day("2025-12-26"), day("2026-01-01"), day("2026-04-03"), day("2026-04-06"), day("2026-05-01"),
}

func weekend(d date.Date) bool {
	return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
}

// workday is d, or the next day on which the office is open.
func workday(d date.Date) date.Date {
	for weekend(d) || slices.Contains(shut, d) {
		d = d.AddDays(1)
	}
	return d
}

func isBankday(d date.Date) bool { return !weekend(d) && !slices.Contains(stillBanks, d) }

// bankday is d, or the next day on which banks book.
func bankday(d date.Date) date.Date {
	for !isBankday(d) {
		d = d.AddDays(1)
	}
	return d
}

// bankdayBefore is d, or the last day before it on which banks book.
func bankdayBefore(d date.Date) date.Date {
	for !isBankday(d) {
		d = d.AddDays(-1)
	}
	return d
}
