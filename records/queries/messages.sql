-- name: keep
-- Plan messages that are not planned yet; a rebuilt case ($3) also corrects what the others say and who wrote them ($5, $6, $7), never
-- what became of them.
INSERT INTO messages (
    id, case_id, line, to_role, who, letter, about, due, reminds, filled_in, goes_at, plan, rung, urgent, useless_after, run, task, tried_at
)
SELECT given.id, $1, given.line, given."to", coalesce(nullif(given.who, ''), given."values" ->> given."to", ''), given.letter,
    given.about, given.due, coalesce(journal.kind = $4, false), given."values", real_hour(cases.clock, given.due),
    coalesce(given.plan, ''), given.rung, coalesce(given.urgent, true), given.useless_after, $5::text, $6::bigint, $7::timestamptz
FROM jsonb_to_recordset($2) AS given (
    id text, line bigint, "to" text, who text, letter text, about text, due timestamptz, "values" jsonb,
    plan text, rung bigint, urgent boolean, useless_after timestamptz
)
JOIN cases ON cases.id = $1
LEFT JOIN journal ON journal.case_id = $1 AND journal.number = given.line
ON CONFLICT (id) DO UPDATE
SET line = excluded.line,
    to_role = excluded.to_role,
    who = excluded.who,
    letter = excluded.letter,
    about = excluded.about,
    due = excluded.due,
    reminds = excluded.reminds,
    filled_in = excluded.filled_in,
    plan = excluded.plan,
    rung = excluded.rung,
    urgent = excluded.urgent,
    useless_after = excluded.useless_after,
    run = excluded.run,
    task = excluded.task,
    tried_at = excluded.tried_at,
    goes_at = CASE WHEN messages.due = excluded.due THEN messages.goes_at ELSE excluded.goes_at END
WHERE $3::boolean
AND messages.case_id = excluded.case_id;

-- name: unsay
-- Something was told by mistake: what was still to be sent or passed on about it is not ($3); what has gone is marked.
UPDATE messages
SET state = CASE WHEN state IN ('planned', 'failed') OR channel = 'worklist' THEN 'suppressed' ELSE state END,
    reason = $3
WHERE case_id = $1
AND id = ANY ($2::text[])
AND state <> 'done';

-- name: say_after_all
-- What was taken back ($2) is said after all: it leaves now if it never did, and if the task that says so ($3, $4, $5) counts.
UPDATE messages
SET state = CASE WHEN state <> 'suppressed' THEN state WHEN sent_at IS NULL THEN 'planned' ELSE 'sent' END,
    reason = '',
    run = $3,
    task = $4,
    tried_at = $5
WHERE id = ANY ($1::text[])
AND reason = $2;

-- name: drop_overtaken
-- Drop the planned messages of lines that were overtaken and are not handed over again.
DELETE FROM messages
WHERE case_id = $1
AND line = ANY ($2::bigint[])
AND state = 'planned'
AND id <> ALL ($3::text[]);

-- name: forget
-- Drop the planned messages of a case that its journal does not give ($2), nor any plan of a promise that stands ($3); one that went out
-- stays.
DELETE FROM messages
WHERE case_id = $1
AND state = 'planned'
AND id <> ALL ($2::text[])
AND (plan = '' OR plan <> ALL ($3::text[]));

-- name: due
-- gives: Leaving
-- Claim messages whose hour has come, of one case or of all, until the transaction ends, and say whom they reach today; and which task
-- wrote them, unless the case has handed over since.
WITH taken AS (
    SELECT m.*, is_open(m) AS still_open, is_outdone(m, $1) AS outdone
    FROM messages AS m
    WHERE m.state = 'planned'
    AND m.goes_at <= $1
    AND ($3::text IS NULL OR m.case_id = $3)
    ORDER BY m.goes_at, m.due, m.line, m.id
    LIMIT $2
    FOR UPDATE SKIP LOCKED
)
SELECT m.id, m.case_id, c.number, m.line, m.to_role AS "to", m.who, m.letter, m.about, m.due, m.filled_in AS "values", m.goes_at,
    m.state, m.channel, m.sent_at, m.reason, m.message_id, m.plan, m.rung,
    whom AS recipient, coalesce(r.name, '') AS name, coalesce(r.email, '') AS email, coalesce(r.phone, '') AS phone,
    coalesce(r.language, o.language, 'en') AS language,
    m.still_open, m.outdone, c.counsellor, coalesce((SELECT s.name FROM staff AS s WHERE s.id = c.counsellor), '') AS counsellor_name,
    acting(responsible(c), today) AS stands_in, coalesce(o.zone, 'UTC') AS zone,
    c.ended IS NOT NULL AS ended, c.outcome, c.line AS last_line, coalesce(c.terms, '') AS terms,
    case_hour(c.clock, $1) AS hour, real_hour(c.clock, m.due) AS waits_since,
    CASE WHEN c.tried_at <= m.tried_at THEN m.run END AS run, m.task, coalesce(m.tried_at, c.tried_at) AS tried_at
