package textread

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"pgregory.net/rapid"

	"acquit/internal/fault"
)

func linesOf(r io.Reader) (lines []string) {
	scan := bufio.NewScanner(r)
	scan.Split(SplitLines)
	for scan.Scan() {
		lines = append(lines, scan.Text())
	}
	return lines
}

func TestLinesEndInAnyWay(t *testing.T) {
	for file, want := range map[string][]string{
		"":                    nil,
		"a":                   {"a"},
		"a\nb\n":              {"a", "b"},
		"a\r\nb":              {"a", "b"},
		"a\rb\r":              {"a", "b"},
		"a\rb\r\nc\nd\r\n\re": {"a", "b", "c", "d", "", "e"},
		"\n\r\n\r":            {"", "", ""},
	} {
		if diff := cmp.Diff(want, linesOf(strings.NewReader(file))); diff != "" {
			t.Errorf("%q (-want +got)\n%s", file, diff)
		}
	}
}

// TestLinesDoNotDependOnHowTheFileArrives joins lines by any ends and cuts the file
// into pieces of any length: a CR at the end of a piece may have its LF in the next.
func TestLinesDoNotDependOnHowTheFileArrives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOfN(rapid.StringMatching(`[a-c]{0,5}`), 1, 20).Draw(t, "lines")
		var file strings.Builder
		for _, line := range want {
			end := rapid.SampledFrom([]string{"\n", "\r\n", "\r"}).Draw(t, "end")
			if line == "" && strings.HasSuffix(file.String(), "\r") && end == "\n" {
				end = "\r" // with the CR before it, it would be one end
			}
			file.WriteString(line + end)
		}
		for name, r := range map[string]io.Reader{
			"whole":        strings.NewReader(file.String()),
			"byte by byte": iotest.OneByteReader(strings.NewReader(file.String())),
			"in halves":    iotest.HalfReader(strings.NewReader(file.String())),
		} {
			if diff := cmp.Diff(want, linesOf(r)); diff != "" {
				t.Fatalf("%q %s (-want +got)\n%s", file.String(), name, diff)
			}
		}
	})
}

func TestDecode(t *testing.T) {
	for raw, want := range map[string]string{
		"":                       "",
		"VIR ACME":               "VIR ACME",
		"Cr\u00e8me":             "Crème",
		"Cr\xe8me \x80 12":       "Crème € 12",
		"\u00e9 and a lone \xe9": "Ã© and a lone é", // not valid as a whole
	} {
		if got := string(Decode([]byte("> "), []byte(raw))); got != "> "+want {
			t.Errorf("%q is %q, want %q", raw, got, want)
		}
	}
	if got := string(DecodeAs(nil, []byte("12 \xa4"), charmap.ISO8859_15.DecodeByte)); got != "12 €" {
		t.Errorf("in ISO 8859-15 it is %q", got)
	}
}

func TestIsASCII(t *testing.T) {
	for n := range 20 {
		raw := bytes.Repeat([]byte{0x7f}, n)
		if !IsASCII(raw) {
			t.Errorf("%d bytes of ASCII are none", n)
		}
		for i := range raw {
			raw[i] = 0x80
			if IsASCII(raw) {
				t.Errorf("byte %d of %d is overlooked", i, n)
			}
			raw[i] = 0x7f
		}
	}
}

func TestTrimStart(t *testing.T) {
	if got := TrimStart([]byte("\ufeff\r\n \x01\x00a \n")); !bytes.Equal(got, []byte("a \n")) {
		t.Errorf("%q", got)
	}
}

func TestLinesAreCountedAndBlankOnesPassedOver(t *testing.T) {
	l := NewLines(strings.NewReader("\ufeff\r\na\r\n \x1a\n\nb"), SplitLines)
	var got []string
	for line, ok := l.Next(); ok; line, ok = l.Next() {
		got = append(got, Place(l.Number)+": "+string(line))
	}
	if diff := cmp.Diff([]string{"line 2: a", "line 5: b"}, got); diff != "" || l.Err() != nil {
		t.Errorf("%v (-want +got)\n%s", l.Err(), diff)
	}
}

func TestAnEndlessLineIsRefused(t *testing.T) {
	l := NewLines(strings.NewReader("a\n"+strings.Repeat("b", Longest+1)), SplitLines)
	for _, ok := l.Next(); ok; _, ok = l.Next() {
		if l.Number > 1 {
			t.Error("the endless line is handed over")
		}
	}
	if want := "line 2: this line is longer than 65536 bytes"; !l.TooLong() || !errors.Is(l.Err(), fault.Invalid) || l.Err().Error() != want {
		t.Errorf("%v", l.Err())
	}
}

func TestWhatStandsBeforeAnErrorIsNoLine(t *testing.T) {
	broken := errors.New("the line is cut")
	l := NewLines(io.MultiReader(strings.NewReader("a\nb"), iotest.ErrReader(broken)), SplitLines)
	first, _ := l.Next()
	if _, ok := l.Next(); string(first) != "a" || ok || l.Err() != broken {
		t.Errorf("%q, then one more: %t, %v", first, ok, l.Err())
	}
}
