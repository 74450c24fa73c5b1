// Package till takes payments online: it begins them with the company's provider, hears what
// became of them, and books what was paid.
package till

import (
	"cmp"
	"context"
	"crypto/subtle"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"acquit/internal/checkout"
	"acquit/internal/checkout/mollie"
	"acquit/internal/checkout/stripe"
	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/seal"
	"acquit/internal/store"
)

// Desk is where payments are taken.
type Desk struct {
	Store   *store.Store
	Key     *seal.Key // of the providers' secrets; nil where none can be kept
	Address string    // of the pages, "https://acquit.example"; "" where nobody reaches them
	Today   func(*company.Company) date.Date

	// Addresses are where providers are asked, where that is not their own address.
	Addresses map[checkout.Name]string
}

// patience is how long a provider is waited for.
const patience = 20 * time.Second

// sealed is what of a provider's settings is kept sealed.
type sealed struct {
	checkout.Secrets
	Path string `json:"path"` // the secret in the address at which it reports
}

// about names a company's secrets where they are sealed.
func about(of id.ID, p checkout.Name) string { return "till " + string(p) + " of " + of.String() }

// Opened is a provider of a company that can be asked.
type Opened struct {
	checkout.Provider
	store.Till
	sealed sealed
}

// Test reports whether it takes no real money.
func (o *Opened) Test() bool { return o.sealed.Test() }

// Has reports which of its secrets are known.
func (o *Opened) Has() (key, hook, org bool) {
	return o.sealed.Key != "", o.sealed.Hook != "", o.sealed.Org != ""
}

// Hook is the address at which a provider reports.
func (d *Desk) Hook(of id.ID, o *Opened) string {
	return d.Address + "/tills/" + of.String() + "/" + string(o.Till.Provider) + "/" + o.sealed.Path
}

// Open opens a provider of the transaction's company; nil where it has none of that name.
func (d *Desk) Open(tx *store.Tx, p checkout.Name) (*Opened, error) {
	all, err := tx.Tills()
	n := slices.IndexFunc(all, func(t store.Till) bool { return t.Provider == p })
	if err != nil || n < 0 {
		return nil, err
	}
	return d.open(tx.Company, &all[n])
}

// Takes is the provider that takes new payments; nil where nothing can be paid online.
func (d *Desk) Takes(tx *store.Tx) (*Opened, error) {
	all, err := tx.Tills()
	n := slices.IndexFunc(all, func(t store.Till) bool { return t.On })
	if err != nil || n < 0 || d.Address == "" {
		return nil, err
	}
	return d.open(tx.Company, &all[n])
}

// Offer is how customers can pay online.
type Offer struct {
	Provider checkout.Name
	Parts    bool // less than all that is asked for as well
	Test     bool // no real money
}

// Offers is how the customers of the transaction's company can pay online; nil where they cannot,
// also where the provider's key can no longer be read, which its settings tell.
func (d *Desk) Offers(tx *store.Tx) (*Offer, error) {
	o, err := d.Takes(tx)
	if fault.KindOf(err) != "" {
		return nil, nil
	}
	if err != nil || o == nil {
		return nil, err
	}
	return &Offer{o.Till.Provider, o.Parts, o.Test()}, nil
}

func (d *Desk) open(of id.ID, t *store.Till) (*Opened, error) {
	o := &Opened{Till: *t}
	if d.Key == nil {
		return nil, errNoKey()
	}
	text, err := d.Key.Open(t.Secrets, about(of, t.Provider))
	if err == nil {
		err = json.Unmarshal([]byte(text), &o.sealed)
	}
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "the key of %s can no longer be read: enter it again in the settings, or start the program with the secret key by which it was sealed", t.Provider.Label())
	}
	o.Provider = d.client(t.Provider, o.sealed.Secrets)
	return o, nil
}

func (d *Desk) client(p checkout.Name, s checkout.Secrets) checkout.Provider {
	c := &http.Client{Timeout: patience}
	if p == checkout.Stripe {
		return stripe.New(s, d.Addresses[p], c)
	}
	return mollie.New(s, d.Addresses[p], c)
}

func errNoKey() error {
	return fault.New(fault.Unavailable, "no password can be kept: the operator has given no secret key")
}

// Settings are how a company takes payments online. A secret that is empty stays as it is known.
type Settings struct {
	Provider checkout.Name
	checkout.Secrets
	Parts bool
	On    bool
}