FROM taken AS m
JOIN cases AS c ON c.id = m.case_id
LEFT JOIN offices AS o ON o.id = c.office
CROSS JOIN LATERAL date($1::timestamptz AT TIME ZONE coalesce(o.zone, 'UTC')) AS today
CROSS JOIN LATERAL addressee(m.to_role, m.who, responsible(c), c.person, today) AS whom
LEFT JOIN LATERAL reached(whom) AS r ON true
ORDER BY m.goes_at, m.due, m.line, m.id;

-- name: of_case
-- gives: Addressed
-- Every message of a case in the order it was planned: to whom it went, or whom it would reach today.
SELECT m.id, m.case_id, c.number, m.line, m.to_role AS "to", m.who, m.letter, m.about, m.due, m.filled_in AS "values", m.goes_at,
    m.state, m.channel, m.sent_at, m.reason, m.message_id, m.plan, m.rung,
    whom AS recipient, coalesce(r.name, '') AS name, coalesce(r.email, '') AS email, coalesce(r.phone, '') AS phone,
    coalesce(r.language, o.language, 'en') AS language,
    is_open(m) AS still_open
FROM messages AS m
JOIN cases AS c ON c.id = m.case_id
LEFT JOIN offices AS o ON o.id = c.office
CROSS JOIN LATERAL coalesce(
    nullif(m.recipient, ''),
    addressee(m.to_role, m.who, responsible(c), c.person, ($2::timestamptz AT TIME ZONE coalesce(o.zone, 'UTC'))::date)
) AS whom
LEFT JOIN LATERAL reached(whom) AS r ON true
WHERE m.case_id = $1
ORDER BY m.line, m.due, m.id;

-- name: worklist
-- gives: Addressed
-- What asks something of this member of the staff today, for themselves, their team or somebody away, and is not done yet;
-- what cannot reach somebody outside the office is asked of the counsellor.
SELECT m.id, m.case_id, c.number, m.line, m.to_role AS "to", m.who, m.letter, m.about, m.due, m.filled_in AS "values", m.goes_at,
    m.state, m.channel, m.sent_at, m.reason, m.message_id, m.plan, m.rung,
    whom AS recipient, coalesce(r.name, '') AS name, coalesce(r.email, '') AS email, coalesce(r.phone, '') AS phone,
    coalesce(r.language, o.language, 'en') AS language,
    true AS still_open
FROM messages AS m
JOIN cases AS c ON c.id = m.case_id
LEFT JOIN offices AS o ON o.id = c.office
CROSS JOIN LATERAL addressee(
    CASE WHEN is_for_staff_to_pass_on(m) THEN 'counsellor' ELSE m.to_role END,
    m.who, responsible(c), c.person, ($2::timestamptz AT TIME ZONE coalesce(o.zone, 'UTC'))::date
) AS whom
LEFT JOIN LATERAL reached(whom) AS r ON true
WHERE m.state IN ('planned', 'sent', 'delivered', 'failed', 'bounced')
AND m.goes_at <= $2
AND is_open(m)
AND (whom = $1 OR whom = (SELECT s.team FROM staff AS s WHERE s.id = $1))
ORDER BY m.goes_at, m.id;

-- name: sent
-- It left, once: how, when, to whom, under which id, and what people should know of it.
UPDATE messages
SET state = 'sent',
    channel = $2,
    recipient = $3,
    sent_at = $4,
    message_id = $5,
    reason = $6
WHERE id = $1
AND state = 'planned';

-- name: failed
-- It will never leave this way; the reason is shown to people.
UPDATE messages
SET state = 'failed',
    reason = $2
WHERE id = $1
AND state IN ('planned', 'sent');

-- name: suppressed
-- It is not needed any more.
UPDATE messages
SET state = 'suppressed',
    reason = $2
WHERE id = $1
AND state = 'planned';

-- name: postponed
-- It could not leave now; try again from this hour.
UPDATE messages
SET goes_at = $2,
    reason = $3
WHERE id = $1
AND state = 'planned';

-- name: done
-- Somebody did what it asked for.
UPDATE messages
SET state = 'done'
WHERE id = $1
AND state IN ('planned', 'sent', 'delivered', 'failed', 'bounced');
