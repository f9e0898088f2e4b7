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
WITH taken_back AS (
    UPDATE messages
    SET state = CASE
            WHEN state IN ('planned', 'failed', 'bounced', 'expired', 'superseded') OR channel = 'worklist' THEN 'suppressed'
            ELSE state
        END,
        reason = $3
    WHERE case_id = $1
    AND id = ANY ($2::text[])
    AND state <> 'done'
    RETURNING id, state, channel, recipient, reason
)
INSERT INTO message_fates (message, state, channel, recipient, reason)
SELECT id, state, channel, recipient, reason
FROM taken_back;

-- name: say_after_all
-- What was taken back ($2) is said after all: it leaves now if it never did, and if the task that says so ($3, $4, $5) counts.
WITH said AS (
    UPDATE messages AS m
    SET state = CASE WHEN m.state <> 'suppressed' THEN m.state WHEN m.sent_at IS NULL THEN 'planned' ELSE 'sent' END,
        reason = '',
        goes_at = real_hour(c.clock, m.due),
        run = $3,
        task = $4,
        tried_at = $5
    FROM cases AS c
    WHERE m.id = ANY ($1::text[])
    AND m.reason = $2
    AND c.id = m.case_id
    RETURNING m.id, m.state, m.channel, m.recipient
)
INSERT INTO message_fates (message, state, channel, recipient, reason)
SELECT id, state, channel, recipient, 'it is said after all'
FROM said;

-- name: look_again
-- Messages of a case that wait because the client wanted none until a day ($2), which is another day now, or none: they are looked at anew.
UPDATE messages AS m
SET goes_at = real_hour(c.clock, m.due)
FROM cases AS c
WHERE m.case_id = $1
AND m.state = 'planned'
AND m.reason = $2
AND c.id = m.case_id
AND m.goes_at IS DISTINCT FROM real_hour(c.clock, c.silent_until);

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

-- name: claim
-- gives: Leaving
-- ends: as_they_leave
-- Claim messages whose hour has come, of one case or of all, until $8. What waits for the digest of a working day is left to it. What
-- somebody claimed who never said what became of it may have left: its fates say so ($4).
WITH taken AS (
    SELECT m.id, m.claimed_until
    FROM messages AS m
    JOIN cases AS c ON c.id = m.case_id
    WHERE m.state = 'planned'
    AND m.goes_at <= $1
    AND (m.claimed_until IS NULL OR m.claimed_until <= $1)
    AND ($7::text IS NULL OR m.case_id = $7)
    AND NOT goes_with_digest(m, c)
    ORDER BY m.goes_at, m.due, m.line, m.id
    LIMIT $6
    FOR UPDATE OF m SKIP LOCKED
),
in_doubt AS (
    INSERT INTO message_fates (message, state, reason)
    SELECT taken.id, 'planned', $4
    FROM taken
    WHERE taken.claimed_until IS NOT NULL
),
mine AS (
    UPDATE messages AS m
    SET claimed_until = $8
    FROM taken
    WHERE m.id = taken.id
    RETURNING m.*, is_open(m) AS still_open, is_outdone(m, $1) AS outdone, $1::timestamptz AS looked_at, false AS with_digest
),

-- name: foreseen
-- gives: Leaving
-- ends: as_they_leave
-- Messages of a case that have yet to leave, each as it would stand when it is looked at next, or some ($7) as they would at other hours ($8).
WITH mine AS (
    SELECT m.*, is_open(m) AS still_open, is_outdone(m, looked_at) AS outdone, looked_at, goes_with_digest(m, c) AS with_digest
    FROM messages AS m
    JOIN cases AS c ON c.id = m.case_id
    LEFT JOIN unnest($7::text[], $8::timestamptz[]) AS asked (id, at_hour) ON asked.id = m.id
    CROSS JOIN LATERAL coalesce(asked.at_hour, greatest($1::timestamptz, m.goes_at)) AS looked_at
    WHERE m.case_id = $6
    AND m.state = 'planned'
    AND (asked.id IS NOT NULL OR cardinality($7) = 0)
),

