-- name: keep
-- Make the planned rungs of a case what is handed over: add what is new; plan again what was promised otherwise meanwhile, or in doubt
-- ($4) whatever is planned still; and of a plan that stands no more say why it never leaves. What a dispatcher is dealing with is left to it.
WITH given AS (
    SELECT rung.*, real_hour(cases.clock, rung.due) AS goes_at
    FROM jsonb_to_recordset($2) AS rung (
        id text, line bigint, "to" text, who text, letter text, about text, due timestamptz, "values" jsonb,
        plan text, rung bigint, urgent boolean, useless_after timestamptz
    )
    JOIN cases ON cases.id = $1
),
told AS (
    SELECT DISTINCT concat_ws(':', line.kind, nullif(line.fact ->> 'of', '')) AS key
    FROM jsonb_to_recordset($3) AS line (kind text, fact jsonb)
),
dropped AS (
    SELECT m.id, a.key IS NOT NULL AS moved,
        CASE
            WHEN a.acknowledged AND a.plan <> '' THEN 'somebody has seen it and acts on it by a day'
            WHEN a.key IS NOT NULL THEN 'promised for another day since'
            WHEN c.ended IS NOT NULL THEN 'the case ended before it left'
            WHEN m.about IN (SELECT told.key FROM told) THEN 'met before it left'
            ELSE 'not asked any more before it left'
        END AS why
    FROM messages AS m
    JOIN cases AS c ON c.id = m.case_id
    LEFT JOIN agenda AS a ON a.case_id = m.case_id AND a.key = m.about
    WHERE m.case_id = $1
    AND m.plan <> ''
    AND m.state = 'planned'
    AND a.plan IS DISTINCT FROM m.plan
    AND m.id NOT IN (SELECT given.id FROM given)
    FOR UPDATE OF m SKIP LOCKED
),
gone AS (
    UPDATE messages AS m
    SET state = CASE WHEN dropped.moved THEN 'superseded' ELSE 'suppressed' END,
        reason = dropped.why
    FROM dropped
    WHERE m.id = dropped.id
    RETURNING m.id, m.state, m.reason
),
again AS (
    UPDATE messages AS m
    SET state = 'planned',
        reason = CASE WHEN m.state = 'planned' THEN m.reason ELSE '' END,
        line = given.line,
        to_role = given."to",
        who = given.who,
        letter = given.letter,
        about = given.about,
        reminds = true,
        due = given.due,
        filled_in = given."values",
        urgent = given.urgent,
        useless_after = given.useless_after,
        goes_at = CASE WHEN m.state = 'planned' AND m.due = given.due THEN m.goes_at ELSE given.goes_at END,
        run = $5,
        task = $6,
        tried_at = $7
    FROM given
    JOIN messages AS before ON before.id = given.id
    WHERE m.id = given.id
    AND m.case_id = $1
    AND (
        m.state = 'planned'
        AND (
            $4::boolean
            OR (m.line, m.to_role, m.who, m.letter, m.about, m.due, m.filled_in, m.urgent, m.useless_after)
                IS DISTINCT FROM
                (given.line, given."to", given.who, given.letter, given.about, given.due, given."values", given.urgent, given.useless_after)
        )
        OR m.state IN ('superseded', 'suppressed')
        AND m.reason IN (
            'somebody has seen it and acts on it by a day', 'promised for another day since', 'the case ended before it left',
            'met before it left', 'not asked any more before it left'
        )
    )
    RETURNING m.id, m.state, m.reason, before.state AS state_before
),
new AS (
    INSERT INTO messages (
        id, case_id, line, to_role, who, letter, about, due, reminds, filled_in, goes_at, plan, rung, urgent, useless_after,
        run, task, tried_at
    )
    SELECT given.id, $1, given.line, given."to", given.who, given.letter, given.about, given.due, true, given."values", given.goes_at,
        given.plan, given.rung, given.urgent, given.useless_after, $5::text, $6::bigint, $7::timestamptz
    FROM given
    WHERE NOT EXISTS (SELECT FROM messages AS same WHERE same.id = given.id)
    ON CONFLICT (id) DO NOTHING
)
INSERT INTO message_fates (message, state, reason)
SELECT id, state, reason FROM gone
UNION ALL
SELECT id, state, 'promised for this day again' FROM again WHERE state_before <> 'planned';
