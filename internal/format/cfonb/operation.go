package cfonb

// The interbank code of a movement says what happened, and so who stands at the
// other side and whether money came back.

// returned are the operations by which money comes back that was paid or collected
// before: unpaid cheques, bills and card payments, direct debits and transfers that
// were rejected, returned or recalled, and direct debits that their creditor
// reversed.
var returned = map[string]bool{
	"03": true, "10": true, "12": true, "26": true, "27": true, "33": true, "34": true, "38": true, "98": true,
	"A3": true, "A4": true, "A5": true, "A6": true, "B3": true, "B4": true, "B5": true, "B6": true,
	"C3": true, "C4": true, "C5": true,
}

// correction is the operation by which a bank takes an entry of its own back.
const correction = "99"

// unspecified is the ISO reason of a return that its bank did not explain, or
// explained in a way that ISO 20022 has no code for.
const unspecified = "MS03"

// reasons are the ISO 20022 codes of those reasons for a return that mean the same
// there: CFONB, Liste interbancaire des délais et codes motifs de rejet, retour et
// autres exceptions (2012).
var reasons = map[string]string{
	"12": "AC01", // the account is not known
	"14": "AC04", // closed
	"18": "BE05", // the creditor is not known
	"20": "AM04", // no funds
	"31": "MD01", // no mandate
	"34": "AC06", // blocked
	"35": "MD07", // the debtor died
	"52": "AG02", // wrong kind of operation
	"54": "BE04", // address missing
	"57": "FF01", // wrong format
	"58": "MS02", // as the customer ordered
	"59": "MS03", // not said
	"60": "RC01", // the bank is not known
	"61": "TM01", // too late
	"62": "RR04", // forbidden by a rule
	"63": "SL01", // a service of the debtor's bank
	"64": "AM05", // twice
	"65": "FOCR", // asked for back
	"66": "MD02", // wrong data of the mandate
	"80": "MD06", // the debtor contests it
	"99": "AG01", // not allowed on this account
}

// returnReason is the ISO code of a movement by which money comes back, "" for any
// other. The reason has columns of its own, which are filled for returns alone.
func returnReason(operation, reason string) string {
	reason = trimZeros(reason)
	switch {
	case reasons[reason] != "":
		return reasons[reason]
	case reason != "" || returned[operation]:
		return unspecified
	}
	return ""
}

// trimZeros makes nothing of a field that is filled with zeros.
func trimZeros(s string) string {
	for _, c := range s {
		if c != '0' {
			return s
		}
	}
	return ""
}
