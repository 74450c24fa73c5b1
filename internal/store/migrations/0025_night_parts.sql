-- The parts of the last night: the customers after one, up to and including another. The
-- nodes of an installation share a night by them; what is not done is asked for again.
CREATE TABLE night_part (
  company_id {id} NOT NULL,
  {day on_day} NOT NULL,
  number INTEGER NOT NULL,
  after_id {id} NOT NULL,
  up_to_id {id} NOT NULL,
  {instant asked_at},
  {instant done_at},
  counts {json} NOT NULL,
  PRIMARY KEY (company_id, number),
  FOREIGN KEY (company_id, on_day) REFERENCES night
) {clustered};
