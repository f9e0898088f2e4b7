-- migrate:up
-- Messages are claimed in the order in which they fall due; of very many for one minute only the first ones are looked at, not all sorted.
-- Built while nothing is written for a moment, as a migration is one transaction.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX planned_messages_in_order ON messages (goes_at, due, line, id) WHERE state = 'planned';
-- squawk-ignore require-concurrent-index-deletion
DROP INDEX planned_messages;
