-- The rates that a company goes by where they hold, before those that come with the
-- program: what its contracts say (mark 'agreed'), or what the law says and the program
-- does not know (mark 'entered'). rate is in ten-thousandths of one per cent a year. A rate
-- is never edited: it is ended, and another one may name it in replaces_id.
CREATE TABLE company_rate (
  company_id {id} NOT NULL,
  id {id} NOT NULL,
  country TEXT NOT NULL,
  series TEXT NOT NULL,
  {day from_on} NOT NULL,
  {day until_on} NOT NULL,
  rate {id} NOT NULL,
  mark TEXT NOT NULL,
  source TEXT NOT NULL,
  made_by TEXT NOT NULL,
  {instant made_at} NOT NULL,
  replaces_id {id},
  ended_by TEXT NOT NULL DEFAULT '',
  {instant ended_at},
  PRIMARY KEY (company_id, id)
) {clustered};
CREATE INDEX company_rate_standing ON company_rate (company_id, country, series, from_on) WHERE ended_at IS NULL;
CREATE INDEX company_rate_ended ON company_rate (company_id, country, series, id) WHERE ended_at IS NOT NULL;

-- Which laws a company needs: consumers are claimed upon by that of their country, all
-- others by that of the company.
CREATE INDEX customer_consumer ON customer (company_id, country) WHERE kind = 'consumer' AND merged_into IS NULL;
CREATE INDEX customer_no_consumer ON customer (company_id) WHERE kind <> 'consumer' AND merged_into IS NULL;
