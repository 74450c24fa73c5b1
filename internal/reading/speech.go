package reading

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"acquit/internal/locale"
)

// tongue is what the rules know of a language, as people write it; compile says how
// phrases are read.
type tongue struct {
	language locale.Language
	common   string // words that tell the language
	rules    []rule
	cuts     string // words at which clauses part
	no       string // denies a clause
	harmless string // phrases in which such a word denies nothing
	unless   string // makes it a condition, a wish or a question
	later    string // puts it into the future
	hanging  string // begins a clause that hangs on another
	affirms  string // a clause that affirms what hangs on it
	hearsay  string // says that others said so, or asks them to
	polite   string // words of which a text of thanks is made
	thank    string
	bye      string // begins the end of a letter
	greeting string // after these, a name follows
	calendar
	back
}

// rule is a kind of thing to say, with the phrases that say it, one a line.
type rule struct {
	kind    Kind
	why     Why
	how     manner
	phrases string
}

// manner says what may stand around a phrase.
type manner int

const (
	plainly     manner = 0
	ownDenial   manner = 1 // the phrases bring their own denial
	asked       manner = 2 // it is said by asking, too
	askedDenial manner = ownDenial | asked
	dated       manner = 4 // it says so only with a day
)

// speech is a tongue with its phrases compiled.
type speech struct {
	*tongue
	common, cuts, no, harmless, unless, later, hanging, affirms, hearsay, polite, thank, bye *regexp.Regexp
	rules                                                                                    []compiled
	shapes                                                                                   []shape
	paper                                                                                    *regexp.Regexp
	backs, lasts                                                                             *regexp.Regexp
}

// compiled is a rule that is ready.
type compiled struct {
	rule
	any *regexp.Regexp
}

// find is where the first phrase stands in a clause.
func (r *compiled) find(clause string) []int { return r.any.FindStringIndex(clause) }

// learn compiles the phrases of a tongue.
func learn(t tongue) *speech {
	s := &speech{tongue: &t, common: compile(t.common), no: compile(t.no), harmless: compile(t.harmless), unless: compile(t.unless), later: compile(t.later),
		hanging: compile(t.hanging), affirms: compile(t.affirms), hearsay: compile(t.hearsay), polite: compile(t.polite), thank: compile(t.thank), bye: compile(t.bye),
		cuts:  regexp.MustCompile(`[,:]\s|\s-+\s|[\s,](?:` + phrasesOf(t.cuts) + `)\s`),
		backs: compile(t.back.again), lasts: compile(t.back.until)}
	for _, r := range t.rules {
		s.rules = append(s.rules, compiled{r, compile(r.phrases)})
	}
	s.shapes = shapesOf(&t)
	s.paper = regexp.MustCompile(`(?:^|[^a-z])(?:` + phrasesOf(t.document) + `)(?:[^a-z].*)?[^a-z](?:` + phrasesOf(t.of) + `)$`)
	return s
}

// gap is what stands between two words.
const gap = `[\s"«»()*_-]+`

// compile reads phrases, one a line. Letters stand for themselves, without accents; of
// (a|b), either may stand there; [a|b] may be missing; … are up to five words; * are the
// letters that end a word.
func compile(phrases string) *regexp.Regexp {
	var all []string
	for _, line := range strings.Split(phrases, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, pattern(line))
		}
	}
	if len(all) == 0 {
		return regexp.MustCompile(`$^x`) // nothing
	}
	return regexp.MustCompile(`(?:^|[^a-z0-9])(?:` + strings.Join(all, "|") + `)(?:$|[^a-z0-9])`)
}

var optional = regexp.MustCompile(`\[([^\]]*)\] `)

// pattern is a phrase as a regular expression.
func pattern(phrase string) string {
	phrase = strings.TrimSuffix(phrase, " …")
	phrase = strings.ToLower(phrase)
	phrase = fold(phrase, len(phrase)).text
	phrase = strings.NewReplacer("(", "(?:", ".", `\.`).Replace(phrase)
	phrase = optional.ReplaceAllString(phrase, "(?:(?:$1) )?")
	phrase = strings.ReplaceAll(phrase, "*", "[a-z]*")
	phrase = strings.ReplaceAll(phrase, "… ", `(?:[^\s]+ ){0,5}?`)
	return strings.ReplaceAll(phrase, " ", gap)
}

// spoken are the languages in which a text may be. They are compiled when the first text
// is read.
var spoken = sync.OnceValue(func() [4]*speech {
	return [4]*speech{learn(french), learn(dutch), learn(german), learn(english)}
})

// languagesOf are the languages that a text may be in, the likeliest first: those of whose
// common words it has most, or at least half as many. The one that is hinted at counts as
// if one more stood there; where there is nothing to go by, it may be any.
func languagesOf(text string, hint locale.Language) (likely []*speech) {
	all := spoken()
	counts := map[*speech]int{}
	most := 0
	for _, s := range all {
		counts[s] = 2 * len(s.common.FindAllStringIndex(text, 40))
		if s.language == hint {
			counts[s] += 2
		}
		most = max(most, counts[s])
	}
	for _, s := range all {
		if 2*counts[s] >= most {
			likely = append(likely, s)
		}
	}
	slices.SortStableFunc(likely, func(a, b *speech) int { return counts[b] - counts[a] })
	return likely
}
