package main

import (
	"bytes"
	"io/fs"
	"testing"

	"acquit/examples"
)

// TestFilesAreTheOnesMade holds the committed files to the program that makes them.
func TestFilesAreTheOnesMade(t *testing.T) {
	made, err := tell().files()
	if err != nil {
		t.Fatal(err)
	}
	err = fs.WalkDir(examples.Files, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		kept, err := examples.Files.ReadFile(path)
		if err != nil {
			return err
		}
		if !bytes.Equal(kept, made[path]) {
			t.Errorf("%s is not what `go run ./examples/make` writes", path)
		}
		delete(made, path)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for path := range made {
		t.Errorf("%s is missing", path)
	}
}

// TestCheckDigits works through specimen numbers that are widely printed for each
// kind of check digit.
func TestCheckDigits(t *testing.T) {
	for name, got := range map[string][2]string{
		"Belgian account of ISO 13616": {belgianIBAN("539", 75470), "BE68539007547034"},
		"French account of ISO 13616":  {frenchIBAN("30006", "00001", 12345678901), "FR7630006000011234567890189"},
		"SIREN":                        {siren(73282932), "732829320"},
		"French VAT number":            {frenchVAT("732829320"), "FR44732829320"},
		"German VAT number":            {germanVAT(13669597), "DE136695976"},
		"Luxembourg VAT number":        {luxembourgVAT(150274), "LU15027442"},
		"British VAT number":           {britishVAT(9807806), "GB980780684"},
		"Dutch VAT number":             {dutchVAT(4495445), "NL004495445B01"},
	} {
		if got[0] != got[1] {
			t.Errorf("%s: %s, want %s", name, got[0], got[1])
		}
	}
}
