-- A code that somebody with the link of a message asked for by mail, by the hash of the token in
-- his cookie. A row is kept for an address of nobody too, so that the page answers alike. It stays
-- for an hour, by which codes are counted; one that was used or guessed at too often has no
-- code_hash.
CREATE TABLE entry_code (
  company_id {id} NOT NULL,
  message_id {id} NOT NULL,
  hash {key} NOT NULL,
  code_hash {key} NOT NULL,
  address TEXT NOT NULL,
  tries INTEGER NOT NULL,
  {instant asked_at} NOT NULL,
  PRIMARY KEY (company_id, message_id, hash),
  FOREIGN KEY (company_id, message_id) REFERENCES link ON DELETE CASCADE
) {clustered};

-- The mail address that a guest has proved by a code; empty for who has shown something else.
ALTER TABLE guest ADD COLUMN address TEXT NOT NULL DEFAULT '';
