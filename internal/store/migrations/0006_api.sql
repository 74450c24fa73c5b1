-- What another program calls a customer, an invoice or a payment that it handed over,
-- and nothing where none did. An invoice and a credit note may share one.
ALTER TABLE customer ADD COLUMN external_id {key} NOT NULL DEFAULT '';
ALTER TABLE invoice ADD COLUMN external_id {key} NOT NULL DEFAULT '';
ALTER TABLE payment ADD COLUMN external_id {key} NOT NULL DEFAULT '';
CREATE UNIQUE INDEX customer_by_external ON customer (company_id, external_id) WHERE external_id <> '';
CREATE UNIQUE INDEX invoice_by_external ON invoice (company_id, external_id, kind) WHERE external_id <> '';
CREATE UNIQUE INDEX payment_by_external ON payment (company_id, external_id) WHERE external_id <> '';

-- What programs sign in with: only the hash of a token is kept. One that was revoked
-- stays, since what it brought names it.
CREATE TABLE api_token (
  company_id {id} NOT NULL REFERENCES company,
  id {id} NOT NULL,
  name TEXT NOT NULL,
  scope TEXT NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,
  created_by TEXT NOT NULL,
  {instant created_at} NOT NULL,
  {instant used_at},
  revoked_by TEXT NOT NULL,
  {instant revoked_at},
  PRIMARY KEY (company_id, id)
) {clustered};

-- A name tells one token from another as long as they can be used.
CREATE UNIQUE INDEX api_token_by_name ON api_token (company_id, name) WHERE revoked_at IS NULL;
