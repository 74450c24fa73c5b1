package store_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// large is a body of several pieces, no two of which are alike.
func large() []byte {
	body := make([]byte, 5<<19+7)
	for n := range body {
		body[n] = byte(n ^ n>>8 ^ n>>16)
	}
	return body
}

// readAll reads a document as a download does.
func readAll(t testing.TB, s *store.Store, company id.ID, hash string) ([]byte, error) {
	t.Helper()
	r, err := s.OpenDocument(t.Context(), company, hash)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// files are the bodies in a directory of documents.
func files(t testing.TB, dir string) (paths []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

func pieces(t testing.TB, s *store.Store, company id.ID) (n int) {
	t.Helper()
	testkit.View(t, s, company, func(tx *store.Tx) error {
		return tx.Row([]any{&n}, `SELECT COUNT(*) FROM document_piece WHERE company_id = $1`, tx.Company)
	})
	return n
}

func findings(t testing.TB, s *store.Store, company id.ID) (checks []string) {
	t.Helper()
	testkit.View(t, s, company, func(tx *store.Tx) error {
		return tx.Check(func(f store.Finding) { checks = append(checks, f.Check) })
	})
	return checks
}

func TestDocumentsMoveBetweenTheirPlaces(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b, dir := newBook(t, s), t.TempDir()
		in, out := evidence.New("in", "text/plain", large()), evidence.New("out", "text/plain", []byte("later"))
		none := evidence.New("none", "text/plain", []byte{})
		keep := func(docs ...evidence.Document) {
			testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.Keep(docs...) })
		}
		all := func(what string, wantFiles, wantPieces int) {
			t.Helper()
			for _, d := range []evidence.Document{in, out, none} {
				if got, err := readAll(t, s, b.company, d.Hash); err != nil || !bytes.Equal(got, d.Body) {
					t.Errorf("%s: %s: %d bytes, %v", what, d.Name, len(got), err)
				}
			}
			if n, m := len(files(t, dir)), pieces(t, s, b.company); n != wantFiles || m != wantPieces {
				t.Errorf("%s: %d files and %d pieces", what, n, m)
			}
			if got := findings(t, s, b.company); len(got) > 0 {
				t.Errorf("%s: the doctor finds %q", what, got)
			}
		}
		move := func(back bool, want int) {
			t.Helper()
			if n, err := s.MoveDocuments(t.Context(), b.company, back); n != want || err != nil {
				t.Errorf("%d moved, %v", n, err)
			}
		}
		keep(in, none)
		if err := s.KeepDocumentsIn(dir); err != nil {
			t.Fatal(err)
		}
		keep(in, out)
		all("one here, one there", 1, 4)
		if path := files(t, dir)[0]; path != filepath.Join(dir, b.company.String(), out.Hash[:2], out.Hash[2:4], out.Hash) {
			t.Errorf("it lies at %s", path)
		}
		move(false, 2)
		all("in the directory", 3, 0)
		move(false, 0)
		move(true, 3)
		all("in the database", 0, 5)
	})
}

func TestADocumentThatWasChangedIsNotGivenOut(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b, dir := newBook(t, s), t.TempDir()
		if err := s.KeepDocumentsIn(dir); err != nil {
			t.Fatal(err)
		}
		doc := evidence.New("a", "text/plain", large())
		testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.Keep(doc) })
		path := files(t, dir)[0]
		changed := slices.Clone(doc.Body)
		changed[len(changed)-1]++
		for what, c := range map[string]struct {
			spoil func() error
			want  fault.Kind
		}{
			"changed":  {func() error { return os.WriteFile(path, changed, 0o600) }, fault.Conflict},
			"cut off":  {func() error { return os.WriteFile(path, doc.Body[:1<<20], 0o600) }, fault.Conflict},
			"vanished": {func() error { return os.Remove(path) }, fault.NotFound},
		} {
			if err := c.spoil(); err != nil {
				t.Fatal(err)
			}
			got, err := readAll(t, s, b.company, doc.Hash)
			if !errors.Is(err, c.want) || len(got) >= len(doc.Body) {
				t.Errorf("%s: %d bytes, %v", what, len(got), err)
			}
			if got := findings(t, s, b.company); !slices.Equal(got, []string{"document"}) {
				t.Errorf("%s: the doctor finds %q", what, got)
			}
			if err := os.WriteFile(path, doc.Body, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestABodyThatIsNotWhatItSaysIsNotKept(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		doc := evidence.New("a", "text/plain", []byte("this"))
		for range 2 { // in the database, then in a directory
			err := s.Update(t.Context(), b.company, func(tx *store.Tx) error { return tx.KeepFrom(doc, strings.NewReader("that")) })
			if !errors.Is(err, fault.Conflict) {
				t.Errorf("%v", err)
			}
			if err := s.KeepDocumentsIn(t.TempDir()); err != nil {
				t.Fatal(err)
			}
		}
		if n := pieces(t, s, b.company); n != 0 || len(findings(t, s, b.company)) != 0 {
			t.Errorf("%d pieces stay", n)
		}
		testkit.Update(t, s, b.company, func(tx *store.Tx) error {
			return tx.AddImport(&store.Import{Name: "a", Document: doc.Hash, Report: "{}"})
		})
		if got := findings(t, s, b.company); !slices.Equal(got, []string{"document"}) {
			t.Errorf("an import speaks of what is not here: %q", got)
		}
	})
}
