package inbox

import (
	"html"
	"regexp"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	nethtml "golang.org/x/net/html"
)

// What attributes and styles of a stranger's page may be: no address of anything, no
// function, nothing that leaves its place.
var (
	count   = regexp.MustCompile(`^[0-9]{1,4}$`)
	length  = regexp.MustCompile(`^[0-9]{1,4}(px|pt|%)?$`)
	colour  = regexp.MustCompile(`(?i)^(#[0-9a-f]{3,8}|[a-z]{3,20})$`)
	tint    = regexp.MustCompile(`(?i)^(#[0-9a-f]{3,8}|[a-z]{3,20}|rgb\([0-9]{1,3}, ?[0-9]{1,3}, ?[0-9]{1,3}\))$`)
	side    = regexp.MustCompile(`(?i)^(left|right|center|justify|top|middle|bottom|baseline)$`)
	measure = regexp.MustCompile(`(?i)^([0-9]{1,3}(\.[0-9]{1,3})?(px|pt|em|rem|%)? ?){1,4}$`)
	word    = regexp.MustCompile(`(?i)^[a-z0-9 -]{1,40}$`)
	edge    = regexp.MustCompile(`(?i)^[a-z0-9# .-]{1,60}$`)
	web     = regexp.MustCompile(`(?i)^(https?://|mailto:|tel:)[^\s]`)
	within  = regexp.MustCompile(`(?i)^cid:[^\s]+$`)
)

// shown is what stays of a stranger's page: words, tables and how they look. Whatever runs,
// sends, loads or takes a name of our own page goes.
var shown = policy()

func policy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "div", "span", "b", "strong", "i", "em", "u", "s", "strike", "del", "ins", "sub", "sup", "small", "big", "code", "pre", "tt",
		"kbd", "samp", "blockquote", "q", "cite", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tfoot",
		"tr", "td", "th", "caption", "colgroup", "col", "center", "font", "address", "section", "article", "header", "footer", "abbr", "figure", "figcaption")
	p.AllowNoAttrs().OnElements("span", "font")
	p.AllowURLSchemes("http", "https", "mailto", "tel", "cid")
	p.RequireParseableURLs(true)
	p.AllowRelativeURLs(false)
	p.AllowAttrs("href").Matching(web).OnElements("a")
	p.AllowAttrs("src").Matching(within).OnElements("img")
	p.AllowAttrs("alt").OnElements("img")
	p.AllowAttrs("width", "height").Matching(length).OnElements("img", "table", "td", "th", "col")
	p.AllowAttrs("colspan", "rowspan", "span", "border", "cellpadding", "cellspacing", "start").Matching(count).OnElements("table", "td", "th", "col", "colgroup", "ol")
	p.AllowAttrs("align", "valign").Matching(side).Globally()
	p.AllowAttrs("bgcolor", "color").Matching(colour).OnElements("table", "tr", "td", "th", "font")
	p.AllowAttrs("dir").Matching(bluemonday.Direction).Globally()
	p.AllowStyles("color", "background-color").Matching(tint).Globally()
	p.AllowStyles("font-weight", "font-style", "text-decoration", "text-align", "vertical-align", "white-space", "border-collapse").Matching(word).Globally()
	p.AllowStyles("border", "border-top", "border-bottom", "border-left", "border-right").Matching(edge).Globally()
	p.AllowStyles("font-size", "padding", "margin", "width").Matching(measure).Globally()
	p.SkipElementsContent("svg", "math", "template", "noscript", "noembed", "noframes", "xmp", "plaintext", "textarea", "select", "audio", "video", "canvas", "title")
	p.AllowElementsContent("frame", "frameset") // they are never closed
	return p
}

