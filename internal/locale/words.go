package locale

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/govalues/decimal"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"acquit/internal/date"
	"acquit/internal/money"
)

//go:embed catalogue/*.json
var files embed.FS

// Book holds the words for every reader. It is safe for concurrent use.
type Book struct{ words map[Tag]*Words }

// NewBook returns the catalogues of the program. A language is read when its
// first message is asked for; a catalogue that cannot be read is a bug and
// panics, since catalogues are part of the program.
func NewBook() *Book {
	b := &Book{words: map[Tag]*Words{}}
	base := map[Language]func() *catalogue{}
	for _, l := range Languages {
		base[l] = sync.OnceValue(func() *catalogue { return read(string(l)) })
	}
	for tag, format := range formats {
		l := tag.Language()
		b.words[tag] = &Words{Format: format, catalogue: base[l]}
		if len(names(string(tag))) > 0 {
			b.words[tag].catalogue = sync.OnceValue(func() *catalogue { return read(string(l), string(tag)) })
		}
	}
	return b
}

// In returns the words for the readers of t.
func (b *Book) In(t Tag) *Words { return b.words[t.Format().Tag] }

// Words speaks to one reader: in the reader's language, and with numbers and
// days as the reader's country writes them. Texts are plain: whoever puts one in
// HTML escapes it, as templ does by itself.
type Words struct {
	*Format
	catalogue func() *catalogue
	own       map[string]string // what a company says instead, by key
}

// With returns words that say what own has for a key instead of the message: what a company
// calls something itself, in whatever language. It has no placeholders.
func (w *Words) With(own map[string]string) *Words {
	return &Words{Format: w.Format, catalogue: w.catalogue, own: own}
}

// T returns the message of a key. The args are pairs of a placeholder's name and
// its value: T("mail.paid", "Amount", a, "Day", d) fills {{.Amount}} and
// {{.Day}}. Amounts, days (in words), whole numbers, decimals and instants are
// written as the reader does; anything else as fmt does.
//
// A key that no catalogue has gives the key itself: a page with one odd word is
// better than no page. TestUse finds such keys in the source.
func (w *Words) T(key string, args ...any) string {
	if text, ok := w.own[key]; ok {
		return text
	}
	c := w.catalogue()
	if text, ok := c.plain[key]; ok {
		return text
	}
	return w.fill(c, key, args, nil)
}

// N returns the message of a key in the form for n things; {{.N}} is n.
func (w *Words) N(key string, n int, args ...any) string {
	c := w.catalogue()
	if len(args) > 0 || n < 0 || n > mostCounted {
		return w.fill(c, key, append([]any{"N", n}, args...), n)
	}
	of := counted{w.Tag, key, n}
	text, ok := c.counted.Load(of)
	if !ok {
		text, _ = c.counted.LoadOrStore(of, w.fill(c, key, []any{"N", n}, n))
	}
	return text.(string)
}

// counted is a message for so many things, such as "23 days late", and mostCounted the
// highest number of which messages are kept: a list says one in each row, and to find a
// plural form costs as much as to draw the rest of the row.
type counted struct {
	reader Tag
	key    string
	n      int
}

const mostCounted = 1000

// Cap is T with a capital first letter, for titles and labels.
func (w *Words) Cap(key string, args ...any) string {
	return Capital(w.T(key, args...))
}

// Capital is a text with a capital first letter.
func Capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

// Has reports whether the key has a message.
func (w *Words) Has(key string) bool {
	c := w.catalogue()
	_, own := w.own[key]
	_, plain := c.plain[key]
	return own || plain || c.filled[key]
}

// fill writes a message that has placeholders or plural forms.
func (w *Words) fill(c *catalogue, key string, args []any, count any) string {
	data := make(map[string]any, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		data[fmt.Sprint(args[i])] = w.write(args[i+1])
	}
	// The error besides a text only says that a plural form is missing, such as
	// French "many" for a round million; the text is then that of "other".
	text, err := c.localizer.Localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: data, PluralCount: count})
	if text == "" && err != nil {
		return key
	}
	return text
}

// write turns a value into what the reader expects to see.
func (w *Words) write(v any) any {
	switch v := v.(type) {
	case money.Amount:
		return w.Money(v)
	case date.Date:
		return w.LongDate(v)
	case int:
		return w.Int(int64(v))
	case int64:
		return w.Int(v)
	case decimal.Decimal:
		return w.Number(v)
	case time.Time:
		return w.Stamp(v)
	}
	return v
}

// catalogue is every message of one language. Messages without placeholders and
// plural forms, nearly all, are found by a look in a map.
type catalogue struct {
	plain     map[string]string
	filled    map[string]bool
	localizer *i18n.Localizer
	said      func() map[string]string // English format to translation
	cited     func() map[string]string // where something stands in the law, from English
	counted   sync.Map                 // of counted to string
}

// read returns the catalogue of a language, or of a tag: the files of the
// language and those of the tag, which hold only what that country says
// differently.
func read(suffixes ...string) *catalogue {
	messages := map[string]*i18n.Message{}
	for _, suffix := range suffixes {
		for _, name := range names(suffix) {
			if err := readFile(name, messages); err != nil {
				panic(fmt.Sprintf("locale: %s: %v", name, err))
			}
		}
	}
	c := compile(language.MustParse(suffixes[0]), messages)
	c.said = sync.OnceValue(func() map[string]string { return readSaid(said, suffixes...) })
	c.cited = sync.OnceValue(func() map[string]string { return readSaid(cited, suffixes...) })
	return c
}

// names lists the files of a language or tag, of whatever room.
func names(suffix string) []string {
	list, _ := fs.Glob(files, "catalogue/*."+suffix+".json") // the pattern is well formed
	return list
}

// readFile adds the messages of one file: an object of key to text, or of key to
// an object with the plural forms "one" and "other". Translations are readSaid's.
func readFile(name string, into map[string]*i18n.Message) error {
	if isSaid(name) {
		return nil
	}
	raw, err := files.ReadFile(name)
	if err != nil {
		return err
	}
	var texts map[string]any
	if err := json.Unmarshal(raw, &texts); err != nil {
		return err
	}
	room, _, _ := strings.Cut(path.Base(name), ".")
	for key, text := range texts {
		if !strings.HasPrefix(key, room+".") {
			return fmt.Errorf("the key %s does not start with %q", key, room+".")
		}
		m, err := i18n.NewMessage(text)
		if err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		m.ID = key
		into[key] = m
	}
	return nil
}

func compile(tag language.Tag, messages map[string]*i18n.Message) *catalogue {
	c := &catalogue{plain: map[string]string{}, filled: map[string]bool{}}
	bundle := i18n.NewBundle(tag)
	for key, m := range messages {
		if m.One == "" && !strings.Contains(m.Other, "{{") {
			c.plain[key] = m.Other
			continue
		}
		c.filled[key] = true
		bundle.MustAddMessages(tag, m)
	}
	c.localizer = i18n.NewLocalizer(bundle, tag.String())
	return c
}