// begins are how the secrets of a provider begin, by the place of their fields.
var begins = map[checkout.Name]map[string][]string{
	checkout.Mollie: {"key": {"live_", "test_"}, "org": {"access_"}},
	checkout.Stripe: {"key": {"sk_", "rk_"}, "hook": {"whsec_"}},
}

func (s *Settings) check() error {
	if !s.Provider.Known() {
		return fault.At(0, "provider", "%q is no provider", string(s.Provider))
	}
	for _, one := range []struct {
		place string
		value *string
	}{{"key", &s.Key}, {"hook", &s.Hook}, {"org", &s.Org}} {
		*one.value = strings.TrimSpace(*one.value)
		known := begins[s.Provider][one.place]
		if *one.value != "" && !slices.ContainsFunc(known, func(b string) bool { return strings.HasPrefix(*one.value, b) }) {
			return fault.At(0, one.place, "what %s gives for this begins with %s", s.Provider.Label(), strings.Join(known, ", "))
		}
	}
	return nil
}

// whole are the settings with what is known of the provider already.
func (d *Desk) whole(tx *store.Tx, s *Settings) (sealed, error) {
	all := sealed{Secrets: s.Secrets, Path: string(id.NewToken())}
	known, err := d.Open(tx, s.Provider)
	if s.Key != "" && err != nil {
		known, err = nil, nil // what can no longer be read is entered again
	}
	if err != nil {
		return all, err
	}
	if known != nil {
		was := known.sealed
		all.Path = cmp.Or(was.Path, all.Path)
		if all.Key == "" {
			all.Key = was.Key
		}
		if all.Hook == "" {
			all.Hook = was.Hook
		}
		if all.Org == "" {
			all.Org = was.Org
		}
	}
	if all.Key == "" {
		return all, fault.At(0, "key", "give the key of %s", s.Provider.Label())
	}
	return all, nil
}

// Save stores how a company takes payments online.
//
// Errors: Invalid with the field as its place; Unavailable where no secret can be kept.
func (d *Desk) Save(ctx context.Context, of id.ID, s Settings) error {
	if err := s.check(); err != nil {
		return err
	}
	if d.Key == nil {
		return errNoKey()
	}
	return d.Store.Update(ctx, of, func(tx *store.Tx) error {
		all, err := d.whole(tx, &s)
		if err != nil {
			return err
		}
		return d.keep(tx, &store.Till{Provider: s.Provider, Parts: s.Parts, On: s.On}, &all)
	})
}

// keep stores a provider with its secrets.
func (d *Desk) keep(tx *store.Tx, t *store.Till, s *sealed) error {
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	t.Secrets = d.Key.Seal(string(text), about(tx.Company, t.Provider))
	return tx.SaveTill(t)
}

// Forget forgets the secrets of a provider, through which nobody pays any more. What was paid stays;
// about payments that are not over nobody asks, and what the provider still tells is not heard.
//
// Errors: Unavailable where no secret can be kept.
func (d *Desk) Forget(ctx context.Context, of id.ID, p checkout.Name) error {
	if d.Key == nil {
		return errNoKey()
	}
	return d.Store.Update(ctx, of, func(tx *store.Tx) error {
		all, err := tx.Tills()
		n := slices.IndexFunc(all, func(t store.Till) bool { return t.Provider == p })
		if err != nil || n < 0 {
			return err
		}
		if err := d.keep(tx, &store.Till{Provider: p, Parts: all[n].Parts}, &sealed{}); err != nil {
			return err
		}
		return tx.ForgetCheckouts(p)
	})
}

// Try asks a provider whether it knows the key of settings that are not stored yet, and returns
// by what customers may pay, where it tells that.
func (d *Desk) Try(ctx context.Context, of id.ID, s Settings) (ways []string, err error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	var all sealed
	err = d.Store.View(ctx, of, func(tx *store.Tx) (err error) {
		all, err = d.whole(tx, &s)
		return err
	})
	if err != nil {
		return nil, err
	}
	return d.client(s.Provider, all.Secrets).Check(ctx)
}

// is compares a secret in an address without telling how much of it is right.
func (o *Opened) is(path string) bool {
	return o.sealed.Path != "" && subtle.ConstantTimeCompare([]byte(o.sealed.Path), []byte(path)) == 1
}
