package table

import (
	"strings"

	"acquit/internal/bank"
	"acquit/internal/registry"
)

// currencies are the codes of ISO 4217 in use, and a few that old books still have.
var currencies = wordSet(`AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL
BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL
GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD
KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR
NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC
SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR
ZMW ZWL`)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		set[word] = true
	}
	return set
}

// isCurrency reports whether a word is a currency's code, in capitals.
func isCurrency(word string) bool { return len(word) == 3 && currencies[word] }

// currencyOf is the currency that a cell or a heading names: "EUR", "eur", "€".
func currencyOf(s string) string {
	switch s {
	case "€":
		return "EUR"
	case "£":
		return "GBP"
	}
	if code := strings.ToUpper(s); isCurrency(code) {
		return code
	}
	return ""
}

// isEmail reports whether a cell looks like a mail address, or several.
func isEmail(s string) bool {
	at := strings.IndexByte(s, '@')
	return at > 0 && strings.IndexByte(s[at:], '.') > 1 && len(emails(s)) > 0
}

// emails are the mail addresses of a cell: people put several into one, and write
// names around them.
func emails(s string) (all []string) {
	for word := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune(";,| \t\n<>\"()/", r) }) {
		word = strings.TrimPrefix(strings.Trim(word, ".:'"), "mailto:")
		if at := strings.IndexByte(word, '@'); at > 0 && strings.IndexByte(word[at:], '.') > 1 {
			all = append(all, word)
		}
	}
	return all
}

// isIBAN reports whether a cell is an IBAN with right check digits.
func isIBAN(s string) bool {
	if len(s) < 15 || len(s) > 45 || !letter(s[0]) || !letter(s[1]) || !digit(s[2]) {
		return false
	}
	_, err := bank.ParseIBAN(s)
	return err == nil
}

// isAccount reports whether a cell may be the number of an account: an IBAN, right
// or wrong, or six digits and more.
func isAccount(s string) bool {
	bare := Squeeze(s)
	digits := 0
	for i := range len(bare) {
		if digit(bare[i]) {
			digits++
		}
	}
	return digits >= 6 && digits*2 >= len(bare) && len(bare) <= 34
}

// taxCountries are the two letters that VAT numbers of Europe begin with.
var taxCountries = wordSet("AT BE BG CH CY CZ DE DK EE EL ES FI FR GB HR HU IE IT LT LU LV MT NL NO PL PT RO SE SI SK XI")

// isVAT reports whether a cell looks like a VAT number, with its country or, in
// Belgium, often without.
func isVAT(s string) bool {
	bare := Squeeze(s)
	if len(bare) >= 9 && len(bare) <= 15 && taxCountries[bare[:2]] {
		return strings.Count(bare[2:], "0")+strings.Count(bare[2:], "1") > 0 || strings.ContainsAny(bare[2:], "23456789")
	}
	return registry.Belgian(bare) != ""
}

// Squeeze keeps letters, in capitals, and digits.
func Squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9' || r >= 'A' && r <= 'Z':
			return r
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		}
		return -1
	}, s)
}

// The words by which tables say on which side an amount stands. Of our account at
// the bank, the debits leave; in a customer's account, they are owed.
var (
	debitWords  = wordSet("d dr dt deb debit debet db debe af afschrijving afboeking uit out outgoing s soll belastung lastschrift sortie - debitmastercard")
	creditWords = wordSet("c cr ct crd cred credit kredit k kr bij bijschrijving bijboeking in incoming h haben gutschrift entree +")
)
