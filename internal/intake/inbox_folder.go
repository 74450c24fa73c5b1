package intake

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"strings"

	"acquit/internal/company"
	"acquit/internal/fault"
	"acquit/internal/filename"
	"acquit/internal/id"
	"acquit/internal/inbox/folder"
	"acquit/internal/locale"
	"acquit/internal/store"
)

// Where arrivals come, as the store names it.
const (
	fromFolder  = "folder"
	fromMailbox = "mailbox"
)

// FolderActor is who hands over what lies in a folder, for the history of imports.
const FolderActor = "inbox"

// Folders are the folders of the companies within Dir, each called by its company's
// name; none when no folder is watched. A name that no system has for a folder, or that
// two companies would share, gives way to the identifier.
func (i *Inbox) Folders(all []company.Company) map[id.ID]string {
	if i.Dir == "" {
		return nil
	}
	alike := map[string]int{}
	for n := range all {
		alike[strings.ToLower(filename.Clean(all[n].Name))]++
	}
	paths := map[id.ID]string{}
	for n := range all {
		name := filename.Clean(all[n].Name)
		if name == "" || alike[strings.ToLower(name)] > 1 {
			name = all[n].ID.String()
		}
		paths[all[n].ID] = filepath.Join(i.Dir, name)
	}
	return paths
}

// LookInFolders takes in the files that lie whole in the folders of all companies. One
// company's trouble keeps no other back.
func (i *Inbox) LookInFolders(ctx context.Context) error {
	if i.Dir == "" {
		return nil
	}
	var all []company.Company
	err := i.Store.View(ctx, 0, func(tx *store.Tx) (err error) {
		all, err = tx.Companies()
		return err
	})
	paths := i.Folders(all)
	for n := range all {
		err = errors.Join(err, i.lookInFolder(ctx, &all[n], paths[all[n].ID]))
	}
	return err
}

func (i *Inbox) lookInFolder(ctx context.Context, c *company.Company, path string) error {
	i.mu.Lock()
	defer i.mu.Unlock() // a watch is for one at a time
	if i.watches == nil {
		i.watches = map[string]*folder.Watch{}
	}
	w := i.watches[path]
	if w == nil {
		w = folder.New(path)
		i.watches[path] = w
	}
	files, err := w.Look()
	if err != nil {
		return err
	}
	for _, f := range files {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		err = errors.Join(err, fault.In(f.Name, i.handle(ctx, c, i.arrivingFile(ctx, c, w, f))))
	}
	return errors.Join(err, i.tidy(ctx, c.ID, fromFolder, func(key string, _ bool, _ verdict) (bool, error) { return !w.Lies(key), nil }))
}

// arrivingFile is a file in a folder.
func (i *Inbox) arrivingFile(ctx context.Context, c *company.Company, w *folder.Watch, f folder.File) *arriving {
	a := &arriving{source: fromFolder, key: f.Key(), name: f.Name, actor: FolderActor, once: fromFolder}
	a.in = func() ([]Report, error) {
		if f.Size > maxFile {
			return i.refused(ctx, c, a, fault.New(fault.Invalid, "the file is larger than %d MB", maxFile>>20))
		}
		first, err := w.Open(f) // which tells a file that is gone from one that cannot be read
		if errors.Is(err, folder.ErrGone) {
			return nil, err
		}
		if err == nil {
			first.Close()
		}
		desk := Desk{Store: i.Store, Actor: a.actor}
		return desk.Any(ctx, c.ID, []File{{Name: f.Name, Open: func() (io.ReadCloser, error) { return w.Open(f) }}})
	}
	a.put = func(v verdict) error {
		if v.Failed {
			return w.SetAside(f, v.Report)
		}
		return w.Done(f, i.today(c).String()[:len("2026-11")])
	}
	return a
}

// report is what is put beside a file that failed, in the company's language.
func (i *Inbox) report(c *company.Company, name string, reports []Report) string {
	w := i.words(c)
	lines := []string{w.T("inbox.report.title", "File", name), w.Stamp(i.Store.Now().In(c.Location())), ""}
	for n := range reports {
		if r := &reports[n]; len(reports) > 1 {
			lines = append(lines, r.File)
		}
		lines = append(lines, reports[n].lines(w)...)
		lines = append(lines, "")
	}
	return strings.Join(append(lines, w.T("inbox.report.next")), "\n") + "\n"
}

// lines are what came of one file, for people.
func (r *Report) lines(w *locale.Words) (all []string) {
	for _, note := range r.Errors {
		all = append(all, "- "+w.Sentence(note.Sentence()))
	}
	for _, note := range r.Warnings {
		all = append(all, "- "+w.T("inbox.report.warning", "Text", w.Say(note.Sentence())))
	}
	for _, taken := range []struct {
		key string
		n   int
	}{{"import.n_created", r.Created}, {"import.n_updated", r.Updated}, {"import.n_unchanged", r.Unchanged}} {
		if taken.n > 0 {
			all = append(all, "- "+w.N(taken.key, taken.n))
		}
	}
	return all
}
