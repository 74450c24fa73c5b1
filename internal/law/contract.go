package law

import (
	"slices"

	"acquit/internal/date"
	"acquit/internal/money"
)

// Contract is what was agreed about late payment, or stands in the terms of sale.
type Contract struct {
	Rate         *Percent // a year; nil: nothing was agreed, and the law's holds
	Compensation *Scale   // the sum for being late; nil: nothing was agreed
	// OneSided: the creditor who is late himself owes the customer nothing like it.
	OneSided bool
	// LessAllowed: the customer may prove that being late cost less than the sum, and the
	// contract says so.
	LessAllowed bool
}

// Effect is what becomes of a clause of a contract.
type Effect string

// The effects, from mild to severe.
const (
	Reducible     Effect = "reducible"      // it holds, but a judge may make it less
	Unproven      Effect = "unproven"       // it cannot be held against the law: no rate of the day is known
	LawInstead    Effect = "law_instead"    // it does not hold, and what the law says does
	PrincipalOnly Effect = "principal_only" // it does not hold, and nothing but the principal is asked
)

// FindingCode names what a contract meets in the law.
type FindingCode string

// The findings. Behind each stands what limits it.
const (
	RateUnderFloor  FindingCode = "rate_under_floor"   // Rate
	RateOverLaw     FindingCode = "rate_over_law"      // Rate
	RateOverCap     FindingCode = "rate_over_cap"      // Rate
	RateOfNothing   FindingCode = "rate_of_nothing"    // none
	LimitUnknown    FindingCode = "limit_unknown"      // the Series that lacks a rate
	SumOverLaw      FindingCode = "sum_over_law"       // Most of the first Principal
	SumOverCap      FindingCode = "sum_over_cap"       // Most of the first Principal
	SumNotForeseen  FindingCode = "sum_not_foreseen"   // none
	SumOfNothing    FindingCode = "sum_of_nothing"     // none
	SumMandatory    FindingCode = "sum_mandatory"      // Most of the first Principal
	ClauseOneSided  FindingCode = "clause_one_sided"   // none
	LessMustBeHeard FindingCode = "less_must_be_heard" // none
)

// Finding is what the law says to a clause: the sentence "contract.CODE", and
// "contract.effect.EFFECT" behind it.
type Finding struct {
	Code   FindingCode
	Effect Effect
	Source string
	Mark   Mark
	Series Series  // whose rate is the limit
	Rate   Percent // the limit, for a rate
	// Principal is the least one for which a sum is beyond its limit, and Most that limit.
	Principal, Most money.Amount
}

// clauseRule is what the law of a country says to a clause of contracts with a segment.
type clauseRule struct {
	code    FindingCode
	country string // "" for every one that has no rule of its own
	segment Segment
	effect  Effect
	source  string
	mark    Mark
}

// consumerCaps is what becomes of a clause beyond the Belgian caps. The sources are in
// conflict: nothing but what was invoiced, or interest at the legal rate; the program asks
// for the least.
const consumerCaps = "Economic Law Code art. XIX.4; beyond the caps the sources disagree between nothing but the invoice and the legal rate, and the lesser is taken"

