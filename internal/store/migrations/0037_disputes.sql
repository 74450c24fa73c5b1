-- What customers contest of invoices, in the words of package dispute. Whose it is says the
-- invoice; what it keeps from being asked for says its hold. amount_minor is what is contested, 0
-- for all that is open; owner and given are those of its task.
CREATE TABLE dispute (
  company_id {id} NOT NULL,
  id {id} NOT NULL,
  invoice_id {id} NOT NULL,
  hold_id {id} NOT NULL,
  reason TEXT NOT NULL,
  amount_minor {id} NOT NULL,
  text TEXT NOT NULL,
  state TEXT NOT NULL,
  owner {key} NOT NULL DEFAULT '',
  given TEXT NOT NULL DEFAULT '',
  {day opened_on} NOT NULL,
  opened_by TEXT NOT NULL,
  {day answer_by} NOT NULL,
  {day protest_by},
  agreed_minor {id} NOT NULL DEFAULT 0,
  grounds TEXT NOT NULL DEFAULT '',
  {day decided_on},
  decided_by TEXT NOT NULL DEFAULT '',
  {day pay_by},
  {day closed_on},
  closed_by TEXT NOT NULL DEFAULT '',
  {instant made_at} NOT NULL,
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, invoice_id) REFERENCES invoice,
  FOREIGN KEY (company_id, hold_id) REFERENCES hold
) {clustered};
CREATE UNIQUE INDEX dispute_that_lasts ON dispute (company_id, invoice_id) WHERE closed_on IS NULL;
CREATE INDEX dispute_by_invoice ON dispute (company_id, invoice_id);
CREATE INDEX dispute_by_hold ON dispute (company_id, hold_id);
CREATE INDEX dispute_unanswered ON dispute (company_id, answer_by, id) WHERE closed_on IS NULL;

-- What was contested before: the last word about each invoice. The timeline knows since which day;
-- an answer is due since then.
INSERT INTO dispute (company_id, id, invoice_id, hold_id, reason, amount_minor, text, state, opened_on, opened_by, answer_by, made_at)
  SELECT company_id, id, invoice_id, id, 'other', amount_minor, reason, 'open', since, placed_by, since, placed_at
  FROM (SELECT h.*, COALESCE((SELECT MAX(t.on_day) FROM timeline t WHERE t.company_id = h.company_id AND t.customer_id = h.customer_id AND t.kind = 'hold_placed' AND t.subject_id = h.id), i.due_on) AS since
    FROM hold h JOIN invoice i ON i.company_id = h.company_id AND i.id = h.invoice_id WHERE h.cause = 'dispute' AND h.lifted_at IS NULL) AS contested
  WHERE id = (SELECT MAX(l.id) FROM hold l WHERE l.company_id = contested.company_id AND l.invoice_id = contested.invoice_id AND l.cause = 'dispute' AND l.lifted_at IS NULL);

-- The tasks to look into them spoke of the invoice.
UPDATE task SET subject_id = (SELECT d.id FROM dispute d WHERE d.company_id = task.company_id AND d.invoice_id = task.subject_id AND d.closed_on IS NULL)
  WHERE kind = 'contested' AND done_at IS NULL AND EXISTS (SELECT 1 FROM dispute d WHERE d.company_id = task.company_id AND d.invoice_id = task.subject_id AND d.closed_on IS NULL);
UPDATE dispute SET owner = COALESCE((SELECT MAX(t.owner) FROM task t WHERE t.company_id = dispute.company_id AND t.kind = 'contested' AND t.subject_id = dispute.id AND t.done_at IS NULL), '');
