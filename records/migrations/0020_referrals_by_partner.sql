-- migrate:up
-- How many people are at a partner now is asked whenever somebody is referred there: without this every line of every journal is read for it.
-- It holds one line in some dozens, and is built in about a second for each million lines; handovers wait for it that long.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX journal_referrals_by_partner ON journal ((fact ->> 'partner')) WHERE kind = 'referred';
