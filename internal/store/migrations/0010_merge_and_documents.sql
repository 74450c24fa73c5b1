-- The bodies of documents, in pieces: none of them is held as a whole. Those of which
-- there is no piece lie in the directory of documents; see vault. Documents from before
-- are one piece each.
CREATE TABLE document_piece (
  company_id {id} NOT NULL,
  hash TEXT NOT NULL,
  number INTEGER NOT NULL,
  body {blob} NOT NULL,
  PRIMARY KEY (company_id, hash, number),
  FOREIGN KEY (company_id, hash) REFERENCES document
) {strict};
INSERT INTO document_piece (company_id, hash, number, body) SELECT company_id, hash, 0, body FROM document;
ALTER TABLE document DROP COLUMN body;

-- Two customers that are one: the one that is gone keeps its row, its marks (so that
-- whatever names it is found, and nobody else gets them) and its timeline; merged_into
-- is the customer that stands for it. Everything else of it is the other's; see Merge.
ALTER TABLE customer ADD COLUMN merged_into {id};
CREATE INDEX customer_by_merged ON customer (company_id, merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX customer_merged_by_name ON customer (company_id, name_key) WHERE merged_into IS NOT NULL;
-- merged_into stands in the index, though it is NULL throughout: SQLite would else read the
-- table for it.
DROP INDEX customer_by_name;
CREATE INDEX customer_by_name ON customer (company_id, name_key, id, merged_into) WHERE merged_into IS NULL;

-- An entry that two customers paid with may be two payments of the one that stays:
-- moved_from is the customer that the payment was booked for, 0 when it is the same.
ALTER TABLE payment ADD COLUMN moved_from {id} NOT NULL DEFAULT 0;
DROP INDEX payment_of_entry;
CREATE UNIQUE INDEX payment_of_entry ON payment (company_id, entry_id, customer_id, moved_from) WHERE entry_id IS NOT NULL AND reversed_at IS NULL;

-- What was merged, and what is needed to undo it besides the rows in moved.
CREATE TABLE merging (
  company_id {id} NOT NULL,
  id {id} NOT NULL,
  kept_id {id} NOT NULL,
  gone_id {id} NOT NULL,
  record {json} NOT NULL,
  merged_by TEXT NOT NULL,
  {instant merged_at} NOT NULL,
  undone_by TEXT NOT NULL,
  {instant undone_at},
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, kept_id) REFERENCES customer,
  FOREIGN KEY (company_id, gone_id) REFERENCES customer
) {clustered};
CREATE INDEX merging_by_kept ON merging (company_id, kept_id, id);
CREATE UNIQUE INDEX merging_standing ON merging (company_id, gone_id) WHERE undone_at IS NULL;

-- The rows that a merging took from one customer to the other, by their tables.
CREATE TABLE moved (
  company_id {id} NOT NULL,
  merging_id {id} NOT NULL,
  noun TEXT NOT NULL,
  row_id {id} NOT NULL,
  PRIMARY KEY (company_id, merging_id, noun, row_id),
  FOREIGN KEY (company_id, merging_id) REFERENCES merging
) {clustered};

-- Pairs of customers of whom a person said that they are two; the smaller identifier
-- comes first.
CREATE TABLE distinct_customers (
  company_id {id} NOT NULL,
  one_id {id} NOT NULL,
  other_id {id} NOT NULL,
  said_by TEXT NOT NULL,
  {instant said_at} NOT NULL,
  PRIMARY KEY (company_id, one_id, other_id),
  FOREIGN KEY (company_id, one_id) REFERENCES customer,
  FOREIGN KEY (company_id, other_id) REFERENCES customer
) {clustered};

CREATE INDEX contact_by_mail ON contact (company_id, lower(email)) WHERE email <> '';

-- What people and programs attach to an invoice, or to a customer: proof of what was
-- ordered, agreed and delivered. One that was taken off stays, with who took it off.
CREATE TABLE attachment (
  company_id {id} NOT NULL,
  id {id} NOT NULL,
  customer_id {id},
  invoice_id {id},
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  note TEXT NOT NULL,
  document TEXT NOT NULL,
  added_by TEXT NOT NULL,
  {instant added_at} NOT NULL,
  removed_by TEXT NOT NULL,
  {instant removed_at},
  PRIMARY KEY (company_id, id),
  CHECK ((customer_id IS NULL) <> (invoice_id IS NULL)),
  FOREIGN KEY (company_id, customer_id) REFERENCES customer,
  FOREIGN KEY (company_id, invoice_id) REFERENCES invoice,
  FOREIGN KEY (company_id, document) REFERENCES document
) {clustered};
CREATE INDEX attachment_by_invoice ON attachment (company_id, invoice_id, id) WHERE invoice_id IS NOT NULL;
CREATE INDEX attachment_by_document ON attachment (company_id, document);
CREATE INDEX attachment_by_customer ON attachment (company_id, customer_id, id) WHERE customer_id IS NOT NULL;
