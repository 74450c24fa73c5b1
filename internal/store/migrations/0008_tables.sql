-- A table that waits for a person to explain its columns: nothing of it is taken in yet.
ALTER TABLE import ADD COLUMN waits {bool} NOT NULL DEFAULT FALSE;
