package pdf

import (
	"bytes"
	"encoding/ascii85"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// unpacked reads a stream that is packed as the entries say.
func unpacked(t interface{ Fatal(...any) }, entries string, data []byte) []byte {
	m := newMaker()
	m.attach("a", m.stream(entries, data))
	files, err := Embedded(m.finish().classic(""))
	if err != nil || len(files) != 1 {
		t.Fatal(len(files), err)
	}
	return files[0].Body
}

func TestPackedDataIsUnpacked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		data := rapid.OneOf(rapid.SliceOf(rapid.Byte()), rapid.SliceOfN(rapid.ByteRange('a', 'c'), 0, 9000)).Draw(t, "data")
		early := rapid.IntRange(0, 1).Draw(t, "early")
		var base85 bytes.Buffer
		w := ascii85.NewEncoder(&base85)
		w.Write(data)
		w.Close()
		for _, p := range []struct {
			entries string
			packed  []byte
		}{
			{"", data},
			{"/Filter /FlateDecode", deflated(data)},
			{"/Filter /FlateDecode", bytes.TrimRight(deflated(data)[:len(deflated(data))-4], "")}, // without its checksum
			{"/Filter [ /ASCIIHexDecode /FlateDecode ] /DecodeParms [ null << /Predictor 1 >> ]", []byte(hex.EncodeToString(deflated(data)) + ">")},
			{"/Filter /ASCII85Decode", append(base85.Bytes(), "~>"...)},
			{"/Filter [ /ASCII85Decode ]", []byte("<~" + base85.String() + "\n~>\n")},
			{"/Filter /RunLengthDecode", runLengths(data)},
			{fmt.Sprintf("/Filter /LZWDecode /DecodeParms << /EarlyChange %d >>", early), packedLZW(data, early)},
			{"/Filter [ /Crypt /FlateDecode ]", deflated(data)},
		} {
			if got := unpacked(t, p.entries, p.packed); !bytes.Equal(got, data) {
				t.Fatalf("%s: %d bytes, want %d", p.entries, len(got), len(data))
			}
		}
	})
}

func TestPredictedDataIsRestored(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		colors, columns := rapid.IntRange(1, 4).Draw(t, "colors"), rapid.IntRange(1, 9).Draw(t, "columns")
		length := colors * columns
		data := rapid.SliceOfN(rapid.Byte(), 0, 12*length).Draw(t, "data")
		filters := rapid.SliceOfN(rapid.ByteRange(0, 4), 13, 13).Draw(t, "filters")
		entries := fmt.Sprintf("/Filter /FlateDecode /DecodeParms << /Predictor 15 /Colors %d /Columns %d >>", colors, columns)
		if got := unpacked(t, entries, deflated(predict(data, filters, colors, length))); !bytes.Equal(got, data) {
			t.Fatalf("got %x, want %x", got, data)
		}
	})
}

// predict writes rows as PNG does, each with the filter that is its turn; the last row
// may be short.
func predict(data, filters []byte, sample, length int) (all []byte) {
	above := make([]byte, length)
	for n := 0; len(data) > 0; n++ {
		row := make([]byte, length)
		have := copy(row, data)
		data = data[have:]
		all = append(all, filters[n])
		for i := range have {
			var left, corner byte
			if i >= sample {
				left, corner = row[i-sample], above[i-sample]
			}
			guess := []byte{0, left, above[i], byte((int(left) + int(above[i])) / 2), paeth(left, above[i], corner)}
			all = append(all, row[i]-guess[filters[n]])
		}
		above = row
	}
	return all
}

// paeth is the predictor in the words of the standard of PNG.
func paeth(a, b, c byte) byte {
	p := int(a) + int(b) - int(c)
	pa, pb, pc := abs(p-int(a)), abs(p-int(b)), abs(p-int(c))
	if pa <= pb && pa <= pc {
		return a
	} else if pb <= pc {
		return b
	}
	return c
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// runLengths packs runs of three and more, and whatever stands between them.
func runLengths(data []byte) (all []byte) {
	for len(data) > 0 {
		run := 1
		for run < min(len(data), 128) && data[run] == data[0] {
			run++
		}
		if run >= 3 {
			all, data = append(all, byte(257-run), data[0]), data[run:]
			continue
		}
		n := min(len(data), 128)
		for i := range n - 2 {
			if data[i] == data[i+1] && data[i] == data[i+2] && i > 0 {
				n = i
				break
			}
		}
		all, data = append(append(all, byte(n-1)), data[:n]...), data[n:]
	}
	return append(all, 128)
}

// packedLZW packs with codes that grow one code early or not.
func packedLZW(data []byte, early int) []byte {
	var bits strings.Builder
	codes, last := map[string]int{}, ""
	write := func(code int) {
		width := 9
		for width < 12 && lzwFirst+len(codes)+early > 1<<width {
			width++
		}
		fmt.Fprintf(&bits, "%0*b", width, code)
	}
	code := func(s string) int {
		if len(s) == 1 {
			return int(s[0])
		}
		return codes[s]
	}
	write(lzwClear)
	for _, c := range data {
		longer := last + string([]byte{c})
		if _, known := codes[longer]; known || last == "" {
			last = longer
			continue
		}
		write(code(last))
		codes[longer] = lzwFirst + len(codes)
		if last = string([]byte{c}); lzwFirst+len(codes) == lzwCodes-1 {
			write(lzwClear)
			clear(codes)
		}
	}
	if last != "" {
		write(code(last))
		codes["end"] = 0
	}
	write(lzwEnd)
	packed := make([]byte, (bits.Len()+7)/8)
	for i, bit := range []byte(bits.String()) {
		packed[i/8] |= (bit - '0') << (7 - i%8)
	}
	return packed
}
