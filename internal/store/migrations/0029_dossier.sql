-- What people write down about a customer. The words stand in the timeline, in the event whose
-- subject is the note: once, and for good. Here is what may change.
CREATE TABLE note (
  company_id {id} NOT NULL,
  id {id} NOT NULL,
  customer_id {id} NOT NULL,
  invoice_id {id},
  pinned_by TEXT NOT NULL,
  {instant pinned_at},
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, customer_id) REFERENCES customer
) {clustered};
CREATE INDEX note_by_customer ON note (company_id, customer_id, id);
CREATE INDEX note_by_invoice ON note (company_id, invoice_id) WHERE invoice_id IS NOT NULL;
CREATE INDEX note_pinned ON note (company_id, customer_id, id) WHERE pinned_at IS NOT NULL;

-- Colleagues who are told of a note: by a mail, and by a line on their day until they have
-- done with it.
CREATE TABLE mention (
  company_id {id} NOT NULL,
  note_id {id} NOT NULL,
  person_id {id} NOT NULL,
  {day on_day} NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  {instant next_try_at} NOT NULL,
  outcome TEXT NOT NULL,
  {instant done_at},
  PRIMARY KEY (company_id, note_id, person_id)
) {clustered};
CREATE INDEX mention_waits ON mention (company_id, next_try_at) WHERE state = 'waiting';
CREATE INDEX mention_open ON mention (company_id, person_id, note_id) WHERE done_at IS NULL;
