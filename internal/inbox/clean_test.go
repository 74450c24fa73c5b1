package inbox_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"acquit/internal/inbox"
)

// shownAt is where a page of ours would show the pictures of a mail.
func shownAt(cid string) string {
	if strings.HasPrefix(cid, "gone") {
		return ""
	}
	return "/picture?of=" + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, cid)
}

// harm is what a page must not hold, found by a parser that reads it as browsers do.
func harm(t *testing.T, page string) (all []string) {
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type == html.CommentNode || n.Type == html.DoctypeNode {
			all = append(all, "a comment")
		}
		if n.Type != html.ElementNode {
			continue
		}
		if n.Namespace != "" || !slices.Contains(harmless, n.Data) {
			all = append(all, "<"+n.Data+">")
		}
		for _, a := range n.Attr {
			if !mayBe(n.Data, a.Key, strings.ToLower(a.Val)) {
				all = append(all, n.Data+" "+a.Key+"="+a.Val)
			}
		}
	}
	return all
}

var harmless = strings.Fields(`html head body p br div span b strong i em u s strike del ins sub sup small big code pre tt kbd samp blockquote q cite hr h1 h2 h3 h4 h5 h6
	ul ol li dl dt dd table thead tbody tfoot tr td th caption colgroup col center font address section article header footer abbr figure figcaption a img`)

// mayBe reports whether an attribute can do no harm.
func mayBe(element, key, value string) bool {
	switch key {
	case "href":
		return element == "a" && (strings.HasPrefix(value, "http://") || strings.HasPrefix(value, "https://") || strings.HasPrefix(value, "mailto:") || strings.HasPrefix(value, "tel:"))
	case "src":
		return element == "img" && strings.HasPrefix(value, "/picture?of=")
	case "rel", "target":
		return element == "a"
	case "style":
		return !strings.ContainsAny(value, `\@<>"'/`) && !strings.Contains(value, "url") && !strings.Contains(value, "expression") && !strings.Contains(value, "position") && !strings.Contains(value, "image")
	case "alt", "width", "height", "colspan", "rowspan", "span", "border", "cellpadding", "cellspacing", "start", "align", "valign", "bgcolor", "color", "dir":
		return true
	}
	return false
}

// tricks are pages that want to run, to load or to deceive, one between lines of dashes.
func tricks(t testing.TB) []string {
	raw, err := os.ReadFile("testdata/tricks.html")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(raw)), "\n----\n")
}

func TestNothingOfATrickIsLeft(t *testing.T) {
	all := tricks(t)
	if len(all) < 60 {
		t.Errorf("%d tricks", len(all))
	}
	for _, trick := range all {
		once := inbox.Clean(trick, shownAt)
		if found := harm(t, once); len(found) > 0 {
			t.Errorf("%s\nbecomes %s\nwith %q", trick, once, found)
		}
		if !strings.Contains(once, "seen") {
			t.Errorf("%s\nbecomes %s\nwithout what is to be read", trick, once)
		}
		if strings.Contains(once, "hidden") {
			t.Errorf("%s\nbecomes %s\nwith what was there for programs", trick, once)
		}
	}
}

func TestWhatStaysOfAPage(t *testing.T) {
	for _, c := range []struct{ page, want string }{
		{`<p>Dear <b>reader</b>,<br>1 &lt; 2</p>`, `<p>Dear <b>reader</b>,<br>1 &lt; 2</p>`},
		{`<p style="color: red; position: fixed; background-color:#ff0000">a</p>`, `<p style="color: red; background-color: #ff0000">a</p>`},
		{`<table border=1 width="100%"><tr><td colspan=2 bgcolor="#eee">a</td></tr></table>`, `<table border="1" width="100%"><tr><td colspan="2" bgcolor="#eee">a</td></tr></table>`},
		{`<a href="https://lys.example/a?b=1&amp;c=2" onclick="x()" class="k">here</a>`,
			`<a href="https://lys.example/a?b=1&amp;c=2" rel="noopener noreferrer nofollow" target="_blank">here</a> <small>[https://lys.example/a?b=1&amp;c=2]</small>`},
		{`<a href="https://other.example">https://lys.example</a>`,
			`<a href="https://other.example" rel="noopener noreferrer nofollow" target="_blank">https://lys.example</a> <small>[https://other.example]</small>`},
		{`<a href="mailto:an@lys.example">an@lys.example</a>`, `<a href="mailto:an@lys.example" rel="noopener noreferrer nofollow" target="_blank">an@lys.example</a>`},
		{`<img src="cid:a1" alt="Our logo" width=10>`, `<img src="/picture?of=a1" alt="Our logo" width="10">`},
		{`<img src="cid:gone" alt="Our logo">`, `[Our logo]`},
		{`<img src="https://lys.example/pixel.gif" alt="Our logo">`, `[Our logo]`},
		{`<img src="https://lys.example/pixel.gif">`, ``},
		{`<title>hidden</title><style>p{color:red}</style>seen`, `seen`},
		{"12\u202e34", "1234"},
	} {
		if got := inbox.Clean(c.page, shownAt); got != c.want {
			t.Errorf("%s\nbecomes %s\nwant    %s", c.page, got, c.want)
		}
	}
}

func TestADeepPageIsFlat(t *testing.T) {
	page := inbox.Clean(strings.Repeat("<div>", 20_000)+"seen"+strings.Repeat("</div>", 20_000), shownAt)
	if n := strings.Count(page, "<div>"); n != 200 || strings.Count(page, "</div>") != n || !strings.Contains(page, "seen") {
		t.Errorf("%d deep", n)
	}
}

func FuzzClean(f *testing.F) {
	for _, trick := range tricks(f) {
		f.Add(trick)
	}
	f.Fuzz(func(t *testing.T, page string) {
		if found := harm(t, inbox.Clean(page, shownAt)); len(found) > 0 {
			t.Errorf("%q becomes %q with %q", page, inbox.Clean(page, shownAt), found)
		}
	})
}
