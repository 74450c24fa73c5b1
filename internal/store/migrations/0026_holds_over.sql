-- Holds that are over are listed as those that stand: of a customer, of several, by cause.
CREATE INDEX hold_about ON hold (company_id, customer_id, id);
CREATE INDEX hold_caused ON hold (company_id, cause, id);
