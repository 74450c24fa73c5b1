-- The day on which a document was wholly settled, and the day of the last payment of an
-- invoice of which payments settled half or more: not what was let go, nor what the company's
-- own books say. NULL while it is open. Kept beside allocation.
ALTER TABLE invoice ADD COLUMN {day settled_on};
ALTER TABLE invoice ADD COLUMN {day paid_on};
UPDATE invoice SET (settled_on, paid_on) = (
    SELECT MAX(s.on_day), CASE WHEN invoice.owed_minor > 0 AND 2 * SUM(s.paid_minor) >= invoice.owed_minor THEN MAX(s.paid_on) END
    FROM (
      SELECT a.on_day, CASE WHEN p.source IN ('bank', 'api') THEN a.on_day END AS paid_on,
        CASE WHEN p.source IN ('bank', 'api') THEN a.amount_minor ELSE 0 END AS paid_minor
      FROM allocation a LEFT JOIN payment p ON p.company_id = a.company_id AND p.id = a.payment_id
      WHERE a.company_id = invoice.company_id AND a.invoice_id = invoice.id AND a.of_part = 'principal' AND a.reverses_id IS NULL
        AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.company_id = a.company_id AND r.reverses_id = a.id)
      UNION ALL
      SELECT a.on_day, NULL, 0 FROM allocation a
      WHERE a.company_id = invoice.company_id AND a.credit_id = invoice.id AND a.reverses_id IS NULL
        AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.company_id = a.company_id AND r.reverses_id = a.id)) s)
  WHERE open_minor = 0;
CREATE INDEX invoice_settled ON invoice (company_id, customer_id, settled_on) WHERE settled_on IS NOT NULL;

-- What kind of payer a customer is, with the numbers that say so (profile.Profile). Made of
-- the facts by collect; numbers is what it said on made_on.
CREATE TABLE payer_profile (
  company_id {id} NOT NULL,
  customer_id {id} NOT NULL,
  kind TEXT NOT NULL,
  numbers {json} NOT NULL,
  {day made_on} NOT NULL,
  PRIMARY KEY (company_id, customer_id),
  FOREIGN KEY (company_id, customer_id) REFERENCES customer
) {clustered};
CREATE INDEX payer_profile_by_kind ON payer_profile (company_id, kind, customer_id);
