package sheet

import (
	"strings"

	"acquit/internal/fault"
)

// delimiters are the marks that part fields, the surest first: commas stand in
// amounts and texts as well, tabs hardly anywhere else.
var delimiters = []struct {
	mark   byte
	weight int
}{{'\t', 12}, {';', 11}, {'|', 11}, {',', 8}}

// dialectOf finds the delimiter by which most lines have the same number of fields,
// unless a person or the file itself says which it is.
func dialectOf(sample []string, delimiter, quote string) (dialect, error) {
	d := dialect{quote: quoteOf(sample, quote)}
	if len(sample) > 0 {
		if mark, told := instruction(sample[0]); told {
			d.told, sample = true, sample[1:]
			if delimiter == "" {
				delimiter = mark
			}
		}
	}
	switch {
	case len(delimiter) > 1 || delimiter != "" && (delimiter[0] >= 0x80 || delimiter[0] < '\t' || delimiter == "\n" || delimiter == "\r" || delimiter[0] == d.quote):
		return d, fault.New(fault.Invalid, "the delimiter %q is not one character that can part fields", delimiter)
	case len(quote) > 1 && quote != "none":
		return d, fault.New(fault.Invalid, "the quotation mark %q is not one character", quote)
	case delimiter != "":
		d.delimiter = delimiter[0]
		d.width, _ = shape(sample, d)
	default:
		d.delimiter, d.width = bestDelimiter(sample, d.quote)
	}
	d.strict = d.quote != 0 && strictly(sample, d)
	return d, nil
}

// instruction reads a first line such as sep=; which tells Excel the delimiter.
func instruction(line string) (mark string, ok bool) {
	line = strings.Trim(line, `" `+"\ufeff")
	if len(line) != 5 || !strings.EqualFold(line[:4], "sep=") {
		return "", false
	}
	return line[4:], true
}

// bestDelimiter weighs how many lines agree, and on how many fields.
func bestDelimiter(sample []string, quote byte) (mark byte, width int) {
	mark, width = ';', 1
	best := 0
	for _, candidate := range delimiters {
		fields, agreeing := shape(sample, dialect{delimiter: candidate.mark, quote: quote})
		if fields < 2 {
			continue
		}
		score := agreeing * agreeing / 1000 * candidate.weight * (10 + min(fields-2, 5))
		if score > best {
			mark, width, best = candidate.mark, fields, score
		}
	}
	return mark, width
}

// shape counts the fields of each line and returns the number that most lines have,
// and how many in a thousand do. Lines of one field, such as a title, have no say in
// the number.
func shape(sample []string, d dialect) (fields, agreeing int) {
	times := map[int]int{}
	all := 0
	for _, n := range widths(sample, d) {
		all++
		if n > 1 {
			times[n]++
		}
	}
	for n, count := range times {
		if count > times[fields] || count == times[fields] && n > fields {
			fields = n
		}
	}
	if all == 0 || fields == 0 {
		return 1, 0
	}
	return fields, times[fields] * 1000 / all
}

// widths splits a sample and returns the number of fields of each row that is not
// empty.
func widths(sample []string, d dialect) (all []int) {
	l := &lines{}
	l.back(sample)
	s := &splitter{dialect: d, lines: l, reach: sampleReach}
	for s.next() == nil {
		if s.fields > 1 || !s.row.Empty() {
			all = append(all, s.fields)
		}
	}
	return all
}

// sampleReach bounds how far a wrong delimiter lets quotes run on.
const sampleReach = 20

// quoteOf finds the quotation mark: an apostrophe only where fields are put between
// two of them, and none in other quotes. A lone one begins a name ('t Hof).
func quoteOf(sample []string, want string) byte {
	switch {
	case want == "none":
		return 0
	case len(want) == 1:
		return want[0]
	}
	between := 0
	for _, line := range sample {
		for field := range strings.FieldsFuncSeq(line, func(r rune) bool { return strings.ContainsRune(";,\t|", r) }) {
			field = strings.TrimSpace(field)
			switch {
			case strings.HasPrefix(field, `"`):
				return '"'
			case len(field) > 1 && field[0] == '\'' && field[len(field)-1] == '\'':
				between++
			}
		}
	}
	if between > 0 {
		return '\''
	}
	return '"'
}

// strictly reports whether fields stand in quotes throughout: nine rows in ten, and
// two of them at least.
func strictly(sample []string, d dialect) bool {
	quoted, all := 0, 0
	mark := string(d.quote)
	between := mark + string(d.delimiter) + mark
	for _, line := range sample {
		if line == "" {
			continue
		}
		all++
		if d.width > 1 && strings.HasPrefix(line, mark) && strings.Count(line, between) >= d.width-1 {
			quoted++
		}
	}
	return quoted >= 2 && quoted*10 >= all*9
}
