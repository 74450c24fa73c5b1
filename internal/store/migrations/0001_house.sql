-- The tables of the house. Words in braces are macros that internal/db turns
-- into each engine's own spelling; see db.Expand.
--
-- Every table is led by the company it belongs to. Amounts are minor units
-- (_minor), days are civil (_on), instants are microseconds since 1970 UTC (_at).

CREATE TABLE company (
  id {id} PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  country TEXT NOT NULL,
  language TEXT NOT NULL,
  currency TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  enterprise_number TEXT NOT NULL,
  vat_id TEXT NOT NULL,
  email TEXT NOT NULL,
  phone TEXT NOT NULL,
  street TEXT NOT NULL,
  postcode TEXT NOT NULL,
  city TEXT NOT NULL,
  iban TEXT NOT NULL,
  bic TEXT NOT NULL,
  policy {json} NOT NULL,
  {instant created_at} NOT NULL
) {strict};

CREATE TABLE person (
  id {id} PRIMARY KEY,
  email TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  language TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  {instant created_at} NOT NULL
) {strict};

CREATE TABLE membership (
  company_id {id} NOT NULL REFERENCES company,
  person_id {id} NOT NULL REFERENCES person,
  role TEXT NOT NULL,
  PRIMARY KEY (company_id, person_id)
) {clustered};

CREATE INDEX membership_by_person ON membership (person_id);

CREATE TABLE session (
  token TEXT PRIMARY KEY,
  data {blob} NOT NULL,
  {instant expires_at} NOT NULL
) {clustered};

CREATE TABLE customer (
  company_id {id} NOT NULL REFERENCES company,
  id {id} NOT NULL,
  number {key} NOT NULL,
  name TEXT NOT NULL,
  name_key {key} NOT NULL,
  kind TEXT NOT NULL,
  language TEXT NOT NULL,
  country TEXT NOT NULL,
  vat_id {key} NOT NULL,
  enterprise_number {key} NOT NULL,
  endpoint TEXT NOT NULL,
  street TEXT NOT NULL,
  postcode TEXT NOT NULL,
  city TEXT NOT NULL,
  terms_days INTEGER,
  edited TEXT NOT NULL,
  {instant created_at} NOT NULL,
  PRIMARY KEY (company_id, id),
  UNIQUE (company_id, number)
) {clustered};

CREATE INDEX customer_by_name ON customer (company_id, name_key, id);
CREATE INDEX customer_by_number ON customer (company_id, lower(number), id);
CREATE INDEX customer_by_vat ON customer (company_id, vat_id) WHERE vat_id <> '';
CREATE INDEX customer_by_enterprise ON customer (company_id, enterprise_number) WHERE enterprise_number <> '';
CREATE INDEX customer_by_endpoint ON customer (company_id, endpoint) WHERE endpoint <> '';

CREATE TABLE contact (
  company_id {id} NOT NULL,
  id {id} NOT NULL,
  customer_id {id} NOT NULL,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  phone TEXT NOT NULL,
  position TEXT NOT NULL,
  language TEXT NOT NULL,
  purposes TEXT NOT NULL,
  edited TEXT NOT NULL,
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, customer_id) REFERENCES customer
) {clustered};

CREATE INDEX contact_by_customer ON contact (company_id, customer_id, id);

-- The accounts from which a customer is known to pay.
CREATE TABLE payer (
  company_id {id} NOT NULL,
  iban TEXT NOT NULL,
  customer_id {id} NOT NULL,
  source TEXT NOT NULL,
  {instant created_at} NOT NULL,
  PRIMARY KEY (company_id, iban, customer_id),
  FOREIGN KEY (company_id, customer_id) REFERENCES customer
) {clustered};

CREATE INDEX payer_by_customer ON payer (company_id, customer_id);

