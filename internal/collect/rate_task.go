package collect

import (
	"encoding/json"
	"time"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/law"
	"acquit/internal/store"
	"acquit/internal/task"
)

// RateWanted is what a task says of a rate that is missing.
type RateWanted struct {
	Country string    `json:"country"`
	Series  string    `json:"series"`
	From    date.Date `json:"from"`  // the first day without a rate
	Until   date.Date `json:"until"` // the end of its half-year
}

// Row is the series that lacks it.
func (r *RateWanted) Row() law.Series { return law.Series{Country: r.Country, Name: r.Series} }

// ReadRateWanted reads what a task says; one that cannot be read says nothing.
func ReadRateWanted(data string) (r RateWanted) {
	if json.Unmarshal([]byte(data), &r) != nil {
		return RateWanted{}
	}
	return r
}

// rateHalves is for how many half-years back a task may wait still.
const rateHalves = 20

// rateTask is the Once of the task to enter a rate for a half-year.
func rateTask(s law.Series, half law.Half) string {
	return "rate " + s.String() + " " + half.From.String()
}

// remindOfRates gives people the task to enter the rates that the company needs and nobody
// knows: on the first night of June and of December for the half-year that follows, and on
// the first of all for its own. What became known is done.
func remindOfRates(tx *store.Tx, last, today date.Date) error {
	if last < reminderDay(today) {
		tasks, err := ratesWanted(tx, today)
		if err != nil {
			return err
		}
		if err := tx.AddTasks(tasks); err != nil {
			return err
		}
	}
	return finishRates(tx, Actor, today)
}

// reminderDay is the newest of the days on which people are reminded, up to a day: 1 June
// and 1 December. By then the rates of the coming half-year are near, and there is a month
// to find them.
func reminderDay(today date.Date) date.Date {
	year, month, _ := today.Civil()
	switch {
	case month == time.December:
		return date.New(year, time.December, 1)
	case month >= time.June:
		return date.New(year, time.June, 1)
	}
	return date.New(year-1, time.December, 1)
}

// ratesWanted are the tasks for what RatesLacking finds.
func ratesWanted(tx *store.Tx, today date.Date) (tasks []task.Task, err error) {
	lacking, err := RatesLacking(tx, today)
	for _, r := range lacking {
		half := law.HalfOf(r.From)
		tasks = append(tasks, task.Task{Kind: task.RateMissing, Once: rateTask(r.Row(), half), DueOn: max(today, half.From.AddDays(-1)), Data: db.JSON(r)})
	}
	return tasks, err
}

// RatesLacking are what the series that the company uses lack in the half-year of a day,
// and, in its last month, in the one that follows.
func RatesLacking(tx *store.Tx, today date.Date) (lacking []RateWanted, err error) {
	own, err := tx.CompanyRates()
	if err != nil {
		return nil, err
	}
	used, err := RatesUsed(tx)
	if err != nil {
		return nil, err
	}
	halves := []law.Half{law.HalfOf(today)}
	if _, month, _ := today.Civil(); month == time.June || month == time.December {
		halves = append(halves, halves[0].Next())
	}
	for _, s := range used {
		rates, err := own.Of(s)
		if err != nil {
			return nil, err
		}
		for _, half := range halves {
			if from := rates.Missing(half.From, half.Until); from != date.None {
				lacking = append(lacking, RateWanted{s.Country, s.Name, from, half.Until})
			}
		}
	}
	return lacking, nil
}

// RatesUsed are the series by which the company may claim. Consumers are claimed upon by
// the law of the country in which they live (Regulation (EC) 593/2008, art. 6), all others
// by that of the company (art. 4).
func RatesUsed(tx *store.Tx) (used []law.Series, err error) {
	c, err := tx.TheCompany()
	if err != nil {
		return nil, err
	}
	others, err := tx.HasOthers()
	if err != nil {
		return nil, err
	}
	if others {
		used = law.SeriesOf(c.Country, law.B2B)
	}
	lived, err := tx.ConsumersIn(law.Countries())
	for _, country := range lived {
		used = append(used, law.SeriesOf(country, law.B2C)...)
	}
	return used, err
}

// finishRates marks the tasks as done whose rates are known by now.
func finishRates(tx *store.Tx, by string, today date.Date) error {
	own, err := tx.CompanyRates()
	if err != nil {
		return err
	}
	var done []string
	for _, s := range law.All() {
		rates, err := own.Of(s)
		if err != nil {
			return err
		}
		half := law.HalfOf(today).Next()
		for range rateHalves {
			if rates.Missing(half.From, half.Until) == date.None {
				done = append(done, rateTask(s, half))
			}
			half = law.HalfOf(half.From.AddDays(-1))
		}
	}
	return tx.FinishTasks(done, by)
}
