-- Who has chosen a password for the pages of the customers of which it is a contact, by its mail
-- address in small letters.
CREATE TABLE reader (
  company_id {id} NOT NULL REFERENCES company,
  address {key} NOT NULL,
  password TEXT NOT NULL,
  {instant chosen_at} NOT NULL,
  PRIMARY KEY (company_id, address)
) {clustered};

-- A browser in which a reader is signed in, by the hash of the token in its cookie.
CREATE TABLE reader_session (
  company_id {id} NOT NULL,
  hash {key} NOT NULL,
  address {key} NOT NULL,
  {instant until_at} NOT NULL,
  PRIMARY KEY (company_id, hash),
  FOREIGN KEY (company_id, address) REFERENCES reader ON DELETE CASCADE
) {clustered};
CREATE INDEX reader_session_by_address ON reader_session (company_id, address);
