package collect

import (
	"context"

	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/render"
	"acquit/internal/store"
)

// SetLogo puts a logo on the page of the company's customers; no file takes it off.
//
// Errors: Invalid for what is no picture of use, with the field as its place; Conflict where
// customers have no page.
func (d *Desk) SetLogo(ctx context.Context, of id.ID, file []byte) error {
	var doc evidence.Document
	if len(file) > 0 {
		body, mime, err := render.Logo(file)
		if err != nil {
			return err
		}
		doc = evidence.New("logo", mime, body)
	}
	return d.Store.Update(ctx, of, func(tx *store.Tx) error {
		c, err := tx.TheCompany()
		if err != nil {
			return err
		}
		if c.Policy.Portal == nil {
			return fault.New(fault.Conflict, "customers have no page: switch it on first")
		}
		if doc.Hash != "" {
			if err := tx.Keep(doc); err != nil {
				return err
			}
		}
		c.Policy.Portal.Logo = doc.Hash
		return tx.SaveCompany(&c)
	})
}
