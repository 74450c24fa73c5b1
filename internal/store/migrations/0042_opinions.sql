-- What colleagues without an account are asked about disputes by a link in a mail, and what they
-- say.
CREATE TABLE opinion (
  company_id {id} NOT NULL,
  id {id} NOT NULL,
  dispute_id {id} NOT NULL,
  hash {key} NOT NULL,
  address TEXT NOT NULL,
  question TEXT NOT NULL,
  language TEXT NOT NULL,
  {day asked_on} NOT NULL,
  asked_by TEXT NOT NULL,
  {instant until_at} NOT NULL,
  view TEXT NOT NULL,
  text TEXT NOT NULL,
  {instant said_at},
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, dispute_id) REFERENCES dispute
) {clustered};
CREATE UNIQUE INDEX opinion_by_hash ON opinion (hash);
CREATE INDEX opinion_by_dispute ON opinion (company_id, dispute_id, id);
