package mt940

import (
	"bytes"
	"io"
)

// field is one field of a message, such as ":61:" with the lines behind it.
type field struct {
	tag   string   // "61"
	lines []string // the first without the tag; valid until the next field is read
	line  int      // of the tag, 1-based
	cut   bool     // it was longer than fits
}

// end is the tag of what is no field but the mark that closes a message.
const end = "-"

// place says in which part of a message a tag stands.
type place int

// The parts of a message.
const (
	head place = iota + 1 // before the first entry
	body                  // the entries and what follows them
)

// tags are those that MT940 and MT942 have, and a few that banks invented. A line
// that begins with another word between colons belongs to the text of its field:
// banks cut texts anywhere, also before ":12:30".
var tags = map[string]struct {
	name  string
	place place
}{
	"13": {"13", head}, "13D": {"13D", head}, "20": {"20", head}, "21": {"21", head},
	"25": {"25", head}, "25P": {"25P", head}, "28": {"28", head}, "28C": {"28C", head},
	"34F": {"34F", head}, "60F": {"60F", head}, "60M": {"60M", head}, "940": {"940", head},
	"61": {"61", body}, "62F": {"62F", body}, "62M": {"62M", body}, "64": {"64", body},
	"64F": {"64", body}, "65": {"65", body}, "65F": {"65", body}, "86": {"86", body},
	"90C": {"90C", body}, "90D": {"90D", body}, "NS": {"NS", body},
}

// tagOf cuts a known tag off the beginning of a line; "" is none.
func tagOf(raw []byte) (tag string, value []byte) {
	if len(raw) < 4 || raw[0] != ':' {
		return "", nil
	}
	for n := 3; n <= 4 && n < len(raw); n++ {
		if raw[n] == ':' {
			return tags[string(raw[1:n])].name, raw[n+1:]
		}
	}
	return "", nil
}

// fields reads a file field by field. What stands outside messages, envelopes of
// SWIFT and headings of banks, is passed over.
type fields struct {
	lines   *lines
	decoder decoder

	tag     string // of the field that is being read
	line    int
	buf     []byte // its lines, one behind the other
	ends    []int  // where each line ends in buf
	cut     bool
	entry   bool // it belongs to an entry
	held    int  // the number of lines before the mark that may have ended the message; 0 without one
	heldAt  int  // the line of that mark; 0 where it is the envelope of the next message
	ended   int  // the line of the mark that did; 0 without one
	ahead   string
	value   []byte // of the line that begins the next field
	current []string
}

func newFields(r io.Reader) *fields { return &fields{lines: newLines(r)} }

// next returns the next field, or the end of a message where a mark shows it.
func (f *fields) next() (x field, ok bool) {
	if f.ended > 0 {
		x = field{tag: end, line: f.ended}
		f.ended = 0
		return x, true
	}
	if !f.start() {
		return field{}, false
	}
	for {
		raw, ok := f.lines.next()
		if !ok {
			f.settle(head)
			return f.field(), true
		}
		tag, value := tagOf(raw)
		if tag == "" || f.isTime(tag, value) {
			f.add(raw)
			continue
		}
		f.settle(tags[tag].place)
		f.ahead, f.value = tag, value
		return f.field(), true
	}
}

// start begins the next field, at the line that ended the last one or at the next
// that has a tag.
func (f *fields) start() bool {
	for f.ahead == "" {
		raw, ok := f.lines.next()
		if !ok {
			return false
		}
		f.ahead, f.value = tagOf(afterEnvelope(raw))
	}
	f.tag, f.line = f.ahead, f.lines.Number
	f.entry = f.tag == "61" || f.entry && (f.tag == "86" || f.tag == "NS")
	f.buf = append(f.buf[:0], f.value...)
	f.ends = append(f.ends[:0], len(f.buf))
	f.cut, f.held, f.ahead = false, 0, ""
	return true
}

// add takes a line that has no tag. What looks like the end of a message is one only
// if no more of the message follows, which settle finds out.
func (f *fields) add(raw []byte) {
	if f.held == 0 && isMark(raw) {
		f.held, f.heldAt = len(f.ends), f.lines.Number
	} else if f.held == 0 && isEnvelope(raw) {
		f.held, f.heldAt = len(f.ends), 0
	}
	if len(f.buf)+len(raw) > longest {
		f.cut = f.cut || f.held == 0
		return
	}
	f.buf = append(f.buf, raw...)
	f.ends = append(f.ends, len(f.buf))
}

// settle decides about a mark that may have ended the message, by what comes next:
// if the message goes on, the mark and what follows it are text.
func (f *fields) settle(next place) {
	if f.held == 0 || next == body {
		return
	}
	f.ends = f.ends[:f.held]
	f.buf = f.buf[:f.ends[f.held-1]]
	f.ended = f.heldAt
}

func (f *fields) field() field {
	text := f.decoder.text(f.buf, f.ends)
	f.current = f.current[:0]
	from := 0
	for _, to := range f.ends {
		f.current = append(f.current, text[from:to])
		from = to
	}
	return field{f.tag, f.current, f.line, f.cut}
}

// isTime tells the rest of a time of day from a tag: in the text of an entry a line
// ends with "T16" and the next begins with ":20:37".
func (f *fields) isTime(tag string, value []byte) bool {
	return f.entry && f.tag == "86" && f.held == 0 && len(tag) == 2 && tag[0] < '6' &&
		len(value) >= 2 && isDigit(value[0]) && isDigit(value[1]) && (len(value) == 2 || !isDigit(value[2])) &&
		len(f.buf) > 0 && isDigit(f.buf[len(f.buf)-1])
}

// isMark looks for what ends a message: a hyphen, alone or with a brace behind it. The
// brace has another face where the file went through a national alphabet of seven bits
// (ISO 646): "-å" in Sweden.
func isMark(raw []byte) bool {
	if raw[0] != '-' {
		return false
	}
	for _, brace := range braces {
		if bytes.HasPrefix(raw[1:], brace) {
			return true
		}
	}
	return isBlank(raw[1:])
}

var braces = [][]byte{[]byte("}"), []byte("å"), []byte("\xe5"), []byte("è"), []byte("\xe8"), []byte("ü"), []byte("\xfc"), []byte("XXX")}

// isEnvelope knows the first block of a message of SWIFT, and the fourth, whose brace
// has another face in the alphabets of Sweden, Germany and France.
func isEnvelope(raw []byte) bool {
	for _, start := range envelopes {
		if bytes.HasPrefix(raw, start) {
			return true
		}
	}
	return false
}

var envelopes = [][]byte{[]byte("{1:F"), []byte("{1:0"), []byte("{4:"), []byte("ä4:"), []byte("\xe44:"), []byte("é4:"), []byte("\xe94:")}

// afterEnvelope is what follows "{4:" on its line, where anything does.
func afterEnvelope(raw []byte) []byte {
	for i := 0; i+2 < len(raw); i++ {
		if raw[i] == '4' && raw[i+1] == ':' && raw[i+2] == ':' {
			return raw[i+2:]
		}
	}
	return raw
}

func isDigit(c byte) bool { return c-'0' <= 9 }
