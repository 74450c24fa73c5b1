-- The one link by which a person may set a password: only its hash is kept, and a
-- new link takes the place of the one before. It belongs to the person, not to a
-- company, as the password does.
CREATE TABLE password_link (
  person_id {id} PRIMARY KEY REFERENCES person,
  token_hash TEXT NOT NULL UNIQUE,
  {instant expires_at} NOT NULL
) {strict};

-- What people changed of invoices here, field by field: what they wrote, and what
-- the newest document says. The invoice itself holds what they wrote.
CREATE TABLE invoice_edit (
  company_id {id} NOT NULL,
  invoice_id {id} NOT NULL,
  field TEXT NOT NULL,
  value TEXT NOT NULL,
  imported TEXT NOT NULL,
  PRIMARY KEY (company_id, invoice_id, field),
  FOREIGN KEY (company_id, invoice_id) REFERENCES invoice
) {clustered};

-- The names and mail addresses that a contact had before a person changed them here:
-- tables of customers still know it by them.
ALTER TABLE contact ADD COLUMN former {json} NOT NULL DEFAULT '[]';
