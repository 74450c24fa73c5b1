-- How invoices get to their customers from here: one row for each that came in since the company
-- has them sent, also for those that are left out. What has no row is not Acquit's to send.
CREATE TABLE delivery (
  company_id {id} NOT NULL,
  invoice_id {id} NOT NULL,
  state TEXT NOT NULL,
  {day on_day} NOT NULL,
  message_id {id},
  why TEXT NOT NULL,
  said_by TEXT NOT NULL,
  mail_fails {bool} NOT NULL,
  {instant created_at} NOT NULL,
  PRIMARY KEY (company_id, invoice_id),
  FOREIGN KEY (company_id, invoice_id) REFERENCES invoice
) {clustered};
CREATE INDEX delivery_waits ON delivery (company_id, on_day, invoice_id) WHERE state = 'waits';
CREATE INDEX delivery_open ON delivery (company_id, invoice_id) WHERE state NOT IN ('delivered', 'left_out');
CREATE INDEX delivery_by_message ON delivery (company_id, message_id) WHERE message_id IS NOT NULL;

-- By what a customer gets invoices, where that is not the usual way.
CREATE TABLE delivery_way (
  company_id {id} NOT NULL,
  customer_id {id} NOT NULL,
  way TEXT NOT NULL,
  chosen_by TEXT NOT NULL,
  {instant chosen_at} NOT NULL,
  PRIMARY KEY (company_id, customer_id),
  FOREIGN KEY (company_id, customer_id) REFERENCES customer
) {clustered};

-- The last day on which what an invoice asks for was delivered or done.
ALTER TABLE invoice ADD COLUMN {day delivered_on};
CREATE INDEX invoice_delivered ON invoice (company_id, issued_on, delivered_on) WHERE delivered_on IS NOT NULL;

-- A message that brings an invoice does not wait for what the follow-up says, nor the other way
-- round. A copy that a person sends leaves at once, as what a person writes does.
DROP INDEX message_on_its_way;
CREATE UNIQUE INDEX message_on_its_way ON message (company_id, customer_id, currency)
  WHERE state IN ('proposed', 'queued', 'ready', 'sending', 'uncertain') AND step NOT IN ('personal', 'invoice', 'invoice_copy');
DROP INDEX message_personal;
CREATE INDEX message_personal ON message (company_id, id) WHERE state = 'queued' AND step IN ('personal', 'invoice_copy');
