-- migrate:up
-- Since 0018 every new row names somebody who is there; that the older ones do too is looked at now, while everybody reads and writes on.
ALTER TABLE people VALIDATE CONSTRAINT people_same_as_fkey;
