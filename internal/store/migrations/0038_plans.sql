-- What was agreed, or is wished, about paying in instalments, in the words of package plan. parts
-- are the instalments as JSON, which never change; number counts a customer's plans; missed_on is
-- the day of the instalment that a broken plan broke on.
CREATE TABLE plan (
  company_id {id} NOT NULL,
  id {id} NOT NULL,
  customer_id {id} NOT NULL,
  number INTEGER NOT NULL,
  state TEXT NOT NULL,
  every TEXT NOT NULL,
  currency TEXT NOT NULL,
  total_minor {id} NOT NULL,
  parts {json} NOT NULL,
  text TEXT NOT NULL,
  grounds TEXT NOT NULL DEFAULT '',
  {day asked_on} NOT NULL,
  asked_by TEXT NOT NULL,
  {day agreed_on},
  agreed_by TEXT NOT NULL DEFAULT '',
  {day missed_on},
  {day closed_on},
  closed_by TEXT NOT NULL DEFAULT '',
  once {key} NOT NULL DEFAULT '',
  {instant made_at} NOT NULL,
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, customer_id) REFERENCES customer
) {clustered};
CREATE INDEX plan_by_customer ON plan (company_id, customer_id, id);
CREATE INDEX plan_that_lasts ON plan (company_id, id) WHERE closed_on IS NULL;
CREATE UNIQUE INDEX plan_once ON plan (company_id, customer_id, once) WHERE once <> '';

-- The invoices of plans, with what was open of them then.
CREATE TABLE plan_invoice (
  company_id {id} NOT NULL,
  plan_id {id} NOT NULL,
  invoice_id {id} NOT NULL,
  amount_minor {id} NOT NULL,
  PRIMARY KEY (company_id, plan_id, invoice_id),
  FOREIGN KEY (company_id, plan_id) REFERENCES plan,
  FOREIGN KEY (company_id, invoice_id) REFERENCES invoice
) {clustered};
CREATE INDEX plan_of_invoice ON plan_invoice (company_id, invoice_id);