-- Invoices and credit notes. owed_minor is what the document adds to the debt
-- (negative for a credit note) and open_minor what is left of it; the sum of
-- open_minor is what a customer owes. corrects names the invoices that a credit
-- note is about, as number_keys with blanks between. due_on is the due day of the earliest part
-- that is still open.
CREATE TABLE invoice (
  company_id {id} NOT NULL,
  id {id} NOT NULL,
  customer_id {id} NOT NULL,
  kind TEXT NOT NULL,
  number TEXT NOT NULL,
  number_key {key} NOT NULL,
  {day issued_on} NOT NULL,
  {day due_on} NOT NULL,
  due_source TEXT NOT NULL,
  currency TEXT NOT NULL,
  total_minor {id} NOT NULL,
  owed_minor {id} NOT NULL,
  open_minor {id} NOT NULL,
  parts INTEGER NOT NULL,
  reference TEXT NOT NULL,
  order_reference TEXT NOT NULL,
  corrects TEXT NOT NULL,
  document TEXT NOT NULL,
  source TEXT NOT NULL,
  {instant created_at} NOT NULL,
  PRIMARY KEY (company_id, id),
  UNIQUE (company_id, number, kind),
  FOREIGN KEY (company_id, customer_id) REFERENCES customer
) {clustered};

CREATE INDEX invoice_open ON invoice (company_id, customer_id, id) WHERE open_minor <> 0;
CREATE INDEX invoice_by_customer ON invoice (company_id, customer_id, issued_on, id);
CREATE INDEX invoice_open_by_due ON invoice (company_id, due_on, id) WHERE open_minor <> 0;
CREATE INDEX invoice_by_issue ON invoice (company_id, issued_on, id);
CREATE INDEX invoice_credit ON invoice (company_id, customer_id) WHERE open_minor < 0;
CREATE INDEX invoice_by_number ON invoice (company_id, number_key);
CREATE INDEX invoice_open_by_amount ON invoice (company_id, open_minor, id) WHERE open_minor <> 0;
CREATE INDEX invoice_by_reference ON invoice (company_id, reference) WHERE reference <> '';

-- The parts of an invoice that is payable in instalments; invoices payable at
-- once have none.
CREATE TABLE instalment (
  company_id {id} NOT NULL,
  invoice_id {id} NOT NULL,
  part INTEGER NOT NULL,
  {day due_on} NOT NULL,
  amount_minor {id} NOT NULL,
  PRIMARY KEY (company_id, invoice_id, part),
  FOREIGN KEY (company_id, invoice_id) REFERENCES invoice
) {clustered};

-- What a person may want to read of the document but nothing reckons with.
CREATE TABLE invoice_detail (
  company_id {id} NOT NULL,
  invoice_id {id} NOT NULL,
  detail {json} NOT NULL,
  PRIMARY KEY (company_id, invoice_id),
  FOREIGN KEY (company_id, invoice_id) REFERENCES invoice
) {clustered};

-- Files as they came or went, by the SHA-256 of their content.
CREATE TABLE document (
  company_id {id} NOT NULL,
  hash TEXT NOT NULL,
  name TEXT NOT NULL,
  mime TEXT NOT NULL,
  size {id} NOT NULL,
  body {blob} NOT NULL,
  {instant created_at} NOT NULL,
  PRIMARY KEY (company_id, hash)
) {strict};

-- The company's accounts. An account that is no longer watched holds no reminder
-- back when its statements stop.
CREATE TABLE bank_account (
  company_id {id} NOT NULL REFERENCES company,
  id {id} NOT NULL,
  key TEXT NOT NULL,
  iban TEXT NOT NULL,
  other TEXT NOT NULL,
  currency TEXT NOT NULL,
  owner TEXT NOT NULL,
  watched {bool} NOT NULL,
  {day fresh_on},
  PRIMARY KEY (company_id, id),
  UNIQUE (company_id, key)
) {clustered};

CREATE TABLE statement (
  company_id {id} NOT NULL,
  id {id} NOT NULL,
  account_id {id} NOT NULL,
  format TEXT NOT NULL,
  number TEXT NOT NULL,
  sequence TEXT NOT NULL,
  {day opening_on},
  opening_minor {id},
  {day closing_on},
  closing_minor {id},
  entries INTEGER NOT NULL,
  document TEXT NOT NULL,
  {instant created_at} NOT NULL,
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, account_id) REFERENCES bank_account
) {clustered};

CREATE INDEX statement_by_account ON statement (company_id, account_id, closing_on, id);

