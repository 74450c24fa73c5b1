-- What the bank calls the batch that an announced payment, or a detail of a booked batch,
-- is a part of; and the batch that an entry books as one sum. See bank.Batch.
ALTER TABLE entry ADD COLUMN part_of TEXT NOT NULL DEFAULT '';
ALTER TABLE entry ADD COLUMN sum_of TEXT NOT NULL DEFAULT '';
