package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"pgregory.net/rapid"

	"acquit/internal/fault"
	"acquit/internal/testkit/trial"
)

// open is Open of what is in memory.
func open(raw []byte, want Layout) (*File, error) {
	return Open(bytes.NewReader(raw), int64(len(raw)), want)
}

// texts are the rows of a file as texts, the empty rows among them.
func texts(t testing.TB, f *File) (all [][]string) {
	t.Helper()
	for row, err := range f.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		cells := []string{}
		for _, c := range row.Cells {
			cells = append(cells, c.Text)
		}
		all = append(all, cells)
	}
	return all
}

func mustOpen(t testing.TB, raw string) *File {
	t.Helper()
	f, err := open([]byte(raw), Layout{})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// utf16 writes a text in two bytes a character, in either order.
func utf16(s string, big bool) []byte {
	var b []byte
	for _, r := range s {
		if big {
			b = append(b, byte(r>>8), byte(r))
		} else {
			b = append(b, byte(r), byte(r>>8))
		}
	}
	return b
}

const accented = "nom;ville;solde\nCafé Zoë;Liège;1 234,50\nMüller & Söhne;Köln;0,80\nL’Été;Besançon;12\n"

func TestEncodingsAreFoundOut(t *testing.T) {
	dos := strings.ReplaceAll(accented, "’", "'")
	encode := func(m *charmap.Charmap, s string) []byte {
		raw, err := m.NewEncoder().Bytes([]byte(s))
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	for _, c := range []struct {
		name string
		raw  []byte
		text string
		want Encoding
	}{
		{"UTF-8", []byte(accented), accented, UTF8},
		{"UTF-8 with a mark", []byte("\ufeff" + accented), accented, UTF8},
		{"UTF-16, small end first, with a mark", append([]byte("\xff\xfe"), utf16(accented, false)...), accented, UTF16LE},
		{"UTF-16, big end first, with a mark", append([]byte("\xfe\xff"), utf16(accented, true)...), accented, UTF16BE},
		{"UTF-16 without a mark", utf16(accented, false), accented, UTF16LE},
		{"UTF-16, big end first, without a mark", utf16(accented, true), accented, UTF16BE},
		{"Windows-1252", encode(charmap.Windows1252, accented), accented, Windows1252},
		{"the code page of DOS", encode(charmap.CodePage850, dos), dos, IBM850},
		{"filled up with zeros", []byte(accented + strings.Repeat("\x00", 500)), accented, UTF8},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := open(c.raw, Layout{})
			if err != nil {
				t.Fatal(err)
			}
			if f.Layout().Encoding != c.want {
				t.Errorf("read as %s", f.Layout().Encoding)
			}
			got := texts(t, f)
			if n := len(got); n > 0 && len(got[n-1]) == 0 {
				got = got[:n-1] // the zeros are a line of nothing
			}
			if diff := cmp.Diff(texts(t, mustOpen(t, c.text)), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestTheEncodingIsThatOfTheWholeFile has its only accent behind everything that a
// sample would see.
func TestTheEncodingIsThatOfTheWholeFile(t *testing.T) {
	raw := []byte("a;b\n" + strings.Repeat("plain;text\n", 50_000) + "caf\xe9;x\n")
	f, err := open(raw, Layout{})
	if err != nil {
		t.Fatal(err)
	}
	rows := texts(t, f)
	if last := rows[len(rows)-1]; f.Layout().Encoding != Windows1252 || last[0] != "café" {
		t.Errorf("%s: %q", f.Layout().Encoding, last)
	}
	split := []byte("a;b\n" + strings.Repeat("x", 64<<10-5) + "é;y\n") // a character over two pieces of the census
	if f, err := open(split, Layout{}); err != nil || f.Layout().Encoding != UTF8 {
		t.Errorf("%v, %v", f.Layout().Encoding, err)
	}
}

func TestAPersonMaySayHowAFileIsRead(t *testing.T) {
	raw := []byte("a;b|c\n1;2|3\n\x82;4|5\n")
	for _, c := range []struct {
		want Layout
		last []string
	}{
		{Layout{Delimiter: "|"}, []string{"‚;4", "5"}},
		{Layout{Delimiter: ";", Encoding: IBM850}, []string{"é", "4|5"}},
		{Layout{Delimiter: ";", Encoding: UTF8}, []string{"\ufffd", "4|5"}},
	} {
		f, err := open(raw, c.want)
		if err != nil {
			t.Fatal(err)
		}
		rows := texts(t, f)
		if diff := cmp.Diff(c.last, rows[2]); diff != "" {
			t.Errorf("%+v: %s", c.want, diff)
		}
	}
	for _, wrong := range []Layout{{Delimiter: ";;"}, {Delimiter: "é"}, {Delimiter: "\n"}, {Delimiter: `"`}, {Quote: "''"}, {Encoding: "klingon"}} {
		if _, err := open(raw, wrong); !errors.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", wrong, err)
		}
	}
}

func TestDelimiters(t *testing.T) {
	for _, c := range []struct{ name, file, want string }{
		{"semicolons", "a;b;c\n1;2;3\n", ";"},
		{"commas", "a,b,c\n1,2,3\n", ","},
		{"tabs and empty fields", "a\tb\tc\n1\t\t3\n\t2\t\n", "\t"},
		{"bars", "a|b|c\n1|2|3\n", "|"},
		{"amounts with commas between semicolons", "a;b;c\n1,00;2,00;3,00\n4,50;5,50;6,50\n", ";"},
		{"commas, and a semicolon in some texts", "a,b,c\n\"x;y\",2,3\nx;y,2,3\n4,5,6\n7,8,9\n", ","},
		{"a title above", "Open items\n\na;b;c\n1;2;3\n4;5;6\n", ";"},
		{"an instruction for Excel", "sep=|\na;x|b\n1;x|2\n", "|"},
		{"an instruction in quotes, with a mark", "\ufeff\"sep=,\"\na;x,b\n", ","},
		{"a tab as instruction", "sep=\t\na,x\tb\n", "\t"},
		{"one column", "a\nb\nc\n", ";"},
		{"one row", "number,name,city", ","},
		{"quotes with delimiters inside", "\"a\",\"b;c;d\"\n\"e\",\"f;g;h\"\n", ","},
	} {
		f, err := open([]byte(c.file), Layout{})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := f.Layout().Delimiter; got != c.want {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

func TestQuotes(t *testing.T) {
	for _, c := range []struct {
		name, file string
		want       []string // of the second row
		odd        bool
	}{
		{"quotes that are doubled", "a,b,c\n\"say \"\"hello\"\", she said\",2,3\n4,5,6\n", []string{`say "hello", she said`, "2", "3"}, false},
		{"quotes that are not doubled", "\"a\",\"b\",\"c\"\n\"UAB \"Naktis\"\",\"2\",\"3\"\n\"4\",\"5\",\"6\"\n", []string{`UAB "Naktis"`, "2", "3"}, false},
		{"quotes that are not doubled, and a delimiter", "\"a\",\"b\",\"c\"\n\"UAB \"Naktis\", Vilnius\",\"2\",\"3\"\n\"4\",\"5\",\"6\"\n\"7\",\"8\",\"9\"\n", []string{`UAB "Naktis", Vilnius`, "2", "3"}, false},
		{"a line break inside", "a,b,c\n\"one\r\ntwo\",2,3\n4,5,6\n", []string{"one\ntwo", "2", "3"}, false},
		{"an inch, doubled", "a;b;c\n\"a 5\"\" pipe\";2;3\n4;5;6\n", []string{`a 5" pipe`, "2", "3"}, false},
		{"an inch at the end, not doubled", "\"a\";\"b\";\"c\"\n\"pipe 5\"\";\"2\";\"3\"\n\"4\";\"5\";\"6\"\n", []string{`pipe 5"`, "2", "3"}, false},
		{"an inch in a field without quotes", "a;b;c\npipe 5\";2;3\n4;5;6\n", []string{`pipe 5"`, "2", "3"}, false},
		{"a name in quotes in a field without", "a;b;c\n\"Le Coq\" Namur;2;3\n4;5;6\n", []string{`"Le Coq" Namur`, "2", "3"}, true},
		{"a quote that is never closed", "a;b;c\n\"oops;2;3\n4;5;6\n7;8;9\n", []string{`"oops`, "2", "3"}, true},
		{"blanks before and behind quotes", "a;b;c\n \"x;y\" ;2;3\n4;5;6\n", []string{"x;y", "2", "3"}, false},
		{"empty quotes", "a;b;c\n\"\";\"\";\"3\"\n4;5;6\n", []string{"", "", "3"}, false},
		{"apostrophes as quotes", "a,b,c\n1,'x, y',3\n4,'z',6\n", []string{"1", "x, y", "3"}, false},
		{"an apostrophe that begins a name", "a,b,c\n't Hof,2,3\n4,5,6\n", []string{"'t Hof", "2", "3"}, false},
		{"delimiters at the end", "a;b;c;;\n1;2;3;;\n4;5;6;;\n", []string{"1", "2", "3"}, false},
		{"a short row", "a;b;c\n1\n4;5;6\n", []string{"1"}, false},
		{"blanks that do not break", "a;b;c\n\u00a0 1\u00a0;2;3\n4;5;6\n", []string{"1", "2", "3"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := mustOpen(t, c.file)
			n := 0
			for row, err := range f.Rows() {
				if n++; err != nil || n != 2 {
					continue
				}
				got := []string{}
				for _, cell := range row.Cells {
					got = append(got, cell.Text)
				}
				if diff := cmp.Diff(c.want, got); diff != "" {
					t.Error(diff)
				}
				if odd := row.Odd.Format != ""; odd != c.odd {
					t.Errorf("odd: %q", row.Odd)
				}
			}
			if want := strings.Count(c.file, "\n") - strings.Count(c.file, "\r\n"); n != want {
				t.Errorf("%d rows, want %d", n, want)
			}
		})
	}
}

func TestRowsKnowTheirLines(t *testing.T) {
	f := mustOpen(t, "sep=;\r\na;b\r\n\r\n\"one\r\ntwo\";2\r\n3;\"never closed\r\n4;5\r6;7\n8;9")
	var got []string
	for row, err := range f.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprintf("%d %s", row.Number, row.At(0)))
	}
	want := []string{"2 a", "3 ", "4 one\ntwo", "6 3", "7 4", "8 6", "9 8"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestWhatIsNoTableIsRefusedByName(t *testing.T) {
	for _, c := range []struct{ name, file, want string }{
		{"nothing", "", "the file is empty"},
		{"blanks", " \r\n\n", "the file is empty"},
		{"an old workbook", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on", "of the old kind"},
		{"a web page", "<html><table><tr><td>1</td></tr></table></html>", "a web page"},
		{"a PDF", "%PDF-1.7\n%âãÏÓ", "a PDF"},
		{"a broken archive", "PK\x03\x04 and so on", "the archive is damaged"},
		{"a line without an end", strings.Repeat("x", maxLine+1), "the line is longer"},
	} {
		if _, err := open([]byte(c.file), Layout{}); !errors.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	f := mustOpen(t, "a;b\n"+strings.Repeat("1;2\n", 400)+strings.Repeat("x", maxLine+1))
	for _, err := range f.Rows() {
		if err != nil && (!errors.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "line 402")) {
			t.Error(err)
		}
	}
}

func TestRowsOfManyCellsAreCut(t *testing.T) {
	f := mustOpen(t, "a;b\n"+strings.Repeat("x;", maxCells+5)+"x\n")
	for row := range f.Rows() {
		if row.Number == 2 && (len(row.Cells) != maxCells || row.Odd.Format == "") {
			t.Errorf("%d cells, %q", len(row.Cells), row.Odd)
		}
	}
}

// TestWhatIsWrittenByTheRulesIsReadBack writes cells as RFC 4180 has it, with any
// delimiter.
func TestWhatIsWrittenByTheRulesIsReadBack(t *testing.T) {
	cell := rapid.StringMatching(`[a-zé0-9 ,;'"|\t\n.-]{0,12}`)
	rapid.Check(t, func(t *rapid.T) {
		delimiter := rapid.SampledFrom([]string{";", ",", "\t", "|"}).Draw(t, "delimiter")
		always := rapid.Bool().Draw(t, "always in quotes")
		end := rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "end")
		want := rapid.SliceOfN(rapid.SliceOfN(cell, 3, 3), 3, 8).Draw(t, "rows")
		var file strings.Builder
		file.WriteString("sep=" + delimiter + end)
		for i, row := range want {
			row[0] = fmt.Sprintf("row %d", i) // never an empty row
			row[2] = "x" + strings.TrimSpace(row[2])
			for n, text := range row {
				if n > 0 {
					file.WriteString(delimiter)
				}
				if always || strings.ContainsAny(text, delimiter+"\"\n'") || strings.TrimSpace(text) != text {
					text = `"` + strings.ReplaceAll(strings.ReplaceAll(text, `"`, `""`), "\n", end) + `"`
				}
				file.WriteString(text)
			}
			file.WriteString(end)
			for n := range row {
				row[n] = strings.TrimSpace(row[n])
			}
		}
		f, err := open([]byte(file.String()), Layout{Quote: `"`})
		if err != nil {
			t.Fatal(err)
		}
		var got [][]string
		for row, err := range f.Rows() {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, []string{row.At(0), row.At(1), row.At(2)})
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%q\n%s", file.String(), diff)
		}
	})
}

// count reads a file and keeps nothing.
func count(f *File, at func(n int)) (n int, err error) {
	for _, err := range f.Rows() {
		if err != nil {
			return n, err
		}
		n++
		at(n)
	}
	return n, nil
}

// measure reads files of so many rows each.
func measure(b *testing.B, rows int, files map[string][]byte) {
	trial.Bench(b, rows, files, func(r io.Reader) (int, error) {
		raw, err := io.ReadAll(r)
		if err != nil {
			return 0, err
		}
		f, err := open(raw, Layout{})
		if err != nil {
			return 0, err
		}
		return count(f, func(int) {})
	})
}

// line is one of an invoice list, ten columns.
func line(n int) string {
	return fmt.Sprintf("INV%07d;C%05d;\"Customer %d, Namur\";%02d/%02d/2026;%02d/%02d/2026;%d.%03d,%02d;%d,%02d;EUR;c%d@mail.example;BE0400000086\n",
		n, n%20000, n%20000, n%28+1, n%12+1, n%28+1, n%12+1, n%90+1, n%1000, n%100, n%1000, n%100, n%20000)
}

func TestMemoryStaysFlatOverALongText(t *testing.T) {
	const rows = 200_000
	var b strings.Builder
	for n := range rows {
		b.WriteString(line(n))
	}
	f := mustOpen(t, b.String())
	trial.Flat(t, rows, func(at func(int)) (int, error) { return count(f, at) })
}

func BenchmarkText(b *testing.B) {
	const rows = 100_000
	var file strings.Builder
	for n := range rows {
		file.WriteString(line(n))
	}
	plain := strings.ReplaceAll(file.String(), `"`, "")
	measure(b, rows, map[string][]byte{
		"quotes":       []byte(file.String()),
		"plain":        []byte(plain),
		"windows-1252": []byte(strings.ReplaceAll(plain, "Customer", "Caf\xe9")),
	})
}

// FuzzText holds that any bytes are cut into rows of bounded size whose lines rise,
// twice the same, or refused.
func FuzzText(f *testing.F) {
	for _, seed := range []string{accented, "a,b\n\"x\"\"y\",\"z\nq\"\n", "\"a\",\"b\"\n\"UAB \"N\"\",\"2\"\n", "sep=;\n1;2", "'a','b'\n'c','d'", "\xff\xfea\x00;\x00", "a\tb\r1\t\"2\r", "\"", "\"\n\"\n\"\n", ";;;\n;;\n"} {
		f.Add([]byte(seed), "", "")
	}
	f.Add([]byte("a|b\n"), "|", "none")
	f.Fuzz(func(t *testing.T, raw []byte, delimiter, quote string) {
		if IsWorkbook(raw) {
			return
		}
		file, err := open(raw, Layout{Delimiter: delimiter, Quote: quote})
		if err != nil {
			if !errors.Is(err, fault.Invalid) {
				t.Fatal(err)
			}
			return
		}
		last := 0
		for row, err := range file.Rows() {
			if err != nil {
				if !errors.Is(err, fault.Invalid) {
					t.Fatal(err)
				}
				return
			}
			if row.Number <= last || len(row.Cells) > maxCells {
				t.Fatalf("row %d after %d, %d cells", row.Number, last, len(row.Cells))
			}
			last = row.Number
			for _, c := range row.Cells {
				if c.Type != Written || c.Text != trimmed(c.Text) {
					t.Fatalf("%q", c)
				}
			}
		}
		if diff := cmp.Diff(texts(t, file), texts(t, file)); diff != "" {
			t.Fatal(diff)
		}
	})
}
