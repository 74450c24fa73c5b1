package sheet

import (
	"archive/zip"
	"errors"
	"io"
	"path"
	"slices"
	"strings"

	"acquit/internal/fault"
	"acquit/internal/format/xmlread"
)

// The measures beyond which a workbook is refused: what is small as an archive may
// unpack to more than any machine holds.
const (
	maxParts    = 10_000
	maxUnpacked = 2 << 30   // bytes of one part
	maxStrings  = 256 << 20 // bytes of text that cells share, kept in memory
	freely      = 64 << 20  // bytes that a part may unpack to at any ratio
	maxRatio    = 400       // beyond that, to its packed size
)

// workbook is an XLSX file (ISO/IEC 29500), opened.
type workbook struct {
	parts   map[string]*zip.File
	sheets  []sheetPart
	epoch   int // the Date that serial day 0 stands for, see serialDay
	strings sharedStrings
	styles  []style
}

// sheetPart is a sheet and the part of the archive that holds it.
type sheetPart struct {
	name, part string
	hidden     bool
}

func openWorkbook(r io.ReaderAt, size int64) (*workbook, error) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "the archive is damaged")
	}
	if len(archive.File) > maxParts {
		return nil, fault.New(fault.Invalid, "the archive has more than %d parts", maxParts)
	}
	b := &workbook{parts: map[string]*zip.File{}}
	for _, f := range archive.File {
		b.parts[strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/"))] = f
	}
	if err := b.known(); err != nil {
		return nil, err
	}
	main, err := b.main()
	if err != nil {
		return nil, err
	}
	if err := b.readMain(main); err != nil {
		return nil, err
	}
	dir := path.Dir(main)
	if err := b.readStrings(path.Join(dir, "sharedstrings.xml")); err != nil {
		return nil, err
	}
	return b, b.readStyles(path.Join(dir, "styles.xml"))
}

// known refuses archives that are something else, by name where people take them
// for a workbook.
func (b *workbook) known() error {
	has := func(part string) bool { return b.parts[part] != nil }
	switch {
	case has("content.xml") && has("mimetype"):
		return fault.New(fault.Invalid, "this is an OpenDocument file: save it as .xlsx or CSV")
	case has("xl/workbook.bin"):
		return fault.New(fault.Invalid, "this is a binary workbook (.xlsb): save it as .xlsx or CSV")
	case has("word/document.xml") || has("ppt/presentation.xml"):
		return fault.New(fault.Invalid, "this is a document or a presentation, not a workbook")
	}
	return nil
}

// main finds the workbook's main part by the relations of the archive.
func (b *workbook) main() (string, error) {
	relations, err := b.relations("_rels/.rels", "")
	if err != nil {
		return "", err
	}
	for _, r := range relations {
		if strings.HasSuffix(r.kind, "/officeDocument") && b.parts[r.target] != nil {
			return r.target, nil
		}
	}
	if usual := "xl/workbook.xml"; b.parts[usual] != nil {
		return usual, nil
	}
	return "", fault.New(fault.Invalid, "the archive holds no workbook (XLSX)")
}

// relation says which part another one means by an id.
type relation struct{ id, kind, target string }

// relations reads a part of relations; targets are relative to dir. A workbook may
// have none.
func (b *workbook) relations(part, dir string) (all []relation, err error) {
	if b.parts[part] == nil {
		return nil, nil
	}
	err = b.walk(part, func(x *xmlread.Reader) error {
		return x.Each(func(string) error {
			target := x.Attr("Target")
			if strings.HasPrefix(target, "/") {
				target = target[1:]
			} else {
				target = path.Join(dir, target)
			}
			all = append(all, relation{x.Attr("Id"), x.Attr("Type"), strings.ToLower(target)})
			return nil
		})
	})
	return all, err
}