-- Bank lines, one for each payment: a batch is stored as its details. key tells
-- an entry from every other one of its account, so that a file read twice adds
-- nothing; see intake.Statement. by_hand: a person decided about it, so matching
-- only suggests from then on.
CREATE TABLE entry (
  company_id {id} NOT NULL,
  id {id} NOT NULL,
  account_id {id} NOT NULL,
  statement_id {id} NOT NULL,
  key TEXT NOT NULL,
  {day booked_on} NOT NULL,
  {day value_on} NOT NULL,
  amount_minor {id} NOT NULL,
  currency TEXT NOT NULL,
  reversal {bool} NOT NULL,
  return_reason TEXT NOT NULL,
  bank_reference TEXT NOT NULL,
  end_to_end_id TEXT NOT NULL,
  name {key} NOT NULL,
  iban {key} NOT NULL,
  bic TEXT NOT NULL,
  reference TEXT NOT NULL,
  text TEXT NOT NULL,
  code TEXT NOT NULL,
  place TEXT NOT NULL,
  state TEXT NOT NULL,
  by_hand {bool} NOT NULL,
  PRIMARY KEY (company_id, id),
  UNIQUE (company_id, account_id, key),
  FOREIGN KEY (company_id, account_id) REFERENCES bank_account,
  FOREIGN KEY (company_id, statement_id) REFERENCES statement
) {strict};

CREATE INDEX entry_by_state ON entry (company_id, state, booked_on, id);
CREATE INDEX entry_by_statement ON entry (company_id, statement_id, id);
CREATE INDEX entry_by_day ON entry (company_id, booked_on, id);
CREATE INDEX entry_by_amount ON entry (company_id, amount_minor, booked_on, id);
CREATE INDEX entry_by_name ON entry (company_id, lower(name), id);
CREATE INDEX entry_by_iban ON entry (company_id, iban, id) WHERE iban <> '';

-- What matching proposes for an entry that it may not book by itself. Replaced
-- as a whole each time the entry is looked at.
CREATE TABLE suggestion (
  company_id {id} NOT NULL,
  entry_id {id} NOT NULL,
  rank INTEGER NOT NULL,
  customer_id {id},
  currency TEXT NOT NULL,
  amount_minor {id} NOT NULL,
  proposal {json} NOT NULL,
  PRIMARY KEY (company_id, entry_id, rank),
  FOREIGN KEY (company_id, entry_id) REFERENCES entry
) {clustered};

CREATE INDEX suggestion_by_customer ON suggestion (company_id, customer_id) WHERE customer_id IS NOT NULL;

-- Money received from a customer. open_minor is what is on account: not yet
-- allocated. A payment that was taken back has reversed_at.
CREATE TABLE payment (
  company_id {id} NOT NULL,
  id {id} NOT NULL,
  customer_id {id} NOT NULL,
  entry_id {id},
  {day received_on} NOT NULL,
  currency TEXT NOT NULL,
  amount_minor {id} NOT NULL,
  open_minor {id} NOT NULL,
  booked_by TEXT NOT NULL,
  {instant created_at} NOT NULL,
  {instant reversed_at},
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, customer_id) REFERENCES customer,
  FOREIGN KEY (company_id, entry_id) REFERENCES entry
) {clustered};

CREATE INDEX payment_by_customer ON payment (company_id, customer_id, id);
CREATE INDEX payment_open ON payment (company_id, customer_id) WHERE open_minor <> 0;
-- One live payment for an entry and customer: two workers cannot book it twice.
CREATE UNIQUE INDEX payment_of_entry ON payment (company_id, entry_id, customer_id) WHERE entry_id IS NOT NULL AND reversed_at IS NULL;

-- Which payment or credit note settles how much of which invoice. Rows are never
-- changed: an allocation is undone by another that reverses it with the opposite
-- amount.
CREATE TABLE allocation (
  company_id {id} NOT NULL,
  id {id} NOT NULL,
  payment_id {id},
  credit_id {id},
  invoice_id {id} NOT NULL,
  {day on_day} NOT NULL,
  amount_minor {id} NOT NULL,
  evidence {json} NOT NULL,
  booked_by TEXT NOT NULL,
  reverses_id {id},
  {instant created_at} NOT NULL,
  PRIMARY KEY (company_id, id),
  CHECK ((payment_id IS NULL) <> (credit_id IS NULL)),
  FOREIGN KEY (company_id, payment_id) REFERENCES payment,
  FOREIGN KEY (company_id, invoice_id) REFERENCES invoice,
  FOREIGN KEY (company_id, credit_id) REFERENCES invoice
) {clustered};

