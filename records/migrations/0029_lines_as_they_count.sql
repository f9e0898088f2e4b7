-- migrate:up
-- What a line of a journal says now: nothing if it was withdrawn, what it should have said if it was corrected. A correction that was itself
-- withdrawn says nothing. The same as casework/folding.py, as_they_count; a test compares them.
CREATE FUNCTION is_withdrawn(of_case text, of_line bigint) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (
        SELECT
        FROM journal AS said
        WHERE said.case_id = of_case
        AND said.kind = 'fact_withdrawn'
        AND said.fact ->> 'line' = of_line::text
        AND NOT is_withdrawn(of_case, said.number)
    );
END
$$;

CREATE FUNCTION as_it_counts(of_case text, of_line bigint) RETURNS TABLE (says jsonb, on_hour timestamptz)
LANGUAGE plpgsql STABLE ROWS 1 AS $$
BEGIN
    RETURN QUERY
    SELECT coalesce(corrected.fact -> 'instead', line.fact), coalesce((corrected.fact ->> 'happened')::timestamptz, line.happened)
    FROM journal AS line
    LEFT JOIN LATERAL (
        SELECT said.fact
        FROM journal AS said
        WHERE said.case_id = of_case
        AND said.kind = 'fact_corrected'
        AND said.fact ->> 'line' = of_line::text
        AND NOT is_withdrawn(of_case, said.number)
        ORDER BY said.number DESC
        LIMIT 1
    ) AS corrected ON true
    WHERE line.case_id = of_case
    AND line.number = of_line
    AND NOT is_withdrawn(of_case, of_line);
END
$$;

-- Corrections are few, and asked for whenever somebody is referred: the index holds one line in some hundreds.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX journal_corrected ON journal (case_id, number) WHERE kind = 'fact_corrected';
