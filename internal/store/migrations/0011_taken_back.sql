-- The file that says so of an allocation, or that takes back what an earlier one said;
-- NULL for what no file says, and for what was booked before this was noted.
ALTER TABLE allocation ADD COLUMN import_id {id};

-- What of the books a ledger tells: the days of its first and its last entry, and how
-- many lines it has. A later version of the same ledger has no fewer.
ALTER TABLE import ADD COLUMN {day first_on};
ALTER TABLE import ADD COLUMN {day last_on};
ALTER TABLE import ADD COLUMN lines INTEGER NOT NULL DEFAULT 0;
