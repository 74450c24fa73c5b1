package dunning

import (
	"acquit/internal/allocation"
	"acquit/internal/customer"
	"acquit/internal/message"
)

// ReadyMade is a scenario to start from.
type ReadyMade struct {
	Key      string // the catalogues name and describe it under "ready."
	Scenario Scenario
}

// Ready are the scenarios that a company can take as they are. Their steps share keys where
// they share a meaning, so that a customer who changes from one to another is not told
// twice.
func Ready() []ReadyMade {
	return []ReadyMade{
		{"standard", Standard()},
		{"belgium_business", belgiumBusiness()},
		{"belgium_consumer", belgiumConsumer()},
		{"france_business", franceBusiness()},
		{"netherlands_consumer", netherlandsConsumer()},
		{"germany_business", germanyBusiness()},
		{"key_accounts", keyAccounts()},
		{"habitual", habitual()},
	}
}

// The ways in which steps go, the best first.
var (
	written    = []message.Channel{message.Mail, message.Letter}
	provable   = []message.Channel{message.Registered, message.Letter, message.Mail}
	spoken     = []message.Channel{message.Call, message.Mail, message.Letter}
	lateCosts  = []allocation.Part{allocation.Interest, allocation.Compensation}
	decideHigh = []customer.Position{customer.Director, customer.Accountant}
)

// belgiumBusiness: interest and 40 euros are due without notice between businesses (law of
// 2 August 2002); they are asked with the notice of default, after a telephone call.
func belgiumBusiness() Scenario {
	return Scenario{Steps: []Step{
		{Key: "notice", Tone: Friendly, Days: -5, From: FromDue},
		{Key: "reminder-1", Tone: Polite, Days: 7, From: FromDue, Channels: written},
		{Key: "reminder-2", Tone: Firm, Days: 21, From: FromDue, Channels: written},
		{Key: "phone-call", Tone: Firm, Days: 30, From: FromDue, Channels: spoken},
		{Key: "final-reminder", Tone: Final, Days: 38, From: FromDue, DeadlineDays: 8, Channels: written},
		{Key: "default-notice", Tone: Formal, Days: 52, From: FromDue, DeadlineDays: 15, Channels: provable,
			Claims: lateCosts, Approve: true, Effects: []Effect{ToNotice, StopSupply}},
	}, Broken: brokenPromise()}
}

// belgiumConsumer: the first reminder is free and gives fourteen days (Code of Economic Law,
// book XIX); what the terms of sale grant is asked afterwards at the earliest.
func belgiumConsumer() Scenario {
	return Scenario{Steps: []Step{
		{Key: "reminder-1", Tone: Polite, Days: 5, From: FromDue, DeadlineDays: 15, Channels: written},
		{Key: "reminder-2", Tone: Firm, Days: 28, From: FromDue, DeadlineDays: 10, Channels: written, Claims: lateCosts},
		{Key: "phone-call", Tone: Firm, Days: 40, From: FromDue, Channels: spoken},
		{Key: "default-notice", Tone: Formal, Days: 50, From: FromDue, DeadlineDays: 15, Channels: provable,
			Claims: lateCosts, Approve: true, Effects: []Effect{ToNotice}},
	}, Broken: brokenPromise()}
}

// franceBusiness: penalties and 40 euros are due from the day after the due date (Code de
// commerce, L441-10); the mise en demeure goes by registered letter, as is the use.
func franceBusiness() Scenario {
	return Scenario{Steps: []Step{
		{Key: "notice", Tone: Friendly, Days: -7, From: FromDue},
		{Key: "reminder-1", Tone: Polite, Days: 5, From: FromDue, Channels: written},
		{Key: "phone-call", Tone: Polite, Days: 15, From: FromDue, Channels: spoken},
		{Key: "reminder-2", Tone: Firm, Days: 22, From: FromDue, Channels: written, Claims: lateCosts},
		{Key: "final-reminder", Tone: Final, Days: 35, From: FromDue, DeadlineDays: 8, Channels: written, Claims: lateCosts},
		{Key: "default-notice", Tone: Formal, Days: 50, From: FromDue, DeadlineDays: 8, Channels: provable,
			Claims: lateCosts, Approve: true, Effects: []Effect{ToNotice, StopSupply}},
	}, Broken: brokenPromise()}
}

