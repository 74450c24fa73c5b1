package mt940

import "strings"

// readCoded reads fields NS, which programs for German home banking write in the stead
// of field 86: lines of two digits and a value.
func (in *information) readCoded() {
	if len(in.coded) == 0 {
		return
	}
	in.purpose.reset()
	f := subfields{purpose: &in.purpose}
	for _, line := range in.coded {
		f.takeCoded(line)
	}
	in.place(&f)
}

func (f *subfields) takeCoded(line string) {
	if len(line) < 2 || !isDigit(line[0]) || !isDigit(line[1]) {
		f.more = append(f.more, line)
		return
	}
	value := strings.TrimSpace(line[2:])
	switch n := number(line); {
	case n >= 1 && n <= 14:
		f.purpose.add(value)
	case n == 15 || n == 16:
		f.name = joinSlices(f.name, value)
	case n == 17:
		f.booking = value
	case n == 18:
		f.journal = value
	case n == 33:
		f.bank = value
	case n == 34:
		f.account = value
	default:
		f.more = append(f.more, "NS"+line[:2]+" "+value)
	}
}
