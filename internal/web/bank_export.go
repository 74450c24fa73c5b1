package web

import (
	"acquit/internal/id"
	"acquit/internal/render"
	"acquit/internal/store"
)

// entriesSheet is the list of bank lines as a file.
func entriesSheet(v *visit, tx *store.Tx) (*sheet, error) {
	d, err := v.entriesAsked()
	if err != nil {
		return nil, err
	}
	w := v.Words
	accounts, err := tx.BankAccounts()
	if err != nil {
		return nil, err
	}
	names := map[id.ID]string{}
	for n := range accounts {
		names[accounts[n].ID] = accountName(&accounts[n])
	}
	heads := []string{w.T("bank.day"), w.T("bank.value_day"), w.T("bank.account"), w.T("bank.counterparty"), w.T("bank.their_account"), w.T("bank.text"),
		w.T("bank.reference"), w.T("bank.end_to_end"), w.T("bank.bank_reference"), w.T("bank.state"), w.T("bank.became"), w.T("bank.amount"),
		w.T("web.filter.currency")}
	return &sheet{Name: w.T("bank.tab.entries"), Heads: heads, Rows: func(r *render.Sheet) error {
		f := d.filter
		for f.Limit = sheetBatch; ; {
			rows, err := tx.Entries(f)
			if err == nil {
				err = v.entryLines(tx, r, rows, names)
			}
			if err != nil || len(rows) < sheetBatch {
				return err
			}
			last := rows[len(rows)-1]
			f.After = store.EntryKey{On: last.BookedOn, ID: last.ID}
		}
	}}, nil
}

// entryLines writes a batch of bank lines; accounts are the company's own, by name.
func (v *visit) entryLines(tx *store.Tx, r *render.Sheet, rows []store.Entry, accounts map[id.ID]string) error {
	l := entryList{visit: v, Entries: rows}
	if err := l.load(tx); err != nil {
		return err
	}
	for n := range rows {
		e := &rows[n]
		r.Day(e.BookedOn)
		r.Day(e.ValueOn)
		r.Text(accounts[e.Account], e.Name, formatAccount(e.IBAN), e.Text, formatReference(e.Reference), e.EndToEnd, e.BankRef,
			v.stateWordOf(e), l.becameWords(e))
		r.Money(e.Amount.Currency, e.Amount)
		if err := r.End(); err != nil {
			return err
		}
	}
	return nil
}

// stateWordOf names the state of an entry as of today.
func (v *visit) stateWordOf(e *store.Entry) string {
	if v.isLost(e) {
		return stateWord(v.Words, lost)
	}
	return stateWord(v.Words, e.State)
}

// becameWords says whose payment an entry is, or what is suggested.
func (l entryList) becameWords(e *store.Entry) string {
	if p, found := l.Payers[e.ID]; found {
		return p.Name
	}
	if ask := l.Ask[e.ID]; e.State == store.EntryAsk && len(ask) > 0 {
		return suggestionWord(l.Words, ask, l.Names)
	}
	return ""
}
