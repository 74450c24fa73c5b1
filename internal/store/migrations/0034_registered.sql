-- Letters do not reach a customer's address: since when, and why, in the words of message.Back.
ALTER TABLE customer ADD COLUMN {day letters_refused_on};
ALTER TABLE customer ADD COLUMN letters_refused TEXT NOT NULL DEFAULT '';

-- The numbers that the post gave to registered letters. Before, they stood in the outcomes of
-- the letters alone, kept as {"format":"registered as %s","args":["…"]}.
CREATE TABLE registered (
  company_id {id} NOT NULL,
  message_id {id} NOT NULL,
  number TEXT NOT NULL,
  number_key {key} NOT NULL,
  said_by TEXT NOT NULL,
  {instant said_at} NOT NULL,
  PRIMARY KEY (company_id, message_id),
  FOREIGN KEY (company_id, message_id) REFERENCES message
) {clustered};
CREATE INDEX registered_by_number ON registered (company_id, number_key);
INSERT INTO registered (company_id, message_id, number, number_key, said_by, said_at)
  SELECT company_id, id, SUBSTR(outcome, 39, LENGTH(outcome) - 41), UPPER(REPLACE(SUBSTR(outcome, 39, LENGTH(outcome) - 41), ' ', '')), '', created_at FROM message
  WHERE channel = 'registered' AND state = 'sent' AND outcome LIKE '_"format":"registered as _s","args":["%"]_';

-- What a letter left with, by hand: an attached document of its customer that is about it.
ALTER TABLE attachment ADD COLUMN message_id {id};
CREATE INDEX attachment_by_message ON attachment (company_id, message_id, id) WHERE message_id IS NOT NULL;

-- Letters that left: those of a list, and the registered ones that wait for their receipts.
CREATE INDEX message_on_paper ON message (company_id, id) WHERE state = 'sent' AND channel IN ('letter', 'registered');
CREATE INDEX message_registered ON message (company_id, sent_on, id) WHERE state = 'sent' AND channel = 'registered';
