package web_test

import (
	"strings"
	"testing"

	"github.com/go-rod/rod/lib/input"
	"github.com/go-rod/rod/lib/proto"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/dunning"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// A card is dragged by mouse and moved by keys, a text is typed and seen as the customer reads
// it, and what was changed is published with its effect.
func TestBrowserBuildsAScenario(t *testing.T) {
	d, c, w := openOffice(t, func(d *desk, c company.Company) {
		late := testkit.Customer(t, d.store, c.ID, "ACME")
		testkit.Invoice(t, d.store, customer.Ref{Company: c.ID, Customer: late.ID}, "R-1", "100.00", d.clock.Today().AddDays(-20))
		d.night(c)
	})
	var plan id.ID
	testkit.View(t, d.store, c.ID, func(tx *store.Tx) error {
		plans, err := tx.Plans()
		plan = plans[0].ID
		return err
	})
	step := func(key string) (s dunning.Step) {
		draft := d.drafted(c, plan)
		s, _ = draft.Step(key)
		return s
	}
	w.press(`.rail a[href$="/scenarios"]`)
	w.check("scenarios")
	w.follow("standard")
	w.check("scenario")

	card := w.MustElement(`.rung-frame [data-key-of="reminder-1"]`)
	box := card.MustShape().Box()
	days := w.MustEval(`() => { const f = document.querySelector("[data-ladder]"); return f.querySelector("svg").clientWidth * 0.94 / (f.dataset.last - f.dataset.first) }`).Num()
	mouse := w.Mouse
	mouse.MustMoveTo(box.X+box.Width/2, box.Y+box.Height/2)
	mouse.MustDown(proto.InputMouseButtonLeft)
	if err := mouse.MoveLinear(proto.NewPoint(box.X+box.Width/2+5*days, box.Y+box.Height/2), 8); err != nil {
		t.Fatal(err)
	}
	mouse.MustUp(proto.InputMouseButtonLeft)
	w.MustElement(`.rung-frame [data-key-of="reminder-1"][data-day="15"]:not([data-dragged])`)
	if got := w.title(); got != "standard" || step("reminder-1").Days != 15 {
		t.Errorf("dragging leads to %q, and is stored as %d", got, step("reminder-1").Days)
	}
	w.MustElement(`.rung-frame [data-key-of="reminder-2"]`).MustFocus()
	w.Keyboard.MustType(input.ArrowRight, input.ArrowRight)
	w.MustElement(`.rung-frame [data-key-of="reminder-2"][data-day="26"]:not([data-dragged])`)
	if got := step("reminder-2").Days; got != 26 {
		t.Errorf("the card that was moved by keys is stored as %d", got)
	}

	w.MustNavigate(d.url + at(c.ID, "scenarios", plan.String()) + "?step=reminder-1&lang=en").MustWaitLoad()
	w.press(`#text-form button[name=do][value=standard]`)
	w.MustElement("#text-form [name=body]").MustSelectAllText().MustInput("A word from us.\n\n{{items}}\n\n{{pay}}")
	w.MustElement("iframe[name=preview]").MustFrame().MustElementR("body", "A word from us")
	w.MustElement("#text-form [name=body]").MustSelectAllText().MustInput("{{item}}")
	w.MustElementR("#text-check", "did you mean")
	w.MustElement("#text-form [name=body]").MustSelectAllText().MustInput("A word from us.\n\n{{items}}\n\n{{pay}}")
	w.check("scenario text")
	w.press("#text-form .btn-primary")
	if got := step("reminder-1").Texts["en"].Body; !strings.HasPrefix(got, "A word from us.") {
		t.Errorf("stored as %q", got)
	}

	w.press(`.page-head .btn-primary`)
	w.check("publish")
	if got := w.MustElement("main").MustText(); !strings.Contains(got, "Text (English)") || !strings.Contains(got, "15 days after the due day") {
		t.Errorf("what changes is not told: %s", got)
	}
	w.MustElement(`[name=cases][value=move]`).MustClick()
	w.press("form .btn-primary")
	if got := w.MustElement("main").MustText(); !strings.Contains(got, "Version 2, followed by 1 case.") {
		t.Errorf("after publishing: %s", got)
	}
	for name, path := range map[string]string{"rule": "scenarios/rule", "old debts": "scenarios/entry"} {
		w.MustNavigate(d.url + at(c.ID, path)).MustWaitLoad()
		w.check(name)
	}
}