var clauseRules = []clauseRule{
	{RateOfNothing, "", B2B, LawInstead, "Directive 2011/7/EU art. 7: a term without interest is grossly unfair", Memory},
	{SumOfNothing, "", B2B, LawInstead, "Directive 2011/7/EU art. 7: a term without compensation is presumed to be grossly unfair", Memory},
	{RateUnderFloor, "FR", B2B, LawInstead, "Code de commerce art. L441-10 II: at least three times the legal rate", Seen},
	{RateOverLaw, "BE", B2B, Reducible, "Law of 2 August 2002 art. 5: a court may cut what is abusive", Seen},
	{RateOverLaw, "FR", B2B, Reducible, "Code civil art. 1231-5", Memory},
	{RateOverLaw, "NL", B2B, Reducible, "Burgerlijk Wetboek art. 6:94", Memory},
	{RateOverLaw, "LU", B2B, Reducible, "Code civil, penalty clauses", Memory},
	{RateOverLaw, "DE", B2B, Reducible, "BGB § 307 with § 309 no. 5, where it stands in general terms", Memory},
	{SumOverLaw, "BE", B2B, Reducible, "Civil Code art. 5.88: beside it the 40 euros are not asked for the same costs", Memory},
	{SumOverLaw, "FR", B2B, Reducible, "Code de commerce art. L441-10 II: more than 40 euros on proof; Code civil art. 1231-5", Seen},
	{SumOverLaw, "NL", B2B, Reducible, "Burgerlijk Wetboek art. 6:94 and 242 Rv: businesses may agree on another scale", Memory},
	{SumOverLaw, "LU", B2B, Reducible, "Law of 18 April 2004: reasonable compensation beyond the 40 euros on proof", Memory},
	{SumOverLaw, "DE", B2B, Reducible, "BGB § 307 with § 309 no. 5, where it stands in general terms", Memory},

	{RateOverCap, "BE", B2C, PrincipalOnly, consumerCaps, Seen},
	{SumOverCap, "BE", B2C, PrincipalOnly, consumerCaps, Seen},
	{ClauseOneSided, "BE", B2C, PrincipalOnly, "Economic Law Code art. VI.83: the consumer must have the same right", Memory},
	{RateOverLaw, "FR", B2C, Reducible, "Code civil art. 1231-5; Code de la consommation, unfair terms", Memory},
	{SumNotForeseen, "FR", B2C, Reducible, "Code civil art. 1231-5; Code de la consommation, unfair terms", Memory},
	{ClauseOneSided, "FR", B2C, LawInstead, "Code de la consommation, unfair terms: a penalty must be mutual", Memory},
	{RateOverLaw, "NL", B2C, Reducible, "Burgerlijk Wetboek art. 6:233: an unfair term falls away as a whole", Memory},
	{SumMandatory, "NL", B2C, LawInstead, "Burgerlijk Wetboek art. 6:96 (5) and Besluit vergoeding voor buitengerechtelijke incassokosten art. 2: mandatory for consumers", Seen},
	{RateOverLaw, "LU", B2C, Reducible, "Code de la consommation, unfair terms", Memory},
	{SumNotForeseen, "LU", B2C, Reducible, "Code de la consommation, unfair terms", Memory},
	{RateOverLaw, "DE", B2C, Reducible, "BGB § 309 no. 5: not above the damage that is usual", Seen},
	{SumNotForeseen, "DE", B2C, Reducible, "BGB § 309 no. 5: not above the damage that is usual", Seen},
	{LessMustBeHeard, "DE", B2C, LawInstead, "BGB § 309 no. 5: proof of a lesser damage must be allowed", Seen},
}

// Check holds a contract against the law of a country on a day, and rates of the law that
// the company entered; its own contracts are no limit. Nothing is found where a contract
// says nothing, or what it says is within the law.
//
// Errors: NotFound for a country whose law was not looked up; Invalid for rates of the
// company that overlap.
func Check(own Own, country string, s Segment, c Contract, on date.Date) ([]Finding, error) {
	rule, err := Of(country, s)
	if err != nil {
		return nil, err
	}
	k := checker{rule: rule, contract: c, own: own.notAgreed(), on: on}
	if err := k.rate(); err != nil {
		return nil, err
	}
	k.sum()
	return k.found, nil
}

// checker holds one contract against one rule.
type checker struct {
	rule     Rule
	contract Contract
	own      Own
	on       date.Date
	found    []Finding
}

// find notes a finding, where the law of the country has a rule for it.
func (k *checker) find(f Finding) {
	if r, found := k.ruleOf(f.Code); found {
		f.Effect, f.Source, f.Mark = r.effect, r.source, r.mark
		k.found = append(k.found, f)
	}
}

