package inbox

import (
	"net/textproto"
	"regexp"
	"slices"
	"strings"

	"acquit/internal/date"
	"acquit/internal/reading"
)

// judge says what kind of mail it is, once all of it was read.
func (r *reader) judge(header textproto.MIMEHeader) {
	m := &r.mail
	m.Kind = Written
	switch {
	case r.notified(header):
	case r.returned(header):
	case isAutomatic(m, header):
		m.Kind = Automatic
		if saysAway(m) {
			m.Kind = Absence
			m.BackOn = reading.BackOn(m.Subject+"\n\n"+m.Own, date.Of(m.SentAt))
		}
	}
}

// isAutomatic reports whether a program wrote a mail: it says so itself (RFC 3834, and
// what programs said before it), it went to a list, or its subject begins as theirs do.
func isAutomatic(m *Mail, header textproto.MIMEHeader) bool {
	said, _, _ := strings.Cut(header.Get("Auto-Submitted"), ";")
	said, _, _ = strings.Cut(said, "(")
	if said = strings.TrimSpace(said); said != "" && !strings.EqualFold(said, "no") {
		return true
	}
	for _, field := range []string{"X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply"} {
		if v := strings.TrimSpace(header.Get(field)); v != "" && !strings.EqualFold(v, "no") {
			return true
		}
	}
	if strings.EqualFold(strings.TrimSpace(header.Get("Precedence")), "auto_reply") || automatic.MatchString(m.Subject) {
		return true
	}
	return toMany(m, header)
}

// toMany reports whether a mail was sent to a list. What answers a mail was not; nor was
// what somebody wrote to an address that passes mails on as a list does, as those do that
// several people share.
func toMany(m *Mail, header textproto.MIMEHeader) bool {
	if m.InReplyTo != "" || len(m.References) > 0 {
		return false
	}
	switch strings.ToLower(strings.TrimSpace(header.Get("Precedence"))) {
	case "bulk", "junk", "list":
	default:
		if header.Get("List-Id") == "" && header.Get("List-Unsubscribe") == "" {
			return false
		}
	}
	post := strings.ToLower(header.Get("List-Post") + " " + header.Get("Mailing-List") + " " + header.Get("X-Google-Group-Id"))
	return !slices.ContainsFunc(slices.Concat(m.To, m.Cc), func(a string) bool { return strings.Contains(post, strings.ToLower(a)) })
}

// automatic are the beginnings of subjects of what programs answer.
var automatic = regexp.MustCompile(`(?i)^\W{0,2}(auto(matic|mated)?[- ]?(reply|response|answer)|out of (the )?office|` +
	`réponse automatique|message automatique|absence du bureau|absent\(e\) du bureau|notification d.absence|` +
	`automatisch(e)? (antwoord|bericht|reply|beantwoording)|afwezigheids(bericht|melding|assistent)|niet aanwezig|afwezig\s?:|` +
	`automatische (antwort|abwesenheitsnotiz)|auto-antwort|abwesenheits(notiz|nachricht|meldung|info|assistent)|abwesend\s?:|nicht im (büro|haus)\s?:)`)

// away are words of those who are not there.
var away = regexp.MustCompile(`(?i)(out of (the )?office|away from (my desk|the office)|on (annual |parental |maternity |sick |holiday )?leave\b|on (holidays?|vacation)\b|\bi am (currently )?(away|absent|unavailable)|` +
	`limited access to (my )?e-?mail|will be (back|returning)|` +
	`absent(e|\(e\))?\b.{0,40}\b(du bureau|jusqu|du \d|de nos|pour|au|actuellement)|je (suis|serai) (actuellement )?(absent|en (congé|vacances|déplacement|formation))|absence du bureau|en congés?\b|de retour (le|au|à partir)|hors du bureau|` +
	`afwezig|niet (op kantoor|aanwezig|bereikbaar)|met (verlof|vakantie)|op vakantie|terug (op|vanaf)|buiten (het )?kantoor|` +
	`abwesend|abwesenheit|nicht im (büro|haus|dienst)|(im|in) urlaub|außer haus|nicht erreichbar|(wieder|zurück) (im büro|ab|am|erreichbar))`)

// saysAway reports whether an automatic answer says that nobody is there. Only its
// beginning counts: below, programs say much about themselves.
func saysAway(m *Mail) bool {
	return away.MatchString(m.Subject) || away.MatchString(head(m.Own, 2000))
}
