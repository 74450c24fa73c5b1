package web

import (
	"acquit/internal/checkout"
	"acquit/internal/fault"
	"acquit/internal/locale"
	"acquit/internal/settle/till"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

func (s *site) tillRoutes() {
	s.getOwner("/settings/online", tillsPage)
	s.postOwner("/settings/online/{provider}", saveTill)
	s.postOwner("/settings/online/{provider}/test", testTill)
	s.postOwner("/settings/online/{provider}/forget", forgetTill)
}

// tillsData is the page of the providers through which customers pay online.
type tillsData struct {
	*visit
	Parts []tillPart
}

// tillPart is one provider: as it is stored, or as it was typed.
type tillPart struct {
	till.Settings
	Has             bool // its key is known
	HasHook, HasOrg bool
	Test            bool   // the key is for trials
	Hook            string // where it tells what became of payments; "" before a key is known
	Tried           *tillTried
	refusal
}

// tillTried is what came of a test.
type tillTried struct {
	Problem string
	Ways    []string
}

func tillsPage(v *visit, tx *store.Tx) (answer, error) { return v.tillsWith(tx, nil) }

// tillsWith draws the page around what was typed of one provider; nil for nothing.
func (v *visit) tillsWith(tx *store.Tx, typed *tillPart) (answer, error) {
	d := tillsData{visit: v}
	problem := ""
	for _, p := range checkout.Names() {
		part := tillPart{Settings: till.Settings{Provider: p, Parts: true, On: true}}
		known, err := v.Till.Open(tx, p)
		if fault.KindOf(err) != "" {
			part.Has, part.Problem = true, v.Words.Fault(err)
		} else if err != nil {
			return nil, err
		}
		if known != nil {
			part.Has, part.HasHook, part.HasOrg = known.Has()
			part.Parts, part.On, part.Test = known.Parts, known.On, known.Test()
			if part.Has {
				part.Hook = v.Till.Hook(v.Company.ID, known)
			}
		}
		if typed != nil && typed.Provider == p {
			part.Parts, part.On, part.Tried, part.refusal = typed.Parts, typed.On, typed.Tried, typed.refusal
			problem = part.Problem
		}
		d.Parts = append(d.Parts, part)
	}
	return page{Title: v.Words.T("checkout.tab"), Place: settings, Status: formStatus(problem), Body: tillsBody(d)}, nil
}

// typedTill reads the form of a provider.
func (v *visit) typedTill() *tillPart {
	p := &tillPart{Settings: till.Settings{Provider: checkout.Name(v.Request.PathValue("provider"))}}
	secret := func(name string) string { return v.Request.PostFormValue(p.field(name)) }
	p.Secrets = checkout.Secrets{Key: secret("key"), Hook: secret("hook"), Org: secret("org")}
	p.Parts, p.On = v.form(p.field("parts")) != "", v.form(p.field("on")) != ""
	return p
}

func saveTill(v *visit) (answer, error) {
	p := v.typedTill()
	err := v.Till.Save(v.Request.Context(), v.Company.ID, p.Settings)
	if kind := fault.KindOf(err); kind == fault.Invalid || kind == fault.Unavailable {
		p.refusal = v.refusalOf(err)
		return v.show(func(v *visit, tx *store.Tx) (answer, error) { return v.tillsWith(tx, p) })
	}
	if err != nil {
		return nil, err
	}
	return moved{To: v.to("settings", "online") + "#" + string(p.Provider), Toast: ui.Toast{Text: v.Words.T("web.saved")}}, nil
}

// forgetTill forgets the keys of a provider.
func forgetTill(v *visit) (answer, error) {
	if err := v.Till.Forget(v.Request.Context(), v.Company.ID, checkout.Name(v.Request.PathValue("provider"))); err != nil {
		return nil, err
	}
	return moved{To: v.to("settings", "online"), Toast: ui.Toast{Text: v.Words.T("checkout.forgotten")}}, nil
}

// testTill asks the provider whether it knows the key.
func testTill(v *visit) (answer, error) {
	p := v.typedTill()
	ways, err := v.Till.Try(v.Request.Context(), v.Company.ID, p.Settings)
	if kind := fault.KindOf(err); kind == "" && err != nil {
		return nil, err
	}
	p.Tried = &tillTried{Ways: ways}
	if err != nil {
		p.Tried.Problem = v.Words.Fault(err)
	}
	if v.partial() {
		return fragment{Body: tillAnswer(v.Words, p.Provider, p.Tried)}, nil
	}
	return v.show(func(v *visit, tx *store.Tx) (answer, error) { return v.tillsWith(tx, p) })
}

// state says in a word how the provider is used.
func (p *tillPart) state(w *locale.Words) string {
	switch {
	case !p.Has:
		return w.T("checkout.none")
	case !p.On:
		return w.T("checkout.off")
	case p.Test:
		return w.T("checkout.trial")
	}
	return w.T("checkout.live")
}

// field is the name of a field in the provider's form.
func (p *tillPart) field(name string) string { return name + "-" + string(p.Provider) }

// secret is a field of something that the provider gave. What is known is not shown.
func (p *tillPart) secret(w *locale.Words, name string, known bool) ui.FieldSpec {
	f := ui.FieldSpec{Name: p.field(name), Label: w.T("checkout." + name), Hint: w.T("checkout." + name + "_hint_" + string(p.Provider)), Error: p.Fields[name], Type: "password", Autocomplete: "new-password"}
	if known {
		f.Placeholder = w.T("checkout.known")
	}
	return f
}
