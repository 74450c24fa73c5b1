-- Where money was seen: on a bank line that is kept here ('bank'), or only in the
-- company's own books, whose list of open items no longer has what it settled
-- ('outside').
ALTER TABLE payment ADD COLUMN source TEXT NOT NULL DEFAULT 'bank';

-- Which file brought a row, so that an import can be undone; see import.id.
ALTER TABLE customer ADD COLUMN import_id {id};
ALTER TABLE invoice ADD COLUMN import_id {id};
ALTER TABLE statement ADD COLUMN import_id {id};
ALTER TABLE payment ADD COLUMN import_id {id};
ALTER TABLE import ADD COLUMN undone_by TEXT NOT NULL DEFAULT '';
ALTER TABLE import ADD COLUMN {instant undone_at};

-- How a company's tables are to be read, by the headings that they have; see
-- format/table.Mapping.
CREATE TABLE mapping (
  company_id {id} NOT NULL REFERENCES company,
  kind TEXT NOT NULL,
  signature TEXT NOT NULL,
  definition {json} NOT NULL,
  saved_by TEXT NOT NULL,
  {instant saved_at} NOT NULL,
  PRIMARY KEY (company_id, kind, signature)
) {clustered};
