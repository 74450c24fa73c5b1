-- The link in a message by which its reader gets what the message itself has no room for. Whoever
-- has it may read; it is looked up by its hash. A message that is written anew has a new one.
CREATE TABLE link (
  company_id {id} NOT NULL,
  message_id {id} NOT NULL,
  hash {key} NOT NULL,
  {instant until_at} NOT NULL,
  {instant ended_at},
  ended_by TEXT NOT NULL,
  PRIMARY KEY (company_id, message_id)
) {clustered};
CREATE UNIQUE INDEX link_hash ON link (hash);

-- The files behind a link, and when one was last fetched.
CREATE TABLE linked_file (
  company_id {id} NOT NULL,
  message_id {id} NOT NULL,
  number INTEGER NOT NULL,
  name TEXT NOT NULL,
  mime TEXT NOT NULL,
  size {id} NOT NULL,
  hash {key} NOT NULL,
  {day fetched_on},
  PRIMARY KEY (company_id, message_id, number),
  FOREIGN KEY (company_id, message_id) REFERENCES link ON DELETE CASCADE
) {clustered};
