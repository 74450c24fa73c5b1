package web

import (
	"regexp"
	"slices"
	"strings"

	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

func (s *site) listRoutes() { s.postOwn("/columns/{list}", chooseColumns) }

// The lists whose columns a person chooses.
const (
	customerColumns = "customers"
	invoiceColumns  = "invoices"
	entryColumns    = "entries"
	messageColumns  = "messages"
)

// listTools stand at the end of a list's filters: the choice of its columns, and the
// whole of it as a file.
type listTools struct {
	Name   string       // one of the lists above
	Table  ui.TableSpec // with every column
	Chosen []string
	Export string // address
}

// columnsKey is the name under which the choice of a list's columns is kept.
func columnsKey(list string) string { return "columns." + list }

// columns are the columns of a list that the person chose, by their keys; nil when
// nothing was chosen.
func (v *visit) columns(tx *store.Tx, list string) ([]string, error) {
	keys, found, err := tx.Preference(v.Person.ID, columnsKey(list))
	if err != nil || !found {
		return nil, err
	}
	return append([]string{}, strings.Fields(keys)...), nil
}

// columnKey is how columns are named, and mostColumns how many a list has at most.
var columnKey = regexp.MustCompile(`^[a-z_]{1,20}$`)

const mostColumns = 20

// chooseColumns keeps the columns that the person wants to see of a list. A choice is
// the person's own, as a session is: no verb of the house hears of it.
func chooseColumns(v *visit) (answer, error) {
	list := v.Request.PathValue("list")
	if !slices.Contains([]string{customerColumns, invoiceColumns, entryColumns, messageColumns}, list) {
		return nil, errNoPage
	}
	usual := v.form("usual") != ""
	keys := slices.DeleteFunc(v.Request.PostForm["column"], func(key string) bool { return !columnKey.MatchString(key) })
	err := v.Store.Update(v.Request.Context(), v.Company.ID, func(tx *store.Tx) error {
		if usual {
			return tx.DropPreference(v.Person.ID, columnsKey(list))
		}
		return tx.SavePreference(v.Person.ID, columnsKey(list), strings.Join(keys[:min(len(keys), mostColumns)], " "))
	})
	return moved{To: v.back(v.to(list))}, err
}

// bulk is the identifier of the form of a page's selected rows.
const bulk = "bulk"

// mostPicked bounds how many rows are dealt with at once.
const mostPicked = 500

// picked are the rows that were selected: of each, the identifier that stands behind
// the dash of its own name on the page.
func (v *visit) picked() ([]id.ID, error) { return v.ids("id") }

// ids are the identifiers that a form holds under a name, with or without a word and
// a dash before them.
func (v *visit) ids(name string) ([]id.ID, error) {
	v.Request.FormValue(name) // reads the form
	var all []id.ID
	for _, value := range v.Request.Form[name] {
		i, err := id.Parse(value[strings.LastIndexByte(value, '-')+1:])
		if err != nil {
			return nil, err
		}
		if !slices.Contains(all, i) {
			all = append(all, i)
		}
	}
	if len(all) == 0 || len(all) > mostPicked {
		return nil, fault.New(fault.Invalid, "select from 1 to %d rows", mostPicked)
	}
	return all, nil
}

// param is an identifier as a form holds it unseen.
func param(name string, i id.ID) ui.Param { return ui.Param{Name: name, Value: i.String()} }

// params are identifiers as a form holds them unseen.
func params(name string, all []id.ID) []ui.Param {
	some := make([]ui.Param, len(all))
	for n, i := range all {
		some[n] = param(name, i)
	}
	return some
}

// backTo is the list to which a person returns from what was asked about its rows, as
// the form says.
func (v *visit) backTo(otherwise string) string {
	if to := localPath(v.query("back")); to != "/" {
		return to
	}
	return otherwise
}
