package inbox

import (
	"net/textproto"
	"regexp"
	"slices"
	"strings"
)

// returnedSubject are the subjects of mails that come back.
var returnedSubject = regexp.MustCompile(`(?i)(undeliver|delivery (status notification|failure|failed|has failed|delayed|report)|returned (mail|to sender)|failure notice|mail delivery (failed|failure|system|subsystem)|` +
	`message (delayed|could not be delivered)|(delayed|warning).{0,10}(mail|message)|could not be delivered|non remis|non distribu|non délivr|échec de (la )?(remise|distribution|livraison)|retour de courrier|` +
	`onbestelbaar|niet (bezorgd|afgeleverd)|kan niet worden (bezorgd|afgeleverd)|unzustellbar|nicht zugestellt|konnte nicht (zugestellt|übermittelt)|zustellung)`)

// returnedText are the sentences by which mail servers begin such mails.
var returnedText = regexp.MustCompile(`(?i)(this is the qmail-send program|this is the mail system at host|this message was created automatically by mail delivery software|` +
	`your message (did not|could not|couldn.t|wasn.t|was not).{0,40}(reach|deliver)|the following (address\(?es\)?|recipient\(?s\)?|message|organi[sz]ation).{0,40}(fail|error|reject|problem|undeliver|not deliver)|` +
	`delivery (has failed|to the following)|could not be delivered to|permanent fatal errors|was not delivered to|` +
	`votre message n.a pas pu|échec de la remise|uw bericht (kon|is) niet|kan niet worden (bezorgd|afgeleverd)|ihre nachricht (konnte|wurde) nicht|fehler bei der nachrichtenzustellung)`)

// daemon are the names under which mail servers write.
var daemon = regexp.MustCompile(`(?i)^(mailer-?daemon|postmaster|mail-?daemon|microsoftexchange[0-9a-f]*|mdaemon|mailadmin)@`)

// isReturned reports whether a server says, outside of any standard, that a mail did not
// arrive: it must be a server that writes, and both what it writes about and what it says
// must be of this kind, or it must name whom it could not reach.
func isReturned(m *Mail, header textproto.MIMEHeader) bool {
	if header.Get("X-Failed-Recipients") != "" {
		return true
	}
	nobody := strings.TrimSpace(header.Get("Return-Path")) == "<>"
	if !nobody && !daemon.MatchString(m.From) {
		return false
	}
	return returnedText.MatchString(beginning(m.Text)) && (returnedSubject.MatchString(m.Subject) || daemon.MatchString(m.From))
}

// beginning is the part of a text in which programs say what they want.
func beginning(text string) string { return head(text, 4000) }

// longestReport is how much of a report is read that keeps to no standard, in bytes.
const longestReport = 100_000

// head is the beginning of a text.
func head(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "")
}

// delayed are the words of servers that keep trying.
var delayed = regexp.MustCompile(`(?i)(delayed|will (keep|continue|be) (trying|retr|to try)|warning: message|no action is required|do not need to resend|nicht erneut senden)`)

// copyBegins is where servers put the mail itself below what they say.
var copyBegins = regexp.MustCompile(`(?im)^\W*(-+ (this is a copy of|below this line is a copy|original message|returned message|message header)|------ this is|diagnostic information for administrators|informations? de diagnostic|original message headers|received: from)`)

// looseFailures finds whom a mail did not reach in the words of a server.
func looseFailures(text string, header textproto.MIMEHeader) (all []Failure) {
	text = head(text, longestReport)
	if at := copyBegins.FindStringIndex(text); at != nil && strings.Contains(text[:at[0]], "@") {
		text = text[:at[0]]
	}
	keeps := delayed.MatchString(text)
	named := plain(addresses(header["X-Failed-Recipients"]))
	for _, found := range paragraphs(text) {
		if len(named) > 0 && !slices.ContainsFunc(named, func(a string) bool { return strings.EqualFold(a, found.Address) }) {
			continue
		}
		all = append(all, found)
	}
	for _, address := range named {
		if !slices.ContainsFunc(all, func(f Failure) bool { return strings.EqualFold(f.Address, address) }) {
			all = append(all, Failure{Address: address})
		}
	}
	for n := range all {
		f := &all[n]
		f.Status = statusIn(f.Why)
		f.Delayed = keeps || strings.HasPrefix(f.Status, "4.")
		f.Cause = causeOf(f.Status, f.Why)
		f.Hard = !f.Delayed && f.Cause == NoAddress
	}
	return all[:min(len(all), mostFailed)]
}

// recipient is a line that names whom a mail did not reach: the address alone, in angle
// brackets, after a colon of its own, or with what the server said behind it.
var recipient = regexp.MustCompile(`^\s*(?:[-*•]\s+)?(?:[^<>@:]{0,60}[\s(])?[<'"(]?([^\s<>'"(),:;@]+@[^\s<>'"(),:;@]+\.[^\s<>'"(),:;@]+?)[>'")]?\)?\s*(?:\(.{0,80}\)|<mailto:.{0,200}>)?\s*(?::\s*(.*)|(?:on|le|am|op) .{0,60}|\.)?$`)

// paragraphs are the addresses that stand at the beginning of lines, each with the words
// that follow it until an empty line, or the next address.
func paragraphs(text string) (all []Failure) {
	open := false
	for _, line := range strings.Split(text, "\n") {
		line = strings.TrimSuffix(line, "\r")
		if len(all) == mostFailed {
			return all
		}
		if len(line) < 500 && strings.Contains(line, "@") {
			if found := recipient.FindStringSubmatch(line); found != nil {
				if open = !known(all, found[1]); open {
					all = append(all, Failure{Address: found[1], Why: oneLine(found[2])})
				}
				continue
			}
		}
		last := len(all) - 1
		switch {
		case !open || last < 0:
		case strings.TrimSpace(line) == "":
			open = all[last].Why == "" // some leave a line before the reason
		case len(all[last].Why) < longestSaid:
			all[last].Why = short(strings.TrimSpace(all[last].Why + " " + oneLine(line)))
		}
	}
	return all
}

func known(all []Failure, address string) bool {
	return slices.ContainsFunc(all, func(f Failure) bool { return strings.EqualFold(f.Address, address) })
}
