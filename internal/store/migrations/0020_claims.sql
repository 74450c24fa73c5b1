-- What was asked of a debt beside its principal (kind 'claimed'), and what of that was let
-- go (kind 'waived'), by the part of the claim: interest, compensation or costs. What a
-- payment settled of it is an allocation of that part. Rows are never changed. message_id
-- and step say by what it was asked; NULL and '' where a person said it.
CREATE TABLE claimed (
  company_id {id} NOT NULL,
  id {id} NOT NULL,
  invoice_id {id} NOT NULL,
  part INTEGER NOT NULL,
  kind TEXT NOT NULL,
  of_part TEXT NOT NULL,
  {day on_day} NOT NULL,
  amount_minor {id} NOT NULL,
  message_id {id},
  step TEXT NOT NULL,
  reason TEXT NOT NULL,
  made_by TEXT NOT NULL,
  {instant created_at} NOT NULL,
  PRIMARY KEY (company_id, id),
  CHECK (amount_minor > 0),
  FOREIGN KEY (company_id, invoice_id) REFERENCES invoice
) {clustered};
CREATE INDEX claimed_by_invoice ON claimed (company_id, invoice_id, id);
-- A message asks for each part of an item once.
CREATE UNIQUE INDEX claimed_once ON claimed (company_id, message_id, invoice_id, part, of_part) WHERE message_id IS NOT NULL;

-- Which part of the claim an allocation settles.
ALTER TABLE allocation ADD COLUMN of_part TEXT NOT NULL DEFAULT 'principal';

-- What was claimed beside an invoice and is neither let go nor paid: kept beside claimed
-- and allocation.
ALTER TABLE invoice ADD COLUMN claimed_minor {id} NOT NULL DEFAULT 0;
CREATE INDEX invoice_claimed ON invoice (company_id, customer_id, id) WHERE claimed_minor <> 0;

-- What a message is in the eyes of the law ('' for nothing in particular), and what it asks
-- for each item beside the principal, more than was asked before.
ALTER TABLE message ADD COLUMN document TEXT NOT NULL DEFAULT '';
ALTER TABLE message_item ADD COLUMN interest_minor {id} NOT NULL DEFAULT 0;
ALTER TABLE message_item ADD COLUMN compensation_minor {id} NOT NULL DEFAULT 0;
ALTER TABLE message_item ADD COLUMN costs_minor {id} NOT NULL DEFAULT 0;
