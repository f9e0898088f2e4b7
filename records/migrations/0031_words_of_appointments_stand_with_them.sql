-- migrate:up
-- The appointments that stand, as the case handed them over last; not known of what older releases handed over.
ALTER TABLE cases ADD COLUMN appointments text[];

-- As before; and a word of where somebody has to be is open while that appointment stands.
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
        WHEN said.filled_in ->> 'method' = 'REQUEST' THEN coalesce(
            (SELECT said.filled_in ->> 'appointment' = ANY (c.appointments) FROM cases AS c WHERE c.id = said.case_id), true
        )
        ELSE true
    END;

-- What a word of an appointment tells its reader: to be there at an hour, or not to be.
CREATE FUNCTION where_to_be(said jsonb) RETURNS text
    LANGUAGE sql
    STABLE
    RETURN (said ->> 'method') || ' ' || (said ->> 'at')::timestamptz;

-- The last line of a case that says something new: a correction told after the end says nothing of the end.
CREATE FUNCTION last_news(held cases) RETURNS bigint
    LANGUAGE sql
    STABLE
    RETURN coalesce((
        SELECT j.number
        FROM journal AS j
        WHERE j.case_id = held.id
        AND j.kind NOT IN ('fact_withdrawn', 'fact_corrected')
        ORDER BY j.number DESC
        LIMIT 1
    ), held.line);
