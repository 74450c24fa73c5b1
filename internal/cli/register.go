package cli

import (
	"net/http"
	"os"
	"strings"
	"time"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/intake"
	"acquit/internal/locale"
	"acquit/internal/lookup/vies"
	"acquit/internal/registry"
	"acquit/internal/store"
)

// registerCommands take in and show what registers say. It is the same for all companies:
// none is asked for.
type registerCommands struct {
	Import   registerImport `cmd:"" help:"Take in extracts: KBO Open Data of Belgium, or StockUniteLegale and StockEtablissement of France."`
	List     registerList   `cmd:"" help:"List the registers that were taken in."`
	Show     registerShow   `cmd:"" help:"Show what a register says of a number."`
	Search   registerSearch `cmd:"" help:"Propose the businesses that a name may mean."`
	CheckVAT registerVAT    `cmd:"" name:"check-vat" help:"Ask VIES whether a VAT number is valid; exit code 4 when it is not, 1 when that cannot be told now."`
}

// withRegisters opens the database, whatever companies are in it.
func (a *app) withRegisters(do func(*store.Store) error) error {
	s, err := a.open()
	if err != nil {
		return err
	}
	defer s.Close()
	return do(s)
}

// lookAt reads registers.
func (a *app) lookAt(read func(*store.Tx) error) error {
	return a.withRegisters(func(s *store.Store) error { return s.View(a.ctx, 0, read) })
}

type registerImport struct {
	someFiles
	On   date.Date `placeholder:"YYYY-MM-DD" help:"The day whose state French files tell; the last day that stands in them when left out."`
	Sure bool      `help:"Also when the extract holds less than half of what the register held."`
}

func (c *registerImport) Run(a *app) error {
	files, dispose, err := collectFiles(c.Paths, os.Stdin)
	if err != nil {
		return err
	}
	defer dispose()
	return a.withRegisters(func(s *store.Store) error {
		bar := a.bar("importing", len(files)+1)
		desk := &intake.Desk{Store: s, Actor: commandLine, Progress: bar.set}
		reports, err := desk.Registers(a.ctx, files, intake.RegisterOptions{On: c.On, Sure: c.Sure})
		bar.done()
		if len(reports) == 0 && err != nil {
			return err
		}
		answer := map[string]any{"extracts": reports}
		if printed := a.print(answer, func() { a.sayExtracts(reports) }); printed != nil {
			return printed
		}
		return err
	})
}

func (a *app) sayExtracts(reports []intake.RegisterReport) {
	for _, r := range reports {
		kind := "full"
		if r.Update {
			kind = "update"
		}
		a.say("%s as of %s, %s, from %s: %d read, %d new, %d changed, %d unchanged, %d gone, %d warnings",
			r.Register, r.On, kind, strings.Join(r.Files, " and "), r.Read, r.New, r.Changed, r.Unchanged, r.Gone, r.Warned)
		for _, w := range r.Warnings {
			a.say("  warning %s", w)
		}
	}
}

type registerList struct{}

// registerLine is a register as "register list" prints it.
type registerLine struct {
	Register   registry.Register `json:"register"`
	Country    string            `json:"country"`
	On         date.Date         `json:"snapshot_on"`
	Serial     int               `json:"extract_number,omitempty"`
	Businesses int               `json:"businesses"`
	By         string            `json:"taken_in_by"`
	At         string            `json:"taken_in_at"`
}

func (c *registerList) Run(a *app) error {
	lines := []registerLine{}
	err := a.lookAt(func(tx *store.Tx) error {
		all, err := tx.Registers()
		for _, r := range all {
			lines = append(lines, registerLine{r.Name, r.Name.Country(), r.On, r.Serial, r.Businesses, r.By, r.At.Format(time.RFC3339)})
		}
		return err
	})
	if err != nil {
		return err
	}
	return a.print(map[string]any{"registers": lines}, func() {
		for _, l := range lines {
			a.say("%s %-6s as of %s, %d businesses, taken in %s", l.Country, l.Register, l.On, l.Businesses, l.At)
		}
	})
}

