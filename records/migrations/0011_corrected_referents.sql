-- migrate:up
-- Who answers for a case on which a message goes out: the counsellor, or while there is none, the lead of the one before,
-- as the journal counts it: a line that was withdrawn names nobody, a corrected one whom it should have named.
CREATE OR REPLACE FUNCTION responsible(held cases) RETURNS text
    LANGUAGE sql
    STABLE
    RETURN CASE
        WHEN held.counsellor <> '' THEN held.counsellor
        ELSE coalesce(
            (
                SELECT t.lead
                FROM (
                    SELECT coalesce(said.fact, j.fact) AS fact
                    FROM journal AS j
                    LEFT JOIN LATERAL (
                        SELECT c.kind, c.fact -> 'instead' AS fact
                        FROM journal AS c
                        WHERE c.case_id = j.case_id
                        AND c.kind IN ('fact_withdrawn', 'fact_corrected')
                        AND (c.fact ->> 'line')::bigint = j.number
                        AND NOT EXISTS (
                            SELECT FROM journal AS w
                            WHERE w.case_id = c.case_id
                            AND w.kind = 'fact_withdrawn'
                            AND (w.fact ->> 'line')::bigint = c.number
                        )
                        ORDER BY c.number DESC
                        LIMIT 1
                    ) AS said ON true
                    WHERE j.case_id = held.id
                    AND j.kind IN ('opened', 'referent_assigned')
                    AND coalesce(said.kind, '') <> 'fact_withdrawn'
                    ORDER BY j.number DESC
                    LIMIT 1
                ) AS before
                JOIN staff AS s ON s.id = coalesce(before.fact ->> 'who', before.fact ->> 'counsellor')
                JOIN teams AS t ON t.id = s.team
            ),
            ''
        )
    END;