-- name: of_case
-- gives: Addressed
-- Every message of a case in the order it was planned: to whom it went, or whom it would reach today.
SELECT m.id, m.case_id, c.number, m.line, m.to_role AS "to", m.who, m.letter, m.about, m.due, m.filled_in AS "values", m.goes_at,
    m.state, m.channel, m.sent_at, m.reason, m.message_id, m.plan, m.rung, m.urgent, m.useless_after, m.tries,
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
ORDER BY m.line, m.due, m.rung NULLS FIRST, m.id;

-- name: worklist
-- gives: Addressed
-- What asks something of this member of the staff today, for themselves, their team or somebody away, and is not done yet;
-- what cannot reach somebody outside the office is asked of the counsellor, until something newer says otherwise or they have died.
SELECT m.id, m.case_id, c.number, m.line, m.to_role AS "to", m.who, m.letter, m.about, m.due, m.filled_in AS "values", m.goes_at,
    m.state, m.channel, m.sent_at, m.reason, m.message_id, m.plan, m.rung, m.urgent, m.useless_after, m.tries,
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
AND real_hour(c.clock, m.due) <= $2
AND is_open(m)
AND NOT (m.to_role = 'client' AND c.outcome = 'died')
AND NOT (is_for_staff_to_pass_on(m) AND is_outdone(m, $2))
AND (whom = $1 OR whom = (SELECT s.team FROM staff AS s WHERE s.id = $1))
ORDER BY m.goes_at, m.id;

-- name: still_mine
-- gives: Mine
-- Whether a message is still to be sent, by whoever claimed it until this hour, and was not met meanwhile; held until the caller's
-- transaction ends.
SELECT id
FROM messages
WHERE id = $1
AND state = 'planned'
AND claimed_until = $2
AND is_open(messages)
FOR UPDATE;

-- name: sent
-- It left, once: how, when, to whom, under which id, and what people should know of it.
WITH gone AS (
    UPDATE messages
    SET state = 'sent',
        channel = $2,
        recipient = $3,
        sent_at = $4,
        message_id = $5,
        reason = $6,
        tries = tries + 1,
        claimed_until = NULL
    WHERE id = $1
    AND state = 'planned'
    RETURNING id, channel, recipient, reason
)
INSERT INTO message_fates (message, at, state, channel, recipient, reason)
SELECT id, $4, 'sent', channel, recipient, reason
FROM gone;

-- name: bounced
-- It came back from this channel ($2), or was refused for this address; with $5 it is still to be sent another way.
WITH back AS (
    UPDATE messages
    SET state = CASE WHEN $5::boolean THEN 'planned' ELSE 'bounced' END,
        channel = CASE WHEN $5 THEN '' ELSE $2 END,
        recipient = CASE WHEN $5 THEN '' ELSE $3 END,
        reason = $4,
        tries = tries + 1,
        claimed_until = NULL
    WHERE id = $1
    AND state = 'planned'
    RETURNING id
)
INSERT INTO message_fates (message, state, channel, recipient, reason)
SELECT id, 'bounced', $2, $3, $4
FROM back;

-- name: dropped
-- It never leaves: what became of it ($2), and the reason that is shown to people.
WITH over AS (
    UPDATE messages
    SET state = $2,
        reason = $3,
        claimed_until = NULL
    WHERE id = $1
    AND state = 'planned'
    RETURNING id, state, reason
)
INSERT INTO message_fates (message, state, reason)
SELECT id, state, reason
FROM over;

-- name: postponed
-- It waits until this hour, and why; with $4 it was tried. The fates keep why it waits, once for each reason.
WITH before AS (
    SELECT id, reason
    FROM messages
    WHERE id = $1
),
waits AS (
    UPDATE messages
    SET goes_at = $2,
        reason = $3,
        tries = tries + $4::boolean::int,
        claimed_until = NULL
    WHERE id = $1
    AND state = 'planned'
    RETURNING id, reason
)
INSERT INTO message_fates (message, state, reason)
SELECT waits.id, 'planned', waits.reason
FROM waits
JOIN before USING (id)
WHERE before.reason <> waits.reason;

-- name: let_go
-- Claimed until this hour and not tried: whoever comes next may have it, and of what was taken back meanwhile it is sure that it never left.
UPDATE messages
SET claimed_until = NULL
WHERE id = ANY ($1::text[])
AND claimed_until = $2;

