package demo

import (
	"fmt"
	"slices"

	"acquit/examples"
	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/profile"
	"acquit/internal/store"
)

// keyAccount is the label of the customers who are spoken to with care.
const keyAccount = "sleutelklant"

// named is what a ready-made scenario is called in the company's language.
func (b *Builder) named(key string) string {
	return b.Desk.Words.In(locale.For(locale.Language(examples.Company.Language), examples.Company.Country)).T("ready." + key)
}

// scenarios publishes the ready-made ones that the company follows, and says who follows
// which.
func (b *Builder) scenarios() error {
	b.plans = map[string]id.ID{}
	for _, r := range dunning.Ready() {
		if r.Key == "standard" || r.Key == "belgium_business" {
			continue // the usual one is there, and business at home follows it
		}
		s := r.Scenario
		if r.Key == "france_business" {
			s.Steps = withText(s.Steps)
		}
		if r.Key == "habitual" {
			s.Steps = withProposal(s.Steps)
		}
		plan, err := b.Desk.NewScenario(b.ctx, b.company.ID, b.named(r.Key), s, Email)
		if err != nil {
			return err
		}
		if err := b.publish(plan); err != nil {
			return err
		}
		b.plans[r.Key] = plan
	}
	_, err := b.Desk.SetRules(b.ctx, b.company.ID, b.rules(), collect.RulesMark(nil))
	return err
}

// rules say who follows which scenario; the first that fits counts.
func (b *Builder) rules() []dunning.Rule {
	business, consumers := []customer.Kind{customer.Business}, []customer.Kind{customer.Consumer}
	return []dunning.Rule{
		{Plan: b.plans["key_accounts"], Labels: []string{keyAccount}},
		{Plan: b.plans["netherlands_consumer"], Kinds: consumers, Countries: []string{"NL"}},
		{Plan: b.plans["belgium_consumer"], Kinds: consumers},
		{Plan: b.plans["france_business"], Kinds: business, Countries: []string{"FR"}},
		{Plan: b.plans["germany_business"], Kinds: business, Countries: []string{"DE"}},
		{Plan: b.plans["habitual"], Kinds: business, Payers: []string{string(profile.Habitual)}},
	}
}

// publish lets new cases follow the draft of a scenario. Running ones keep their version.
func (b *Builder) publish(plan id.ID) error {
	var draft dunning.Scenario
	err := b.view(func(tx *store.Tx) (err error) {
		draft, _, err = tx.DraftOf(plan)
		return err
	})
	if err != nil {
		return err
	}
	_, err = b.Desk.Publish(b.ctx, b.company.ID, plan, draft.ID, Email, false)
	return err
}

// withText lets the first reminder go as a text message where somebody has a mobile telephone.
func withText(steps []dunning.Step) []dunning.Step {
	all := slices.Clone(steps)
	for n := range all {
		if s := &all[n]; !s.BeforeDue() && s.Tone != dunning.Formal && len(s.Claims) == 0 {
			s.Channels = append([]message.Channel{message.SMS}, s.Ways()...)
			return all
		}
	}
	return all
}

// withProposal adds the company's own step before the last one: who always pays late is
// offered to pay in parts, in the company's own words, once somebody has looked.
func withProposal(steps []dunning.Step) []dunning.Step {
	own := dunning.Step{Key: "instalment-offer", Name: "Afbetalingsvoorstel", Tone: dunning.Firm, Days: 28, From: dunning.FromDue,
		Channels: []message.Channel{message.Mail, message.Letter}, Approve: true, Sender: debtors, Texts: proposal}
	last := len(steps) - 1
	return append(append(append([]dunning.Step{}, steps[:last]...), own), steps[last])
}

// proposal is the company's own text.
var proposal = map[string]dunning.Text{
	"nl": {
		Subject: "In delen betalen: {{numbers}}",
		Body:    "Uw rekening bij ons loopt op tot **{{total}}**. Misschien past het u beter om in delen te betalen.\n\n{{items}}\n\nWij stellen drie gelijke maandelijkse delen voor. Antwoord met uw akkoord, of maak het hele bedrag over.\n\n{{pay}}\n{{signature}}",
	},
	"fr": {
		Subject: "Payer en plusieurs fois\u202f: {{numbers}}",
		Body:    "Votre compte chez nous s’élève à **{{total}}**. Peut-être vous convient-il mieux de payer en plusieurs fois.\n\n{{items}}\n\nNous vous proposons trois mensualités égales. Répondez-nous si cela vous convient, ou virez le montant total.\n\n{{pay}}\n{{signature}}",
	},
	"de": {
		Subject: "Zahlung in Raten: {{numbers}}",
		Body:    "Auf Ihrem Konto bei uns stehen **{{total}}** offen. Vielleicht passt Ihnen eine Zahlung in Raten besser.\n\n{{items}}\n\nWir schlagen drei gleiche Monatsraten vor. Antworten Sie uns, wenn Sie einverstanden sind, oder überweisen Sie den ganzen Betrag.\n\n{{pay}}\n{{signature}}",
	},
	"en": {
		Subject: "Paying in instalments: {{numbers}}",
		Body:    "Your account with us has come to **{{total}}**. Paying in instalments may suit you better.\n\n{{items}}\n\nWe propose three equal monthly instalments. Tell us if you agree, or transfer the whole amount.\n\n{{pay}}\n{{signature}}",
	},
}

// publishUsual gives the usual scenario another version, ten days before the end: a telephone
// call before the second reminder, an answer to broken promises, and a milder tone for who
// pays well as a rule.
func (b *Builder) publishUsual(date.Date) error {
	plan, err := b.usual()
	if err != nil {
		return err
	}
	_, err = b.Desk.EditDraft(b.ctx, b.company.ID, plan, Email, func(s *dunning.Scenario) error {
		call := dunning.Step{Key: "phone-call", Tone: dunning.Polite, Days: 18, From: dunning.FromDue, Channels: []message.Channel{message.Call, message.Mail}}
		steps := append([]dunning.Step{}, s.Steps[:2]...)
		s.Steps = append(append(steps, call), s.Steps[2:]...)
		s.Broken = &dunning.Step{Key: "broken-promise", Tone: dunning.Firm, Days: 1, From: dunning.FromDue}
		s.Softer = []string{string(profile.Prompt)}
		return nil
	})
	if err != nil {
		return err
	}
	return b.publish(plan)
}

// draftKeyAccounts begins to change the scenario of the key accounts, and leaves it there.
func (b *Builder) draftKeyAccounts(date.Date) error {
	_, err := b.Desk.EditDraft(b.ctx, b.company.ID, b.plans["key_accounts"], Email, func(s *dunning.Scenario) error {
		for n := range s.Steps {
			if s.Steps[n].Key == "reminder-1" {
				s.Steps[n].Days, s.Steps[n].Tone = 8, dunning.Polite
			}
		}
		s.Limits.PerWeek = 2
		return nil
	})
	return err
}

// usual is the scenario for whom no rule gives another.
func (b *Builder) usual() (plan id.ID, err error) {
	return plan, b.view(func(tx *store.Tx) error {
		plans, err := tx.Plans()
		for _, p := range plans {
			if p.Usual {
				plan = p.ID
			}
		}
		if err == nil && plan == 0 {
			err = fmt.Errorf("%s has no usual scenario", b.company.Name)
		}
		return err
	})
}
