-- What a person chose of how pages look, such as the columns of a list.
CREATE TABLE preference (
  company_id {id} NOT NULL,
  person_id {id} NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (company_id, person_id, name),
  FOREIGN KEY (company_id, person_id) REFERENCES membership ON DELETE CASCADE
) {clustered};

-- A task that somebody put off shows again from again_on; when it is due stays.
ALTER TABLE task ADD COLUMN {day again_on};
ALTER TABLE task ADD COLUMN put_off_by TEXT NOT NULL DEFAULT '';