-- name: taken_over
-- What a dispatcher had claimed that is not there any more is anybody's again; if it is there all the same, it sends none of these.
UPDATE messages
SET claimed_until = NULL
WHERE id IN (
    SELECT m.id
    FROM messages AS m
    WHERE m.state = 'planned'
    AND m.goes_at <= $1
    AND m.claimed_until IS NOT NULL
    FOR UPDATE SKIP LOCKED
);

-- name: counts
-- Temporal has gone past the task that wrote these: they come of lines that count, and nobody has to ask again.
UPDATE messages
SET run = NULL,
    task = NULL,
    tried_at = NULL,
    claimed_until = NULL
WHERE case_id = $1
AND run = $2
AND task = $3
AND state = 'planned';

-- name: unconfirmed
-- gives: Written
-- Tasks that wrote messages for later, of which nobody has asked Temporal yet; the messages that leave first before the others.
SELECT m.case_id, m.run, m.task, m.tried_at
FROM messages AS m
JOIN cases AS c ON c.id = m.case_id
WHERE m.state = 'planned'
AND m.goes_at > $1
AND m.run IS NOT NULL
AND c.tried_at <= m.tried_at
AND m.tried_at < $1::timestamptz - interval '1 minute'
ORDER BY m.goes_at
LIMIT $2;

-- name: done
-- Somebody did what it asked for.
WITH done AS (
    UPDATE messages
    SET state = 'done'
    WHERE id = $1
    AND state IN ('planned', 'sent', 'delivered', 'failed', 'bounced')
    RETURNING id, channel, recipient
)
INSERT INTO message_fates (message, state, channel, recipient)
SELECT id, 'done', channel, recipient
FROM done;

-- name: fates
-- gives: Fate
-- Every change of what became of the messages of a case, in the order it came.
SELECT f.message, f.at, f.state, f.channel, f.recipient, f.reason
FROM message_fates AS f
JOIN messages AS m ON m.id = f.message
WHERE m.case_id = $1
ORDER BY f.message, f.nth;