// businessLine is a business as it is printed.
type businessLine struct {
	Register       registry.Register `json:"register"`
	Number         string            `json:"number"`
	Printed        string            `json:"printed"`
	VAT            string            `json:"vat_id,omitempty"` // which follows from the number; whether it is in use does not
	Name           string            `json:"name"`
	ShortName      string            `json:"short_name,omitempty"`
	Others         []string          `json:"other_names,omitempty"`
	Form           string            `json:"form,omitempty"`
	FormWords      string            `json:"form_words,omitempty"`
	Active         bool              `json:"active"`
	EndedOn        date.Date         `json:"ended_on,omitzero"`
	GoneOn         date.Date         `json:"gone_on,omitzero"`
	Situation      string            `json:"situation,omitempty"`
	SituationWords string            `json:"situation_words,omitempty"`
	Street         string            `json:"street,omitempty"`
	Postcode       string            `json:"postcode,omitempty"`
	City           string            `json:"city,omitempty"`
	Country        string            `json:"country,omitempty"`
	Activity       string            `json:"activity,omitempty"`
	Since          date.Date         `json:"since,omitzero"`
	On             date.Date         `json:"snapshot_on"`
}

func businessOf(b *registry.Business) businessLine {
	l := businessLine{Register: b.Register, Number: b.Number, Printed: b.Printed(), Name: b.Name, ShortName: b.ShortName, Others: b.Others, Form: b.Form,
		Active: b.Active, EndedOn: b.EndedOn, GoneOn: b.GoneOn, Situation: b.Situation, Street: b.Street, Postcode: b.Postcode, City: b.City,
		Country: b.Country, Activity: b.Activity, Since: b.Since, On: b.On}
	if n, err := registry.ParseEnterprise(b.Number, b.Register.Country()); err == nil {
		vat, _ := registry.VATOf(n)
		l.VAT = vat.Digits
	}
	return l
}

// state says in words whether the business goes on.
func (l *businessLine) state() string {
	switch {
	case l.GoneOn != date.None:
		return "no longer in the register since the extract of " + l.GoneOn.String()
	case !l.Active && l.EndedOn != date.None:
		return "ended on " + l.EndedOn.String()
	case !l.Active:
		return "ended"
	}
	return "active"
}

// place is the address in a line.
func (l *businessLine) place() string {
	town := strings.TrimSpace(l.Postcode + " " + l.City)
	var parts []string
	for _, p := range []string{l.Street, town, l.Country} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, ", ")
}

type registerShow struct {
	Number   string          `arg:"" help:"A VAT number, an enterprise number, a SIREN or SIRET."`
	Country  string          `placeholder:"CC" help:"In whose register it stands; the check digits tell when it is left out."`
	Language locale.Language `default:"en" enum:"fr,nl,de,en" help:"In which language to say what codes mean, where the register does: ${enum}."`
}

func (c *registerShow) Run(a *app) error {
	numbers, err := heldNumbers(c.Number, c.Country)
	if err != nil {
		return err
	}
	var line businessLine
	found := false
	err = a.lookAt(func(tx *store.Tx) error {
		for _, n := range numbers {
			in, n, _ := registry.HeldIn(n)
			b, is, err := tx.Business(in, n.Digits)
			if err != nil {
				return err
			}
			if !is {
				continue
			}
			line, found = businessOf(&b), true
			if line.FormWords, err = tx.CodeWords(in, registry.FormCode, b.Form, string(c.Language)); err != nil {
				return err
			}
			line.SituationWords, err = tx.CodeWords(in, registry.SituationCode, b.Situation, string(c.Language))
			return err
		}
		return nil
	})
	if err != nil {
		return err
	}
	if !found {
		return fault.New(fault.NotFound, "no register that was taken in holds %s", numbers[0])
	}
	return a.print(line, func() { a.sayBusiness(&line) })
}

// heldNumbers are the numbers of registers that a text may be.
//
// Errors: Invalid for one that cannot exist, or that no register holds which is read here.
func heldNumbers(text, country string) (all []registry.Number, err error) {
	if vat, wrong := registry.ParseVAT(text, country); wrong == nil {
		if _, n, held := registry.HeldIn(vat); held {
			return []registry.Number{n}, nil
		}
	}
	countries := []string{"BE", "FR"}
	if country != "" {
		countries = []string{country}
	}
	for _, in := range countries {
		n, wrong := registry.ParseEnterprise(text, in)
		if wrong != nil {
			err = wrong
			continue
		}
		if _, n, held := registry.HeldIn(n); held {
			all = append(all, n)
		}
	}
	switch {
	case len(all) > 0:
		return all, nil
	case err == nil || country == "":
		err = fault.New(fault.Invalid, "%q is no number of a register that is read here: Belgium, France", text)
	}
	return nil, err
}

