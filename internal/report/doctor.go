// Package report answers questions about the whole book.
package report

import (
	"context"

	"acquit/internal/id"
	"acquit/internal/store"
)

// Doctor rechecks every sum, state and timeline of a company against its facts,
// and returns what is wrong; nothing, when all is well.
func Doctor(ctx context.Context, s *store.Store, company id.ID) ([]store.Finding, error) {
	findings := []store.Finding{}
	err := s.View(ctx, company, func(tx *store.Tx) error {
		return tx.Check(func(f store.Finding) { findings = append(findings, f) })
	})
	return findings, err
}
