-- The names under which somebody else pays for a customer, as people said it: when they
-- confirmed an entry, entry_id, or by itself (NULL). A name is known as long as one row
-- says so; what confirming an entry taught goes when that is undone.
CREATE TABLE payer_name (
  company_id {id} NOT NULL,
  id {id} NOT NULL,
  name_key {key} NOT NULL,
  name TEXT NOT NULL,
  customer_id {id} NOT NULL,
  entry_id {id},
  said_by TEXT NOT NULL,
  {day said_on} NOT NULL,
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, customer_id) REFERENCES customer
) {clustered};
CREATE INDEX payer_name_by_key ON payer_name (company_id, name_key, customer_id, id);
CREATE INDEX payer_name_of_customer ON payer_name (company_id, customer_id, name_key);
CREATE INDEX payer_name_of_entry ON payer_name (company_id, entry_id) WHERE entry_id IS NOT NULL;

-- What people said of entries that have some words: whose payments they are, or, with no
-- customer, that they are nobody's. account_id NULL, flow '' and currency '' narrow
-- nothing. A rule acts while its state is 'on'; one that is forgotten stays for those
-- entries that it acted on.
CREATE TABLE text_rule (
  company_id {id} NOT NULL,
  id {id} NOT NULL,
  words TEXT NOT NULL,
  account_id {id},
  flow TEXT NOT NULL,
  currency TEXT NOT NULL,
  least_minor {id},
  most_minor {id},
  customer_id {id},
  state TEXT NOT NULL,
  made_by TEXT NOT NULL,
  {day made_on} NOT NULL,
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, customer_id) REFERENCES customer
) {clustered};
CREATE INDEX text_rule_standing ON text_rule (company_id, id) WHERE state <> 'forgotten';
CREATE INDEX text_rule_of_customer ON text_rule (company_id, customer_id) WHERE customer_id IS NOT NULL;

-- The rule by which an entry is ignored.
CREATE TABLE ruled_out (
  company_id {id} NOT NULL,
  entry_id {id} NOT NULL,
  rule_id {id} NOT NULL,
  PRIMARY KEY (company_id, entry_id),
  FOREIGN KEY (company_id, rule_id) REFERENCES text_rule
) {clustered};
CREATE INDEX ruled_out_by_rule ON ruled_out (company_id, rule_id, entry_id);
