-- Indexes for lists that a page shows in the order of issue days: without them a
-- book in which nearly everything is open is read through to find what is not.
CREATE INDEX invoice_settled_by_issue ON invoice (company_id, issued_on, id) WHERE open_minor = 0;
CREATE INDEX invoice_credit_by_issue ON invoice (company_id, issued_on, id) WHERE owed_minor < 0;
