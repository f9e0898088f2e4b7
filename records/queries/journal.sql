-- name: overtake
-- gives: Overtaken
-- Set aside all that tries before this one wrote from the first line on that is handed over now, if nobody was answered for what differs;
-- what is said again is written again, so that lines nobody was answered for are always of one try. Lines that are the same are in no
-- dispute, whichever try wrote them: a page that turns hands on what was kept in its last moment. Two tries may have begun in the same
-- instant: a server that died gives the same task again, and then the one that comes last counts. Where a later try has built on what
-- differs all stays: then the journal and the case disagree.
WITH given AS (
    SELECT *
    FROM jsonb_to_recordset($2) AS line (
        number bigint, kind text, telling text, by text, happened timestamptz, told timestamptz, phases text[], fact jsonb
    )
),
differing AS (
    SELECT old.number
    FROM journal AS old
    LEFT JOIN given ON given.number = old.number
    WHERE old.case_id = $1
    AND old.number >= (SELECT min(number) FROM given)
    AND old.tried_at <= $3
    AND (old.kind, old.telling, old.by_whom, old.happened, old.told, old.phases, old.fact)
        IS DISTINCT FROM (given.kind, given.telling, given.by, given.happened, given.told, given.phases, given.fact)
),
other AS (
    SELECT old.*
    FROM journal AS old
    WHERE old.case_id = $1
    AND old.number >= (SELECT min(number) FROM given)
    AND (old.tried_at < $3 OR old.tried_at = $3 AND old.number IN (SELECT number FROM differing))
),
disputed AS (
    SELECT tried_at
    FROM other
    WHERE number >= (SELECT min(number) FROM differing)
),
aside AS (
    INSERT INTO journal_overtaken (case_id, number, tried_at, line)
    SELECT other.case_id, other.number, other.tried_at, to_jsonb(other)
    FROM other
    WHERE NOT EXISTS (SELECT FROM disputed AS built_on WHERE built_on.tried_at < (SELECT max(last_try.tried_at) FROM disputed AS last_try))
    RETURNING number
)
SELECT coalesce(array_agg(number ORDER BY number), '{}') AS numbers
FROM aside;

-- name: drop_overtaken
-- Take out of the journal what was just set aside.
DELETE FROM journal
WHERE case_id = $1
AND number = ANY ($2::bigint[]);

-- name: keep
-- gives: Kept
-- Add lines that are not there yet; say which one differs, before which one some are missing, which one of an earlier try is
-- in the way, and whether lines of an earlier try are said again.
WITH given AS (
    SELECT *
    FROM jsonb_to_recordset($2) AS line (
        number bigint, kind text, telling text, by text, happened timestamptz, told timestamptz, phases text[], fact jsonb
    )
),
written AS (
    INSERT INTO journal (case_id, number, kind, telling, by_whom, happened, told, phases, fact, tried_at)
    SELECT $1, number, kind, telling, by, happened, told, phases, fact, $3
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
    (SELECT min(fresh.number) FROM fresh WHERE fresh.number <> fresh.before + 1) AS gap_before,
    (
        SELECT min(old.number)
        FROM journal AS old
        LEFT JOIN given ON given.number = old.number
        WHERE old.case_id = $1
        AND old.number >= (SELECT min(number) FROM given)
        AND (old.tried_at < $3 OR given.number IS NOT NULL)
        AND (old.kind, old.telling, old.by_whom, old.happened, old.told, old.phases, old.fact)
            IS DISTINCT FROM (given.kind, given.telling, given.by, given.happened, given.told, given.phases, given.fact)
        HAVING NOT EXISTS (
            SELECT
            FROM journal AS later
            WHERE later.case_id = $1
            AND later.number >= (SELECT min(number) FROM given)
            AND later.tried_at > $3
        )
    ) AS in_the_way,
    EXISTS (
        SELECT FROM journal AS old JOIN given ON given.number = old.number WHERE old.case_id = $1 AND old.tried_at < $3
    ) AS said_again;

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
-- The first line that came of this telling; with $3 only if a later attempt has built on it, so that it cannot be overtaken any more.
SELECT line.number, line.kind, line.telling, line.by_whom AS by, line.happened, line.told, line.phases, line.fact
FROM journal AS line
WHERE line.case_id = $1
AND line.telling = $2
AND (NOT $3::boolean OR EXISTS (SELECT FROM journal AS later WHERE later.case_id = $1 AND later.tried_at > line.tried_at))
ORDER BY line.number
LIMIT 1;
