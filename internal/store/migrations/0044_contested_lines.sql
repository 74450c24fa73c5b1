-- The lines of the invoice that are contested, as they stood.
ALTER TABLE dispute ADD COLUMN lines TEXT NOT NULL DEFAULT '[]';
