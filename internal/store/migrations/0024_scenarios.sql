-- Scenarios stand by the side of each other. A scenario has versions, of which one is current
-- and one may be a draft; what was published is never changed. The usual scenario is for
-- whom no rule gives another.
CREATE TABLE scenario_version (
  company_id {id} NOT NULL REFERENCES company,
  id {id} NOT NULL,
  scenario_id {id} NOT NULL,
  version INTEGER NOT NULL,
  state TEXT NOT NULL,
  definition {json} NOT NULL,
  made_by TEXT NOT NULL,
  {instant created_at} NOT NULL,
  PRIMARY KEY (company_id, id)
) {clustered};
INSERT INTO scenario_version (company_id, id, scenario_id, version, state, definition, made_by, created_at)
  SELECT s.company_id, s.id, (SELECT MIN(o.id) FROM scenario o WHERE o.company_id = s.company_id AND o.name = s.name), s.version,
    CASE WHEN EXISTS (SELECT 1 FROM scenario o WHERE o.company_id = s.company_id AND o.name = s.name AND o.version > s.version) THEN 'past' ELSE 'current' END,
    s.definition, '', s.created_at FROM scenario s;
CREATE TABLE scenario_named (
  company_id {id} NOT NULL REFERENCES company,
  id {id} NOT NULL,
  name TEXT NOT NULL,
  usual {bool} NOT NULL,
  {instant retired_at},
  PRIMARY KEY (company_id, id)
) {clustered};
INSERT INTO scenario_named (company_id, id, name, usual)
  SELECT v.company_id, v.scenario_id, s.name, EXISTS (SELECT 1 FROM scenario o WHERE o.company_id = s.company_id AND o.name = s.name AND o.current)
  FROM scenario_version v JOIN scenario s ON s.company_id = v.company_id AND s.id = v.id WHERE v.state = 'current';
DROP TABLE scenario;
ALTER TABLE scenario_named RENAME TO scenario;
CREATE UNIQUE INDEX scenario_by_name ON scenario (company_id, name) WHERE retired_at IS NULL;
CREATE UNIQUE INDEX scenario_usual ON scenario (company_id) WHERE usual;
CREATE UNIQUE INDEX scenario_current ON scenario_version (company_id, scenario_id) WHERE state = 'current';
CREATE UNIQUE INDEX scenario_draft ON scenario_version (company_id, scenario_id) WHERE state = 'draft';
CREATE UNIQUE INDEX scenario_numbered ON scenario_version (company_id, scenario_id, version) WHERE state <> 'draft';

-- Which customers follow which scenario: the first rule that fits. Replaced as a whole.
CREATE TABLE scenario_rule (
  company_id {id} NOT NULL REFERENCES company,
  place INTEGER NOT NULL,
  scenario_id {id} NOT NULL,
  definition {json} NOT NULL,
  PRIMARY KEY (company_id, place)
) {clustered};

-- Customers to whom a person gave a scenario by hand.
CREATE TABLE scenario_pin (
  company_id {id} NOT NULL,
  customer_id {id} NOT NULL,
  scenario_id {id} NOT NULL,
  pinned_by TEXT NOT NULL,
  {instant created_at} NOT NULL,
  PRIMARY KEY (company_id, customer_id),
  FOREIGN KEY (company_id, customer_id) REFERENCES customer
) {clustered};

-- A case follows one version until it is moved. mark is a fingerprint of what was decided, so
-- that a night writes what changed; 0 and '' until the next review.
ALTER TABLE dunning_case DROP COLUMN assessment;
ALTER TABLE dunning_case ADD COLUMN scenario_id {id} NOT NULL DEFAULT 0;
ALTER TABLE dunning_case ADD COLUMN code TEXT NOT NULL DEFAULT '';
ALTER TABLE dunning_case ADD COLUMN mark TEXT NOT NULL DEFAULT '';
CREATE INDEX dunning_case_by_scenario ON dunning_case (company_id, scenario_id, customer_id);

-- What was decided about a case, from on_day on until the next row of the same case: a row for
-- each change. facts are what the decision was made from, packed; with the scenario's version
-- they give the whole decision again.
CREATE TABLE decision (
  company_id {id} NOT NULL,
  id {id} NOT NULL,
  customer_id {id} NOT NULL,
  currency TEXT NOT NULL,
  {day on_day} NOT NULL,
  scenario_id {id} NOT NULL,
  verdict TEXT NOT NULL,
  step TEXT NOT NULL,
  code TEXT NOT NULL,
  mark TEXT NOT NULL,
  facts {blob} NOT NULL,
  {instant created_at} NOT NULL,
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, customer_id) REFERENCES customer
) {strict};
CREATE INDEX decision_by_case ON decision (company_id, customer_id, currency, id);
CREATE INDEX decision_by_day ON decision (company_id, on_day, id);
CREATE INDEX decision_by_code ON decision (company_id, code, on_day, id);

