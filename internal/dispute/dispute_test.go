package dispute

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/money"
)

var day = date.New(2026, 3, 2)

func eur(minor int64) money.Amount { return money.Of(minor, money.EUR) }

// What may be done with a dispute depends on how far it has come; what may not changes nothing.
func TestWhatMayBeDoneWithADispute(t *testing.T) {
	actions := map[string]func(*Dispute) error{
		"review": func(d *Dispute) error { return d.Review() },
		"accept": func(d *Dispute) error { return d.Accept(eur(100), eur(300), "", day.AddDays(8), day, "anna") },
		"reject": func(d *Dispute) error { return d.Reject("it is signed", day.AddDays(8), day, "anna") },
	}
	allowed := map[State][]string{Open: {"review", "accept", "reject"}, InReview: {"accept", "reject"}}
	for _, state := range States() {
		for name, act := range actions {
			d := Dispute{State: state, OpenedOn: day.AddDays(-3), AnswerBy: day.AddDays(7)}
			if !slices.Contains([]State{Open, InReview, Accepted}, state) {
				d.ClosedOn = day
			}
			before := d
			err := act(&d)
			switch may := slices.Contains(allowed[state], name); {
			case may && err != nil:
				t.Errorf("%s of one that is %s: %v", name, state, err)
			case !may && (!errors.Is(err, fault.Conflict) || !reflect.DeepEqual(d, before)):
				t.Errorf("%s of one that is %s: %v, and it is %+v", name, state, err, d)
			}
		}
	}
}

func TestAnAnswerThatCannotBe(t *testing.T) {
	for name, act := range map[string]func(*Dispute) error{
		"more than is contested":  func(d *Dispute) error { return d.Accept(eur(301), eur(300), "", day, day, "anna") },
		"nothing":                 func(d *Dispute) error { return d.Accept(eur(0), eur(300), "", day, day, "anna") },
		"another currency":        func(d *Dispute) error { return d.Accept(money.Of(1, money.USD), eur(300), "", day, day, "anna") },
		"a rest for a day before": func(d *Dispute) error { return d.Accept(eur(100), eur(300), "", day.AddDays(-1), day, "anna") },
		"no grounds":              func(d *Dispute) error { return d.Reject("", day, day, "anna") },
		"a day that is over":      func(d *Dispute) error { return d.Reject("it is signed", day.AddDays(-1), day, "anna") },
	} {
		d := Dispute{State: Open}
		if err := act(&d); !errors.Is(err, fault.Invalid) || !reflect.DeepEqual(d, Dispute{State: Open}) {
			t.Errorf("%s: %v, and it is %+v", name, err, d)
		}
	}
}

// An accepted dispute lasts until its credit note comes, and stays accepted; one that is contested
// anew is not.
func TestHowADisputeEnds(t *testing.T) {
	accepted := Dispute{State: Open, OpenedOn: day, Amount: eur(300), Reason: Price}
	if err := accepted.Accept(eur(200), eur(300), "", day, day, "anna"); err != nil {
		t.Fatal(err)
	}
	if !accepted.Lasts() || accepted.Waits() {
		t.Error("an accepted dispute is over, or waits for an answer")
	}
	again := accepted
	again.Again(Other, eur(250), nil, "that is not all")
	if again.State != Open || !again.Agreed.IsZero() || again.Amount != eur(250) || again.Reason != Price || again.DecidedBy != "" {
		t.Errorf("contested anew it is %+v", again)
	}
	accepted.End(Settled, day.AddDays(5), "night")
	if accepted.State != Accepted || accepted.Lasts() || accepted.Days(day.AddDays(90)) != 5 {
		t.Errorf("after its credit note it is %+v", accepted)
	}
	open := Dispute{State: InReview, OpenedOn: day}
	if open.End(Settled, day, "night"); open.State != Settled {
		t.Errorf("one that was paid is %s", open.State)
	}
}

func TestDaysOfADispute(t *testing.T) {
	d := Dispute{State: Open, OpenedOn: day, AnswerBy: day.AddDays(10), ProtestBy: day.AddDays(-1)}
	if d.LateOn(day.AddDays(10)) || !d.LateOn(day.AddDays(11)) || !d.TooLate() || d.Days(day.AddDays(4)) != 4 {
		t.Errorf("%+v", d)
	}
	if d.ProtestBy = date.None; d.TooLate() {
		t.Error("it is too late where the terms do not say")
	}
}

// Every reason has a code of both lists, as their publishers write it.
func TestEveryReasonHasItsCodes(t *testing.T) {
	peppol := []string{"NON", "REF", "LEG", "REC", "QUA", "DEL", "PRI", "QTY", "ITM", "PAY", "UNR", "FIN", "PPD", "OTH"}
	french := []string{"AUTRE", "COORD_BANC_ERR", "TX_TVA_ERR", "MONTANTTOTAL_ERR", "CALCUL_ERR", "NON_CONFORME", "DOUBLON", "DEST_ERR", "TRANSAC_INC", "EMMET_INC", "CONTRAT_TERM",
		"DOUBLE_FACT", "CMD_ERR", "ADR_ERR", "SIRET_ERR", "CODE_ROUTAGE_ERR", "REF_CT_ABSENT", "REF_ERR", "PU_ERR", "REM_ERR", "QTE_ERR", "ART_ERR", "MODPAI_ERR", "QUALITE_ERR", "LIVR_INCOMP"}
	for _, r := range Reasons() {
		if c := r.Codes(); !slices.Contains(peppol, c.Peppol) || !slices.Contains(french, c.French) {
			t.Errorf("%s is called %q and %q", r, c.Peppol, c.French)
		}
	}
	if Reason("none").Known() {
		t.Error("what is no reason is known")
	}
}
