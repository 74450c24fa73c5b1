package web

import (
	"bufio"
	"errors"
	"io"
	"mime"
	"net/http"
	"time"

	"acquit/internal/customer"
	"acquit/internal/fault"
	"acquit/internal/filename"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/render"
	"acquit/internal/store"
)

// sheet is a list on its way into a file: delimited text that Excel opens by a double
// click in Belgium, France, the Netherlands, Luxembourg and Germany.
//
//   - UTF-8 with a byte order mark. Without the mark Excel reads the old code page
//     of the machine, and every accent is wrong.
//   - Cells are parted, and decimals marked, as the reader's language has it.
//   - Days are written YYYY-MM-DD. Excel takes that for a day in every region and
//     shows it as the region does; 03/04/2026 would be another day elsewhere.
//   - An amount is a bare number and its currency a column of its own, so that a
//     column can be added up.
//   - Text that a program would take for a formula begins with an apostrophe.
//   - Headings are in the reader's language; kinds, languages and countries are the
//     codes that the import of customers takes.
//
// It is the whole list, with the filters and the order of the page. Which columns a
// person looks at plays no part: a file is for further work.
type sheet struct {
	Name  string   // of the file, without its day and ending
	Heads []string // of the columns
	// Rows writes every row, each with as many cells as there are heads.
	Rows func(*render.Sheet) error
}

// sheetOf reads from the address which list is wanted, and how.
type sheetOf func(*visit, *store.Tx) (*sheet, error)

// sheetBatch is how many rows are read at once: what an export holds in memory,
// however long the list is.
const sheetBatch = 500

const (
	// exportsAtOnce bounds how many lists a node gives out at once. Each reads one
	// state of the books from its first row to its last, and so keeps one of the few
	// connections that pages read by.
	exportsAtOnce = 2
	// exportWait is how long another one waits for its turn.
	exportWait = 20 * time.Second
	// outletSize is how many bytes leave at once, and patience how long a reader may
	// take for them. One who stopped reading is cut off, since the state that is read is
	// kept for him.
	outletSize = 64 << 10
	patience   = 30 * time.Second
)

// export registers a list as a file under a path of a company.
func (s *site) export(path string, of sheetOf) {
	s.mux.HandleFunc("GET /c/{company}"+path, func(w http.ResponseWriter, r *http.Request) { s.giveOut(w, r, of) })
}

// giveOut sends a list. Once rows have left, nothing can be said of a failure any
// more: the connection is broken off, so that no browser takes a part for the whole.
func (s *site) giveOut(w http.ResponseWriter, r *http.Request, of sheetOf) {
	company, err := s.addressed(r)
	if err == nil {
		err = s.takeTurn(r)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	defer func() { <-s.exports }()
	out := &outlet{ResponseWriter: w, control: http.NewResponseController(w)}
	defer out.control.SetWriteDeadline(time.Time{}) // the connection may be used again
	err = s.Store.View(r.Context(), company, func(tx *store.Tx) error {
		v, err := s.enter(r, tx, mayLook)
		if err != nil {
			return err
		}
		wanted, err := of(v, tx)
		if err != nil {
			return err
		}
		out.name = filename.Shown(wanted.Name + " " + v.Today.String() + ".csv")
		return wanted.write(out, v.Words)
	})
	switch {
	case err == nil:
	case !out.begun:
		s.fail(w, r, err)
	default:
		s.Log.Warn("an export broke off", "page", r.Pattern, "error", err)
		panic(http.ErrAbortHandler)
	}
}

// takeTurn waits until another list may be given out.
func (s *site) takeTurn(r *http.Request) error {
	select {
	case s.exports <- struct{}{}:
		return nil
	case <-r.Context().Done():
		return r.Context().Err()
	case <-time.After(exportWait):
		return fault.New(fault.Unavailable, "other lists are being exported; try again in a moment")
	}
}

// write writes the file.
func (l *sheet) write(out io.Writer, words *locale.Words) error {
	rows := render.NewSheet(bufio.NewWriterSize(out, outletSize), words)
	rows.Text(l.Heads...)
	if err := rows.End(); err != nil {
		return err
	}
	if err := l.Rows(rows); err != nil {
		return err
	}
	return rows.Flush()
}

// outlet is where a file leaves, a few hundred rows at a time. It tells what the file
// is before the first of them, and gives each write its time.
type outlet struct {
	http.ResponseWriter
	control *http.ResponseController
	name    string
	begun   bool
}

func (o *outlet) Write(b []byte) (int, error) {
	if !o.begun {
		o.begun = true
		h := o.Header()
		h.Set("Content-Type", "text/csv; charset=utf-8")
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": o.name}))
		h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	}
	if err := o.control.SetWriteDeadline(time.Now().Add(patience)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return 0, err
	}
	return o.ResponseWriter.Write(b)
}

// everyBatch walks a list from its first row to its last.
func everyBatch[T any](list func(at store.Cursor) (store.Paged[T], error), see func([]T) error) error {
	for at := (store.Cursor{}); ; {
		page, err := list(at)
		if err != nil {
			return err
		}
		if err := see(page.Rows); err != nil || page.Next == nil {
			return err
		}
		at = *page.Next
	}
}

// customersOf finds the customers of a batch.
func customersOf[T any](tx *store.Tx, rows []T, owner func(*T) id.ID) (map[id.ID]customer.Customer, error) {
	wanted := make([]id.ID, len(rows))
	for n := range rows {
		wanted[n] = owner(&rows[n])
	}
	all, err := tx.Customers(wanted)
	found := make(map[id.ID]customer.Customer, len(all))
	for _, c := range all {
		found[c.ID] = c
	}
	return found, err
}
