-- What the bank booked for a payment in another currency, on the account of the company.
ALTER TABLE payment ADD COLUMN booked_minor {id};
ALTER TABLE payment ADD COLUMN booked_currency TEXT NOT NULL DEFAULT '';

-- What the payer wrote with a payment that came on no bank line, and the structured
-- reference in it.
ALTER TABLE payment ADD COLUMN text TEXT NOT NULL DEFAULT '';
ALTER TABLE payment ADD COLUMN reference TEXT NOT NULL DEFAULT '';
