-- By which mail server the mails of a company leave, or those of one of its senders. The
-- password is sealed.
CREATE TABLE outlet (
  company_id {id} NOT NULL REFERENCES company,
  sender TEXT NOT NULL,
  definition TEXT NOT NULL,
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
