package inbox

import (
	"regexp"
	"strings"
)

// Voice says whose words a passage of a mail is.
type Voice string

// The voices.
const (
	Writer    Voice = "writer"    // what the writer wrote now
	Quoted    Voice = "quoted"    // an earlier mail, with the line that says whose it is
	Signature Voice = "signature" // who the writer is, and what programs put below mails
)

// Passage is a run of lines of one voice.
type Passage struct {
	Voice Voice
	Text  string // with the ends of its lines
}

// Passages parts the words that were written now from those of earlier mails and from the
// signature. All passages together are the text. Where it is not certain, words are the
// writer's.
func Passages(text string) []Passage {
	if text == "" {
		return nil
	}
	lines := strings.SplitAfter(text, "\n")
	voices := voicesOf(lines)
	var all []Passage
	from, at := 0, 0
	for n, line := range lines {
		if n > 0 && voices[n] != voices[n-1] && line != "" {
			all = append(all, Passage{voices[n-1], text[from:at]})
			from = at
		}
		if line == "" {
			voices[n] = voices[max(0, n-1)] // the text ends with a line
		}
		at += len(line)
	}
	return append(all, Passage{voices[len(lines)-1], text[from:]})
}

// own are the writer's words alone.
func own(all []Passage) string {
	var b strings.Builder
	for _, p := range all {
		if p.Voice == Writer {
			b.WriteString(p.Text)
		}
	}
	return strings.TrimSpace(b.String())
}

// voicesOf says of each line whose it is. A blank line belongs to what stands before it.
func voicesOf(lines []string) []Voice {
	voices := make([]Voice, len(lines))
	voice := Writer
	for n := 0; n < len(lines); n++ {
		line := strings.TrimSpace(lines[n])
		switch {
		case line == "" || n > mostLines:
		case strings.HasPrefix(line, ">"):
			voice = Quoted
		case begins(lines, n):
			for ; n < len(lines); n++ {
				voices[n] = Quoted
			}
			return voices
		case introduces(lines, n) > 0:
			for end := n + introduces(lines, n) - 1; n < end; n++ {
				voices[n] = Quoted
			}
			voice = Quoted
		case line == "--" && lastOf(lines, n):
			voice = Signature
		case len(line) > 10 && len(line) < 120 && footer.MatchString(line):
			voices[n] = Signature
			continue
		case voice == Quoted:
			voice = Writer
		}
		voices[n] = voice
	}
	return voices
}

// mostLines is how many lines are looked at; those below are whose the last one was.
const mostLines = 20_000

// mostOfSignature is how many lines may follow the mark of a signature.
const mostOfSignature = 30

// lastOf reports whether what follows a mark is short enough to be a signature.
func lastOf(lines []string, n int) bool {
	count := 0
	for _, line := range lines[n+1:] {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, ">") {
			return count <= mostOfSignature
		} else if line != "" {
			count++
		}
		if count > mostOfSignature {
			return false
		}
	}
	return true
}

// footer is what telephones and programs put below mails.
var footer = regexp.MustCompile(`(?i)^\W{0,3}(sent from (my |mail for |outlook|yahoo|proton)|sent with proton|get outlook for|envoyé (de|depuis|à partir de) (mon|ma|outlook|yahoo|l.application)|` +
	`(obtenez|obtenir|télécharger) outlook pour|(verzonden|verstuurd) (vanaf|met|vanuit|via) (mijn|outlook|mail)|(download|outlook voor) .*outlook|outlook voor (ios|android)|` +
	`von meine[mr] .{1,40} gesendet|gesendet (von|mit) (meine[mr]|outlook|der)|diese nachricht wurde von meinem .{1,60} gesendet|(laden sie )?outlook für (ios|android))`)

// original is a line below which an earlier mail stands.
var original = regexp.MustCompile(`(?i)^[-_*=\s]{2,}(original[- ]message|original appointment|forwarded message|begin forwarded message|` +
	`message d.origine|message original|message initial|message transféré|message transmis|oorspronkelijk bericht|origineel bericht|doorgestuurd bericht|` +
	`urspr(ü|ue)ngliche (nachricht|mail|e-mail)|originalnachricht|original-nachricht|weitergeleitete nachricht)\s*:?[-_*=\s]{2,}$`)