-- part: as_they_leave
-- Of messages that are `mine`, by the hour at which they are looked at: whom they reach that day, what those said of being reached, what
-- came to them that day ($2 left out), and which task wrote them, unless the case has handed over since. Of an appointment of which no word
-- left for them, and whose hour was not agreed with them, they have not heard: what should have been the first word is named, as it is where
-- they heard last that it is cancelled, and all is outdone by a cancellation that was dropped for that reason ($3). Known is what the last
-- word says that surely left for them ($4 says that one may have). What was agreed by mistake ($5) was not. A client who died did so in all
-- their cases.
of_appointments AS (
    SELECT
        mine.id,
        (array_agg(o.letter ORDER BY o.line) FILTER (WHERE o.line < mine.line AND o.filled_in ? 'appointment'))[1] AS first_word,
        bool_or(o.line < mine.line AND (may_have_left OR agreed)) AS heard_of,
        (
            array_agg(CASE WHEN has_left THEN where_to_be(o.filled_in) END ORDER BY (o.filled_in ->> 'sequence')::bigint DESC, has_left)
            FILTER (WHERE o.id <> mine.id AND o.filled_in ? 'sequence' AND may_have_left)
        )[1] AS last_word,
        bool_or(o.line > mine.line AND o.state = 'suppressed' AND o.reason = $3) AS over
    FROM mine
    JOIN messages AS o ON o.case_id = mine.case_id
        AND o.to_role = mine.to_role
        AND o.who = mine.who
        AND coalesce(o.filled_in ->> 'appointment', o.filled_in ->> 'meeting') = mine.filled_in ->> 'appointment'
    LEFT JOIN journal AS j ON j.case_id = o.case_id AND j.number = o.line
    CROSS JOIN LATERAL (
        SELECT o.state IN ('sent', 'delivered') AND o.channel <> 'worklist' OR o.state = 'done' AS has_left,
            o.sent_at IS NOT NULL
            OR o.state IN ('sent', 'delivered', 'done', 'bounced', 'failed')
            OR o.claimed_until IS NOT NULL
            OR EXISTS (SELECT FROM message_fates AS f WHERE f.message = o.id AND f.reason = $4) AS may_have_left,
            j.fact ->> 'agreed' = 'true'
            AND o.filled_in ? 'appointment'
            AND o.reason <> $5
            AND (
                j.kind <> 'appointment_made'
                OR coalesce(j.fact ->> 'with_whom', 'client') = o.to_role AND o.who IN (coalesce(j.fact ->> 'who', ''), '')
            ) AS agreed
    ) AS so_far
    GROUP BY mine.id
)
SELECT m.id, m.case_id, c.number, m.line, m.to_role AS "to", m.who, m.letter, m.about, m.due, m.filled_in AS "values", m.goes_at,
    m.state, m.channel, m.sent_at, m.reason, m.message_id, m.plan, m.rung, m.urgent, m.useless_after, m.tries, coalesce(m.claimed_until, m.looked_at) AS claimed_until,
    whom AS recipient, coalesce(r.name, '') AS name, coalesce(r.email, '') AS email, coalesce(r.phone, '') AS phone,
    coalesce(r.language, o.language, 'en') AS language,
    m.still_open, m.outdone OR coalesce(word.over, false) AS outdone,
    CASE WHEN word.heard_of AND coalesce(word.last_word, '') NOT LIKE 'CANCEL%' THEN '' ELSE coalesce(word.first_word, '') END AS first_word,
    coalesce(word.heard_of OR word.first_word IS NULL, true) AS heard_of, coalesce(word.last_word = where_to_be(m.filled_in), false) AS known,
    c.counsellor, coalesce((SELECT s.name FROM staff AS s WHERE s.id = c.counsellor), '') AS counsellor_name,
    acting(responsible(c), today) AS stands_in, coalesce(o.zone, 'UTC') AS zone, c.pace,
    c.ended IS NOT NULL AS ended, c.outcome,
    m.to_role = 'client' AND EXISTS (
        SELECT FROM cases AS told WHERE told.person IN (SELECT known_as(c.person)) AND told.outcome = 'died'
    ) AS died,
    last_news(c) AS last_line, coalesce(c.terms, '') AS terms,
    hour, (SELECT j.told FROM journal AS j WHERE j.case_id = m.case_id AND j.number = m.line) AS written,
    real_hour(c.clock, m.due) AS waits_since,
    refused_by(whom, m.to_role, c) AS refuses,
    CASE WHEN m.to_role = 'client' THEN c.unreachable WHEN m.to_role IN ('employer', 'partner') THEN failed_ways(whom) ELSE '{}' END
        AS unreachable,
    CASE WHEN m.to_role = 'client' THEN c.silent_until END AS silent_until,
    coalesce((SELECT p.prefers FROM people AS p WHERE p.id = whom), '') AS prefers, coalesce(posted_to(whom), '') AS address,
    coalesce((SELECT array_agg(DISTINCT f.channel) FROM message_fates AS f WHERE f.message = m.id AND f.state = 'bounced'), '{}') AS bounced,
    (
        SELECT count(*)
        FROM messages AS told
        WHERE told.recipient = whom
        AND told.sent_at >= today::timestamp AT TIME ZONE coalesce(o.zone, 'UTC')
        AND told.state IN ('sent', 'delivered', 'done')
        AND told.channel NOT IN ('worklist', 'digest')
        AND told.letter <> ALL ($2::text[])
    ) AS got_today,
    theirs.office, m.with_digest,
    CASE WHEN c.tried_at <= m.tried_at THEN m.run END AS run, m.task, coalesce(m.tried_at, c.tried_at) AS tried_at
FROM mine AS m
JOIN cases AS c ON c.id = m.case_id
LEFT JOIN of_appointments AS word ON word.id = m.id
LEFT JOIN offices AS o ON o.id = c.office
CROSS JOIN LATERAL (
    SELECT case_hour(c.clock, m.looked_at) AS hour, date(m.looked_at AT TIME ZONE coalesce(o.zone, 'UTC')) AS today
) AS now
CROSS JOIN LATERAL addressee(m.to_role, m.who, responsible(c), c.person, today) AS whom
LEFT JOIN LATERAL reached(whom) AS r ON true
CROSS JOIN LATERAL (
    SELECT coalesce(
        (SELECT s.office FROM staff AS s WHERE s.id = whom),
        (SELECT t.office FROM teams AS t WHERE t.id = whom),
        c.office
    ) AS office
) AS theirs
ORDER BY m.goes_at, m.due, m.line, m.id;
