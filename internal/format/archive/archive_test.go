package archive

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"acquit/internal/fault"
	"acquit/internal/testkit/corpus"
	"acquit/internal/testkit/golden"
	"acquit/internal/testkit/trial"
)

// item is an entry of an archive of our own: a file, or a folder when its name ends
// with a slash.
type item struct{ name, body string }

// packed is an archive of these entries.
func packed(items ...item) []byte { return put(zip.Deflate, items) }

func put(method uint16, items []item) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, i := range items {
		f, err := w.CreateHeader(&zip.FileHeader{Name: i.name, Method: method})
		if err == nil {
			_, err = io.WriteString(f, i.body)
		}
		if err != nil {
			panic(err)
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// claimed is an archive of one entry that says of itself whatever header says.
func claimed(header zip.FileHeader, data []byte, others ...item) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.CreateRaw(&header)
	if err == nil {
		_, err = f.Write(data)
	}
	for _, i := range others {
		if f, err = w.Create(i.name); err == nil {
			_, err = io.WriteString(f, i.body)
		}
	}
	if err := errors.Join(err, w.Close()); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// stored is the header of a file that is not packed.
func stored(name, body string) zip.FileHeader {
	return zip.FileHeader{Name: name, Method: zip.Store, CRC32: crc32.ChecksumIEEE([]byte(body)),
		CompressedSize64: uint64(len(body)), UncompressedSize64: uint64(len(body))}
}

const statement = ":20:STARTUMS\n:25:BE68539007547034\n"

func samples() map[string][]byte {
	march := packed(item{"03.sta", statement}, item{"march/04.sta", statement})
	workbook := packed(item{"[Content_Types].xml", "<Types/>"}, item{"xl/workbook.xml", "<workbook/>"})
	disguised := packed(item{"theme.xml", "<theme/>"}, item{"[Content_Types].xml", "<Types/>"})
	return map[string][]byte{
		"statements": packed(item{"2026/", ""}, item{"2026/01.sta", statement}, item{"2026/02.sta", statement}),
		"mac":        packed(item{"facture.xml", "<a/>"}, item{".DS_Store", "x"}, item{"__MACOSX/._facture.xml", "x"}, item{"a/__MACOSX/b", "x"}, item{"a/Thumbs.db", "x"}),
		"windows":    claimed(stored("mars\\relev\x82.sta", statement), []byte(statement)),
		"nested":     packed(item{"a.xml", "<a/>"}, item{"banks/march.bin", string(march)}, item{"customers.xlsx", string(workbook)}, item{"others.xlsx", string(disguised)}),
		"outward":    packed(item{"../../etc/passwd", "1"}, item{"/root.xml", "2"}, item{`C:\Users\me\x.xml`, "3"}, item{"a/../../b.xml", "4"}, item{"..", "5"}, item{"a//./b\x00\u202e.xml", "6"}),
		"same-name":  packed(item{"a.xml", "1"}, item{"a.xml", "2"}),
	}
}

func refused() map[string][]byte {
	inner := packed(item{"a.xml", "<a/>"})
	sta := stored("locked.sta", statement)
	locked, exotic, wrong, short, long := sta, sta, sta, sta, sta
	locked.Flags |= 1
	exotic.Method = 14
	wrong.CRC32++
	short.UncompressedSize64++
	long.UncompressedSize64--
	zeros := deflated(1 << 20)
	bomb := zip.FileHeader{Name: "bomb.xml", Method: zip.Deflate, CRC32: 1, CompressedSize64: uint64(len(zeros)), UncompressedSize64: freely + 1}
	liar := bomb
	liar.UncompressedSize64 = 10
	wrongInside := stored("b.zip", string(inner))
	wrongInside.CRC32++
	good := item{"good.sta", statement}
	return map[string][]byte{
		"encrypted":      claimed(locked, []byte(statement), good),
		"unknown-method": claimed(exotic, []byte(statement), good),
		"checksum":       claimed(wrong, []byte(statement), good),
		"too-short":      claimed(short, []byte(statement), good),
		"too-long":       claimed(long, []byte(statement), good),
		"cut-off":        inner[:len(inner)-10],
		"empty":          packed(),
		"folders-only":   packed(item{"a/", ""}, item{"__MACOSX/a", "x"}),
		"workbook":       packed(item{"[Content_Types].xml", "<Types/>"}, item{"xl/workbook.xml", "<workbook/>"}),
		"open-document":  claimed(stored("mimetype", "application/vnd.oasis.opendocument.text"), []byte("application/vnd.oasis.opendocument.text"), item{"content.xml", "<a/>"}),
		"three-deep":     packed(item{"b.zip", string(packed(item{"a.zip", string(inner)}, good))}, good),
		"bomb":           claimed(bomb, zeros, good),
		"bomb-inside":    packed(item{"b.zip", string(claimed(bomb, zeros))}, good),
		"bomb-that-lies": claimed(liar, zeros, good),
		"damaged-inside": packed(item{"b.zip", string(inner[:len(inner)-10])}, good),
		"wrong-inside":   claimed(wrongInside, inner, good),
		"no-header":      bytes.Replace(packed(item{"a.xml", "<a/>"}, good), []byte("PK\x03\x04"), []byte("PK\x03\x05"), 1),
		"no-data":        spoilt(packed(item{"a.xml", "<a/>"}, good)),
	}
}

// spoilt is an archive of which the data of the first file are not what they say.
func spoilt(archive []byte) []byte {
	archive[len("PK\x03\x04")+26+len("a.xml")] = 0xff
	return archive
}

// deflated is so many bytes, packed.
func deflated(n int) []byte {
	raw := packed(item{"x", strings.Repeat("\x00", n)})
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		panic(err)
	}
	r, err := z.File[0].OpenRaw()
	if err != nil {
		panic(err)
	}
	body, err := io.ReadAll(r)
	if err != nil {
		panic(err)
	}
	return body
}

// told writes down what comes of an archive.
func told(body []byte) string {
	var b strings.Builder
	for f, err := range Files(bytes.NewReader(body), int64(len(body))) {
		if err != nil {
			fmt.Fprintf(&b, "\t! %v\n", err)
			continue
		}
		content, err := f.read()
		fmt.Fprintf(&b, "\t%s (%d bytes) %.12q", f.Name, f.Size, content)
		if err != nil {
			fmt.Fprintf(&b, " ! %v", err)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// compare tells what comes of the archives of a folder and compares it with what is
// committed.
func compare(t *testing.T, folder string, made func() map[string][]byte) {
	t.Helper()
	all := golden.Made(t, folder, ".zip", made)
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(all)) {
		fmt.Fprintf(&b, "%s\n%s", name, told(all[name]))
	}
	golden.Match(t, folder+"/files.txt", b.String())
}

func TestSamples(t *testing.T) { compare(t, "testdata", samples) }
func TestRefused(t *testing.T) { compare(t, "testdata/refused", refused) }

// TestMeasures holds archives that would be too large to keep against the measures.
func TestMeasures(t *testing.T) {
	large := func(name string, size uint64) zip.FileHeader {
		return zip.FileHeader{Name: name, Method: zip.Store, CRC32: 1, CompressedSize64: 1, UncompressedSize64: size}
	}
	inner := item{"a.zip", string(put(zip.Store, []item{{"a.xml", "<a/>"}, {"b.bin", strings.Repeat("b", maxInner/2+1)}}))}
	for _, tt := range []struct {
		name  string
		body  []byte
		files int
		want  string
	}{
		{"many files", manyFiles(maxFiles), maxFiles, ""},
		{"too many files", manyFiles(maxFiles + 1), 0, "50000.xml: the archive has more than 50000 files"},
		{"a list that is too long", manyNames(), 0, "the list of the files in the archive is longer than 16 MB"},
		{"too much in sum", claimed(large("a.xml", maxUnpacked+1), []byte("x")), 0, "a.xml: the archive unpacks to more than 2048 MB"},
		{"too much for a number", claimed(large("a.xml", 1<<63), []byte("x")), 0, "a.xml: the archive unpacks to more than 2048 MB"},
		{"a bomb in a large archive", bombBeside(1 << 20), 1, "bomb.xml: the file unpacks to far more than files do and is not opened"},
		{"archives that are too large together", put(zip.Store, []item{inner, {"b.zip", inner.body}, {"c.xml", "<c/>"}}), 3,
			"b.zip: the archives in the archive come to more than 64 MB: unpack it first"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files, failures := 0, []string{}
			for f, err := range Files(bytes.NewReader(tt.body), int64(len(tt.body))) {
				if files++; err != nil {
					files--
					failures = append(failures, err.Error())
					if !errors.Is(err, fault.Invalid) || f.Open != nil {
						t.Errorf("%v: no kind, or something to open beside it", err)
					}
				}
			}
			if files != tt.files || strings.Join(failures, "; ") != tt.want {
				t.Errorf("%d files, %v", files, failures)
			}
		})
	}
}

// bombBeside is a bomb beside so many bytes that are none.
func bombBeside(n int) []byte {
	zeros := deflated(1 << 16)
	bomb := zip.FileHeader{Name: "bomb.xml", Method: zip.Deflate, CRC32: 1, CompressedSize64: uint64(len(zeros)), UncompressedSize64: freely + 1}
	large := strings.Repeat("<a/>", n/4)
	header := stored("large.xml", large)
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, part := range []struct {
		header zip.FileHeader
		body   []byte
	}{{header, []byte(large)}, {bomb, zeros}} {
		f, err := w.CreateRaw(&part.header)
		if err == nil {
			_, err = f.Write(part.body)
		}
		if err != nil {
			panic(err)
		}
	}
	w.Close()
	return b.Bytes()
}

func manyFiles(n int) []byte {
	items := make([]item, n)
	for i := range items {
		items[i] = item{fmt.Sprintf("%05d.xml", i), "<a/>"}
	}
	return put(zip.Store, items)
}

func manyNames() []byte {
	items := make([]item, maxListing/50_000+2)
	for i := range items {
		items[i] = item{name: fmt.Sprint(i, strings.Repeat("x", 50_000))}
	}
	return packed(items...)
}

func TestFilesCanBeOpenedLaterAndAgain(t *testing.T) {
	var kept []File
	body := samples()["nested"]
	for f, err := range Files(bytes.NewReader(body), int64(len(body))) {
		if err != nil {
			t.Fatal(err)
		}
		kept = append(kept, f)
	}
	for range 2 {
		for _, f := range kept {
			if content, err := f.read(); err != nil || int64(len(content)) != f.Size {
				t.Errorf("%s: %d bytes of %d, %v", f.Name, len(content), f.Size, err)
			}
		}
	}
}

func TestNothingFollowsWhatIsNotWanted(t *testing.T) {
	all := refused()
	maps.Copy(all, samples())
	for name, body := range all {
		t.Run(name, func(t *testing.T) {
			total := strings.Count(told(body), "\n")
			for wanted := range total {
				n := 0
				for range Files(bytes.NewReader(body), int64(len(body))) { // panics when it goes on
					if n++; n > wanted {
						break
					}
				}
			}
		})
	}
}

// failing is a file on a disk that is broken.
type failing struct{}

func (failing) ReadAt([]byte, int64) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestABrokenDiskIsToldAsDamage(t *testing.T) {
	for f, err := range Files(failing{}, 1000) {
		if f.Name != "" || !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", f.Name, err)
		}
	}
}

func TestDetect(t *testing.T) {
	streamed := func(items ...item) []byte { return packed(items...) } // sizes stand behind the data
	sized := func(first item, others ...item) []byte {
		return claimed(stored(first.name, first.body), []byte(first.body), others...)
	}
	for _, tt := range []struct {
		name string
		head []byte
		want bool
	}{
		{"files", samples()["statements"], true},
		{"an archive without files", packed(), true},
		{"the first bytes alone", []byte("PK\x03\x04"), true},
		{"a header that breaks off", samples()["statements"][:35], true},
		{"a workbook of Excel", streamed(item{"[Content_Types].xml", ""}), false},
		{"a workbook of LibreOffice", streamed(item{"_rels/.rels", ""}), false},
		{"a workbook of a library", sized(item{"docProps/app.xml", "<a/>"}, item{"xl/workbook.xml", ""}), false},
		{"a workbook of Google", streamed(item{"xl/drawings/drawing1.xml", ""}), false},
		{"a part that does not stand first", sized(item{"theme.xml", "<a/>"}, item{"[Content_Types].xml", ""}), false},
		{"a spreadsheet of OpenDocument", sized(item{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}), false},
		{"signed files, which begin alike", sized(item{"mimetype", "application/vnd-asic"}, item{"a.xml", ""}), true},
		{"a folder that is called as a part", streamed(item{"word/letter.docx", ""}), true},
		{"a workbook in an archive", sized(item{"a.xlsx", string(samples()["nested"])}, item{"b.xml", ""}), true},
		{"something else", []byte("PK, said the bank"), false},
		{"nothing", nil, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Detect(tt.head); got != tt.want {
				t.Error(got)
			}
		})
	}
}

