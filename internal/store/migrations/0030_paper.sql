-- Letters that were printed together, in the order of the post, as the list before them says
-- it. A letter that is written anew has another content, and is printed anew.
CREATE TABLE print (
  company_id {id} NOT NULL,
  id {id} NOT NULL,
  channel TEXT NOT NULL,
  {day printed_on} NOT NULL,
  printed_by TEXT NOT NULL,
  {instant printed_at} NOT NULL,
  letters INTEGER NOT NULL,
  PRIMARY KEY (company_id, id)
) {clustered};

CREATE TABLE printed (
  company_id {id} NOT NULL,
  print_id {id} NOT NULL,
  number INTEGER NOT NULL,
  message_id {id} NOT NULL,
  content {key} NOT NULL,
  name TEXT NOT NULL,
  place TEXT NOT NULL,
  postcode TEXT NOT NULL,
  country TEXT NOT NULL,
  PRIMARY KEY (company_id, print_id, number),
  FOREIGN KEY (company_id, print_id) REFERENCES print
) {clustered};
CREATE UNIQUE INDEX printed_once ON printed (company_id, message_id, content);
