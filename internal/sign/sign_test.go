package sign

import (
	"strings"
	"testing"
	"time"

	"acquit/internal/date"
	"acquit/internal/fault"
)

var (
	today = date.Must("2026-03-02")
	at    = time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)
)

func signature() Signature {
	return Signature{Name: "  Zoé   Peeters ", Role: "directrice", Address: "zoe@acme.example", From: "192.0.2.7", Agent: "Browser", At: at}
}

func TestARequestIsSignedOnce(t *testing.T) {
	r := Request{State: Asked}
	if err := r.Sign(signature(), today); err != nil || r.State != Signed || r.Name != "Zoé Peeters" || r.ClosedOn != today || r.ClosedBy != "zoe@acme.example" {
		t.Fatalf("%v, %+v", err, r)
	}
	before := r
	other := signature()
	other.Name = "Somebody Else"
	for name, do := range map[string]func() error{
		"signed again": func() error { return r.Sign(other, today) },
		"declined":     func() error { return r.Decline("no", today, "customer") },
		"withdrawn":    func() error { return r.Withdraw(today, "anne@lys.example") },
	} {
		if err := do(); fault.KindOf(err) != fault.Conflict {
			t.Errorf("%s: %v", name, err)
		}
		if r.Signature != before.Signature || r.State != Signed {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

func TestWhoSignsIsKnown(t *testing.T) {
	for name, c := range map[string]struct {
		edit func(*Signature)
		kind fault.Kind
	}{
		"no name":    {func(s *Signature) { s.Name = " " }, fault.Invalid},
		"no role":    {func(s *Signature) { s.Role = "" }, fault.Invalid},
		"too long":   {func(s *Signature) { s.Name = strings.Repeat("é", 101) }, fault.Invalid},
		"no address": {func(s *Signature) { s.Address = "" }, fault.Denied},
		"no instant": {func(s *Signature) { s.At = time.Time{} }, fault.Denied},
	} {
		r, s := Request{State: Asked}, signature()
		c.edit(&s)
		if err := r.Sign(s, today); fault.KindOf(err) != c.kind || r.State != Asked || r.Name != "" {
			t.Errorf("%s: %v, %+v", name, err, r)
		}
	}
	r, s := Request{State: Asked}, signature()
	s.Agent = strings.Repeat("ü", 200)
	if err := r.Sign(s, today); err != nil || len(r.Agent) > 300 || strings.Contains(r.Agent, "\uFFFD") {
		t.Errorf("%v, %d bytes", err, len(r.Agent))
	}
}

func TestARequestEndsOnce(t *testing.T) {
	for name, end := range map[State]func(*Request) error{
		Declined:  func(r *Request) error { return r.Decline(" not ours ", today, "customer") },
		Withdrawn: func(r *Request) error { return r.Withdraw(today, "anne@lys.example") },
	} {
		r := Request{State: Asked}
		if err := end(&r); err != nil || r.State != name || r.ClosedOn != today {
			t.Errorf("%v, %+v", err, r)
		}
		if err := r.Sign(signature(), today); fault.KindOf(err) != fault.Conflict {
			t.Errorf("signed after %s: %v", name, err)
		}
	}
	r := Request{State: Asked}
	if err := r.Decline(strings.Repeat("x", MostGrounds+1), today, "customer"); fault.KindOf(err) != fault.Invalid || r.State != Asked {
		t.Errorf("%v, %+v", err, r)
	}
}
