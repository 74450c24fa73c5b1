-- Who came by the link of a message and has shown what the company asks for beside it, by the hash
-- of a cookie. It is good for this link alone, and ends with it.
CREATE TABLE guest (
  company_id {id} NOT NULL,
  message_id {id} NOT NULL,
  hash {key} NOT NULL,
  proof TEXT NOT NULL,
  {instant until_at} NOT NULL,
  PRIMARY KEY (company_id, message_id, hash),
  FOREIGN KEY (company_id, message_id) REFERENCES link ON DELETE CASCADE
) {clustered};

-- How often something wrong was shown for a link on the day when that last happened.
ALTER TABLE link ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE link ADD COLUMN {day tried_on};

-- When somebody with the link last opened the page behind it.
ALTER TABLE link ADD COLUMN {day opened_on};
