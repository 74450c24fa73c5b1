package mt940

import "strings"

// PostFinance names the payer, with the address, behind a label in the language of the
// account, and ends it with a number of its own: "… AUFTRAGGEBER: LYS UND SOEHNE RUE
// HAUTE 1 1234 ORT 131209CH98765432 MITTEILUNGEN: RECHNUNG 17".

var (
	postPayers   = []string{"AUFTRAGGEBER: ", "DONNEUR D'ORDRE: ", "MITTENTE: "}
	postMessages = []string{"MITTEILUNGEN: ", "COMMUNICATIONS: ", "COMUNICAZIONI: "}
)

func isPostFinance(in *information) bool {
	text := in.joined()
	for _, label := range postPayers {
		if strings.Contains(text, label) {
			return true
		}
	}
	return false
}

func readPostFinance(in *information) {
	text := wrapped(in.lines)
	before, v := cutAtLabels(strings.ReplaceAll(text, "\n", " "), append(postPayers[:3:3], postMessages...)...)
	payer := squeeze(v[0] + v[1] + v[2])
	number := ""
	if at := strings.LastIndexByte(payer, ' '); at > 0 && isPostNumber(payer[at+1:]) {
		payer, number = payer[:at], payer[at+1:]
	}
	in.entry.Counterparty.Name = payer
	in.say(squeeze(v[3] + v[4] + v[5]))
	in.say(squeeze(before))
	in.say(number)
}

// isPostNumber knows a day, the country and a number.
func isPostNumber(s string) bool {
	return len(s) > 8 && allDigits(s[:6]) && s[6:8] == "CH" && allDigits(s[8:])
}
