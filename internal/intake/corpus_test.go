package intake_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"acquit/internal/company"
	"acquit/internal/format"
	"acquit/internal/format/ubl"
	"acquit/internal/intake"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/testkit/corpus"
)

// collected calls do with every collected real file of one of the kinds.
func collected(t *testing.T, do func(path string, body []byte), kinds ...format.Kind) {
	t.Helper()
	err := filepath.WalkDir(corpus.Dir(t), func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		body, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		found := format.Detect(body[:min(len(body), format.HeadLen)])
		for _, k := range kinds {
			if found == k {
				do(path, body)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Every real invoice is taken in or refused with a reason, and taking all of them
// in again changes nothing.
func TestRealInvoicesAreTakenInOnce(t *testing.T) {
	var files []intake.File
	taken := map[string]bool{} // some collections hold variants of one invoice under one number
	collected(t, func(path string, body []byte) {
		if doc, err := ubl.Read(bytes.NewReader(body)); err == nil {
			key := doc.Number + string(doc.Kind)
			if taken[key] {
				return
			}
			taken[key] = true
		}
		files = append(files, intake.Bytes(path, body))
	}, format.UBL)
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s, func(c *company.Company) { c.VATID = "" }) // whoever issued them
		created, refused := 0, 0
		first := o.invoices(files...)
		for _, r := range first {
			switch {
			case r.Failed() && r.Errors[0].Text.Format != "" && r.Created+r.Updated+r.Unchanged == 0:
				refused++
			case what(&r) == "created":
				created++
			default:
				t.Errorf("%s: %s", r.File, what(&r))
			}
		}
		for n, r := range o.invoices(files...) {
			if !first[n].Failed() && what(&r) != "unchanged" {
				t.Errorf("again, %s: %s", r.File, what(&r))
			}
		}
		if got := o.count("invoice"); got != created {
			t.Errorf("%d invoices stored, %d created", got, created)
		}
		t.Logf("%d created, %d refused", created, refused)
		if created == 0 {
			t.Error("nothing was taken in")
		}
		o.sound()
	})
}

// Every real statement file is taken in or refused with a reason, and taking it in
// again adds nothing.
func TestRealStatementsAreTakenInOnce(t *testing.T) {
	var files []intake.File
	collected(t, func(path string, body []byte) { files = append(files, intake.Bytes(path, body)) }, format.CAMT, format.CODA)
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		entries, booked, refused := 0, 0, 0
		for _, f := range files {
			r := o.statement(f)
			booked += r.Booked
			stored := r.Created + r.Unchanged
			if stored > r.Read || stored < r.Read && len(r.Warnings)+len(r.Errors) == 0 {
				t.Errorf("%s: %+v", r.File, r)
			}
			entries += r.Created
			if r.Failed() {
				refused++
			}
		}
		for _, f := range files {
			if r := o.statement(f); r.Created != 0 {
				t.Errorf("again, %s: %d created", r.File, r.Created)
			}
		}
		// What was created as announced and booked since tells no more than its booking.
		if got := o.count("entry") - o.told() + booked; got != entries {
			t.Errorf("%d entries stored, %d created", got, entries)
		}
		o.sound()
		t.Logf("%d files, %d entries, %d files with errors", len(files), entries, refused)
	})
}
