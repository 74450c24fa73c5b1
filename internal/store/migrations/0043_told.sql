-- What customers said that they paid, on their page or by telephone: matching looks for it on the
-- bank statements.
CREATE TABLE told_payment (
  company_id {id} NOT NULL,
  id {id} NOT NULL,
  customer_id {id} NOT NULL,
  {day paid_on} NOT NULL,
  amount_minor {id} NOT NULL,
  currency TEXT NOT NULL,
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, customer_id) REFERENCES customer
) {clustered};
CREATE INDEX told_payment_by_amount ON told_payment (company_id, amount_minor, paid_on);
CREATE INDEX told_payment_by_customer ON told_payment (company_id, customer_id, paid_on);

CREATE TABLE told_invoice (
  company_id {id} NOT NULL,
  told_id {id} NOT NULL,
  invoice_id {id} NOT NULL,
  PRIMARY KEY (company_id, told_id, invoice_id),
  FOREIGN KEY (company_id, told_id) REFERENCES told_payment,
  FOREIGN KEY (company_id, invoice_id) REFERENCES invoice
) {clustered};
CREATE INDEX told_by_invoice ON told_invoice (company_id, invoice_id);
