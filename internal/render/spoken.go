package render

import (
	"strings"
	"unicode/utf16"

	"acquit/internal/company"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/locale"
	"acquit/internal/message"
)

// Where a message has no page, by SMS and on the telephone, a company's own text is of words
// and conditions alone, without blocks.

// mostShort is how many letters a text of an SMS has at most, before words are filled in: some
// four parts.
const mostShort = 600

// CheckSpoken is CheckText for what is said without a page: by SMS, or on the telephone.
//
// Errors: Invalid. The place of a fault is a line of the text.
func CheckSpoken(text string, channel message.Channel, step *dunning.Step, c *company.Company) error {
	r := reading{step: step, company: c, text: unified(text), spoken: true}
	most := mostBody
	if channel == message.SMS {
		most = mostShort
	}
	switch letters := len([]rune(r.text)); {
	case strings.TrimSpace(r.text) == "":
		r.faults.Add(fault.At(0, "body", "a text needs words"))
	case letters > most:
		r.faults.Add(fault.At(0, "body", "a text has %d letters at most", most))
	case r.walk() && channel == message.SMS:
		r.checkShort()
	}
	return r.faults.Err(fault.Say("the text has %d faults", r.faults.Len()))
}

// checkShort looks for what an SMS must say, and for what does not fit into one.
func (r *reading) checkShort() {
	r.need("company", "%s is missing, or stands below a condition: an SMS says who writes", tag("company"))
	if r.step.Tone == dunning.Formal || len(r.step.Claims) > 0 {
		r.faults.Add(fault.At(0, "body", "a step that is formal or claims something says what the law asks for, for which an SMS has no room: let it go another way"))
	}
}

// Say fills in an own text that is said without a page, line by line. A line of which a word
// has nothing to say is left out.
//
// Errors: as Mail.
func (r *Reminder) Say(w *locale.Words, text string) (lines []string, err error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	tone, err := r.tone()
	if err != nil {
		return nil, err
	}
	b := builder{Words: w, reminder: r, sums: r.Sums(), tone: tone}
	s, err := b.scribe(text)
	if err != nil {
		return nil, err
	}
	for n := range s.lines {
		if line := s.lines[n].said().plain(); line != "" && !s.lines[n].lacking {
			lines = append(lines, line)
		}
	}
	return lines, nil
}

// plainLetters are the letters of typography by those that every telephone has.
var plainLetters = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2009", " ", "’", "'", "‘", "'", "“", `"`, "”", `"`, "„", `"`,
	"« ", `"`, " »", `"`, "«", `"`, "»", `"`, "–", "-", "—", "-", "−", "-", "…", "...", "\u00ad", "")

// Short is an SMS as it goes out.
type Short struct {
	Text     string
	Letters  int    // septets of GSM-7, or units of UCS-2
	Segments int    // parts that are sent and paid
	Strange  string // the letters for which it is sent as UCS-2; "" for GSM-7
}

// How many letters fit into an SMS, and into each part of a long one, whose parts carry a
// header (3GPP TS 23.040, 9.2.3.24.1).
const (
	oneGSM, partGSM   = 160, 153
	oneUCS2, partUCS2 = 70, 67
)

// The letters of GSM-7: the default alphabet, and its extension, whose letters count twice
// (3GPP TS 23.038, 6.2.1).
const (
	gsmBasic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsmTwice = "\f^{}\\[~]|€"
)

// ShortOf is an SMS of some lines. Marks of typography are written plainly, since one of them
// would more than halve what a part holds.
func ShortOf(lines []string) Short {
	s := Short{Text: plainLetters.Replace(strings.Join(lines, "\n"))}
	for _, letter := range s.Text {
		if !strings.ContainsRune(gsmBasic, letter) && !strings.ContainsRune(gsmTwice, letter) && !strings.ContainsRune(s.Strange, letter) {
			s.Strange += string(letter)
		}
	}
	if s.Strange == "" {
		s.Letters, s.Segments = split(s.Text, oneGSM, partGSM, func(letter rune) int {
			if strings.ContainsRune(gsmTwice, letter) {
				return 2
			}
			return 1
		})
	} else {
		s.Letters, s.Segments = split(s.Text, oneUCS2, partUCS2, utf16.RuneLen)
	}
	return s
}

// split counts a text, and the parts that it goes out in: one, or more that are smaller. No
// letter is cut in two.
func split(text string, one, part int, size func(rune) int) (units, parts int) {
	inPart := 0
	for _, letter := range text {
		n := size(letter)
		units += n
		if parts == 0 || inPart+n > part {
			parts, inPart = parts+1, 0
		}
		inPart += n
	}
	if units <= one {
		return units, min(parts, 1)
	}
	return units, parts
}

// StandardSpoken is what the program says where a message has no page, to start from: in a
// language, by SMS or on the telephone.
func StandardSpoken(w *locale.Words, channel message.Channel) string {
	b := builder{Words: w, reminder: &Reminder{}}
	about := b.standardAbout()
	if channel == message.SMS {
		return w.T("settings.spoken.sms", "Company", "{{company}}", "About", about, "Amount", "{{total}}") +
			when("iban", " "+w.T("settings.spoken.sms_pay", "Account", "{{iban}}", "Reference", "{{reference}}")) +
			when("page", " {{page}}")
	}
	return strings.Join([]string{w.T("call.say_1", "Company", "{{company}}"), w.T("settings.spoken.about", "About", about, "Amount", "{{total}}"),
		w.T("call.say_3"), w.T("call.say_4")}, "\n")
}
