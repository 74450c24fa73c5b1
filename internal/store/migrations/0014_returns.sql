-- A bank line that takes back what another one brought names it in returns_id;
-- fee_minor is what the bank took for that beside it, positive.
ALTER TABLE entry ADD COLUMN returns_id {id};
ALTER TABLE entry ADD COLUMN fee_minor {id} NOT NULL DEFAULT 0;
CREATE INDEX entry_by_returned ON entry (company_id, returns_id) WHERE returns_id IS NOT NULL;

-- What a return has in common with the payment that it takes back.
CREATE INDEX entry_by_end_to_end ON entry (company_id, end_to_end_id) WHERE end_to_end_id <> '';
CREATE INDEX entry_by_mandate ON entry (company_id, mandate_id, booked_on) WHERE mandate_id <> '';

-- The bank line by which a payment was taken back; NULL where none was, or a person
-- took it back.
ALTER TABLE payment ADD COLUMN returned_by {id};
CREATE INDEX payment_by_return ON payment (company_id, returned_by) WHERE returned_by IS NOT NULL;
