package web

import (
	"strconv"

	"acquit/internal/date"
	"acquit/internal/render"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

// messageLinkRoutes are those of the link in a message: what its mail had no room for.
func (s *site) messageLinkRoutes() {
	s.get("/messages/{message}/linked/{number}", linkedFile)
	s.post("/messages/{message}/link/end", endLink)
}

// linkData is the link in a message; nil for none.
type linkData struct{ *store.MessageLink }

func (l *linkData) load(tx *store.Tx, d *messageData) error {
	link, found, err := tx.LinkOf(d.Message.ID)
	if found {
		l.MessageLink = &link
	}
	return err
}

// state says until when the link works, or how it ended.
func (l *linkData) state(v *visit) string {
	until := date.Of(l.Until.In(v.Company.Location()))
	switch {
	case !l.EndedAt.IsZero():
		return v.Words.T("link.ended", "Person", l.EndedBy, "Day", date.Of(l.EndedAt.In(v.Company.Location())))
	case !l.Works(v.Now()):
		return v.Words.T("link.over", "Day", until)
	}
	return v.Words.T("link.works", "Day", until)
}

// read says whether somebody opened the customer's page by the link.
func (l *linkData) read(v *visit) string {
	if l.OpenedOn == date.None {
		return v.Words.T("link.unopened")
	}
	return v.Words.T("link.opened", "Day", l.OpenedOn)
}

// files are those behind the link, and whether somebody fetched them.
func (l *linkData) files(d *messageData) (all []ui.File) {
	w := d.Words
	for n := range l.Files {
		f := &l.Files[n]
		said := w.T("link.unfetched", "Size", render.FileSize(w, f.Size))
		if f.FetchedOn != date.None {
			said = w.T("link.fetched", "Size", render.FileSize(w, f.Size), "Day", f.FetchedOn)
		}
		all = append(all, ui.File{Name: f.Name, Size: said, Href: d.to("messages", d.Message.ID.String(), "linked", strconv.Itoa(n+1))})
	}
	return all
}

// linkedFile gives out a file behind the link to the company's own people.
func linkedFile(v *visit, tx *store.Tx) (answer, error) {
	i, err := v.id("message")
	if err != nil {
		return nil, err
	}
	l, _, err := tx.LinkOf(i)
	if err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(v.Request.PathValue("number"))
	if err != nil || n < 1 || n > len(l.Files) {
		return nil, errNoPage
	}
	return kept(tx, l.Files[n-1].Hash, l.Files[n-1].Name)
}

func endLink(v *visit) (answer, error) {
	i, err := v.id("message")
	if err != nil {
		return nil, err
	}
	err = v.Desk.EndLink(v.Request.Context(), v.Company.ID, i, v.Person.Email, v.Today)
	return moved{To: v.toMessage(i), Toast: ui.Toast{Text: v.Words.T("link.end_done")}}, err
}
