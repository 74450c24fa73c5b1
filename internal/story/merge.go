package story

import (
	"fmt"
	"slices"

	"acquit/internal/store"
)

// doMerge makes one customer of two: merge ACM into ACME.
func (s *Stage) doMerge(act *Act) error {
	gone, kept := s.idOf(act.word(0)), s.idOf(act.after("into"))
	if gone == 0 || kept == 0 {
		return fmt.Errorf("write: merge CUSTOMER into CUSTOMER")
	}
	if _, err := s.desk.Merge(s.ctx, s.company.ID, kept, gone, nil, person, s.today()); err != nil {
		return err
	}
	return s.settle()
}

// doPart makes two customers of one again: part ACM from ACME.
func (s *Stage) doPart(act *Act) error {
	gone, kept := s.idOf(act.word(0)), s.idOf(act.after("from"))
	var merged []store.Merging
	err := s.view(func(tx *store.Tx) (err error) {
		merged, err = tx.MergingsInto(kept, enough)
		return err
	})
	if err != nil {
		return err
	}
	at := slices.IndexFunc(merged, func(m store.Merging) bool { return m.Gone == gone })
	if at < 0 {
		return fmt.Errorf("write: part CUSTOMER from CUSTOMER, of two that were merged")
	}
	if _, err := s.desk.Unmerge(s.ctx, s.company.ID, merged[at].ID, person, s.today()); err != nil {
		return err
	}
	return s.settle()
}
