package mt940

import (
	"strings"

	"acquit/internal/bank"
)

// mBank's labels stand between semicolons: account, name with address, words of the
// payer, and the bank's number.
//
//	911 TRANSAKCJA COLLECT; ID IPH: XX…; Z RACH.: 0011…; OD: LYS I SYNOWIE  UL. …; TYT.: FAKTURA 17; TNR: 1793.01

func isMBank(in *information) bool {
	text := in.joined()
	return strings.Contains(text, "; TYT.: ") || strings.Contains(text, "; TNR: ")
}

func readMBank(in *information) {
	before, v := cutAtLabels(in.joined(), "TYT.: ", "Z RACH.: ", "NA RACH.: ", "OD: ", "DLA: ", "ID IPH: ", "TNR: ")
	for i := range v {
		v[i] = strings.TrimRight(v[i], "; ")
	}
	if kind, words, ok := strings.Cut(strings.TrimRight(before, "; "), " "); ok && len(kind) == 3 && allDigits(kind) {
		in.business, before = kind, words
	}
	name, address, _ := strings.Cut(v[3]+v[4], "  ")
	in.entry.Counterparty = bank.Counterparty{Name: name, IBAN: polishIBAN(v[1] + v[2])}
	in.say(squeeze(v[0]))
	in.say(strings.TrimRight(before, "; "))
	in.label("ID IPH", v[5])
	in.label("TNR", v[6])
	in.say(squeeze(address))
}

// polishIBAN completes an account number of 26 digits, which is an IBAN but for its
// country.
func polishIBAN(number string) string {
	number = strings.ReplaceAll(number, " ", "")
	if isZeros(number) {
		return ""
	}
	if len(number) == 26 && allDigits(number) {
		if iban, err := bank.ParseIBAN("PL" + number); err == nil {
			return iban
		}
	}
	return number
}
