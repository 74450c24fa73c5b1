package web

import (
	"time"

	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/explain"
	"acquit/internal/message"
	"acquit/internal/report"
)

// planMonth is a month of the calendar, by weeks from Monday.
type planMonth struct {
	Name  string
	Weeks [][7]planDay
}

// planDay is a day of the calendar; the zero one belongs to another month.
type planDay struct {
	On     date.Date
	Inside bool // it is among the days that are looked at
	Load   report.Load
}

// weekdays are the days of the week from Monday.
var weekdays = [...]time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}

// months are the months of the days that are looked at.
func (d *planData) months() (all []planMonth) {
	first := d.Today.AddDays(1)
	for month := firstOfMonth(first); month <= d.end(); month = month.EndOfMonth().AddDays(1) {
		m := planMonth{Name: d.Words.MonthYear(month)}
		monday := month.AddDays(-(int(month.Weekday()+6) % 7))
		for ; monday <= month.EndOfMonth(); monday = monday.AddDays(7) {
			if monday.AddDays(6) < first || monday > d.end() {
				continue
			}
			m.Weeks = append(m.Weeks, d.planWeek(monday, month))
		}
		all = append(all, m)
	}
	return all
}

// firstOfMonth is the first day of a day's month.
func firstOfMonth(d date.Date) date.Date {
	year, month, _ := d.Civil()
	return date.New(year, month, 1)
}

func (d *planData) planWeek(monday, month date.Date) (week [7]planDay) {
	for n := range week {
		on := monday.AddDays(n)
		if on < month || on > month.EndOfMonth() {
			continue
		}
		week[n] = planDay{On: on, Inside: on > d.Today && on <= d.end()}
		if load := d.plan.Days[on]; load != nil {
			week[n].Load = *load
		}
	}
	return week
}

// ways are the channels of a day that are not mail, with their counts.
func (day *planDay) ways() (all []message.Channel) {
	for _, c := range message.Channels() {
		if c != message.Mail && day.Load.Channels[c] > 0 {
			all = append(all, c)
		}
	}
	return all
}

// tones are the tones that are spoken on a day.
func (day *planDay) tones() (all []dunning.Tone) {
	for _, t := range dunning.Tones() {
		if day.Load.Tones[t] > 0 {
			all = append(all, t)
		}
	}
	return all
}

// said says a day in words.
func (d *planData) said(day *planDay) string {
	w := d.Words
	parts := []string{w.N("plan.n_messages", d.n(day.Load.Messages))}
	for _, t := range day.tones() {
		parts = append(parts, w.T("plan.of", "What", explain.Tone(w, t), "Count", d.n(day.Load.Tones[t])))
	}
	for _, c := range day.ways() {
		parts = append(parts, w.T("plan.of", "What", explain.Channel(w, c), "Count", d.n(day.Load.Channels[c])))
	}
	if day.Load.Approvals > 0 {
		parts = append(parts, w.N("plan.n_approvals", d.n(day.Load.Approvals)))
	}
	return w.T("plan.day_said", "Day", day.On, "What", w.List(parts...))
}
