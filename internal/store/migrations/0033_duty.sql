-- A telephone number that is not the contact's: since when that is known.
ALTER TABLE contact ADD COLUMN {day misdialled_on};

-- Who is to do a task; '' for nobody yet. given says why, where it was not a person who gave it,
-- as JSON; 'nobody' where a person wants it to be nobody's.
ALTER TABLE task ADD COLUMN owner {key} NOT NULL DEFAULT '';
ALTER TABLE task ADD COLUMN given TEXT NOT NULL DEFAULT '';
ALTER TABLE reply ADD COLUMN given TEXT NOT NULL DEFAULT '';
CREATE INDEX task_by_owner ON task (company_id, owner, due_on, id) WHERE done_at IS NULL;

-- Replies have given their owners to the tasks to answer them.
UPDATE task SET owner = COALESCE((SELECT r.owner FROM reply r WHERE r.company_id = task.company_id AND r.id = task.subject_id), '')
  WHERE kind = 'reply_waits' AND done_at IS NULL;

-- Whose work is whose: the first rule that fits. Replaced as a whole.
CREATE TABLE duty_rule (
  company_id {id} NOT NULL REFERENCES company,
  place INTEGER NOT NULL,
  definition {json} NOT NULL,
  PRIMARY KEY (company_id, place)
) {clustered};

-- Who is away in which days, and who does the work meanwhile: '' for nobody in particular.
CREATE TABLE absence (
  company_id {id} NOT NULL REFERENCES company,
  id {id} NOT NULL,
  person {key} NOT NULL,
  {day from_on} NOT NULL,
  {day through_on} NOT NULL,
  deputy {key} NOT NULL,
  PRIMARY KEY (company_id, id)
) {clustered};