CREATE INDEX allocation_by_invoice ON allocation (company_id, invoice_id, id);
CREATE INDEX allocation_by_payment ON allocation (company_id, payment_id, id) WHERE payment_id IS NOT NULL;
CREATE INDEX allocation_by_credit ON allocation (company_id, credit_id, id) WHERE credit_id IS NOT NULL;
CREATE UNIQUE INDEX allocation_reversal ON allocation (company_id, reverses_id) WHERE reverses_id IS NOT NULL;

CREATE TABLE hold (
  company_id {id} NOT NULL,
  id {id} NOT NULL,
  customer_id {id} NOT NULL,
  invoice_id {id},
  reason TEXT NOT NULL,
  {day until_on},
  placed_by TEXT NOT NULL,
  {instant placed_at} NOT NULL,
  lifted_by TEXT NOT NULL,
  {instant lifted_at},
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, customer_id) REFERENCES customer
) {clustered};

CREATE INDEX hold_live ON hold (company_id, customer_id) WHERE lifted_at IS NULL;

CREATE TABLE scenario (
  company_id {id} NOT NULL REFERENCES company,
  id {id} NOT NULL,
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  current {bool} NOT NULL,
  definition {json} NOT NULL,
  {instant created_at} NOT NULL,
  PRIMARY KEY (company_id, id),
  UNIQUE (company_id, name, version)
) {clustered};

-- The follow-up of one customer in one currency, as last decided. Written by
-- collect.Review alone.
CREATE TABLE dunning_case (
  company_id {id} NOT NULL,
  customer_id {id} NOT NULL,
  currency TEXT NOT NULL,
  verdict TEXT NOT NULL,
  step TEXT NOT NULL,
  {day next_on},
  assessment {json} NOT NULL,
  {day decided_on} NOT NULL,
  finished {bool} NOT NULL,
  PRIMARY KEY (company_id, customer_id, currency),
  FOREIGN KEY (company_id, customer_id) REFERENCES customer
) {clustered};

CREATE INDEX dunning_case_by_verdict ON dunning_case (company_id, verdict, next_on, customer_id);

-- What is said to customers. once is made of the steps that the items take with
-- the message; see dunning.Assessment. A customer has one message on its way in
-- each currency, and a message that was refused is not tried again as it was.
CREATE TABLE message (
  company_id {id} NOT NULL,
  id {id} NOT NULL,
  customer_id {id} NOT NULL,
  currency TEXT NOT NULL,
  scenario_id {id} NOT NULL,
  step TEXT NOT NULL,
  channel TEXT NOT NULL,
  language TEXT NOT NULL,
  state TEXT NOT NULL,
  once TEXT NOT NULL,
  {day queued_on} NOT NULL,
  {day sent_on},
  recipients TEXT NOT NULL,
  subject TEXT NOT NULL,
  content TEXT NOT NULL,
  amount_minor {id} NOT NULL,
  attempts INTEGER NOT NULL,
  {instant next_try_at} NOT NULL,
  {instant claimed_at},
  outcome TEXT NOT NULL,
  {instant created_at} NOT NULL,
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, customer_id) REFERENCES customer
) {clustered};

CREATE UNIQUE INDEX message_once ON message (company_id, customer_id, once) WHERE state <> 'withdrawn';
CREATE UNIQUE INDEX message_on_its_way ON message (company_id, customer_id, currency) WHERE state IN ('queued', 'sending', 'uncertain');
CREATE INDEX message_by_state ON message (company_id, state, next_try_at, id);
CREATE INDEX message_in_state ON message (company_id, state, id);
CREATE INDEX message_by_customer ON message (company_id, customer_id, id);
CREATE INDEX message_by_time ON message (company_id, id);

-- The items a message speaks of, and the step that each of them takes with it;
-- step is empty for an item that is only listed.
CREATE TABLE message_item (
  company_id {id} NOT NULL,
  message_id {id} NOT NULL,
  invoice_id {id} NOT NULL,
  part INTEGER NOT NULL,
  step TEXT NOT NULL,
  open_minor {id} NOT NULL,
  PRIMARY KEY (company_id, message_id, invoice_id, part),
  FOREIGN KEY (company_id, message_id) REFERENCES message
) {clustered};

CREATE INDEX message_item_by_invoice ON message_item (company_id, invoice_id, message_id);

