package collect

import (
	"bytes"
	"context"
	"maps"

	"acquit/internal/company"
	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/locale"
	"acquit/internal/store"
)

// MostTerms is how large general terms may be, in bytes.
const MostTerms = 5 << 20

// SetTerms keeps a company's general terms in a language, in place of those before; a nil file
// forgets them. What has left with them stays as it was.
//
// Errors: Invalid for what is no PDF, and for one that is too large.
func (d *Desk) SetTerms(ctx context.Context, of company.Company, in locale.Language, file *evidence.Document) error {
	of.Policy.GeneralTerms = maps.Clone(of.Policy.GeneralTerms)
	if file == nil {
		delete(of.Policy.GeneralTerms, string(in))
		return d.EditCompany(ctx, of)
	}
	switch {
	case !bytes.HasPrefix(file.Body, []byte("%PDF-")):
		return fault.New(fault.Invalid, "%s is no PDF", file.Name)
	case file.Size > MostTerms:
		return fault.New(fault.Invalid, "general terms have at most %d MB", MostTerms>>20)
	}
	err := d.Store.Update(ctx, of.ID, func(tx *store.Tx) error { return tx.Keep(*file) })
	if err != nil {
		return err
	}
	if of.Policy.GeneralTerms == nil {
		of.Policy.GeneralTerms = map[string]company.GeneralTerms{}
	}
	of.Policy.GeneralTerms[string(in)] = company.GeneralTerms{Name: file.Name, Hash: file.Hash, Size: file.Size}
	return d.EditCompany(ctx, of)
}
