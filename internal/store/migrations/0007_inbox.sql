-- The mailbox to which a company's files come; see inbox.Mailbox. The password is
-- sealed by a key that is not in the database; see package seal. trouble says why the
-- mailbox could not be read the last time, and failing_since when that began.
CREATE TABLE mailbox (
  company_id {id} PRIMARY KEY REFERENCES company,
  definition {json} NOT NULL,
  password {blob} NOT NULL,
  {instant looked_at} NOT NULL,
  trouble TEXT NOT NULL,
  {instant failing_since}
) {strict};

-- What arrived by itself and lies where it came: a file in a folder, a mail in a
-- mailbox. One node at a time takes it in; the row goes when it lies where it belongs.
-- outcome is what came of it, empty until then.
CREATE TABLE arrival (
  company_id {id} NOT NULL REFERENCES company,
  source TEXT NOT NULL,
  key TEXT NOT NULL,
  outcome TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  {instant claimed_at} NOT NULL,
  PRIMARY KEY (company_id, source, key)
) {clustered};