-- What has left the house, item by item: the facts that the ladder climbs on.
-- Written in the transaction that records a message as sent.
CREATE TABLE contacted (
  company_id {id} NOT NULL,
  customer_id {id} NOT NULL,
  currency TEXT NOT NULL,
  invoice_id {id} NOT NULL,
  part INTEGER NOT NULL,
  step TEXT NOT NULL,
  times INTEGER NOT NULL,
  {day on_day} NOT NULL,
  message_id {id} NOT NULL,
  PRIMARY KEY (company_id, customer_id, invoice_id, part, step, times)
) {clustered};

CREATE TABLE task (
  company_id {id} NOT NULL,
  id {id} NOT NULL,
  kind TEXT NOT NULL,
  customer_id {id},
  subject_id {id},
  once TEXT NOT NULL,
  data {json} NOT NULL,
  {day due_on} NOT NULL,
  {instant created_at} NOT NULL,
  done_by TEXT NOT NULL,
  {instant done_at},
  PRIMARY KEY (company_id, id)
) {clustered};

CREATE UNIQUE INDEX task_once ON task (company_id, once) WHERE done_at IS NULL;
CREATE INDEX task_open ON task (company_id, due_on, id) WHERE done_at IS NULL;
CREATE INDEX task_by_customer ON task (company_id, customer_id, id) WHERE customer_id IS NOT NULL;

-- What happened, for good. Each row's hash covers the hash before it, so that a
-- changed or missing row shows; see timeline.Chain.
CREATE TABLE timeline (
  company_id {id} NOT NULL,
  customer_id {id} NOT NULL,
  seq INTEGER NOT NULL,
  kind TEXT NOT NULL,
  {day on_day} NOT NULL,
  {instant created_at} NOT NULL,
  actor TEXT NOT NULL,
  subject_id {id},
  data TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (company_id, customer_id, seq),
  FOREIGN KEY (company_id, customer_id) REFERENCES customer
) {clustered};

CREATE INDEX timeline_by_subject ON timeline (company_id, subject_id) WHERE subject_id IS NOT NULL;

-- Customers whose facts changed since their last review.
CREATE TABLE review_wanted (
  company_id {id} NOT NULL,
  customer_id {id} NOT NULL,
  PRIMARY KEY (company_id, customer_id)
) {clustered};

-- The nights that were really run.
CREATE TABLE night (
  company_id {id} NOT NULL REFERENCES company,
  {day on_day} NOT NULL,
  {instant started_at} NOT NULL,
  {instant finished_at},
  counts {json} NOT NULL,
  PRIMARY KEY (company_id, on_day)
) {clustered};

-- Each file that was taken in, with the report that the person saw.
CREATE TABLE import (
  company_id {id} NOT NULL REFERENCES company,
  id {id} NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  document TEXT NOT NULL,
  report {json} NOT NULL,
  actor TEXT NOT NULL,
  {instant created_at} NOT NULL,
  PRIMARY KEY (company_id, id)
) {clustered};

-- Sums kept beside their facts, in the same transaction, so that pages need not
-- add up a million rows; `acquit doctor` adds them up and compares.

-- What is open by day: debts by their due day, credit notes by their issue day,
-- money on account by the day it was received. The ageing of a company on any day
-- is a sum over these few rows.
CREATE TABLE open_total (
  company_id {id} NOT NULL,
  currency TEXT NOT NULL,
  side TEXT NOT NULL,
  {day on_day} NOT NULL,
  open_minor {id} NOT NULL,
  items {id} NOT NULL,
  PRIMARY KEY (company_id, currency, side, on_day)
) {clustered};

-- What a customer owes, by currency. oldest_on is the due day of the oldest open
-- invoice.
CREATE TABLE balance (
  company_id {id} NOT NULL,
  customer_id {id} NOT NULL,
  currency TEXT NOT NULL,
  open_minor {id} NOT NULL,
  on_account_minor {id} NOT NULL,
  items {id} NOT NULL,
  {day oldest_on},
  PRIMARY KEY (company_id, customer_id, currency)
) {clustered};

CREATE INDEX balance_by_open ON balance (company_id, currency, open_minor, customer_id);
CREATE INDEX balance_by_oldest ON balance (company_id, currency, oldest_on, customer_id) WHERE oldest_on IS NOT NULL;
