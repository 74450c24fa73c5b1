package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"acquit/internal/company"
	"acquit/internal/fault"
	"acquit/internal/format"
	"acquit/internal/format/table"
	"acquit/internal/intake"
	"acquit/internal/store"
)

// readMapping reads how a table is to be read: a mapping alone, or what a dry run
// printed around it.
func readMapping(body []byte) (*table.Mapping, error) {
	var whole struct {
		table.Mapping
		Tables []struct {
			Mapping table.Mapping `json:"mapping"`
		} `json:"tables"`
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	if err := decoder.Decode(&whole); err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "this is no mapping")
	}
	m := whole.Mapping
	if len(whole.Tables) == 1 {
		m = whole.Tables[0].Mapping
	}
	if m.Kind == "" {
		return nil, fault.New(fault.Invalid, "the mapping does not say what kind of table it is for")
	}
	return &m, nil
}

// understood is a table as a dry run prints it.
type understood struct {
	*intake.Question
	Waits string `json:"waits,omitempty"` // why it would wait for its columns to be explained
}

func understoodOf(q *intake.Question) understood {
	u := understood{Question: q}
	if q.Lacks != nil {
		u.Waits = q.Lacks.Error()
	}
	return u
}

// tried is what a dry run prints.
type tried struct {
	Tables []understood `json:"tables"`
}

// tryTables shows how tables would be taken in.
func (a *app) tryTables(paths []string, w intake.TableWish) error {
	files, dispose, err := collectFiles(paths, os.Stdin)
	if err != nil {
		return err
	}
	defer dispose()
	return a.with(func(s *store.Store, c company.Company) error {
		desk := &intake.Desk{Store: s}
		all := tried{Tables: []understood{}}
		for _, f := range files {
			q, err := desk.Understand(a.ctx, c.ID, f, w)
			if err != nil {
				return fault.In(f.Name, err)
			}
			all.Tables = append(all.Tables, understoodOf(q))
		}
		return a.print(all, func() {
			for _, u := range all.Tables {
				a.sayTable(u)
				if w.Snapshot {
					a.say("  as a snapshot it closes %d of %d open items", u.Closes, u.Open)
				}
			}
		})
	})
}

// sayTable says how a table is understood.
func (a *app) sayTable(u understood) {
	a.say("%s: %s", u.File, u.Mapping.Kind)
	for _, c := range u.Mapping.Columns {
		a.say("  column %-3s %-24s %s", table.ColumnName(c.At), c.Heading, c.Field)
	}
	for _, p := range u.Problems {
		a.say("  %s", p.Text)
	}
	if u.Waits != "" {
		a.say("  it waits: %s", u.Waits)
	}
	if u.Preview == nil {
		return
	}
	for _, record := range u.Preview.Records {
		a.say("  %s", oneLine(record))
	}
	a.say("  %d rows can be taken in, %d cannot", u.Preview.Read, u.Preview.Refused)
	for _, p := range u.Preview.Problems {
		a.say("  %d times: %s", p.Count, p.Text)
	}
	for _, p := range u.Preview.LeftOut {
		a.say("  %d times: %s", p.Count, p.Text)
	}
}

// oneLine is a row as it is understood.
func oneLine(record any) string {
	switch r := record.(type) {
	case table.Invoice:
		return fmt.Sprintf("%s of %s, due %s: %s %s, %s open: %s", r.Number, r.IssuedOn, r.DueOn, r.Total, r.Currency, r.Open, called(&r.Customer))
	case table.Owing:
		return fmt.Sprintf("%s owes %s %s", called(&r.Customer), r.Open, r.Currency)
	case table.Customer:
		return fmt.Sprintf("%s, %s %s %s, %d contacts", called(&r.Party), r.Party.Street, r.Party.Postcode, r.Party.City, len(r.Contacts))
	case table.Persons:
		return fmt.Sprintf("%s: %d contacts", called(&r.Customer), len(r.All))
	case table.Entry:
		return fmt.Sprintf("%s %s %s %s", r.BookedOn, r.Amount, r.Currency, r.Counterparty.Name)
	}
	return "(cannot be read)"
}

func called(p *table.Party) string { return strings.TrimSpace(p.Number + " " + p.Name) }

type parseTable struct {
	File string `arg:"" help:"The file, or - for standard input."`
}

func (c *parseTable) Run(a *app) error {
	body, err := readFile(c.File)
	if err != nil {
		return err
	}
	q, err := intake.ReadTable(intake.Bytes(c.File, body))
	if err != nil {
		return fault.In(c.File, err)
	}
	u := understoodOf(q)
	return a.print(u, func() { a.sayTable(u) })
}

// parseAny reads a file by what it holds.
type parseAny struct {
	File string `arg:"" help:"The file, or - for standard input."`
}

func (c *parseAny) Run(a *app) error {
	if c.File == "-" {
		return fault.New(fault.Invalid, "say what standard input holds: parse invoice, statement or table")
	}
	body, err := readFile(c.File)
	if err != nil {
		return err
	}
	switch format.Detect(body[:min(len(body), format.HeadLen)]) {
	case format.UBL, format.CII, format.PDF, format.XML:
		return (&parseInvoice{c.File}).Run(a)
	case format.Table, format.Zip:
		return (&parseTable{c.File}).Run(a)
	}
	return (&parseStatement{c.File}).Run(a)
}