// readMain reads the sheets and the epoch of days.
func (b *workbook) readMain(part string) error {
	dir := path.Dir(part)
	relations, err := b.relations(path.Join(dir, "_rels", path.Base(part)+".rels"), dir)
	if err != nil {
		return err
	}
	b.epoch = epoch1900
	return b.walk(part, func(x *xmlread.Reader) error {
		return x.Each(func(name string) error {
			switch name {
			case "workbookPr":
				if v := x.Attr("date1904"); v == "1" || v == "true" {
					b.epoch = epoch1904
				}
			case "sheets":
				return x.Each(func(string) error {
					b.addSheet(x, relations)
					return nil
				})
			}
			return nil
		})
	})
}

func (b *workbook) addSheet(x *xmlread.Reader, relations []relation) {
	id := x.Attr("id") // r:id; sheetId is another attribute
	at := slices.IndexFunc(relations, func(r relation) bool { return r.id == id && strings.HasSuffix(r.kind, "/worksheet") })
	if at < 0 || b.parts[relations[at].target] == nil {
		return // a chart, or a macro sheet
	}
	state := x.Attr("state")
	b.sheets = append(b.sheets, sheetPart{x.Attr("name"), relations[at].target, state == "hidden" || state == "veryHidden"})
}

func (b *workbook) names() (all []string) {
	for _, s := range b.sheets {
		all = append(all, s.name)
	}
	return all
}

// choose returns the sheet that is wanted, or else the first one to be seen that
// looks like a table.
func (b *workbook) choose(want string) (string, error) {
	if want != "" {
		if slices.Contains(b.names(), want) {
			return want, nil
		}
		return "", fault.New(fault.Invalid, "the workbook has no sheet %q", want)
	}
	for _, hidden := range []bool{false, true} {
		for _, s := range b.sheets {
			if s.hidden != hidden {
				continue
			}
			ok, err := b.looksLikeTable(s.name)
			if ok || err != nil {
				return s.name, err
			}
		}
	}
	return "", fault.New(fault.Invalid, "no sheet of the workbook holds a table")
}

// looksLikeTable reports whether two of the first rows have the same cells filled,
// two or more of them.
func (b *workbook) looksLikeTable(name string) (bool, error) {
	seen, times := map[int]int{}, 0
	for row, err := range b.rows(name) {
		if err != nil {
			return false, err
		}
		filled := 0
		for _, c := range row.Cells {
			if c.Text != "" {
				filled++
			}
		}
		if seen[filled]++; filled >= 2 && seen[filled] >= 2 {
			return true, nil
		}
		if times++; times > 200 {
			break
		}
	}
	return false, nil
}

// errEnough ends a walk through a part before its end.
var errEnough = errors.New("enough")

// walk opens a part and hands it over at its root.
func (b *workbook) walk(part string, read func(x *xmlread.Reader) error) error {
	f := b.parts[part]
	allowed := int64(f.CompressedSize64) * maxRatio
	allowed = min(max(allowed, freely), maxUnpacked)
	if f.UncompressedSize64 > uint64(allowed) {
		return tooLarge(part)
	}
	body, err := f.Open()
	if err != nil {
		return fault.Wrap(fault.Invalid, err, "the archive is damaged")
	}
	defer body.Close()
	limited := &limit{r: body, left: allowed, part: part}
	x, err := xmlread.New(limited)
	if err == nil {
		_, _, err = x.Root()
	}
	if err == nil {
		err = read(x)
	}
	switch {
	case err == nil || errors.Is(err, errEnough):
		return nil
	case fault.KindOf(err) != "":
		return fault.Wrap(fault.Invalid, err, "the part %s of the workbook cannot be read", part)
	}
	return fault.Wrap(fault.Invalid, err, "the archive is damaged")
}

func tooLarge(part string) error {
	return fault.New(fault.Invalid, "the part %s of the workbook unpacks to more than a table in use", part)
}

// limit ends a part that unpacks to more than its directory says.
type limit struct {
	r    io.Reader
	left int64
	part string
}

func (l *limit) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, tooLarge(l.part)
	}
	n, err := l.r.Read(p[:min(int64(len(p)), l.left)])
	l.left -= int64(n)
	return n, err
}
