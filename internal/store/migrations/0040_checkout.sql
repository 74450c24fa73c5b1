-- The providers through which a company's customers pay online; one of them takes new payments.
-- What they know the company by is sealed.
CREATE TABLE till (
  company_id {id} NOT NULL REFERENCES company,
  provider TEXT NOT NULL,
  secrets {blob} NOT NULL,
  parts {bool} NOT NULL,
  active {bool} NOT NULL,
  {instant payouts_at},
  PRIMARY KEY (company_id, provider)
) {clustered};

-- What a provider has sent to the company's account at one time, and the bank line on which it
-- arrived. The amount is not known of every provider.
CREATE TABLE payout (
  company_id {id} NOT NULL,
  provider TEXT NOT NULL,
  ref {key} NOT NULL,
  currency TEXT NOT NULL,
  amount_minor {id},
  {day sent_on},
  text TEXT NOT NULL,
  entry_id {id},
  PRIMARY KEY (company_id, provider, ref),
  FOREIGN KEY (company_id, provider) REFERENCES till,
  FOREIGN KEY (company_id, entry_id) REFERENCES entry
) {clustered};
CREATE INDEX payout_under_way ON payout (company_id) WHERE entry_id IS NULL;
CREATE INDEX payout_by_entry ON payout (company_id, entry_id) WHERE entry_id IS NOT NULL;

-- A payment that a customer began on the provider's page: what it is for, how far it came, and
-- when the provider is asked next. Paid, it is an entry of the account that stands for the
-- provider, until a payout brings it to the bank.
CREATE TABLE checkout (
  company_id {id} NOT NULL,
  id {id} NOT NULL,
  customer_id {id} NOT NULL,
  message_id {id},
  provider TEXT NOT NULL,
  once TEXT NOT NULL,
  status TEXT NOT NULL,
  currency TEXT NOT NULL,
  amount_minor {id} NOT NULL,
  refunded_minor {id} NOT NULL,
  taken_minor {id} NOT NULL,
  shares {json} NOT NULL,
  description TEXT NOT NULL,
  ref {key} NOT NULL,
  alias {key} NOT NULL,
  page TEXT NOT NULL,
  way TEXT NOT NULL,
  payout_ref {key},
  entry_id {id},
  {instant begun_at} NOT NULL,
  {instant paid_at},
  {instant ask_at},
  PRIMARY KEY (company_id, id),
  UNIQUE (company_id, once),
  FOREIGN KEY (company_id, provider) REFERENCES till,
  FOREIGN KEY (company_id, customer_id) REFERENCES customer,
  FOREIGN KEY (company_id, message_id) REFERENCES message,
  FOREIGN KEY (company_id, provider, payout_ref) REFERENCES payout,
  FOREIGN KEY (company_id, entry_id) REFERENCES entry
) {clustered};
CREATE INDEX checkout_by_customer ON checkout (company_id, customer_id, id);
CREATE INDEX checkout_by_ref ON checkout (company_id, provider, ref);
CREATE INDEX checkout_by_alias ON checkout (company_id, provider, alias) WHERE alias <> '';
CREATE INDEX checkout_by_payout ON checkout (company_id, provider, payout_ref) WHERE payout_ref IS NOT NULL;
CREATE INDEX checkout_by_entry ON checkout (company_id, entry_id) WHERE entry_id IS NOT NULL;
CREATE INDEX checkout_to_ask ON checkout (company_id, ask_at) WHERE ask_at IS NOT NULL;
