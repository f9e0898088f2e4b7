-- migrate:up
-- Who answers for a case on which a message goes out: the counsellor, or while there is none, the lead of the one before.
CREATE FUNCTION responsible(held cases) RETURNS text
    LANGUAGE sql
    STABLE
    RETURN CASE
        WHEN held.counsellor <> '' THEN held.counsellor
        ELSE coalesce(
            (
                SELECT t.lead
                FROM (
                    SELECT coalesce(j.fact ->> 'who', j.fact ->> 'counsellor') AS member
                    FROM journal AS j
                    WHERE j.case_id = held.id
                    AND j.kind IN ('opened', 'referent_assigned')
                    ORDER BY j.number DESC
                    LIMIT 1
                ) AS before
                JOIN staff AS s ON s.id = before.member
                JOIN teams AS t ON t.id = s.team
            ),
            ''
        )
    END;

-- Something newer was written to the same role about the same promise or the same appointment.
CREATE FUNCTION is_outdone(said messages) RETURNS boolean
    LANGUAGE sql
    STABLE
    RETURN EXISTS (
        SELECT FROM messages AS newer
        WHERE newer.case_id = said.case_id
        AND newer.line > said.line
        AND newer.to_role = said.to_role
        AND (
            (said.reminds AND newer.reminds AND newer.about = said.about)
            OR newer.filled_in ->> 'appointment' = said.filled_in ->> 'appointment'
        )
    );

-- A message to somebody outside the office that we could not send: a colleague has to pass it on.
CREATE FUNCTION is_for_staff_to_pass_on(said messages) RETURNS boolean
    LANGUAGE sql
    IMMUTABLE
    RETURN said.to_role IN ('client', 'employer', 'partner') AND (said.channel = 'worklist' OR said.state = 'failed');