func (k *checker) ruleOf(code FindingCode) (clauseRule, bool) {
	n := slices.IndexFunc(clauseRules, func(r clauseRule) bool {
		return r.code == code && r.segment == k.rule.Segment && (r.country == k.rule.Country || r.country == "")
	})
	if n < 0 {
		return clauseRule{}, false
	}
	return clauseRules[n], true
}

// floor is the series under which no French contract goes.
const floor = "B2B_CONTRACT_FLOOR"

func (k *checker) rate() error {
	agreed := k.contract.Rate
	if agreed == nil {
		return nil
	}
	if *agreed <= 0 {
		k.find(Finding{Code: RateOfNothing})
	}
	if k.rule.Country == "FR" && k.rule.Segment == B2B {
		below := func(limit Percent) bool { return *agreed < limit && *agreed > 0 }
		if err := k.against(Series{"FR", floor}, RateUnderFloor, below); err != nil {
			return err
		}
	}
	above, code := func(limit Percent) bool { return *agreed > limit }, RateOverLaw
	if k.rule.NeedsClause {
		code = RateOverCap
	}
	return k.against(k.rule.Series(), code, above)
}

// against holds the rate of a contract against one of the law. A limit that is not known
// is said, and none is carried over from another time; where it is only what a judge looks
// at, the contract holds meanwhile.
func (k *checker) against(s Series, code FindingCode, beyond func(Percent) bool) error {
	rates, err := k.own.Of(s)
	if err != nil {
		return err
	}
	limit, known := rates.On(k.on)
	switch {
	case !known:
		f := Finding{Code: LimitUnknown, Effect: Unproven, Series: s}
		if r, _ := k.ruleOf(code); r.effect == Reducible {
			f.Effect = Reducible
		}
		k.found = append(k.found, f)
	case beyond(limit.Percent):
		k.find(Finding{Code: code, Series: s, Rate: limit.Percent})
	}
	return nil
}

func (k *checker) sum() {
	agreed := k.contract.Compensation
	if agreed == nil {
		return
	}
	if k.contract.OneSided {
		k.find(Finding{Code: ClauseOneSided})
	}
	if agreed.nothing() {
		k.find(Finding{Code: SumOfNothing})
		return
	}
	if !k.contract.LessAllowed {
		k.find(Finding{Code: LessMustBeHeard})
	}
	if k.rule.Compensation.nothing() {
		k.find(Finding{Code: SumNotForeseen})
		return
	}
	if at, over := agreed.over(k.rule.Compensation); over {
		k.find(Finding{Code: k.sumCode(), Principal: at, Most: k.rule.Compensation.Of(at)})
	}
}

func (k *checker) sumCode() FindingCode {
	switch {
	case k.rule.NeedsClause:
		return SumOverCap
	case k.rule.Segment == B2C:
		return SumMandatory
	}
	return SumOverLaw
}

// Agreement is what holds between a creditor and a customer once a contract was held
// against the law.
type Agreement struct {
	Rate         *Percent // of the contract; nil: the law's
	Compensation Scale
	Bare         bool // nothing but the principal may be asked
}

// Under is what a contract makes of what the law says, after what was found of it. A
// contract that says nothing leaves the law as it is: see WithoutClause where that asks
// for a clause.
func (r Rule) Under(c Contract, found []Finding) Agreement {
	a := Agreement{Rate: c.Rate, Compensation: r.Compensation}
	if c.Compensation != nil {
		a.Compensation = *c.Compensation
	}
	for _, f := range found {
		switch {
		case f.Effect == PrincipalOnly:
			return Agreement{Bare: true}
		case f.Effect != LawInstead && f.Effect != Unproven:
		case f.ofRate():
			a.Rate = nil
		default:
			a.Compensation = r.Compensation
		}
	}
	return a
}

// ofRate reports whether a finding is about the rate of a contract.
func (f *Finding) ofRate() bool {
	switch f.Code {
	case RateUnderFloor, RateOverLaw, RateOverCap, RateOfNothing, LimitUnknown:
		return true
	}
	return false
}
