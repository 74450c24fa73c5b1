-- A large undertaking: Dutch law gives it less time to pay.
ALTER TABLE customer ADD COLUMN large {bool} NOT NULL DEFAULT FALSE;

-- An invoice that asks for money in advance.
ALTER TABLE invoice ADD COLUMN prepayment {bool} NOT NULL DEFAULT FALSE;

-- What the last review found that the law says of an open invoice: lapses_on is the last
-- day to claim it, where that is near or over; allowed_on the last due day that the law
-- allows, where the invoice is due later. Written by collect.Review alone.
ALTER TABLE invoice ADD COLUMN {day lapses_on};
ALTER TABLE invoice ADD COLUMN {day allowed_on};
CREATE INDEX invoice_lapsing ON invoice (company_id, due_on, id) WHERE lapses_on IS NOT NULL AND open_minor <> 0;
CREATE INDEX invoice_beyond ON invoice (company_id, due_on, id) WHERE allowed_on IS NOT NULL AND open_minor <> 0;
