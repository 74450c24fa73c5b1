-- How far each case has come, in the words of package phase, and since which day. Written by
-- collect.Review alone, from the facts that it decides on.
ALTER TABLE dunning_case ADD COLUMN phase TEXT NOT NULL DEFAULT '';
ALTER TABLE dunning_case ADD COLUMN {day phase_on};
CREATE INDEX dunning_case_by_phase ON dunning_case (company_id, phase, phase_on, customer_id, currency) WHERE phase <> '';

-- The times in which the company collects itself from a customer in one currency. One lasts at a
-- time.
CREATE TABLE collecting (
  company_id {id} NOT NULL,
  id {id} NOT NULL,
  customer_id {id} NOT NULL,
  currency TEXT NOT NULL,
  {day began_on} NOT NULL,
  began_by TEXT NOT NULL,
  words TEXT NOT NULL,
  {day ended_on},
  ended_by TEXT NOT NULL,
  ended_as TEXT NOT NULL,
  grounds TEXT NOT NULL,
  {instant made_at} NOT NULL,
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, customer_id) REFERENCES customer
) {clustered};
CREATE INDEX collecting_by_customer ON collecting (company_id, customer_id, id);
CREATE INDEX collecting_over ON collecting (company_id, ended_on, id) WHERE ended_on IS NOT NULL;
CREATE UNIQUE INDEX collecting_that_lasts ON collecting (company_id, customer_id, currency) WHERE ended_on IS NULL;

-- Troubles of customers, in the words of package customer: hardship and insolvency.
CREATE TABLE circumstance (
  company_id {id} NOT NULL,
  id {id} NOT NULL,
  customer_id {id} NOT NULL,
  trouble TEXT NOT NULL,
  {day since_on} NOT NULL,
  {day until_on},
  words TEXT NOT NULL,
  procedure TEXT NOT NULL,
  court TEXT NOT NULL,
  reference TEXT NOT NULL,
  administrator TEXT NOT NULL,
  mail TEXT NOT NULL,
  {day lodge_by},
  {day lodged_on},
  noted_by TEXT NOT NULL,
  {instant noted_at} NOT NULL,
  {day ended_on},
  ended_by TEXT NOT NULL,
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, customer_id) REFERENCES customer
) {clustered};
CREATE INDEX circumstance_by_customer ON circumstance (company_id, customer_id, id);
