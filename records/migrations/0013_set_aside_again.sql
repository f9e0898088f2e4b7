-- migrate:up
-- Several tries of one task may begin in the same instant, and each of them may be set aside: a server hands a task out again.
-- Nobody reads this table but the trigger below, and it holds a few lines for each server that was killed.
-- squawk-ignore ban-drop-constraint
ALTER TABLE journal_overtaken DROP CONSTRAINT journal_overtaken_pkey;

-- squawk-ignore require-concurrent-index-creation
CREATE INDEX journal_overtaken_by_line ON journal_overtaken (case_id, number);

CREATE OR REPLACE FUNCTION refuse_to_drop() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF EXISTS (SELECT FROM journal_overtaken AS o WHERE (o.case_id, o.number, o.line) = (old.case_id, old.number, to_jsonb(old))) THEN
        RETURN old;
    END IF;
    RAISE EXCEPTION 'the journal is only added to: tell a correction instead';
END
$$;
