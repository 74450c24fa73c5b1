-- The providers by which a company's text messages leave, and that print and post its letters.
-- The secret, and the one in the address at which the provider reports, are sealed.
CREATE TABLE gateway (
  company_id {id} NOT NULL REFERENCES company,
  kind TEXT NOT NULL,
  definition TEXT NOT NULL,
  secret {blob} NOT NULL,
  path {blob} NOT NULL,
  sender TEXT NOT NULL,
  colour {bool} NOT NULL,
  duplex {bool} NOT NULL,
  registered {bool} NOT NULL,
  active {bool} NOT NULL,
  PRIMARY KEY (company_id, kind)
) {clustered};

-- What a provider says of a message that it was given: its number of it, how far it came, and
-- when to ask next.
CREATE TABLE dispatch (
  company_id {id} NOT NULL REFERENCES company,
  message_id {id} NOT NULL,
  kind TEXT NOT NULL,
  number TEXT NOT NULL,
  state TEXT NOT NULL,
  {instant handed_at} NOT NULL,
  {instant unanswered_at},
  {instant next_ask_at},
  PRIMARY KEY (company_id, message_id),
  FOREIGN KEY (company_id, message_id) REFERENCES message
) {clustered};
CREATE INDEX dispatch_by_number ON dispatch (company_id, kind, number);
CREATE INDEX dispatch_to_ask ON dispatch (company_id, next_ask_at) WHERE next_ask_at IS NOT NULL;

-- A telephone that text messages do not reach: since when, and what the provider said.
ALTER TABLE contact ADD COLUMN {day texts_refused_on};
ALTER TABLE contact ADD COLUMN texts_refused TEXT NOT NULL DEFAULT '';
