-- A rule that is changed is another one, which names the first in replaces_id. The first
-- is forgotten, and stays for what it said and who made it.
ALTER TABLE text_rule ADD COLUMN replaces_id {id};
CREATE INDEX text_rule_by_replaced ON text_rule (company_id, replaces_id) WHERE replaces_id IS NOT NULL;

-- Who forgot a rule or put another in its place, and when; '' and NULL while it stands, and
-- for those that were forgotten before this was kept.
ALTER TABLE text_rule ADD COLUMN ended_by TEXT NOT NULL DEFAULT '';
ALTER TABLE text_rule ADD COLUMN {day ended_on};
