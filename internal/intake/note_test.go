package intake_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/fault"
	"acquit/internal/intake"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

func TestANoteIsStoredAsWhatItIsMadeOf(t *testing.T) {
	want := intake.Note{Note: fault.Note{Place: fault.Place{Line: 7, Path: "Invoice/DueDate"}, Text: fault.Say("%q is not a day", "soon")}}
	raw, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	const stored = `{"place":"line 7: Invoice/DueDate","message":"\"soon\" is not a day","text":{"format":"%q is not a day","args":["\"soon\""]}}`
	if string(raw) != stored {
		t.Errorf("%s", raw)
	}
	var got intake.Note
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestANoteOfLongAgoIsStillRead(t *testing.T) {
	for stored, want := range map[string]string{
		`{"place":"line 7","message":"50% of it is lost"}`:     "line 7: 50% of it is lost",
		`{"place":"","message":"line 7: \"x\" is not a day"}`:  `line 7: "x" is not a day`,
		`{"place":"line 4, Ntry 1","message":"it has no day"}`: "line 4: Ntry 1: it has no day",
		`{"place":"payable amount","message":"1.005 is 1.01"}`: "payable amount: 1.005 is 1.01",
	} {
		var n intake.Note
		if err := json.Unmarshal([]byte(stored), &n); err != nil || n.String() != want {
			t.Errorf("%s is read as %q, %v", stored, n, err)
		}
	}
}

// stored are the reports of the history, the newest first.
func (o *office) stored() (all []intake.Report) {
	o.t.Helper()
	o.view(func(tx *store.Tx) error {
		imports, err := tx.Imports(0, 100)
		for _, i := range imports {
			var r intake.Report
			if err := json.Unmarshal([]byte(i.Report), &r); err != nil {
				o.t.Errorf("%s: %v", i.Name, err)
			}
			all = append(all, r)
		}
		return err
	})
	return all
}

func TestEveryReportIsKeptAsItWasGiven(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		broken := bill{number: "R-2"}.xml()
		reports, err := o.desk.Any(t.Context(), o.company.ID, []intake.File{
			intake.Bytes("what.bin", []byte("hello")),
			intake.Path("/no/such/file"),
			codaFile("good.coda", "2026-01-20", line{amount: "121.00"}),
			intake.Bytes("customers.csv", []byte("number;name;terms\nK1;;30\nK2;Lys;30\n")),
			intake.Bytes("cut.xml", []byte(broken[:len(broken)-40])),
		})
		if err != nil {
			t.Fatal(err)
		}
		kept := map[string]intake.Report{}
		for _, r := range o.stored() {
			kept[r.File] = r
		}
		if len(kept) != len(reports) {
			t.Errorf("%d reports were given, %d are kept", len(reports), len(kept))
		}
		for _, r := range reports {
			if diff := cmp.Diff(r, kept[r.File]); diff != "" {
				t.Errorf("%s (-given +kept):\n%s", r.File, diff)
			}
			if refused := r.File != "good.coda"; refused != r.Failed() {
				t.Errorf("%s: %+v", r.File, r.Errors)
			}
		}
	})
}

func TestWhatIsRefusedInsideAFileIsKeptRecordByRecord(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		body := codaBytes(codaStatement("1", "2026-01-20", line{amount: "100.00"}), codaStatement("2", "2026-01-21", line{amount: "7.00"}),
			codaStatement("3", "2026-01-22", line{amount: "9.00"}))
		lines := bytes.SplitAfter(body, []byte("\r\n"))
		var damaged []byte
		header := 0
		for _, l := range lines {
			if bytes.HasPrefix(l, []byte("00000")) {
				if header++; header > 1 {
					l = bytes.Replace(l, []byte("2\r\n"), []byte("1\r\n"), 1)
				}
			}
			damaged = append(damaged, l...)
		}
		r := o.statement(intake.Bytes("damaged.coda", damaged))
		if r.Created != 1 || len(r.Errors) != 2 {
			t.Fatalf("%d created, errors %v", r.Created, r.Errors)
		}
		if diff := cmp.Diff(r.Errors, o.stored()[0].Errors); diff != "" {
			t.Errorf("(-given +kept):\n%s", diff)
		}
		for _, n := range r.Errors {
			if n.Place.Line == 0 || n.Text.Format != "CODA version 1, the layout of the 1990s, is not read: ask the bank for version 2" {
				t.Errorf("%#v", n)
			}
		}
	})
}