func TestDetectAmongSamples(t *testing.T) {
	trial.Kind{
		Detect:  func(file []byte) bool { return Detect(file[:min(len(file), headLen)]) },
		Samples: []string{"testdata/*.zip"},
	}.Test(t, nil, nil)
}

// FuzzFiles checks that whatever an archive says, names stay inside, sizes are kept,
// and what cannot be had is refused as invalid.
func FuzzFiles(f *testing.F) {
	for _, all := range []map[string][]byte{samples(), refused()} {
		for _, body := range all {
			f.Add(body)
		}
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		Detect(body)
		files, total := 0, int64(0)
		for file, err := range Files(bytes.NewReader(body), int64(len(body))) {
			if files++; files > maxFiles {
				t.Fatal("too many files")
			}
			if name := file.Name; strings.HasPrefix(name, "/") || strings.ContainsAny(name, "\\\x00:") || slices.Contains(strings.Split(name, "/"), "..") {
				t.Fatalf("a file is called %q", name)
			}
			if err != nil {
				if !errors.Is(err, fault.Invalid) {
					t.Fatalf("refused without a kind: %v", err)
				}
				continue
			}
			if total += file.Size; total > maxUnpacked || total > freely && total/maxRatio > int64(len(body)) {
				t.Fatalf("%d bytes out of %d", total, len(body))
			}
			content, err := file.read()
			if int64(len(content)) > file.Size || err == nil && int64(len(content)) != file.Size || err != nil && !errors.Is(err, fault.Invalid) {
				t.Fatalf("%d bytes of %d: %v", len(content), file.Size, err)
			}
		}
	})
}

// TestCollectedWorkbooksAreNoArchivesOfFiles looks at whatever was collected that is a
// zip archive.
func TestCollectedWorkbooksAreNoArchivesOfFiles(t *testing.T) {
	seen := 0
	corpus.Each(t, func(source, path string, body []byte) {
		if !bytes.HasPrefix(body, []byte("PK")) {
			return
		}
		if seen++; Detect(body[:min(len(body), headLen)]) || told(body) != "\t! this is an office document, not an archive of files\n" {
			t.Errorf("%s/%s is taken for an archive of files: %s", source, path, told(body))
		}
	})
	if seen == 0 {
		t.Error("no workbooks were found")
	}
}
