package cli

import (
	"archive/zip"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"
)

// packFolder is the command `zips FILE FOLDER`: it packs the files of a folder into an
// archive.
func packFolder(ts *testscript.TestScript, _ bool, args []string) {
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	z := zip.NewWriter(f)
	paths, err := filepath.Glob(filepath.Join(ts.MkAbs(args[1]), "*"))
	ts.Check(err)
	slices.Sort(paths)
	for _, path := range paths {
		body, err := os.ReadFile(path)
		ts.Check(err)
		w, err := z.Create(filepath.Base(path))
		ts.Check(err)
		_, err = w.Write(body)
		ts.Check(err)
	}
	ts.Check(errors.Join(z.Close(), f.Close()))
}

// exitsWith is the command `exits CODE ARGUMENT…`: the program ends with an exit code.
func exitsWith(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var ended *exec.ExitError
	if err := ts.Exec("acquit", args[1:]...); errors.As(err, &ended) {
		got = ended.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// startVIES is the command `vies`: a server that answers as VIES does. It knows one valid
// number, and the office of one does not answer.
func startVIES(ts *testscript.TestScript, _ bool, _ []string) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var q struct{ VATNumber, RequesterNumber string }
		if json.NewDecoder(r.Body).Decode(&q) != nil || r.URL.Path != "/rest-api/check-vat-number" {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		switch {
		case q.VATNumber == "0403199702":
			io.WriteString(w, `{"actionSucceed":false,"errorWrappers":[{"error":"MS_UNAVAILABLE"}]}`)
		case q.VATNumber != "0123456749":
			io.WriteString(w, `{"valid":false,"requestDate":"2026-03-01T10:00:00.000Z","userError":"INVALID","name":"---"}`)
		case q.RequesterNumber != "":
			io.WriteString(w, `{"valid":true,"requestDate":"2026-03-01T10:00:00.000Z","name":"Lys & Fils","requestIdentifier":"PROOF1"}`)
		default:
			io.WriteString(w, `{"valid":true,"requestDate":"2026-03-01T10:00:00.000Z","name":"Lys & Fils","address":"Rue du Lac 12"}`)
		}
	}))
	ts.Defer(server.Close)
	ts.Setenv("ACQUIT_VIES_URL", server.URL)
}
