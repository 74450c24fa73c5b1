-- What others write to a company. The mail itself is kept as a document; the same mail that
-- comes twice is one reply.
CREATE TABLE reply (
  company_id {id} NOT NULL,
  id {id} NOT NULL,
  customer_id {id},
  sign TEXT NOT NULL,
  answers_id {id},
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  sender TEXT NOT NULL,
  sender_name TEXT NOT NULL,
  subject TEXT NOT NULL,
  excerpt TEXT NOT NULL,
  mail_id TEXT NOT NULL,
  content TEXT NOT NULL,
  files INTEGER NOT NULL,
  {day back_on},
  owner TEXT NOT NULL,
  {day again_on},
  {instant sent_at},
  {instant received_at} NOT NULL,
  closed_by TEXT NOT NULL,
  {instant closed_at},
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, customer_id) REFERENCES customer
) {clustered};
CREATE UNIQUE INDEX reply_once ON reply (company_id, content);
CREATE INDEX reply_by_state ON reply (company_id, state, id);
CREATE INDEX reply_by_customer ON reply (company_id, customer_id, id) WHERE customer_id IS NOT NULL;
CREATE INDEX reply_by_mail ON reply (company_id, mail_id) WHERE mail_id <> '';

-- An address that mails do not reach: since when, and what the server said.
ALTER TABLE contact ADD COLUMN {day refused_on};
ALTER TABLE contact ADD COLUMN refused TEXT NOT NULL DEFAULT '';

-- What a person writes may answer a reply, and bring files with it. It does not wait for
-- what the follow-up says, nor the other way round.
ALTER TABLE message ADD COLUMN answers_id {id};
ALTER TABLE message ADD COLUMN enclosed TEXT NOT NULL DEFAULT '';
DROP INDEX message_on_its_way;
CREATE UNIQUE INDEX message_on_its_way ON message (company_id, customer_id, currency) WHERE state IN ('proposed', 'queued', 'ready', 'sending', 'uncertain') AND step <> 'personal';
CREATE INDEX message_personal ON message (company_id, id) WHERE state = 'queued' AND step = 'personal';
CREATE INDEX message_written ON message (company_id, customer_id, id) WHERE step = 'personal';
