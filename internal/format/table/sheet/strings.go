package sheet

import (
	"strconv"
	"strings"

	"acquit/internal/fault"
	"acquit/internal/format/xmlread"
)

// sharedStrings are the texts that cells name by number, one behind the other.
type sharedStrings struct {
	text string
	ends []uint32
}

// at returns the text of a number, or "" where there is none.
func (s *sharedStrings) at(n int) string {
	if n < 0 || n >= len(s.ends) {
		return ""
	}
	start := uint32(0)
	if n > 0 {
		start = s.ends[n-1]
	}
	return s.text[start:s.ends[n]]
}

// maxShared is how many texts cells may share: a sheet has no more rows.
const maxShared = 16 << 20

// readStrings reads the part of shared texts, which a workbook may lack.
func (b *workbook) readStrings(part string) error {
	if b.parts[part] == nil {
		return nil
	}
	var all strings.Builder
	err := b.walk(part, func(x *xmlread.Reader) error {
		return x.Each(func(string) error {
			text, err := richText(x)
			if err != nil {
				return err
			}
			all.WriteString(trimmed(text))
			if all.Len() > maxStrings || len(b.strings.ends) == maxShared {
				return fault.New(fault.Invalid, "the cells share more text than a table in use")
			}
			b.strings.ends = append(b.strings.ends, uint32(all.Len()))
			return nil
		})
	})
	b.strings.text = all.String()
	return err
}

// richText reads a text that may be put together from runs of several fonts. What
// tells how Japanese is pronounced is no part of it.
func richText(x *xmlread.Reader) (string, error) {
	text := ""
	var err error
	walkErr := x.Each(func(name string) error {
		more := ""
		switch name {
		case "t":
			more, err = rawText(x)
		case "r":
			more, err = richText(x)
		}
		text += more
		return err
	})
	return text, walkErr
}

// maxCell is the length of a text that a cell may have: 32,767 characters.
const maxCell = 4 * 32767

func rawText(x *xmlread.Reader) (string, error) {
	raw, err := x.RawText(maxCell)
	if err != nil {
		return "", err
	}
	return unescaped(string(raw)), nil
}

// unescaped turns _x000D_ into the character that XML cannot hold, as Excel does.
func unescaped(s string) string {
	for at := 0; ; {
		i := strings.Index(s[at:], "_x")
		if i < 0 {
			return s
		}
		at += i
		if len(s) < at+7 || s[at+6] != '_' {
			at += 2
			continue
		}
		code, err := strconv.ParseUint(s[at+2:at+6], 16, 16)
		if err != nil {
			at += 2
			continue
		}
		c := string(rune(code))
		s = s[:at] + c + s[at+7:]
		at += len(c)
	}
}