// netherlandsConsumer: costs of collection need the letter of fourteen days (Burgerlijk
// Wetboek 6:96(6)), which counts from its receipt; they are asked three weeks after it left.
func netherlandsConsumer() Scenario {
	return Scenario{Steps: []Step{
		{Key: "notice", Tone: Friendly, Days: -3, From: FromDue},
		{Key: "reminder-1", Tone: Polite, Days: 5, From: FromDue, Channels: written},
		{Key: "reminder-2", Tone: Firm, Days: 14, From: FromDue, Channels: written},
		{Key: "fourteen-days", Tone: Formal, Days: 24, From: FromDue, Channels: []message.Channel{message.Letter, message.Mail},
			Approve: true, Effects: []Effect{ToNotice}},
		{Key: "demand", Tone: Final, Days: 21, From: FromPrevious, DeadlineDays: 8, Channels: written, Claims: lateCosts},
	}, Broken: brokenPromise()}
}

// germanyBusiness: default comes with a reminder, or thirty days after due date and receipt
// (BGB § 286); the customary three levels, of which the last one claims.
func germanyBusiness() Scenario {
	return Scenario{Steps: []Step{
		{Key: "notice", Tone: Friendly, Days: -3, From: FromDue},
		{Key: "reminder-1", Tone: Polite, Days: 7, From: FromDue, Channels: written},
		{Key: "reminder-2", Tone: Firm, Days: 17, From: FromDue, DeadlineDays: 7, Channels: written},
		{Key: "phone-call", Tone: Firm, Days: 27, From: FromDue, Channels: spoken},
		{Key: "default-notice", Tone: Formal, Days: 35, From: FromDue, DeadlineDays: 10, Channels: []message.Channel{message.Letter, message.Mail},
			Claims: lateCosts, Approve: true, Effects: []Effect{ToNotice, StopSupply}},
	}, Broken: brokenPromise()}
}

// keyAccounts speaks to customers that matter more than a week: nothing leaves unseen, the
// account manager hears of it first, and nothing is claimed.
func keyAccounts() Scenario {
	return Scenario{Steps: []Step{
		{Key: "notice", Tone: Friendly, Days: -7, From: FromDue},
		{Key: "reminder-1", Tone: Friendly, Days: 10, From: FromDue, Channels: written, Effects: []Effect{WarnTheManager}},
		{Key: "phone-call", Tone: Polite, Days: 20, From: FromDue, Channels: spoken, Approve: true, Effects: []Effect{WarnTheManager}},
		{Key: "reminder-2", Tone: Polite, Days: 30, From: FromDue, Channels: written, Approve: true, CopyManager: true, Effects: []Effect{WarnTheManager}},
		{Key: "final-reminder", Tone: Firm, Days: 50, From: FromDue, DeadlineDays: 10, Channels: written, To: decideHigh, Approve: true,
			CopyManager: true, Effects: []Effect{WarnTheManager}},
	}, Limits: Limits{GapDays: 10, PerWeek: 1}, Thanks: &Thanks{After: Polite}}
}

// habitual is for those who always pay late: earlier, closer together, and to whom decides.
func habitual() Scenario {
	return Scenario{Steps: []Step{
		{Key: "notice", Tone: Friendly, Days: -7, From: FromDue},
		{Key: "reminder-1", Tone: Polite, Days: 2, From: FromDue, Channels: written},
		{Key: "phone-call", Tone: Firm, Days: 8, From: FromDue, Channels: spoken},
		{Key: "reminder-2", Tone: Firm, Days: 14, From: FromDue, Channels: written, To: decideHigh},
		{Key: "final-reminder", Tone: Final, Days: 22, From: FromDue, DeadlineDays: 8, Channels: written, To: decideHigh, Claims: lateCosts},
		{Key: "default-notice", Tone: Formal, Days: 34, From: FromDue, DeadlineDays: 8, Channels: provable, To: decideHigh,
			Claims: lateCosts, Approve: true, Effects: []Effect{ToNotice, StopSupply}},
	}, Limits: Limits{GapDays: 5}, Broken: brokenPromise()}
}

// brokenPromise answers a promise that was not kept the day after its time is over.
func brokenPromise() *Step {
	return &Step{Key: "broken-promise", Tone: Firm, Days: 1, From: FromDue, Channels: written}
}
