package story

import (
	"errors"

	"acquit/internal/date"
	"acquit/internal/law"
	"acquit/internal/store"
)

// doRate enters a rate of late payment: rate BE B2B 2027-01-01 2027-06-30 11.00 [agreed].
func (s *Stage) doRate(act *Act) error {
	from, err := date.Parse(act.word(2))
	until, err2 := date.Parse(act.word(3))
	percent, err3 := law.ParsePercent(act.word(4))
	if err := errors.Join(err, err2, err3); err != nil {
		return err
	}
	r := store.CompanyRate{Rate: law.Rate{Series: law.Series{Country: act.word(0), Name: act.word(1)}, From: from, Until: until, Percent: percent, Mark: law.Entered, Source: "the story"}}
	if act.word(5) == string(law.Agreed) {
		r.Mark = law.Agreed
	}
	_, err = s.desk.AddRate(s.ctx, s.company.ID, r, person, s.today())
	return err
}
