package company

import (
	"regexp"

	"acquit/internal/fault"
)

// mostWarnHours is a week.
const mostWarnHours = 7 * 24

var senderKey = regexp.MustCompile(`^[a-z0-9][a-z0-9-]*$`)

// mostMailMB is what the servers of the large providers take.
const mostMailMB = 25

// checkSending refuses what messages could not leave by.
func (p *Policy) checkSending() error {
	if p.MailMB < 0 || p.MailMB > mostMailMB {
		return fault.At(0, "mail_mb", "a mail has 1 to %d MB at most", mostMailMB)
	}
	if p.WarnHours < 0 || p.WarnHours > mostWarnHours {
		return fault.At(0, "warn_hours", "account managers are told 0 to %d hours before", mostWarnHours)
	}
	seen := map[string]bool{}
	for _, s := range p.Senders {
		switch {
		case s.Key == "" || s.Name == "":
			return fault.New(fault.Invalid, "a sender needs a short name, and a name")
		case !senderKey.MatchString(s.Key):
			return fault.New(fault.Invalid, "the short name of a sender has letters, digits and dashes")
		case s.Own && s.Email == "":
			return fault.New(fault.Invalid, "a sender who writes from his own address needs one")
		case seen[s.Key]:
			return fault.New(fault.Invalid, "two senders are called %q", s.Key)
		}
		seen[s.Key] = true
	}
	return nil
}
