package zzapi

import (
	"os"
	"fmt"
	"testing"
	"strings"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/launcher"
	"github.com/go-rod/rod/lib/proto"
)

func TestShots(t *testing.T) {
	l := launcher.New().Bin("/usr/bin/chromium").Leakless(false).NoSandbox(true)
	b := rod.New().ControlURL(l.MustLaunch()).MustConnect()
	defer b.MustClose()
	base := os.Getenv("BASE")
	axe, _ := os.ReadFile(os.Getenv("AXE"))
	login := os.Getenv("LOGIN") != ""
	page := b.MustPage()
	if login {
		page.MustNavigate(base + "/").MustWaitLoad()
		page.MustElement("#mail").MustInput("demo@ketelkraan.example")
		page.MustElement("#password").MustInput("ketel-en-kraan")
		w := page.MustWaitNavigation()
		page.MustElement("button.btn-primary").MustClick()
		w()
	}
	for n, path := range strings.Fields(os.Getenv("PATHS")) {
		for _, v := range []struct{w int; s string}{{390,"light"},{1024,"dark"},{1440,"light"}} {
			page.MustSetViewport(v.w, 1000, 1, v.w < 600)
			(proto.EmulationSetEmulatedMedia{Features: []*proto.EmulationMediaFeature{{Name: "prefers-color-scheme", Value: v.s}}}).Call(page)
			page.MustNavigate(base + path).MustWaitLoad()
			over := page.MustEval(`() => document.documentElement.scrollWidth - document.documentElement.clientWidth`).Int()
			os.WriteFile(fmt.Sprintf("/tmp/apiroom/shot-%d-%d-%s.png", n, v.w, v.s), page.MustScreenshot(), 0o644)
			if len(axe) > 0 {
				page.MustEval("() => {" + string(axe) + "}")
				r := page.MustEval(`async () => { const r = await axe.run(); return JSON.stringify(r.violations.map(v => v.id + ": " + v.nodes.slice(0,3).map(n => n.html).join(" | "))) }`).Str()
				t.Log(path, v, "over", over, r)
			}
		}
	}
}