// Clean makes of a stranger's page what may be shown in a frame of its own: nothing in it
// runs, sends a form or loads anything. Links open apart, tell nobody where they were
// clicked, and show where they lead. A picture of the mail itself is shown from the address
// that picture gives for its Content-ID; where it gives "", its description stands there.
func Clean(page string, picture func(cid string) string) string {
	w := cleaner{picture: picture}
	z := nethtml.NewTokenizer(strings.NewReader(shown.Sanitize(head(page, mostText))))
	for z.Next() != nethtml.ErrorToken {
		w.token(z.Token())
	}
	return w.b.String()
}

// deepestPage is how many elements may stand around another.
const deepestPage = 200

// cleaner writes a page that was cleaned, with its links and pictures as they may be shown.
type cleaner struct {
	b       strings.Builder
	picture func(cid string) string
	depth   int
	to      string          // where the link leads in which we are
	label   strings.Builder // what it says
}

func (w *cleaner) token(t nethtml.Token) {
	switch t.Type {
	case nethtml.TextToken:
		t.Data = strings.Map(oneDirection, t.Data)
		w.label.WriteString(t.Data)
		w.b.WriteString(html.EscapeString(t.Data))
	case nethtml.StartTagToken, nethtml.SelfClosingTagToken:
		w.start(t)
	case nethtml.EndTagToken:
		if w.depth <= deepestPage {
			w.b.WriteString("</" + t.Data + ">")
		}
		w.depth = max(0, w.depth-1)
		if t.Data == "a" {
			w.leads()
		}
	}
}

func (w *cleaner) start(t nethtml.Token) {
	switch t.Data {
	case "img":
		w.image(t)
		return
	case "a":
		if w.to = attribute(t, "href"); !web.MatchString(w.to) { // what was made of it leads nowhere
			w.to = ""
		}
		w.label.Reset()
		t.Attr = []nethtml.Attribute{{Key: "href", Val: w.to}, {Key: "rel", Val: "noopener noreferrer nofollow"}, {Key: "target", Val: "_blank"}}
		if w.to == "" {
			t.Attr = nil
		}
	}
	if !empty[t.Data] {
		if w.depth++; w.depth > deepestPage {
			return
		}
	}
	t.Type = nethtml.StartTagToken
	w.b.WriteString(t.String())
}

// empty are the elements that hold nothing.
var empty = map[string]bool{"br": true, "hr": true, "col": true}

func attribute(t nethtml.Token, key string) string {
	for _, a := range t.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// image shows a picture of the mail, or else says what it would have shown.
func (w *cleaner) image(t nethtml.Token) {
	at := ""
	if cid := attribute(t, "src"); len(cid) > len("cid:") {
		at = w.picture(cid[len("cid:"):])
	}
	if at == "" {
		if alt := strings.TrimSpace(attribute(t, "alt")); alt != "" {
			w.b.WriteString("[" + html.EscapeString(alt) + "]")
		}
		return
	}
	kept := []nethtml.Attribute{{Key: "src", Val: at}}
	for _, a := range t.Attr {
		if a.Key != "src" {
			kept = append(kept, a)
		}
	}
	t.Attr, t.Type = kept, nethtml.StartTagToken
	w.b.WriteString(t.String())
}

// longestLead is how much of an address is shown, in bytes.
const longestLead = 200

// leads writes where a link leads, unless that is what it says.
func (w *cleaner) leads() {
	to := w.to
	w.to = ""
	said := strings.TrimSpace(w.label.String())
	if to == "" || said == to || "mailto:"+said == to || "tel:"+said == to {
		return
	}
	if len(to) > longestLead {
		to = strings.ToValidUTF8(to[:longestLead], "") + "…"
	}
	w.b.WriteString(" <small>[" + html.EscapeString(strings.Map(oneDirection, to)) + "]</small>")
}

// oneDirection takes out the marks by which a text is made to look as another.
func oneDirection(r rune) rune {
	if r >= '\u202A' && r <= '\u202E' || r >= '\u2066' && r <= '\u2069' {
		return -1
	}
	return r
}
