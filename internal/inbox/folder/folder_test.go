package folder_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"acquit/internal/fault"
	"acquit/internal/inbox/folder"
)

// put writes a file that was changed so long ago.
func put(t testing.TB, dir, name, text string, ago time.Duration) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o770); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o660); err != nil {
		t.Fatal(err)
	}
	then := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC).Add(-ago)
	if err := os.Chtimes(path, then, then); err != nil {
		t.Fatal(err)
	}
}

// look is what a watch finds whole.
func look(t testing.TB, w *folder.Watch) []folder.File {
	t.Helper()
	files, err := w.Look()
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func names(files []folder.File) (all []string) {
	for _, f := range files {
		all = append(all, f.Name)
	}
	return all
}

// whole looks until a file is whole.
func whole(t testing.TB, w *folder.Watch, name string) folder.File {
	t.Helper()
	look(t, w)
	for _, f := range look(t, w) {
		if f.Name == name {
			return f
		}
	}
	t.Fatalf("%s is not found", name)
	return folder.File{}
}

// tree are the files below a folder with what is in them.
func tree(t testing.TB, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		all[filepath.ToSlash(name)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestAFileIsWholeWhenItWasTheSameBefore(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "lys")
	w := folder.New(dir)
	if got := look(t, w); got != nil {
		t.Errorf("a new folder has %v", names(got))
	}
	put(t, dir, "b.xml", "12", time.Hour)
	put(t, dir, "a.xml", "1", time.Minute)
	if got := look(t, w); got != nil {
		t.Errorf("at the first look there are %v", names(got))
	}
	put(t, dir, "a.xml", "1 and more", time.Minute)
	put(t, dir, "b.xml", "21", time.Second) // as long as before
	if got := look(t, w); got != nil {
		t.Errorf("while they are written there are %v", names(got))
	}
	if got := names(look(t, w)); !slices.Equal(got, []string{"a.xml", "b.xml"}) {
		t.Errorf("whole are %v", got)
	}
	put(t, dir, "b.xml", "211", 0)
	if got := names(look(t, w)); !slices.Equal(got, []string{"a.xml"}) {
		t.Errorf("when one is written again, whole are %v", got)
	}
}

func TestOnlyPlainFilesAreTaken(t *testing.T) {
	dir, outside := filepath.Join(t.TempDir(), "lys"), t.TempDir()
	w := folder.New(dir)
	for _, name := range []string{".hidden", "a.part", "b.TMP", "c.filepart", "~$d.xlsx", "sub/e.xml", "processed/2026-01/f.xml", "failed/g.xml", "good.xml"} {
		put(t, dir, name, "x", 0)
	}
	put(t, outside, "secret.xml", "x", 0)
	for link, to := range map[string]string{"link.xml": filepath.Join(outside, "secret.xml"), "inner.xml": "good.xml", "linked": outside} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	look(t, w)
	if got := names(look(t, w)); !slices.Equal(got, []string{"good.xml"}) {
		t.Errorf("taken are %v", got)
	}
}

func TestAFileThatWasExchangedIsNotOpenedNorMoved(t *testing.T) {
	outside := t.TempDir()
	put(t, outside, "secret.xml", "x", 0)
	for name, exchange := range map[string]func(path string) error{
		"gone":          os.Remove,
		"written again": func(path string) error { return os.WriteFile(path, []byte("other"), 0o660) },
		"a link now": func(path string) error {
			return errors.Join(os.Remove(path), os.Symlink(filepath.Join(outside, "secret.xml"), path))
		},
		"a folder now": func(path string) error { return errors.Join(os.Remove(path), os.Mkdir(path, 0o770)) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "lys")
			w := folder.New(dir)
			put(t, dir, "a.xml", "x", time.Hour)
			f := whole(t, w, "a.xml")
			if err := exchange(filepath.Join(dir, "a.xml")); err != nil {
				t.Fatal(err)
			}
			before := tree(t, dir)
			if _, err := w.Open(f); !errors.Is(err, folder.ErrGone) {
				t.Errorf("opened: %v", err)
			}
			if err := w.Done(f, "2026-01"); !errors.Is(err, folder.ErrGone) {
				t.Errorf("done: %v", err)
			}
			if err := w.SetAside(f, "no"); !errors.Is(err, folder.ErrGone) {
				t.Errorf("failed: %v", err)
			}
			if after := tree(t, dir); len(after) != len(before) {
				t.Errorf("%v became %v", before, after)
			}
		})
	}
}

func TestNothingIsOverwritten(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "lys")
	w := folder.New(dir)
	put(t, dir, "failed/a.xml.txt", "somebody's notes", 0)
	for _, text := range []string{"first", "second", "third"} {
		put(t, dir, "a.xml", text, time.Hour)
		if err := w.Done(whole(t, w, "a.xml"), "2026-01"); err != nil {
			t.Fatal(err)
		}
		put(t, dir, "a.xml", text, time.Hour)
		if err := w.SetAside(whole(t, w, "a.xml"), "why not "+text); err != nil {
			t.Fatal(err)
		}
	}
	want := map[string]string{
		"processed/2026-01/a.xml": "first", "processed/2026-01/a-2.xml": "second", "processed/2026-01/a-3.xml": "third",
		"failed/a.xml.txt": "somebody's notes", "failed/a-2.xml": "first", "failed/a-2.xml.txt": "why not first",
		"failed/a-3.xml": "second", "failed/a-3.xml.txt": "why not second", "failed/a-4.xml": "third", "failed/a-4.xml.txt": "why not third",
	}
	got := tree(t, dir)
	if len(got) != len(want) {
		t.Errorf("there are %v", got)
	}
	for name, text := range want {
		if got[name] != text {
			t.Errorf("%s holds %q", name, got[name])
		}
	}
}

func TestAFileIsOpenedAndKnownByItsKey(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "lys")
	w := folder.New(dir)
	put(t, dir, "a.xml", "<a/>", time.Hour)
	f := whole(t, w, "a.xml")
	r, err := w.Open(f)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if text, err := io.ReadAll(r); string(text) != "<a/>" || err != nil {
		t.Errorf("%q, %v", text, err)
	}
	put(t, dir, "b.xml", "<a/>", time.Hour)
	g := whole(t, w, "b.xml")
	if g.Key() == f.Key() || f.Size != 4 || !w.Lies(f.Key()) || !w.Lies(g.Key()) {
		t.Errorf("%+v and %+v", f, g)
	}
	put(t, dir, "a.xml", "<other/>", time.Hour)
	look(t, w)
	for _, gone := range []string{f.Key(), "", "|", "||", "a.xml", "a.xml|1"} {
		if w.Lies(gone) {
			t.Errorf("%q lies there", gone)
		}
	}
}

func TestAFolderThatCannotBeUsedSaysSo(t *testing.T) {
	base, outside := t.TempDir(), t.TempDir()
	put(t, base, "file", "x", 0)
	if err := os.Symlink(outside, filepath.Join(base, "link")); err != nil {
		t.Fatal(err)
	}
	put(t, base, "full/failed", "a file where the folder should be", 0)
	if err := errors.Join(os.Mkdir(filepath.Join(base, "leaky"), 0o770), os.Symlink(outside, filepath.Join(base, "leaky", "processed"))); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"file", "link", "full", "leaky"} {
		if _, err := folder.New(filepath.Join(base, name)).Look(); !errors.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), filepath.Join(base, name)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if left := tree(t, outside); len(left) != 0 {
		t.Errorf("a link was followed: %v", left)
	}
}
