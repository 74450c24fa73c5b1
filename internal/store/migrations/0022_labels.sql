-- The labels of a customer, one a line, and the mail address of its account manager.
ALTER TABLE customer ADD COLUMN labels TEXT NOT NULL DEFAULT '';
ALTER TABLE customer ADD COLUMN manager {key} NOT NULL DEFAULT '';
CREATE INDEX customer_by_manager ON customer (company_id, manager, name_key, id) WHERE manager <> '';

-- The same labels once more, so that customers are found by one: label_key is what of it
-- is compared. Written with the customer.
CREATE TABLE customer_label (
  company_id {id} NOT NULL,
  label_key {key} NOT NULL,
  customer_id {id} NOT NULL,
  label TEXT NOT NULL,
  PRIMARY KEY (company_id, label_key, customer_id),
  FOREIGN KEY (company_id, customer_id) REFERENCES customer
) {clustered};

CREATE INDEX customer_label_by_customer ON customer_label (company_id, customer_id);
