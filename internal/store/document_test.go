package store_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/evidence"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

func TestADocumentIsKeptOnceByteForByte(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBook(t, s)
		body := bytes.Repeat([]byte{0, 255, '\'', '\\', '{'}, 50_000)
		first, empty := evidence.New(odd, "application/pdf", body), evidence.New("empty", "text/plain", []byte{})
		renamed := evidence.New("another name", "text/plain", body)
		testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.Keep(first, empty, renamed) })
		testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.Keep(renamed) })
		first.CreatedAt, empty.CreatedAt = clock.Now(), clock.Now()
		testkit.View(t, s, b.company, func(tx *store.Tx) error {
			for _, want := range []evidence.Document{first, empty} {
				got, found, err := tx.Document(want.Hash)
				if diff := cmp.Diff(want, got, sameInvoice); diff != "" || !found || err != nil {
					t.Errorf("found %t, %v: %s", found, err, diff)
				}
			}
			return nil
		})
	})
}

func TestImportsArePagedFromTheNewest(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBook(t, s)
		var want []store.Import
		for _, name := range []string{"1", "2", odd} {
			i := store.Import{Kind: "invoices", Name: name, Document: "abc", Report: `{"read":1}`, Actor: "anne@lys.example", At: clock.Now()}
			testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.AddImport(&i) })
			want = append([]store.Import{i}, want...)
		}
		var got []store.Import
		testkit.View(t, s, b.company, func(tx *store.Tx) error {
			for before := id.ID(0); ; {
				page, err := tx.Imports(before, 2)
				if err != nil || len(page) == 0 {
					return err
				}
				for _, i := range page {
					i.Report = ignoreSpace(i.Report)
					got, before = append(got, i), i.ID
				}
			}
		})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}
