-- What customers are asked to sign on their page, and who signed: a document by its hash, and the
-- same with its certificate.
CREATE TABLE signature (
  company_id {id} NOT NULL,
  id {id} NOT NULL,
  customer_id {id} NOT NULL,
  message_id {id} NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  plan_id {id},
  currency TEXT NOT NULL,
  total_minor {id} NOT NULL,
  language TEXT NOT NULL,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  document TEXT NOT NULL,
  signed TEXT NOT NULL,
  {day asked_on} NOT NULL,
  asked_by TEXT NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  address TEXT NOT NULL,
  sent_from TEXT NOT NULL,
  agent TEXT NOT NULL,
  {instant signed_at},
  grounds TEXT NOT NULL,
  {day closed_on},
  closed_by TEXT NOT NULL,
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, customer_id) REFERENCES customer,
  FOREIGN KEY (company_id, message_id) REFERENCES message,
  FOREIGN KEY (company_id, plan_id) REFERENCES plan
) {clustered};
CREATE INDEX signature_by_customer ON signature (company_id, customer_id, id);

-- The invoices that a document is about, with what was open of them.
CREATE TABLE signature_invoice (
  company_id {id} NOT NULL,
  signature_id {id} NOT NULL,
  invoice_id {id} NOT NULL,
  amount_minor {id} NOT NULL,
  PRIMARY KEY (company_id, signature_id, invoice_id),
  FOREIGN KEY (company_id, signature_id) REFERENCES signature,
  FOREIGN KEY (company_id, invoice_id) REFERENCES invoice
) {clustered};
CREATE INDEX signature_by_invoice ON signature_invoice (company_id, invoice_id);
