package inbox

import (
	"regexp"
	"strings"
)

// Cause is what kept a mail from arriving.
type Cause string

// The causes. Only the first is the address's own fault.
const (
	NoAddress Cause = "no_address" // nobody has the address, or nobody reads it any more
	Full      Cause = "full"       // the mailbox has no room
	Content   Cause = "content"    // the mail is too large, or of a form that is not taken
	Refusal   Cause = "refusal"    // the reader's house does not want the mail: its rules, its filter, its lists
	Machine   Cause = "machine"    // a server, or the way to it, does not work
	Unknown   Cause = "unknown"
)

// causes are the statuses by which servers name a cause (RFC 3463, 3.2 to 3.8; RFC 7505 for
// X.1.10, RFC 7372 and 7504 besides). The longest beginning counts. Those that speak of the
// sender (X.1.7, X.1.8) are no fault of the reader's address.
var causes = map[string]Cause{
	"1":   Unknown,
	"1.0": NoAddress, "1.1": NoAddress, "1.2": NoAddress, "1.3": NoAddress, "1.4": NoAddress, "1.6": NoAddress, "1.10": NoAddress,
	"1.7": Refusal, "1.8": Refusal,
	"2": Unknown, "2.1": NoAddress, "2.2": Full, "2.3": Content, "2.4": Machine,
	"3": Machine, "3.4": Content, "3.1": Full,
	"4": Machine, "4.1": NoAddress, "4.4": NoAddress,
	"5": Machine,
	"6": Content,
	"7": Refusal,
}

// The words of servers that give no status, or one that says nothing.
var (
	nobody = regexp.MustCompile(`(?i)(user|recipient|mailbox|address|account|destinataire|empfänger) ?(address )?(is )?(unknown|not found|does not exist|doesn.t exist|invalid|disabled|inactive|no longer)|` +
		`(unknown|no such|invalid|nonexistent|non-existent) (local )?(user|recipient|mailbox|address|account|part|domain)|no mailbox here by that name|(does not|doesn.t) (have|like) (a|an|this) (\S+ )?(account|recipient)|` +
		`(host|domain|name service|dns).{0,40}(not found|does not exist|unknown|no such)|all relevant mx records point to non-existent hosts|couldn.t find any host named|unrouteable address|address rejected: user|resolver\.(adr|rst)\.\S*notfound`)
	full    = regexp.MustCompile(`(?i)(over ?quota|quota (exceeded|full)|mailbox.{0,20}full|boîte.{0,20}pleine|postfach.{0,20}voll|out of storage|insufficient (disk|storage))`)
	refusal = regexp.MustCompile(`(?i)(spam|blocked|blacklist|block ?list|denied|policy|reputation|dmarc|\bspf\b|dkim|not authori[sz]ed|virus|greylist|rejected (due to|for))`)
	large   = regexp.MustCompile(`(?i)(too large|size (limit|exceeds)|exceeds.{0,30}size|message size)`)
	unwell  = regexp.MustCompile(`(?i)(timed? ?out|connection (refused|reset|lost)|no route|unreachable|temporar|try again|too many (connections|hops)|loop)`)
)

// causeOf tells the cause from a status (RFC 3463), or from the server's own words where the
// status says nothing.
func causeOf(status, why string) Cause {
	class, rest, _ := strings.Cut(status, ".")
	subject, _, _ := strings.Cut(rest, ".")
	if cause, ok := causes[rest]; ok {
		return cause.unlessTold(class, why)
	}
	if cause, ok := causes[subject]; ok {
		return cause.unlessTold(class, why)
	}
	return causeInWords(why)
}

// unlessTold gives way to words where the status says little.
func (c Cause) unlessTold(class, why string) Cause {
	if c == Unknown || c == NoAddress && class != "5" {
		return causeInWords(why)
	}
	return c
}

// causeInWords tells the cause from what a server said.
func causeInWords(why string) Cause {
	switch {
	case full.MatchString(why):
		return Full
	case large.MatchString(why):
		return Content
	case refusal.MatchString(why):
		return Refusal
	case nobody.MatchString(why):
		return NoAddress
	case unwell.MatchString(why):
		return Machine
	}
	return Unknown
}
