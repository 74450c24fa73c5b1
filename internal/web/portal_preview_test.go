package web_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"mime/multipart"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"acquit/internal/company"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// bar is a logo: a green bar.
func bar(t testing.TB) []byte {
	t.Helper()
	p := image.NewNRGBA(image.Rect(0, 0, 900, 200))
	for n := range 900 * 200 {
		p.Set(n%900, n/900, color.NRGBA{29, 92, 74, 255})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// sendsLogo sends a file, or asks to take the logo off.
func (b *browser) sendsLogo(at string, file []byte, off bool) page {
	b.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	if off {
		form.WriteField("off", "1")
	} else {
		part, err := form.CreateFormFile("file", "logo.png")
		if err != nil {
			b.t.Fatal(err)
		}
		part.Write(file)
	}
	form.Close()
	r, err := http.NewRequest(http.MethodPost, b.url+at, &body)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Origin", b.url)
	return b.do(r)
}

func TestAnOwnerSetsTheLogo(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		l.person(l.company.ID, "owner@lys.example", user.Owner)
		owner, at := l.signIn("owner@lys.example"), l.at("settings", "portal", "logo")
		if p := l.anne.sendsLogo(at, bar(t), false); p.status != http.StatusForbidden {
			t.Errorf("a controller sets it: %d", p.status)
		}
		if p := owner.sendsLogo(at, []byte("<svg/>"), false); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, "no PNG and no JPEG") {
			t.Errorf("what is no picture: %d", p.status)
		}
		if p := owner.get(at); p.status != http.StatusNotFound {
			t.Errorf("no logo: %d", p.status)
		}
		if p := owner.sendsLogo(at, bar(t), false); p.status != http.StatusSeeOther {
			t.Fatalf("%d %s", p.status, p.text)
		}
		logo := owner.get(at)
		if size, err := png.DecodeConfig(strings.NewReader(logo.text)); err != nil || size.Width != 480 || logo.header.Get("Content-Type") != "image/png" {
			t.Errorf("%v, %+v, %v", err, size, logo.header)
		}
		preview := l.at("settings", "portal", "preview")
		shows(t, owner.get(preview), "settings/portal/logo?of=", "240,50")
		// What is saved later keeps it.
		if p := owner.post(l.at("settings", "portal"), "on", "1", "link_days", "90", "paid_days", "4", "promise_days", "14", "say_paid", "1"); p.status != http.StatusSeeOther {
			t.Fatalf("%d %s", p.status, p.text)
		}
		shows(t, owner.get(preview), "settings/portal/logo?of=")
		if p := owner.sendsLogo(at, nil, true); p.status != http.StatusSeeOther || owner.get(at).status != http.StatusNotFound {
			t.Errorf("taken off: %d", p.status)
		}
	})
}

func TestThePreviewShowsWhatIsTyped(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		l.person(l.company.ID, "owner@lys.example", user.Owner)
		owner, at := l.signIn("owner@lys.example"), l.at("settings", "portal", "preview")
		if p := l.anne.get(at); p.status != http.StatusForbidden {
			t.Errorf("a controller sees it: %d", p.status)
		}
		p := owner.post(at, "colour", "#123456", "greeting_fr", "Bienvenue "+hostile, "say_call", "1")
		shows(t, p, "Bienvenue", "of=123456", "Appelez-moi")
		if strings.Contains(p.text, "J’ai déjà payé") || !strings.Contains(p.header.Get("Content-Security-Policy"), "frame-ancestors 'self'") {
			t.Errorf("%v: %s", p.header, p.text)
		}
		if got := owner.get(l.at("settings", "portal")); !strings.Contains(got.header.Get("Content-Security-Policy"), "frame-ancestors 'none'") || strings.Contains(got.text, "#123456") {
			t.Error("the settings can be framed, or a preview is kept")
		}
		shows(t, owner.get(l.at("settings", "portal", "look.css")+"?of=123456"), "--accent:light-dark(#123456")
		if css := owner.get(l.at("settings", "portal", "look.css") + "?of=x}body{color:red"); css.text != "" {
			t.Errorf("%q", css.text)
		}
	})
}

func TestBrowserPreviewsTheCustomersPage(t *testing.T) {
	clock := testkit.NewClock()
	l := newLedger(t, testkit.Open(t, filepath.Join(t.TempDir(), "acquit.db"), clock), clock)
	l.person(l.company.ID, "owner@lys.example", user.Owner)
	if p := l.signIn("owner@lys.example").sendsLogo(l.at("settings", "portal", "logo"), bar(t), false); p.status != http.StatusSeeOther {
		t.Fatal(p.status)
	}
	w := l.openWindow(t, chromium(t), "owner@lys.example")
	w.MustNavigate(l.url + l.at("settings", "portal")).MustWaitLoad()
	w.MustElement("#colour").MustSelectAllText().MustInput("#8a1f4b").MustBlur()
	w.MustWait(`() => {
		const shown = document.querySelector("iframe[name=preview]").contentDocument;
		const pays = shown?.querySelector(".btn-primary");
		return pays && getComputedStyle(pays).backgroundColor === "rgb(138, 31, 75)" && shown.querySelector("h1").textContent.includes("un de vos clients");
	}`)
	w.check("settings-portal-preview")
}

// Where a code is asked for and no mail can leave, the settings say that nobody comes in.
func TestThePageThatNobodyCanEnterIsWarnedOf(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		l.person(l.company.ID, "owner@lys.example", user.Owner)
		owner, at := l.signIn("owner@lys.example"), l.at("settings", "portal")
		for _, proof := range company.Proofs() {
			if p := owner.post(at, "on", "1", "proof", string(proof), "link_days", "90", "paid_days", "4", "promise_days", "14"); p.status != http.StatusSeeOther {
				t.Fatalf("%q: %d %s", proof, p.status, p.text)
			}
			if warned := strings.Contains(owner.get(at).text, "Nobody can come in"); warned != (proof == company.ByCode || proof == company.ByAccount) {
				t.Errorf("%q: warned of is %v", proof, warned)
			}
		}
	})
}
