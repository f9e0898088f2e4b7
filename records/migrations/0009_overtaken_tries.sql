-- migrate:up
-- A worker may write lines and die, or be refused, before Temporal knows of it: then the same facts come again, perhaps in
-- another order, under the same numbers. Such lines were never answered for. They are set aside, not lost.
ALTER TABLE journal ADD COLUMN tried_at timestamptz NOT NULL DEFAULT '2000-01-01Z';
ALTER TABLE cases ADD COLUMN tried_at timestamptz NOT NULL DEFAULT '2000-01-01Z';

CREATE TABLE journal_overtaken (
    case_id text NOT NULL,
    number bigint NOT NULL,
    tried_at timestamptz NOT NULL,
    line jsonb NOT NULL,
    overtaken_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (case_id, number, tried_at)
);

CREATE TRIGGER overtaken_lines_are_only_added_to
    BEFORE UPDATE OR DELETE ON journal_overtaken
    FOR EACH ROW
    EXECUTE FUNCTION refuse_to_rewrite();

CREATE TRIGGER overtaken_lines_are_never_emptied
    BEFORE TRUNCATE ON journal_overtaken
    FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_to_rewrite();

CREATE FUNCTION refuse_to_drop() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF EXISTS (SELECT FROM journal_overtaken AS o WHERE (o.case_id, o.number, o.tried_at) = (old.case_id, old.number, old.tried_at)) THEN
        RETURN old;
    END IF;
    RAISE EXCEPTION 'the journal is only added to: tell a correction instead';
END
$$;

DROP TRIGGER journal_is_only_added_to ON journal;

CREATE TRIGGER journal_is_never_rewritten
    BEFORE UPDATE ON journal
    FOR EACH ROW
    EXECUTE FUNCTION refuse_to_rewrite();

CREATE TRIGGER journal_lines_leave_only_when_overtaken
    BEFORE DELETE ON journal
    FOR EACH ROW
    EXECUTE FUNCTION refuse_to_drop();
