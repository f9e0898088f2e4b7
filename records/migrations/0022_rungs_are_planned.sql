-- migrate:up
-- How a promise is planned: messages of the same plan are its rungs. Who has seen it acts on it at an hour, in the time of the case.
ALTER TABLE agenda ADD COLUMN plan text NOT NULL DEFAULT '';
ALTER TABLE agenda ADD COLUMN seen_until timestamptz;

-- Whether a promise is past its day, seen, and how often it was spoken of, at an hour of its case; and whether a case has any that is
-- late, at a real hour: a case sleeps through the days on which its promises fall due.
CREATE FUNCTION is_late(promised agenda, hour timestamptz) RETURNS boolean
    LANGUAGE sql
    IMMUTABLE
    RETURN promised.overdue OR coalesce(promised.kind <> 'day' AND promised.due_by < hour, false);

CREATE FUNCTION is_seen(promised agenda, hour timestamptz) RETURNS boolean
    LANGUAGE sql
    IMMUTABLE
    RETURN promised.acknowledged AND coalesce(hour < promised.seen_until, true);

CREATE FUNCTION reminded(promised agenda, hour timestamptz) RETURNS bigint
    LANGUAGE sql
    STABLE
    RETURN greatest(
        promised.rung,
        (
            SELECT max(m.rung) + 1
            FROM messages AS m
            WHERE promised.plan <> ''
            AND m.case_id = promised.case_id
            AND m.plan = promised.plan
            AND m.due <= hour
        )
    );

CREATE FUNCTION is_late(held cases, at timestamptz) RETURNS boolean
    LANGUAGE sql
    STABLE
    RETURN held.overdue OR coalesce(held.ended IS NULL AND held.next_due < case_hour(held.clock, at), false);

-- A planned rung is open while its promise stands as it was planned; what a case itself reminds of is idle once its promise is met, or
-- was made anew after it was due; any other message stays open.
CREATE OR REPLACE FUNCTION is_open(said messages) RETURNS boolean
    LANGUAGE sql
    STABLE
    RETURN CASE
        WHEN said.plan <> '' THEN EXISTS (
            SELECT FROM agenda AS a WHERE a.case_id = said.case_id AND a.key = said.about AND a.plan = said.plan
        )
        WHEN said.reminds THEN EXISTS (
            SELECT FROM agenda AS a WHERE a.case_id = said.case_id AND a.key = said.about AND a.made <= said.due
        )
        ELSE true
    END;

-- At this real hour something newer was written to the same role about the same promise or the same appointment; what is planned for
-- later is not newer yet.
CREATE FUNCTION is_outdone(said messages, at timestamptz) RETURNS boolean
    LANGUAGE sql
    STABLE
    RETURN EXISTS (
        SELECT FROM messages AS newer
        JOIN cases AS c ON c.id = newer.case_id
        WHERE newer.case_id = said.case_id
        AND newer.to_role = said.to_role
        AND (
            (
                said.reminds
                AND newer.reminds
                AND newer.about = said.about
                AND (newer.line, coalesce(newer.rung, 0)) > (said.line, coalesce(said.rung, 0))
                AND newer.state <> 'superseded'
                AND real_hour(c.clock, newer.due) <= at
            )
            OR (newer.line > said.line AND newer.filled_in ->> 'appointment' = said.filled_in ->> 'appointment')
        )
    );
