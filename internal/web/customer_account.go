package web

import (
	"fmt"
	"slices"
	"strings"

	"acquit/internal/explain"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/matching"
	"acquit/internal/money"
	"acquit/internal/payment"
	"acquit/internal/settle"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

func (s *site) accountRoutes() {
	s.post("/customers/{customer}/account/{payment}/use", useOnAccount)
	s.post("/customers/{customer}/account/{allocation}/free", freeAccount)
}

// What one page shows of money on account that may be used, and of what each may pay.
const (
	mostDeposits = 5
	mostUses     = 3
)

// usable is the money on account that may be used for something.
func (d *customerData) usable() []settle.Deposit {
	var some []settle.Deposit
	for _, p := range d.Deposits {
		if len(p.For) > 0 && len(some) < mostDeposits {
			some = append(some, p)
		}
	}
	return some
}

// useSum is how much of a payment a proposal uses.
func useSum(p *matching.Proposal) (sum money.Amount) {
	for _, s := range p.Shares {
		sum = sum.Add(s.Amount)
	}
	return sum
}

// useWords are what the button says that uses money on account.
func useWords(v *visit, p *matching.Proposal) string {
	if len(p.Shares) == 1 {
		return v.Words.T("account.use_for", "Amount", useSum(p), "Invoice", p.Shares[0].Number)
	}
	return v.Words.N("account.use", len(p.Shares), "Amount", useSum(p))
}

// useReasons say why money on account may pay what a proposal says.
func useReasons(v *visit, p *matching.Proposal) string {
	var all []string
	for _, e := range p.Evidence {
		if e.Fact != matching.AccountUsed {
			all = append(all, explain.EvidenceSentence(v.Words, e))
		}
	}
	return strings.Join(all, " ")
}

// useKey names a proposal by what it does, so that what a person saw is done, or nothing.
func useKey(p *matching.Proposal) string {
	var key strings.Builder
	for _, s := range p.Shares {
		fmt.Fprintf(&key, "%s:%s ", s.Invoice, s.Amount)
	}
	return strings.TrimSpace(key.String())
}

func useOnAccount(v *visit) (answer, error) {
	ref, err := v.ref()
	if err != nil {
		return nil, err
	}
	from, err := v.id("payment")
	if err != nil {
		return nil, err
	}
	var p *matching.Proposal
	err = v.Store.View(v.Request.Context(), v.Company.ID, func(tx *store.Tx) error {
		all, err := settle.Deposits(tx, []id.ID{ref.Customer})
		p = asShown(all, from, v.form("as"))
		return err
	})
	if err == nil && p == nil {
		err = fault.New(fault.Conflict, "what the money on account may be used for changed meanwhile: look at it again")
	}
	if err != nil {
		return nil, err
	}
	first, err := settle.UseOnAccount(v.Request.Context(), v.Store, ref, from, *p, v.actor(), v.Today)
	if err != nil {
		return nil, err
	}
	return moved{To: v.toCustomer(ref.Customer), Toast: ui.Toast{Text: v.Words.T("account.used", "Amount", useSum(p)),
		Undo: v.to("customers", ref.Customer.String(), "account", first.String(), "free")}}, nil
}

// asShown is the proposal for a payment that a key names; nil when it is made no more.
func asShown(all []settle.Deposit, from id.ID, key string) *matching.Proposal {
	for _, d := range all {
		if n := slices.IndexFunc(d.For, func(p matching.Proposal) bool { return useKey(&p) == key }); d.ID == from && n >= 0 {
			return &d.For[n]
		}
	}
	return nil
}

func freeAccount(v *visit) (answer, error) {
	ref, err := v.ref()
	if err != nil {
		return nil, err
	}
	allocation, err := v.id("allocation")
	if err != nil {
		return nil, err
	}
	if err := settle.FreeAccount(v.Request.Context(), v.Store, ref, allocation, v.actor(), v.Today); err != nil {
		return nil, err
	}
	return moved{To: v.toCustomer(ref.Customer), Toast: ui.Toast{Text: v.Words.T("account.freed")}}, nil
}

// frees reports whether an allocation of the invoice can be put back on account.
func (d *invoiceData) frees(v *visit, a *payment.Allocation) bool {
	return v.mayWork() && a.Payment != 0 && a.Reverses == 0 && !d.undone(a.ID) && settle.IsUse(a)
}
