package web

import (
	"acquit/internal/deliver/press"
	"acquit/internal/deliver/sms"
	"acquit/internal/fault"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

func (s *site) gatewayRoutes() {
	s.getOwner("/settings/gateways", gatewaysPage)
	s.postOwner("/settings/gateways/{kind}", saveGateway)
	s.postOwner("/settings/gateways/{kind}/test", testGateway)
	s.postOwner("/settings/gateways/{kind}/forget", forgetGateway)
	s.reportRoutes()
}

// gatewaysData is the page of the providers of text messages and of printed letters.
type gatewaysData struct {
	*visit
	Parts []gatewayPart
}

// gatewayPart is one provider: as it is stored, or as it was typed.
type gatewayPart struct {
	store.Gateway
	Has     bool   // one is stored
	Address string // at which it reports; "" where it does not, or nothing is stored
	Number  string // to which the test goes, as typed
	Example bool   // the definition is one to start from
	Problem string
	Tried   *gatewayTried
}

// gatewayTried is what came of a test.
type gatewayTried struct {
	Problem string // why it does not work
	Answer  string // what the provider of text messages answered
	Request string // what would be sent to who prints letters
}

func gatewaysPage(v *visit, tx *store.Tx) (answer, error) { return v.gatewaysWith(tx, nil) }

// gatewaysWith draws the page around what was typed of one provider; nil for nothing.
func (v *visit) gatewaysWith(tx *store.Tx, typed *gatewayPart) (answer, error) {
	d := gatewaysData{visit: v}
	status := ""
	for _, kind := range store.GatewayKinds() {
		part := gatewayPart{Gateway: store.Gateway{Kind: kind, Duplex: true}}
		known, err := tx.Gateway(kind)
		if err != nil {
			return nil, err
		}
		if known != nil {
			part.Gateway, part.Has = *known, true
			if part.Address, err = v.reportAddress(tx, known); err != nil {
				part.Problem = v.Words.Fault(err)
			}
		}
		if typed != nil && typed.Kind == kind {
			typed.Has, typed.Address = part.Has, part.Address
			part, status = *typed, typed.Problem
		} else if part.Definition == "" && v.query("example") == string(kind) {
			part.Definition, part.Example = exampleOf(kind), true
		}
		d.Parts = append(d.Parts, part)
	}
	return page{Title: v.Words.T("gateway.title"), Place: settings, Status: formStatus(status), Body: gatewaysBody(d)}, nil
}

func exampleOf(kind store.GatewayKind) string {
	if kind == store.Texts {
		return sms.Example()
	}
	return press.Example()
}

// reportAddress is where a provider reports; "" for one whose definition has no callback.
func (v *visit) reportAddress(tx *store.Tx, g *store.Gateway) (string, error) {
	secret, err := v.Desk.PathSecret(tx, g)
	if err != nil {
		return "", err
	}
	base := v.Desk.Address
	if base == "" {
		base = "https://" + v.Request.Host
	}
	return base + "/gateways/" + v.Company.ID.String() + "/" + string(g.Kind) + "/" + secret, nil
}

// typedGateway reads the form of a provider, and the secret as it was typed.
func (v *visit) typedGateway() (p gatewayPart, secret string) {
	p.Kind = store.GatewayKind(v.Request.PathValue("kind"))
	on := func(name string) bool { return v.form(p.field(name)) != "" }
	p.Definition, p.Sender, p.Number = v.Request.PostFormValue(p.field("definition")), v.form(p.field("sender")), v.form(p.field("number"))
	p.Colour, p.Duplex, p.Registered, p.On = on("colour"), on("duplex"), on("registered"), on("on")
	return p, v.Request.PostFormValue(p.field("secret"))
}

func saveGateway(v *visit) (answer, error) {
	part, secret := v.typedGateway()
	err := v.Desk.SaveGateway(v.Request.Context(), v.Company.ID, part.Gateway, secret)
	if kind := fault.KindOf(err); kind == fault.Invalid || kind == fault.Unavailable {
		part.Problem = v.Words.Fault(err)
		return v.show(func(v *visit, tx *store.Tx) (answer, error) { return v.gatewaysWith(tx, &part) })
	}
	if err != nil {
		return nil, err
	}
	return moved{To: v.to("settings", "gateways") + "#" + part.id(), Toast: ui.Toast{Text: v.Words.T("web.saved")}}, nil
}

// testGateway sends one text message, or shows how a letter would be handed over.
func testGateway(v *visit) (answer, error) {
	part, secret := v.typedGateway()
	t, ctx := &gatewayTried{}, v.Request.Context()
	var err error
	if part.Kind == store.Texts {
		t.Answer, err = v.Desk.TryTexts(ctx, v.Company.ID, part.Gateway, secret, part.Number, v.Company.Country, v.Words)
	} else {
		t.Request, err = v.Desk.ShowLetter(ctx, v.Company.ID, part.Gateway, secret, v.Words, v.Today)
	}
	if kind := fault.KindOf(err); kind == fault.NotFound || kind == "" && err != nil {
		return nil, err
	}
	if err != nil {
		t.Problem = v.Words.Fault(err)
	}
	if v.partial() {
		return fragment{Body: gatewayAnswer(v.Words, t)}, nil
	}
	part.Tried = t
	return v.show(func(v *visit, tx *store.Tx) (answer, error) { return v.gatewaysWith(tx, &part) })
}

func forgetGateway(v *visit) (answer, error) {
	kind := store.GatewayKind(v.Request.PathValue("kind"))
	if err := v.Desk.DropGateway(v.Request.Context(), v.Company.ID, kind); err != nil {
		return nil, err
	}
	return moved{To: v.to("settings", "gateways"), Toast: ui.Toast{Text: v.Words.T("gateway.forgotten")}}, nil
}

// id is where the provider stands on the page.
func (p *gatewayPart) id() string { return "gateway-" + string(p.Kind) }

// field is the name of a field in the provider's form.
func (p *gatewayPart) field(name string) string { return name + "-" + string(p.Kind) }

// say is a sentence about this kind of provider.
func (p *gatewayPart) say(w *locale.Words, what string) string {
	return w.T("gateway." + what + "_" + string(p.Kind))
}

// secretHint says whether a secret is known.
func (p *gatewayPart) secretHint(w *locale.Words) string {
	if p.Has && len(p.Secret) > 0 {
		return w.T("gateway.secret_known")
	}
	return w.T("gateway.secret_hint")
}

// state says whether messages leave by the provider.
func (p *gatewayPart) state(w *locale.Words) string {
	if p.Has && p.On {
		return p.say(w, "state_on")
	}
	return p.say(w, "state_off")
}
