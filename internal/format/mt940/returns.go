package mt940

// unspecified is the ISO reason of a return that its bank did not explain.
const unspecified = "MS03"

// germanReturns are the codes by which German banks give the reason of a return in
// subfield 34, with their ISO reasons (Anlage 3 of the DFÜ agreement, chapter 8).
var germanReturns = map[string]string{
	"901": "AC01", "902": "AC04", "903": "AC06", "904": "AG01", "905": "AG02", "906": "AM04", "907": "AM05", "908": "BE04",
	"909": "MD01", "910": "MD02", "912": "MD06", "913": "MD07", "914": unspecified, "915": "RC01",
}

// germanReturn tells why the other side sent money back; "" where the kind of business
// is no return.
func germanReturn(business, key string) string {
	switch business {
	case "009", "108", "109": // of a direct debit
	case "059", "159": // of a transfer
	default:
		return ""
	}
	if reason := germanReturns[key]; reason != "" {
		return reason
	}
	return unspecified
}

// isReason has the shape of an ISO reason of a return: AC04, MD01, FOCR.
func isReason(s string) bool {
	return len(s) == 4 && isLetter(s[0]) && isLetter(s[1]) && isAlnum(s[2]) && isAlnum(s[3])
}
