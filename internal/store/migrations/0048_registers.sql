-- What official registers say of businesses. These tables belong to the installation and not
-- to a company: a register says the same to all companies, holds two million rows and more,
-- and nothing in it tells who looked. So their keys are not led by company_id, and they are
-- never divided by company; each node of a divided installation takes the extracts in itself.
--
-- A register is taken in as an edition. Its rows are written in many transactions, and nobody
-- sees them until the edition is made the one that counts, in one: an import that breaks off
-- leaves what was there before. A row counts when no newer one of the same number does, so
-- that a new extract writes only what has changed.
CREATE TABLE register (
  name TEXT PRIMARY KEY,
  edition {id} NOT NULL,
  filling {id} NOT NULL,
  {day snapshot_on},
  serial {id} NOT NULL,
  businesses {id} NOT NULL,
  taken_by TEXT NOT NULL,
  {instant taken_at}
) {clustered};

CREATE TABLE register_business (
  register TEXT NOT NULL,
  number {key} NOT NULL,
  edition {id} NOT NULL,
  digest {id} NOT NULL,
  name TEXT NOT NULL,
  short_name TEXT NOT NULL,
  other_names TEXT NOT NULL,
  form TEXT NOT NULL,
  active {bool} NOT NULL,
  {day ended_on},
  {day gone_on},
  situation TEXT NOT NULL,
  street TEXT NOT NULL,
  postcode TEXT NOT NULL,
  city TEXT NOT NULL,
  country TEXT NOT NULL,
  activity TEXT NOT NULL,
  {day since_on},
  PRIMARY KEY (register, number, edition)
) {clustered};

-- Each name of a business, folded, with its postcode: what is searched. It counts where the
-- row of the same edition does.
CREATE TABLE register_name (
  name_key {key} NOT NULL,
  postcode {key} NOT NULL,
  register TEXT NOT NULL,
  number {key} NOT NULL,
  edition {id} NOT NULL,
  PRIMARY KEY (name_key, postcode, register, number, edition)
) {clustered};

-- Some beginnings are those of a tenth of all names: with a postcode, its names alone are read.
CREATE INDEX register_name_by_place ON register_name (postcode, name_key);

-- What an edition after the first has written, until the rows whose place it took are gone.
CREATE TABLE register_change (
  register TEXT NOT NULL,
  edition {id} NOT NULL,
  number {key} NOT NULL,
  PRIMARY KEY (register, edition, number)
) {clustered};

-- What a register means by its codes.
CREATE TABLE register_code (
  register TEXT NOT NULL,
  kind TEXT NOT NULL,
  code TEXT NOT NULL,
  language TEXT NOT NULL,
  words TEXT NOT NULL,
  PRIMARY KEY (register, kind, code, language)
) {clustered};