-- What the last review decided about each open item: the promise that none is forgotten is
-- counted on it. Written by collect.Review alone.
CREATE TABLE decided_item (
  company_id {id} NOT NULL,
  customer_id {id} NOT NULL,
  currency TEXT NOT NULL,
  invoice_id {id} NOT NULL,
  part INTEGER NOT NULL,
  verdict TEXT NOT NULL,
  step TEXT NOT NULL,
  {day step_on},
  code TEXT NOT NULL,
  {day due_on} NOT NULL,
  PRIMARY KEY (company_id, customer_id, currency, invoice_id, part)
) {clustered};
CREATE INDEX decided_item_by_code ON decided_item (company_id, code, due_on, invoice_id, part);
CREATE INDEX decided_item_by_invoice ON decided_item (company_id, invoice_id);

-- The last day of the time that the message gave to pay.
ALTER TABLE contacted ADD COLUMN {day until_on};

-- A message may wait for a person's approval, for an hour, and for a person to post it.
-- approved names who approved it, edited what a person wrote instead of the template.
ALTER TABLE message ADD COLUMN {instant not_before};
ALTER TABLE message ADD COLUMN approved TEXT NOT NULL DEFAULT '';
ALTER TABLE message ADD COLUMN edited TEXT NOT NULL DEFAULT '';
ALTER TABLE message ADD COLUMN warned {bool} NOT NULL DEFAULT FALSE;
DROP INDEX message_once;
CREATE UNIQUE INDEX message_once ON message (company_id, customer_id, once, channel) WHERE state <> 'withdrawn';
DROP INDEX message_on_its_way;
CREATE UNIQUE INDEX message_on_its_way ON message (company_id, customer_id, currency) WHERE state IN ('proposed', 'queued', 'ready', 'sending', 'uncertain');

-- Holds of every width: on an invoice, a customer, a customer's case in a currency, all
-- customers with a label, the whole company. broken_on is the company's day on which a promise
-- was found broken.
CREATE TABLE hold_wide (
  company_id {id} NOT NULL REFERENCES company,
  id {id} NOT NULL,
  customer_id {id},
  invoice_id {id},
  currency TEXT NOT NULL,
  label TEXT NOT NULL,
  cause TEXT NOT NULL,
  everything {bool} NOT NULL,
  reason TEXT NOT NULL,
  {day promised_on},
  amount_minor {id} NOT NULL,
  {day until_on},
  placed_by TEXT NOT NULL,
  {instant placed_at} NOT NULL,
  {day broken_on},
  lifted_by TEXT NOT NULL,
  {instant lifted_at},
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, customer_id) REFERENCES customer
) {clustered};
INSERT INTO hold_wide (company_id, id, customer_id, invoice_id, currency, label, cause, everything, reason, amount_minor, until_on, placed_by, placed_at, lifted_by, lifted_at)
  SELECT company_id, id, customer_id, invoice_id, '', '', '', FALSE, reason, 0, until_on, placed_by, placed_at, lifted_by, lifted_at FROM hold;
DROP TABLE hold;
ALTER TABLE hold_wide RENAME TO hold;
CREATE INDEX hold_live ON hold (company_id, customer_id) WHERE lifted_at IS NULL AND customer_id IS NOT NULL;
CREATE INDEX hold_broad ON hold (company_id, id) WHERE lifted_at IS NULL AND customer_id IS NULL;
CREATE INDEX hold_by_cause ON hold (company_id, customer_id, cause, until_on) WHERE cause <> '';
CREATE INDEX hold_standing ON hold (company_id, id) WHERE lifted_at IS NULL;
CREATE INDEX hold_standing_cause ON hold (company_id, cause, id) WHERE lifted_at IS NULL;
UPDATE dunning_case SET scenario_id = COALESCE((SELECT v.id FROM scenario s JOIN scenario_version v ON v.company_id = s.company_id AND v.scenario_id = s.id
  WHERE s.company_id = dunning_case.company_id AND s.usual AND v.state = 'current'), 0) WHERE verdict <> 'close';

-- Invoices in instalments are few, and every night asks which are open.
CREATE INDEX invoice_split ON invoice (company_id, customer_id, id) WHERE open_minor <> 0 AND parts > 0;

-- Whether a task was done before, and when.
CREATE INDEX task_by_once ON task (company_id, once, done_at);
