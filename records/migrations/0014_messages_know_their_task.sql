-- migrate:up
-- Which workflow task wrote a message: its run, its number in the history of that run, and when it began. A message leaves once Temporal
-- has gone past that task; one that no task wrote, or older code, has none and leaves as before.
ALTER TABLE messages ADD COLUMN run text;
ALTER TABLE messages ADD COLUMN task bigint;
ALTER TABLE messages ADD COLUMN tried_at timestamptz;
