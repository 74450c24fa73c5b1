-- What was claimed beside the invoices of a plan when it was made, and whether it is paid with them;
-- where it is not, it is let go once the plan is kept.
ALTER TABLE plan ADD COLUMN beside_minor {id} NOT NULL DEFAULT 0;
ALTER TABLE plan ADD COLUMN with_beside {bool} NOT NULL DEFAULT FALSE;
