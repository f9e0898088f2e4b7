-- migrate:up
CREATE TABLE journal (
    case_id text NOT NULL REFERENCES cases (id),
    number bigint NOT NULL CHECK (number > 0),
    kind text NOT NULL,
    telling text NOT NULL,
    by_whom text NOT NULL,
    happened timestamptz NOT NULL,
    told timestamptz NOT NULL,
    phases text[] NOT NULL,
    fact jsonb NOT NULL,
    written_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (case_id, number)
);

CREATE INDEX journal_by_telling ON journal (case_id, telling);

CREATE FUNCTION refuse_to_rewrite() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'the journal is only added to: tell a correction instead';
END
$$;

CREATE TRIGGER journal_is_only_added_to
    BEFORE UPDATE OR DELETE ON journal
    FOR EACH ROW
    EXECUTE FUNCTION refuse_to_rewrite();

CREATE TRIGGER journal_is_never_emptied
    BEFORE TRUNCATE ON journal
    FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_to_rewrite();
