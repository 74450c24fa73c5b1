-- What the customer's order is called, folded as numbers are: payers name it instead of
-- the invoice. Marks other than these were never seen in one.
ALTER TABLE invoice ADD COLUMN order_key {key} NOT NULL DEFAULT '';
UPDATE invoice SET order_key = UPPER(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(order_reference, '-', ''), ' ', ''), '/', ''), '.', ''), '_', ''), '#', ''))
  WHERE order_reference <> '';
CREATE INDEX invoice_by_order ON invoice (company_id, order_key) WHERE order_key <> '';

-- What may be left out for paying early: JSON, the longest term last; '' for nothing.
ALTER TABLE invoice ADD COLUMN discounts TEXT NOT NULL DEFAULT '';

-- The payment beside which a credit note settles, and with which that is undone.
ALTER TABLE allocation ADD COLUMN beside_id {id};
CREATE INDEX allocation_beside ON allocation (company_id, beside_id) WHERE beside_id IS NOT NULL;

-- One live payment for an entry and customer, and one of what is let go beside it.
DROP INDEX payment_of_entry;
CREATE UNIQUE INDEX payment_of_entry ON payment (company_id, entry_id, customer_id, source, moved_from) WHERE entry_id IS NOT NULL AND reversed_at IS NULL;
