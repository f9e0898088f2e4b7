-- migrate:up
-- What one of the staff is told once a working day: how much of what, and what became of it. One row a person and day, however often it is made.
CREATE TABLE digests (
    member text NOT NULL REFERENCES staff (id),
    day date NOT NULL,
    state text NOT NULL DEFAULT 'planned',
    overdue bigint NOT NULL DEFAULT 0,
    today bigint NOT NULL DEFAULT 0,
    soon bigint NOT NULL DEFAULT 0,
    waiting bigint NOT NULL DEFAULT 0,
    news bigint NOT NULL DEFAULT 0,
    message_id text NOT NULL DEFAULT '',
    sent_at timestamptz,
    reason text NOT NULL DEFAULT '',
    PRIMARY KEY (member, day),
    CONSTRAINT a_known_fate CHECK (state IN ('planned', 'sent', 'failed', 'suppressed', 'expired')),
    CONSTRAINT sent_at_some_hour CHECK (state <> 'sent' OR sent_at IS NOT NULL)
);

CREATE INDEX planned_digests ON digests (day) WHERE state = 'planned';

-- A message to the staff that is not urgent waits for the digest of whoever reads it; a case that lives faster than the clock has none.
CREATE FUNCTION goes_with_digest(said messages, held cases) RETURNS boolean
    LANGUAGE sql
    IMMUTABLE
    RETURN NOT said.urgent AND said.to_role IN ('counsellor', 'deputy', 'team', 'team lead') AND held.pace = 1;

-- In whose digest of a day something stands that is asked of this role: what a team is asked reads whoever leads it today.
CREATE FUNCTION reads_digest(role text, counsellor text, day date) RETURNS text
    LANGUAGE sql
    STABLE
    RETURN CASE role
        WHEN 'team' THEN addressee('team lead', '', counsellor, '', day)
        WHEN 'team lead' THEN addressee('team lead', '', counsellor, '', day)
        WHEN 'deputy' THEN addressee('deputy', '', counsellor, '', day)
        ELSE acting(counsellor, day)
    END;

-- Whose cases may stand in the digest of a member on a day: their own, of whom they do the work of, stand in for or lead; '' for those that nobody holds.
CREATE FUNCTION in_digest_of(member text, day date) RETURNS SETOF text
    LANGUAGE sql
    STABLE
    BEGIN ATOMIC
        SELECT ''
        UNION ALL
        SELECT s.id
        FROM staff AS s
        LEFT JOIN teams AS t ON t.id = s.team
        WHERE member IN (acting(s.id, day), acting(s.deputy, day), acting(t.lead, day));
    END;
