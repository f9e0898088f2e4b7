-- migrate:up
-- This number belongs to another branch: whoever merges takes that file and drops this one.
SELECT 1;