// The fields of the head that Outlook puts above an earlier mail, in four languages.
var (
	headFrom    = regexp.MustCompile(`(?i)^[*_ ]{0,3}(from|de|expéditeur|van|afzender|von)[*_ ]{0,3}[\s\x{a0}\x{202f}]*:[*_ ]{0,3}\s*\S`)
	headSent    = regexp.MustCompile(`(?i)^[*_ ]{0,3}(sent|date|envoyé|envoyé le|verzonden|datum|gesendet)[*_ ]{0,3}[\s\x{a0}\x{202f}]*:[*_ ]{0,3}\s*\S`)
	headTo      = regexp.MustCompile(`(?i)^[*_ ]{0,3}(to|à|a|pour|aan|an)[*_ ]{0,3}[\s\x{a0}\x{202f}]*:[*_ ]{0,3}\s*\S`)
	headSubject = regexp.MustCompile(`(?i)^[*_ ]{0,3}(subject|objet|sujet|onderwerp|betreff)[*_ ]{0,3}[\s\x{a0}\x{202f}]*:`)
)

// linesOfHead is within how many lines such a head stands.
const linesOfHead = 8

// begins reports whether all that follows is an earlier mail: below a line that says so,
// below the head of one, or below a sentence that names its writer and its minute while no
// line of it is marked.
func begins(lines []string, n int) bool {
	line := strings.TrimSpace(lines[n])
	if strings.ContainsRune("-_*=", rune(line[0])) && original.MatchString(line) || isHead(lines, n) {
		return true
	}
	if rule(line) { // Outlook draws one above its head
		next := following(lines, n+1)
		return next < len(lines) && isHead(lines, next)
	}
	count := introduces(lines, n)
	if count == 0 {
		return false
	}
	next := following(lines, n+count)
	return next < len(lines) && !strings.HasPrefix(strings.TrimSpace(lines[next]), ">") && certain.MatchString(joined(lines[n:n+count]))
}

func rule(line string) bool { return len(line) >= 5 && strings.Trim(line, "_-") == "" }

// following is the next line that is not blank.
func following(lines []string, n int) int {
	for n < len(lines) && strings.TrimSpace(lines[n]) == "" {
		n++
	}
	return n
}

// isHead reports whether the head of an earlier mail begins with a line.
func isHead(lines []string, n int) bool {
	if line := strings.TrimSpace(lines[n]); !strings.Contains(line, ":") || !headFrom.MatchString(line) {
		return false
	}
	sent, about, to := false, false, false
	for _, line := range lines[n+1 : min(n+linesOfHead, len(lines))] {
		line = strings.TrimSpace(line)
		sent = sent || headSent.MatchString(line)
		to = to || headTo.MatchString(line)
		about = about || headSubject.MatchString(line)
	}
	return about && (sent || to) || sent && to
}

// A line says who wrote what is quoted below it. It may be broken into three.
var (
	wroteThen = regexp.MustCompile(`(?i)^(on|le|op|am|den|il)\s.{3,300}(wrote|a écrit|schreef|schrieb|het volgende geschreven)\b.{0,200}:$`)
	thenWrote = regexp.MustCompile(`(?i)^.{1,200}\s(wrote|a écrit|schreef|schrieb)\b.{0,80}\d.{0,80}:$`)
	certain   = regexp.MustCompile(`@|\d{1,2}\s?[:h.]\s?\d\d`)
	numeral   = regexp.MustCompile(`\d`)
)

// introduces is how many lines say who wrote what is quoted below; 0 for none.
func introduces(lines []string, n int) int {
	for count := 1; count <= 3 && n+count <= len(lines); count++ {
		last := strings.TrimSpace(lines[n+count-1])
		if last == "" || strings.HasPrefix(last, ">") {
			return 0
		}
		if !strings.HasSuffix(last, ":") {
			continue
		}
		all := joined(lines[n : n+count])
		if len(all) > 600 || !numeral.MatchString(all) || !wroteThen.MatchString(all) && !thenWrote.MatchString(all) {
			return 0
		}
		next := following(lines, n+count)
		if certain.MatchString(all) || next < len(lines) && strings.HasPrefix(strings.TrimSpace(lines[next]), ">") {
			return count
		}
		return 0
	}
	return 0
}

// joined makes one line of some.
func joined(lines []string) string {
	return strings.Join(strings.Fields(strings.Join(lines, " ")), " ")
}
