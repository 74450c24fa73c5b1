-- How an entry found its place: by itself, as it was suggested, by hand, on account, or as
-- nobody's payment; '' while it waits and for what is no customer's money.
ALTER TABLE entry ADD COLUMN handled TEXT NOT NULL DEFAULT '';
UPDATE entry SET handled = 'ignored' WHERE state = 'ignored' AND amount_minor > 0;
UPDATE entry SET handled = CASE
    WHEN EXISTS (SELECT 1 FROM payment p WHERE p.company_id = entry.company_id AND p.entry_id = entry.id AND p.reversed_at IS NULL
      AND p.source = 'bank' AND p.booked_by = 'matching') THEN 'automatic'
    WHEN NOT EXISTS (SELECT 1 FROM payment p JOIN allocation a ON a.company_id = p.company_id AND a.payment_id = p.id
      WHERE p.company_id = entry.company_id AND p.entry_id = entry.id AND p.reversed_at IS NULL AND p.source = 'bank' AND a.reverses_id IS NULL) THEN 'account'
    WHEN EXISTS (SELECT 1 FROM payment p JOIN allocation a ON a.company_id = p.company_id AND a.payment_id = p.id
      WHERE p.company_id = entry.company_id AND p.entry_id = entry.id AND p.reversed_at IS NULL AND p.source = 'bank'
      AND CAST(a.evidence AS TEXT) LIKE '%},%{%person_says%') THEN 'suggested'
    ELSE 'by_hand' END
  WHERE state = 'booked' AND amount_minor > 0;
CREATE INDEX entry_handled ON entry (company_id, handled, booked_on, id) WHERE handled <> '';

-- The facts of the suggestion that stands first, so that entries of one kind of evidence
-- are counted and confirmed together; '' for the others. Matching writes it anew.
ALTER TABLE suggestion ADD COLUMN kind TEXT NOT NULL DEFAULT '';
CREATE INDEX suggestion_by_kind ON suggestion (company_id, kind, entry_id) WHERE kind <> '';

-- What was let go, newest first.
CREATE INDEX payment_difference ON payment (company_id, received_on, id) WHERE source = 'difference';
