package mt940

import (
	"strings"

	"acquit/internal/bank"
)

// Penta parts its field 86 by colons: "999SEPA_CREDIT_TRANSFER:words:name:IBAN". The
// words may have colons in them.

func isPenta(in *information) bool {
	kind, rest, ok := strings.Cut(in.lines[0], ":")
	kind, found := strings.CutPrefix(kind, "999")
	return ok && found && strings.Contains(kind, "_") && strings.Count(rest, ":") >= 1 && strings.Trim(kind, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == ""
}

func readPenta(in *information) {
	text := in.joined()
	in.business = text[:3]
	kind, rest, _ := strings.Cut(text[3:], ":")
	c := &bank.Counterparty{}
	if at := strings.LastIndexByte(rest, ':'); at >= 0 {
		rest, c.IBAN = rest[:at], strings.TrimSpace(rest[at+1:])
	}
	if at := strings.LastIndexByte(rest, ':'); at >= 0 {
		rest, c.Name = rest[:at], strings.TrimSpace(rest[at+1:])
	}
	in.entry.Counterparty = *c
	in.say(rest)
	in.say(kind)
}
