-- name: keep
-- gives: Kept
-- Add lines that are not there yet, and say which one differs from what is written and before which one some are missing.
WITH given AS (
    SELECT *
    FROM jsonb_to_recordset($2) AS line (
        number bigint, kind text, telling text, by text, happened timestamptz, told timestamptz, phases text[], fact jsonb
    )
),
written AS (
    INSERT INTO journal (case_id, number, kind, telling, by_whom, happened, told, phases, fact)
    SELECT $1, number, kind, telling, by, happened, told, phases, fact
    FROM given
    ON CONFLICT (case_id, number) DO NOTHING
),
last AS (
    SELECT coalesce(max(number), 0) AS number
    FROM journal
    WHERE case_id = $1
),
fresh AS (
    SELECT given.number, lag(given.number, 1, last.number) OVER (ORDER BY given.number) AS before
    FROM given
    JOIN last ON given.number > last.number
)
SELECT
    (
        SELECT min(old.number)
        FROM journal AS old
        JOIN given ON given.number = old.number
        WHERE old.case_id = $1
        AND (old.kind, old.telling, old.by_whom, old.happened, old.told, old.phases, old.fact)
            IS DISTINCT FROM (given.kind, given.telling, given.by, given.happened, given.told, given.phases, given.fact)
    ) AS differs,
    (SELECT min(fresh.number) FROM fresh WHERE fresh.number <> fresh.before + 1) AS gap_before;

-- name: lines
-- gives: Line
-- The journal of a case after a line, in order.
SELECT number, kind, telling, by_whom AS by, happened, told, phases, fact
FROM journal
WHERE case_id = $1
AND number > $2
ORDER BY number;

-- name: told
-- gives: Line
-- The first line that came of this telling.
SELECT number, kind, telling, by_whom AS by, happened, told, phases, fact
FROM journal
WHERE case_id = $1
AND telling = $2
ORDER BY number
LIMIT 1;
