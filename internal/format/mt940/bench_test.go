package mt940

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
)

// A writer makes the lines of one entry.
type writer func(w *bytes.Buffer, i int)

// writers write entries as three banks do: with the subfields of German banks, with
// codewords between slashes, and in words. Each has the payer, an account, a reference
// and a text.
var writers = map[string]writer{
	"structured": func(w *bytes.Buffer, i int) {
		fmt.Fprintf(w, ":61:2406280628CR%d,%02dNTRFEREF+//2406280%09d\r\n", 50+i%1000, i%100, i)
		writeWrapped(w, fmt.Sprintf(":86:166?00SEPA-GUTSCHRIFT?109075/611?20EREF+E2E-%08d?21SVWZ+INVOICE INV%08d CU?22STOMER %05d"+
			"?30BANKDEFFXXX?31DE89370400440532013000?32CUSTOMER %05d AND PARTNE?33RS GMBH", i, i, i%20000, i%20000))
	},
	"slashes": func(w *bytes.Buffer, i int) {
		fmt.Fprintf(w, ":61:2406280628C%d,%02dNTRFEREF//2406280%09d\r\n/TRCD/00100/\r\n", 50+i%1000, i%100, i)
		writeWrapped(w, fmt.Sprintf(":86:/EREF/E2E-%08d//CNTP/NL91ABNA0417164300/ABNANL2A/CUSTOMER %05d AND PARTNERS BV///REMI/USTD//INVOICE INV%08d CUSTOMER %05d/", i, i%20000, i, i%20000))
	},
	"words": func(w *bytes.Buffer, i int) {
		fmt.Fprintf(w, ":61:2406280628C%d,%02dNTRFNONREF//2406280%09d\r\n", 50+i%1000, i%100, i)
		writeWrapped(w, fmt.Sprintf(":86:CUSTOMER %05d AND PARTNERS NL91ABNA0417164300 INVOICE INV%08d CUSTOMER %05d", i%20000, i, i%20000))
	},
}

// writeWrapped breaks a field after 65 characters, as banks do.
func writeWrapped(w *bytes.Buffer, text string) {
	for len(text) > width {
		w.WriteString(text[:width])
		w.WriteString("\r\n")
		text = text[width:]
	}
	w.WriteString(text)
	w.WriteString("\r\n")
}

// writeMessages writes messages of a thousand entries, such as a bank sends each day.
func writeMessages(w io.Writer, write writer, entries int) error {
	var b bytes.Buffer
	for from := 0; from < entries; from += 1000 {
		b.Reset()
		fmt.Fprintf(&b, ":20:STARTUMS\r\n:25:DE89370400440532013000\r\n:28C:%05d/00001\r\n:60F:C240627EUR1000,00\r\n", from/1000)
		for i := from; i < min(from+1000, entries); i++ {
			write(&b, i)
		}
		b.WriteString(":62F:C240628EUR1000,00\r\n-\r\n")
		if _, err := w.Write(b.Bytes()); err != nil {
			return err
		}
	}
	return nil
}

func BenchmarkRead(b *testing.B) {
	const entries = 50_000
	files := map[string][]byte{}
	for name, write := range writers {
		var file bytes.Buffer
		if err := writeMessages(&file, write, entries); err != nil {
			b.Fatal(err)
		}
		files[name+", ascii"] = file.Bytes()
		files[name+", windows-1252"] = bytes.ReplaceAll(file.Bytes(), []byte("CUSTOMER"), []byte("CLI\xcbNTE\xe9"))
	}
	mt940.Bench(b, entries, files)
}

// TestTheFilesOfTheBenchmarkAreRead guards what is measured: every entry has what its
// lines say.
func TestTheFilesOfTheBenchmarkAreRead(t *testing.T) {
	for name, write := range writers {
		var file bytes.Buffer
		if err := writeMessages(&file, write, 3); err != nil {
			t.Fatal(err)
		}
		statements, err := mt940.Gather(file.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		for i, e := range statements[0].Entries {
			if text := fmt.Sprintf("INVOICE INV%08d CUSTOMER %05d", i, i); !strings.Contains(e.Text, text) {
				t.Errorf("%s: %q is not in %q", name, text, e.Text)
			}
			if e.Counterparty.IBAN == "" || e.BankRef == "" || name != "words" && e.EndToEndID != fmt.Sprintf("E2E-%08d", i) {
				t.Errorf("%s: %+v", name, e)
			}
		}
	}
}
