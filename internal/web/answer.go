package web

import (
	"bytes"
	"context"
	"encoding/gob"
	"io"
	"net/http"

	"github.com/a-h/templ"

	"acquit/internal/web/ui"
)

// answer is what a request gets.
type answer interface {
	// answer sets headers, writes the body and returns the status.
	answer(v *visit, header http.Header, body *bytes.Buffer) (status int, err error)
}

// page is a whole page inside the program.
type page struct {
	Title  string
	Place  place // where the rail says one is
	Status int   // 200 when zero
	Query  string
	Body   templ.Component
}

// formStatus is the status of a page with a form: what was typed stands there with what
// is wrong with it, or nothing is.
func formStatus(problem string) int {
	if problem != "" {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

func (p page) answer(v *visit, header http.Header, body *bytes.Buffer) (int, error) {
	shell := v.shell(p)
	if toast, ok := v.sessions.Pop(v.Request.Context(), toastKey).(ui.Toast); ok {
		shell.Toasts = append(shell.Toasts, toast)
	}
	header.Set("Content-Type", "text/html; charset=utf-8")
	err := with(ui.Layout(v.Words, shell), p.Body).Render(v.Request.Context(), body)
	if p.Status == 0 {
		p.Status = http.StatusOK
	}
	return p.Status, err
}

// with is a component around its child.
func with(outer, child templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, out io.Writer) error {
		return outer.Render(templ.WithChildren(ctx, child), out)
	})
}

// fragment is a part of a page, for a request that asked for no more.
type fragment struct{ Body templ.Component }

func (f fragment) answer(v *visit, header http.Header, body *bytes.Buffer) (int, error) {
	header.Set("Content-Type", "text/html; charset=utf-8")
	return http.StatusOK, f.Body.Render(v.Request.Context(), body)
}

// moved sends the browser to a page, where a toast says what was done.
type moved struct {
	To    string
	Toast ui.Toast // none without Text
}

// toastKey is where a session keeps the toast for the next page.
const toastKey = "toast"

func (m moved) answer(v *visit, header http.Header, _ *bytes.Buffer) (int, error) {
	if m.Toast.Text != "" {
		v.sessions.Put(v.Request.Context(), toastKey, m.Toast)
	}
	if v.partial() {
		header.Set("HX-Redirect", m.To)
		return http.StatusNoContent, nil
	}
	header.Set("Location", m.To)
	return http.StatusSeeOther, nil
}

// registerSessionValues tells the codec of sessions the types they hold.
func registerSessionValues() { gob.Register(ui.Toast{}) }
