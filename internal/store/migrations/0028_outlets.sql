-- By which mail server the mails of a company leave, or those of one of its senders. The
-- password is sealed.
CREATE TABLE outlet (
  company_id {id} NOT NULL REFERENCES company,
  sender TEXT NOT NULL,
  definition {json} NOT NULL,
  password {blob} NOT NULL,
  PRIMARY KEY (company_id, sender)
) {clustered};

-- The keys with which a company's mails are signed (DKIM). The private key is sealed.
CREATE TABLE signing_key (
  company_id {id} NOT NULL REFERENCES company,
  id {id} NOT NULL,
  domain TEXT NOT NULL,
  selector TEXT NOT NULL,
  private {blob} NOT NULL,
  signs {bool} NOT NULL,
  made_by TEXT NOT NULL,
  {instant made_at} NOT NULL,
  PRIMARY KEY (company_id, id),
  UNIQUE (company_id, domain, selector)
) {clustered};

-- A company may have several mailboxes; the first one has no number.
CREATE TABLE mailboxes (
  company_id {id} NOT NULL REFERENCES company,
  id {id} NOT NULL,
  definition {json} NOT NULL,
  password {blob} NOT NULL,
  {instant looked_at} NOT NULL,
  trouble TEXT NOT NULL,
  {instant failing_since},
  PRIMARY KEY (company_id, id)
) {clustered};
INSERT INTO mailboxes (company_id, id, definition, password, looked_at, trouble, failing_since)
  SELECT company_id, 0, definition, password, looked_at, trouble, failing_since FROM mailbox;
DROP TABLE mailbox;
ALTER TABLE mailboxes RENAME TO mailbox;

-- What answers a message, or says that it did not arrive.
CREATE INDEX reply_by_answer ON reply (company_id, answers_id, id) WHERE answers_id IS NOT NULL;
