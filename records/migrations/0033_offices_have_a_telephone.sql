-- migrate:up
-- Where people outside reach an office by telephone, as its letters say it; empty while it has said none.
ALTER TABLE offices ADD COLUMN phone text NOT NULL DEFAULT '';
