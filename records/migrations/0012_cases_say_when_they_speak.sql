-- migrate:up
-- The hour, in the time of the case, of which its clock speaks next; one that has gone by unspoken is watched.
ALTER TABLE cases ADD COLUMN speaks_at timestamptz;