func (a *app) sayBusiness(l *businessLine) {
	names := append([]string{l.Name}, l.Others...)
	if l.ShortName != "" {
		names = append(names, l.ShortName)
	}
	a.say("%s %s  %s", l.Country, l.Printed, strings.Join(names, " / "))
	if place := l.place(); place != "" {
		a.say("  %s", place)
	}
	state := l.state()
	if l.Since != date.None {
		state += ", begun on " + l.Since.String()
	}
	a.say("  %s", state)
	for _, c := range [][3]string{{"form", l.Form, l.FormWords}, {"situation", l.Situation, l.SituationWords}, {"activity", l.Activity, ""}} {
		if c[1] != "" {
			a.say("  %s", strings.TrimSpace(strings.Join(c[:], " ")))
		}
	}
	a.say("  %s as of %s", l.Register, l.On)
}

type registerSearch struct {
	Name     string `arg:"" help:"The name, or how it begins."`
	Postcode string `help:"Only in this place."`
	Country  string `placeholder:"CC" help:"Only in the register of this country: BE or FR."`
}

func (c *registerSearch) Run(a *app) error {
	var in registry.Register
	switch strings.ToUpper(c.Country) {
	case "":
	case registry.KBO.Country():
		in = registry.KBO
	case registry.SIRENE.Country():
		in = registry.SIRENE
	default:
		return fault.New(fault.Invalid, "no register of %s is read here: Belgium, France", c.Country)
	}
	lines := []businessLine{}
	err := a.lookAt(func(tx *store.Tx) error {
		found, err := tx.FindBusinesses(c.Name, c.Postcode, in)
		for n := range found {
			lines = append(lines, businessOf(&found[n]))
		}
		return err
	})
	if err != nil {
		return err
	}
	return a.print(map[string]any{"businesses": lines}, func() {
		for _, l := range lines {
			a.say("%s %-13s %s, %s (%s)", l.Register.Country(), l.Printed, l.Name, l.place(), l.state())
		}
	})
}

type registerVAT struct {
	Number    string `arg:"" help:"The VAT number, with the letters of its country."`
	Requester string `placeholder:"NUMBER" help:"The VAT number of who asks, for a proof of the consultation."`
	Address   string `default:"https://ec.europa.eu/taxation_customs/vies" env:"ACQUIT_VIES_URL" placeholder:"URL" help:"Where VIES is asked."`
}

// vatLine is what VIES says of a number, as it is printed.
type vatLine struct {
	VAT     string      `json:"vat_id"`
	Status  vies.Status `json:"status"`
	Name    string      `json:"name,omitempty"`
	Address string      `json:"address,omitempty"`
	On      date.Date   `json:"asked_on,omitzero"`
	Proof   string      `json:"consultation,omitempty"`
	Why     string      `json:"reason,omitempty"`
}

func (c *registerVAT) Run(a *app) error {
	vat, err := registry.ParseVAT(c.Number, "")
	if err != nil {
		return err
	}
	requester, err := registry.ParseVAT(c.Requester, "")
	if err != nil {
		return err
	}
	answer, err := vies.New(c.Address, &http.Client{Timeout: vies.Timeout}).Check(a.ctx, vat, requester)
	if err != nil {
		return err
	}
	line := vatLine{vat.Digits, answer.Status, answer.Name, answer.Address, answer.On, answer.Proof, answer.Why.String()}
	err = a.print(line, func() {
		for _, part := range []string{vat.String() + " is " + string(line.Status), line.Name, line.Address, line.Proof} {
			if part != "" {
				a.say("%s", part)
			}
		}
	})
	switch {
	case err != nil:
		return err
	case answer.Status == vies.Invalid:
		return fault.New(fault.NotFound, "%s is no valid VAT number", vat)
	case answer.Status == vies.Unknown:
		return &fault.Error{Kind: fault.Unavailable, Text: fault.Say("whether %s is valid cannot be told now: %s", vat, answer.Why)}
	}
	return nil
}
