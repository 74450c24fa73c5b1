package cli

import (
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"
)

// Standard input lies in a temporary file while it is taken in, and nowhere afterwards.
func TestStandardInputLiesInATemporaryFile(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	lying := func() int {
		t.Helper()
		all, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	files, dispose, err := collectFiles([]string{"-"}, strings.NewReader("number;name\n"))
	if err != nil || len(files) != 1 || lying() != 1 {
		t.Fatalf("%d files, %d lie there: %v", len(files), lying(), err)
	}
	for range 2 { // it is looked into before it is read
		body, err := files[0].Open()
		if err != nil {
			t.Fatal(err)
		}
		if text, err := io.ReadAll(body); string(text) != "number;name\n" || err != nil {
			t.Errorf("%q, %v", text, err)
		}
		body.Close()
	}
	if dispose(); lying() != 0 {
		t.Error("it still lies there")
	}
	broken := errors.New("the pipe broke")
	if _, _, err := collectFiles([]string{"-"}, iotest.ErrReader(broken)); !errors.Is(err, broken) || lying() != 0 {
		t.Errorf("a pipe that broke: %v, %d lie there", err, lying())
	}
	if _, _, err := collectFiles([]string{"-", "nowhere"}, strings.NewReader("x")); err == nil || lying() != 0 {
		t.Errorf("another file that is not there: %v, %d lie there", err, lying())
	}
}
