package web

import (
	"maps"
	"strconv"
	"strings"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/locale"
	"acquit/internal/render"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

func (s *site) settingsDeliveryRoutes() {
	s.getOwner("/settings/delivery", deliverySettings)
	s.postOwner("/settings/delivery", saveDeliverySettings)
}

// deliveryForm asks how invoices are sent from here. Values are as typed.
type deliveryForm struct {
	*visit
	On     bool
	Set    company.Delivery
	Days   string
	Labels string
	Series string
	Texts  map[string]dunning.Text // as typed; "" for those of the program
	InUse  []string                // labels that customers bear
	Faults map[string][]string     // of texts, by language
	refusal
}

func deliverySettings(v *visit, tx *store.Tx) (answer, error) {
	d := deliveryForm{visit: v, Set: company.Delivery{From: v.Today, MostDays: company.UsualDeliveryDays}, Texts: map[string]dunning.Text{}}
	if p := v.Company.Policy.Delivery; p != nil {
		d.On, d.Set = true, *p
		for language, t := range p.Texts {
			d.Texts[language] = dunning.Text(t)
		}
	}
	d.Days, d.Labels, d.Series = strconv.Itoa(d.Set.MostDays), strings.Join(d.Set.Labels, ", "), strings.Join(d.Set.Series, ", ")
	return d.page(tx)
}

func (d deliveryForm) page(tx *store.Tx) (answer, error) {
	var err error
	d.InUse, err = tx.LabelsInUse(mostOffered)
	return page{Title: d.Words.T("delivery.tab"), Place: settings, Status: formStatus(d.Problem), Body: deliverySettingsBody(d)}, err
}

// days are the days on which an invoice may leave.
func (d deliveryForm) days() []ui.Option {
	return []ui.Option{{Value: "", Label: d.Words.T("delivery.on_its_day")}, {Value: "1", Label: d.Words.T("delivery.on_arrival")}}
}

// standard is the program's own text in a language, shown where nothing is typed.
func (d deliveryForm) standard(l locale.Language) dunning.Text {
	return render.StandardInvoice(d.site.Words.In(locale.For(l, d.Company.Country)), &d.Company)
}

// words are what a text can say, as they are written.
func (d deliveryForm) words() string {
	var all []string
	for _, word := range render.Vocabulary() {
		if word.Is&render.OfInvoice != 0 {
			all = append(all, tagOf(word))
		}
	}
	return strings.Join(all, " ")
}

func saveDeliverySettings(v *visit) (answer, error) {
	d := deliveryForm{visit: v, On: v.form("on") != "", Days: v.form("most_days"), Labels: v.form("labels"), Series: v.form("series"), Texts: map[string]dunning.Text{}, Faults: map[string][]string{}}
	d.Set = company.Delivery{From: v.Today, OnArrival: v.form("day") != "", Credits: v.form("credits") != "", Network: v.form("network") != "",
		XMLAlone: v.form("xml_alone") != "", Bare: v.form("bare") != ""}
	if before := v.Company.Policy.Delivery; before != nil {
		d.Set.From = before.From
	}
	err := d.save()
	if fault.KindOf(err) == fault.Invalid {
		d.refusal = v.refusalOf(err)
		return v.show(func(_ *visit, tx *store.Tx) (answer, error) { return d.page(tx) })
	}
	return moved{To: v.to("settings", "delivery"), Toast: ui.Toast{Text: v.Words.T("web.saved")}}, err
}

func (d *deliveryForm) save() error {
	to := d.Company
	if !d.On {
		to.Policy.Delivery = nil
		return d.Desk.EditCompany(d.Request.Context(), to)
	}
	var err error
	if d.Set.MostDays, err = strconv.Atoi(d.Days); err != nil {
		d.Set.MostDays = -1 // the company refuses it
	}
	if d.Set.Labels, err = customer.Labels(d.Labels); err != nil {
		return fault.Wrap(fault.Invalid, err, "the labels of whose invoices are sent")
	}
	d.Set.Series = strings.FieldsFunc(d.Series, func(r rune) bool { return strings.ContainsRune(",; \t\r\n", r) })
	if err := d.texts(); err != nil {
		return err
	}
	to.Policy.Delivery = &d.Set
	return d.Desk.EditCompany(d.Request.Context(), to)
}

// texts reads the own texts. One that is empty, or says what the program says, is none.
func (d *deliveryForm) texts() error {
	own := map[string]company.DeliveryText{}
	for _, l := range locale.Languages {
		text := dunning.Text{Subject: d.form("subject-" + string(l)), Body: strings.ReplaceAll(strings.TrimSpace(d.Request.PostFormValue("body-"+string(l))), "\r\n", "\n")}
		if text == (dunning.Text{}) || text == d.standard(l) {
			continue
		}
		d.Texts[string(l)] = text
		if err := render.CheckInvoice(text, &d.Company); err != nil {
			d.Faults[string(l)] = d.textFaults(err)
			continue
		}
		own[string(l)] = company.DeliveryText(text)
	}
	if len(d.Faults) > 0 {
		return fault.New(fault.Invalid, "the text has %d faults", len(d.allFaults()))
	}
	if len(own) > 0 {
		d.Set.Texts = maps.Clone(own)
	}
	return nil
}

func (d *deliveryForm) allFaults() (all []string) {
	for _, some := range d.Faults {
		all = append(all, some...)
	}
	return all
}
