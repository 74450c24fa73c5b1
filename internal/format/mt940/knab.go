package mt940

import (
	"strings"

	"acquit/internal/bank"
)

// Knab puts who stands at the other side of a card payment on the last line:
// "REK: NL…/NAAM: LYS EN ZONEN", or the name alone.

func isKnab(in *information) bool {
	for _, line := range in.lines {
		if strings.HasPrefix(line, "REK: ") || strings.HasPrefix(line, "NAAM: ") {
			return true
		}
	}
	return false
}

func readKnab(in *information) {
	before, v := cutAtLabels(wrapped(in.lines), "REK: ", "NAAM: ")
	in.entry.Counterparty = bank.Counterparty{IBAN: strings.TrimRight(v[0], "/ "), Name: squeeze(v[1])}
	in.say(before)
}
