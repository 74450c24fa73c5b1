package banktable

import (
	"regexp"
	"strings"

	"acquit/internal/bank"
	"acquit/internal/format/table"
)

// The words of BNP Paribas Fortis and Fintro inside of "Details". The bank's own
// reference is the only one that no other entry has: the number in the first column
// is the same in all that were not put on a statement yet, and changes later.
var (
	fortisLabels = []string{"MEDEDELING :", "COMMUNICATION :", "BANKREFERENTIE :", "REFERENCE BANQUE :", "VALUTADATUM :", "DATE VALEUR :",
		"REFERTE OPDRACHTGEVER :", "REFERENCE DONNEUR D'ORDRE :", "MANDAAT NUMMER :", "NUMERO DE MANDAT :", "MANDAAT REFERTE :", "REFERENCE DU MANDAT :", "UITGEVOERD OP", "EXECUTE LE", "VIA MOBILE BANKING", "VIA WEB BANKING", "VIA PC BANKING"}
	fortisTransfer = regexp.MustCompile(`(?:VAN REKENING|NAAR REKENING|DU COMPTE|VERS LE COMPTE|AU COMPTE|OP REKENING)\b`)
	fortisBIC      = regexp.MustCompile(`BIC ([A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)\b`)
)

// fortis reads what BNP Paribas Fortis and Fintro write into their details.
func fortis(e *table.Entry, r *table.Record) {
	text := strings.Join(strings.Fields(e.Text), " ")
	v := labelled(text, fortisLabels...)
	for _, label := range []string{"BANKREFERENTIE :", "REFERENCE BANQUE :"} {
		if e.BankRef = first(v[label]); e.BankRef != "" {
			break
		}
	}
	if e.EndToEndID == "" {
		e.EndToEndID = v["REFERTE OPDRACHTGEVER :"] + v["REFERENCE DONNEUR D'ORDRE :"]
	}
	if e.MandateID == "" {
		e.MandateID = first(v["MANDAAT NUMMER :"] + v["NUMERO DE MANDAT :"] + v["MANDAAT REFERTE :"] + v["REFERENCE DU MANDAT :"])
	}
	if reference, ok := bank.ParseReference(v["MEDEDELING :"] + v["COMMUNICATION :"]); ok && reference.Checked() && e.Reference == "" {
		e.Reference = reference.Digits
	}
	if m := fortisBIC.FindStringSubmatchIndex(text); m != nil {
		if e.Counterparty.BIC == "" {
			e.Counterparty.BIC = text[m[2]:m[3]]
		}
		if e.Counterparty.Name == "" {
			e.Counterparty.Name = fortisName(text, m)
		}
	}
}

// first is the first word of a text.
func first(text string) string {
	word, _, _ := strings.Cut(text, " ")
	return word
}

// fortisName is who stands before the account, as in "ACME BE68… BIC …", or behind
// the bank, as in "VIREMENT DU COMPTE BE68… BIC … ACME COMMUNICATION : …". The address
// that may follow the name there cannot be told from it.
func fortisName(text string, bic []int) string {
	before := text[:bic[0]]
	if at := accountStart(before); at >= 0 {
		before = strings.TrimSpace(before[:at])
	}
	if before != "" && !fortisTransfer.MatchString(before) {
		return before
	}
	after := text[bic[1]:]
	for _, label := range fortisLabels {
		if at := strings.Index(after, label); at >= 0 {
			after = after[:at]
		}
	}
	return strings.TrimSpace(after)
}

// accountStart is where an account begins at the end of a text, right or wrong, or -1.
func accountStart(text string) int {
	text = strings.TrimSpace(text)
	at := strings.LastIndexByte(text, ' ') + 1
	if at > 0 && len(text)-at >= 8 && begins(text[at:]) {
		return at
	}
	return -1
}
