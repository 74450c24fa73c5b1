package seal_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"
	"pgregory.net/rapid"

	"acquit/internal/fault"
	"acquit/internal/seal"
)

func key(t testing.TB, letter string) *seal.Key {
	t.Helper()
	k, err := seal.New([]byte(strings.Repeat(letter, seal.KeyLen)))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestWhatIsSealedIsOpenedByItsKeyAlone(t *testing.T) {
	a, b := key(t, "a"), key(t, "b")
	rapid.Check(t, func(t *rapid.T) {
		secret, about := rapid.String().Draw(t, "secret"), rapid.String().Draw(t, "about")
		sealed := a.Seal(secret, about)
		if got, err := a.Open(sealed, about); got != secret || err != nil {
			t.Fatalf("%q, %v", got, err)
		}
		if again := a.Seal(secret, about); bytes.Equal(sealed, again) {
			t.Fatal("the same secret looks the same twice")
		}
		for what, open := range map[string]func() (string, error){
			"another key":       func() (string, error) { return b.Open(sealed, about) },
			"another place":     func() (string, error) { return a.Open(sealed, about+"x") },
			"a changed byte":    func() (string, error) { return a.Open(changed(t, sealed), about) },
			"a part of it":      func() (string, error) { return a.Open(sealed[:len(sealed)-1], about) },
			"nothing at all":    func() (string, error) { return a.Open(nil, about) },
			"the secret itself": func() (string, error) { return a.Open([]byte(secret), about) },
		} {
			if got, err := open(); got != "" || !errors.Is(err, fault.Conflict) {
				t.Fatalf("%s: %q, %v", what, got, err)
			}
		}
	})
}

func changed(t *rapid.T, b []byte) []byte {
	b = bytes.Clone(b)
	b[rapid.IntRange(0, len(b)-1).Draw(t, "byte")] ^= 1
	return b
}

func TestAKeyIsNotPrinted(t *testing.T) {
	secret := "an easy key, thirty-two letters."
	k, err := seal.Parse(base64.StdEncoding.EncodeToString([]byte(secret)))
	if err != nil {
		t.Fatal(err)
	}
	holder := struct{ Key *seal.Key }{k}
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%x", "%q"} {
		for _, v := range []any{k, *k, holder} {
			if text := fmt.Sprintf(format, v); strings.Contains(text, "easy") || strings.Contains(text, fmt.Sprintf("%x", "easy")) {
				t.Errorf("%s gives %s", format, text)
			}
		}
	}
}

func TestAWrongKeyIsNotRepeated(t *testing.T) {
	for _, wrong := range []string{"", "hunter2!", "aHVudGVyMg==", strings.Repeat("hunter2 ", 9)} {
		if _, err := seal.Parse(wrong); !errors.Is(err, fault.Invalid) || wrong != "" && strings.Contains(err.Error(), wrong) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}

func TestAKeyFileIsMadeOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "secret.key")
	sealed := make([][]byte, 8)
	var all errgroup.Group
	for n := range sealed {
		all.Go(func() error {
			k, err := seal.File(path)
			if err == nil {
				sealed[n] = k.Seal("hunter2", "")
			}
			return err
		})
	}
	if err := all.Wait(); err != nil {
		t.Fatal(err)
	}
	k, err := seal.File(path)
	if err != nil {
		t.Fatal(err)
	}
	for n := range sealed {
		if got, err := k.Open(sealed[n], ""); got != "hunter2" || err != nil {
			t.Errorf("program %d: %q, %v", n, got, err)
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	left, err := os.ReadDir(filepath.Dir(path))
	if len(left) != 1 || err != nil {
		t.Errorf("%v, %v", left, err)
	}
	if err := os.WriteFile(path, []byte("hunter2"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := seal.File(path); !errors.Is(err, fault.Invalid) || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("%v", err)
	}
}
