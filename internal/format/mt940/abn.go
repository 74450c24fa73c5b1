package mt940

import (
	"strings"

	"acquit/internal/bank"
)

// ABN AMRO's field 86 in words stands in two columns of 32 characters with a blank
// between them. Payments by SEPA have labels:
//
//	SEPA OVERBOEKING                 IBAN: NL…
//	BIC: BANKNL2A                    NAAM: LYS EN ZONEN
//	OMSCHRIJVING: FACTUUR 17         KENMERK: RE-17
//
// older ones begin with the account, "GIRO   428428 NAAM" or "12.34.56.789 NAAM".

const column = 32

var abnLabels = []string{
	"IBAN:", "BIC:", "NAAM:", "OMSCHRIJVING:", "KENMERK:", "BETALINGSKENM.:", "MACHTIGING:", "INCASSANT:",
}

func isABNLabelled(in *information) bool {
	if !strings.HasPrefix(in.lines[0], "SEPA ") {
		return false
	}
	for _, line := range in.lines {
		if strings.Contains(line, "IBAN:") || strings.Contains(line, "NAAM:") {
			return true
		}
	}
	return false
}

func readABNLabelled(in *information) {
	before, v := cutAtLabels(inOneColumn(in.lines), abnLabels...)
	e := in.entry
	e.Counterparty = bank.Counterparty{IBAN: v[0], BIC: v[1], Name: squeeze(v[2])}
	in.say(squeeze(v[3]))
	e.EndToEndID = bank.Stated(squeeze(v[4]))
	e.Reference = normalReference(v[5])
	e.MandateID = squeeze(v[6])
	in.label("INCASSANT", squeeze(v[7]))
	in.say(squeeze(before))
}

// inOneColumn puts the cells of both columns under each other. A cell that is full goes
// on in the next one, unless that begins with a label.
func inOneColumn(lines []string) string {
	var b strings.Builder
	full := false
	for _, line := range lines {
		for line != "" {
			cell, rest := line, ""
			if len(line) > column && line[column] == ' ' {
				cell, rest = line[:column], line[column+1:]
			}
			if b.Len() > 0 && (!full || beginsWithLabel(cell)) {
				b.WriteByte('\n')
			}
			b.WriteString(cell)
			full = len(cell) >= column && cell[column-1] != ' '
			line = rest
		}
	}
	return b.String()
}

func beginsWithLabel(cell string) bool {
	for _, label := range abnLabels {
		if strings.HasPrefix(cell, label) {
			return true
		}
	}
	return false
}

func isABN(in *information) bool {
	account, _ := cutABNAccount(in.lines[0])
	return account != ""
}

func readABN(in *information) {
	account, rest := cutABNAccount(in.lines[0])
	name, _, _ := strings.Cut(strings.TrimLeft(rest, " "), "  ")
	in.entry.Counterparty = bank.Counterparty{IBAN: account, Name: strings.TrimSpace(name)}
	readPlain(in)
}

// cutABNAccount cuts the account off a line that begins with one.
func cutABNAccount(s string) (account, rest string) {
	if giro, ok := strings.CutPrefix(s, "GIRO "); ok {
		giro = strings.TrimLeft(giro, " ")
		n := digitsEnd(giro, 0)
		return giro[:n], giro[n:]
	}
	if len(s) < 13 || s[12] != ' ' {
		return "", s
	}
	for i := range 12 {
		if dot := i == 2 || i == 5 || i == 8; dot && s[i] != '.' || !dot && !isDigit(s[i]) {
			return "", s
		}
	}
	return strings.ReplaceAll(s[:12], ".", ""), s[12:]
}
