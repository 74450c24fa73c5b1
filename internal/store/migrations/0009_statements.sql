-- What tells whether two statements are one in two formats. family is the format
-- without its version; leaves are the payments in the file, stored or known before.
-- A preliminary one only announces what a statement will book; same_as names the
-- statement that says the same in another format.
ALTER TABLE statement ADD COLUMN family TEXT NOT NULL DEFAULT '';
ALTER TABLE statement ADD COLUMN preliminary {bool} NOT NULL DEFAULT FALSE;
ALTER TABLE statement ADD COLUMN leaves INTEGER NOT NULL DEFAULT 0;
ALTER TABLE statement ADD COLUMN credits_minor {id} NOT NULL DEFAULT 0;
ALTER TABLE statement ADD COLUMN debits_minor {id} NOT NULL DEFAULT 0;
ALTER TABLE statement ADD COLUMN same_as {id};
UPDATE statement SET family = CASE WHEN format LIKE 'camt.%' THEN substr(format, 1, 8) ELSE format END,
  leaves = (SELECT COUNT(*) FROM entry e WHERE e.company_id = statement.company_id AND e.statement_id = statement.id),
  credits_minor = CAST((SELECT COALESCE(SUM(e.amount_minor), 0) FROM entry e WHERE e.company_id = statement.company_id AND e.statement_id = statement.id AND e.amount_minor > 0) AS BIGINT),
  debits_minor = CAST((SELECT COALESCE(SUM(e.amount_minor), 0) FROM entry e WHERE e.company_id = statement.company_id AND e.statement_id = statement.id AND e.amount_minor < 0) AS BIGINT);
CREATE INDEX statement_by_same ON statement (company_id, same_as) WHERE same_as IS NOT NULL;

-- same_as: another entry tells of this payment, and counts; its state is then 'same'.
-- What the other side paid in its own currency, what the banks kept, and the mandate
-- of a direct debit, where the bank says so.
ALTER TABLE entry ADD COLUMN same_as {id};
ALTER TABLE entry ADD COLUMN original_minor {id};
ALTER TABLE entry ADD COLUMN original_currency TEXT NOT NULL DEFAULT '';
ALTER TABLE entry ADD COLUMN charges_minor {id};
ALTER TABLE entry ADD COLUMN charges_currency TEXT NOT NULL DEFAULT '';
ALTER TABLE entry ADD COLUMN mandate_id TEXT NOT NULL DEFAULT '';
CREATE INDEX entry_by_same ON entry (company_id, same_as) WHERE same_as IS NOT NULL;

-- What is announced is little beside what was ever booked.
CREATE INDEX entry_announced ON entry (company_id, account_id, booked_on) WHERE state = 'announced';
