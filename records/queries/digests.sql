-- name: owed
-- gives: Owing
-- What is promised for a day until so many days from now, in all cases of which this member is told today; days are those of the case's office.
SELECT a.case_id, c.number, a.key, a.kind, a.of_what AS of, a.whose, (a.due_by AT TIME ZONE its_zone)::date AS by,
    (case_hour(c.clock, $2) AT TIME ZONE its_zone)::date AS today, a.acknowledged AS seen,
    coalesce(c.terms, '') AS terms
FROM cases AS c
JOIN agenda AS a ON a.case_id = c.id
LEFT JOIN offices AS o ON o.id = c.office
CROSS JOIN LATERAL coalesce(o.zone, 'UTC') AS its_zone
CROSS JOIN LATERAL date($2::timestamptz AT TIME ZONE its_zone) AS day
WHERE c.ended IS NULL
AND c.pace = 1
AND c.counsellor IN (SELECT in_digest_of($1, ($2::timestamptz AT TIME ZONE $4)::date))
AND a.whose <> 'clock'
AND a.due_by < case_hour(c.clock, $2) + $3::interval
AND reads_digest(a.whose, responsible(c), day) = $1
ORDER BY a.due_by, c.number, a.key;

-- name: news
-- gives: News
-- Messages that wait for the digest of this member and whose hour has come, not longer than a week ago: what waited longer leaves by itself.
-- One that is idle was met, outdone, overtaken by the end of its case, or came too late to be of use.
SELECT m.id, m.case_id, c.number, m.letter, m.about, m.due, m.filled_in AS "values",
    coalesce(c.terms, '') AS terms, NOT is_open(m) OR is_outdone(m, $2) OR coalesce(m.useless_after < case_hour(c.clock, $2), false)
    OR (c.ended IS NOT NULL AND m.line < last_news(c)) AS idle,
    its_zone AS zone, CASE WHEN c.tried_at <= m.tried_at THEN m.run END AS run, m.task, coalesce(m.tried_at, c.tried_at) AS tried_at
FROM messages AS m
JOIN cases AS c ON c.id = m.case_id
LEFT JOIN offices AS o ON o.id = c.office
CROSS JOIN LATERAL coalesce(o.zone, 'UTC') AS its_zone
CROSS JOIN LATERAL date($2::timestamptz AT TIME ZONE its_zone) AS day
WHERE m.state = 'planned'
AND m.goes_at BETWEEN $2::timestamptz - interval '7 days' AND $2
AND goes_with_digest(m, c)
AND c.counsellor IN (SELECT in_digest_of($1, ($2::timestamptz AT TIME ZONE $3)::date))
AND reads_digest(m.to_role, responsible(c), day) = $1
ORDER BY m.due, c.number, m.id;

-- name: nobodys
-- gives: Id
-- Messages of this office's cases that wait for the digest of somebody who is not of the staff.
SELECT m.id
FROM messages AS m
JOIN cases AS c ON c.id = m.case_id
WHERE m.state = 'planned'
AND m.goes_at <= $2
AND goes_with_digest(m, c)
AND c.office = $1
AND NOT EXISTS (
    SELECT FROM staff AS s
    WHERE s.id = reads_digest(m.to_role, responsible(c), $3)
);

-- name: begin
-- gives: Digest
-- The digest of a member and day, with how much it says; no row once it has been sent, or was given up.
INSERT INTO digests (member, day, overdue, today, soon, waiting, news)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (member, day) DO UPDATE
SET (overdue, today, soon, waiting, news)
    = ROW (excluded.overdue, excluded.today, excluded.soon, excluded.waiting, excluded.news)
WHERE digests.state = 'planned'
RETURNING member, day, state, overdue, today, soon, waiting, news, message_id, sent_at, reason;

-- name: end
-- What became of it, for people to read.
UPDATE digests
SET state = $3,
    reason = $4,
    message_id = $5,
    sent_at = $6
WHERE member = $1
AND day = $2
AND state = 'planned';

-- name: give_up
-- Digests of earlier days that no mail server took are not sent any more.
UPDATE digests
SET state = 'expired',
    reason = $3
FROM staff AS s
WHERE s.id = digests.member
AND s.office = $1
AND digests.state = 'planned'
AND digests.day < $2;

-- name: went_along
-- These messages were told with a digest: to whom, when, under which id.
WITH told AS (
    UPDATE messages
    SET state = 'sent',
        channel = 'digest',
        recipient = $2,
        sent_at = $3,
        message_id = $4,
        reason = ''
    WHERE id = ANY ($1::text[])
    AND state = 'planned'
    RETURNING id
)
INSERT INTO message_fates (message, at, state, channel, recipient)
SELECT id, $3, 'sent', 'digest', $2
FROM told;

-- name: leave_alone
-- These messages wait for no digest any more: whoever lets messages leave decides about each, and the reason ($2) is kept.
WITH let_go AS (
    UPDATE messages
    SET urgent = true
    WHERE id = ANY ($1::text[])
    AND state = 'planned'
    RETURNING id
)
INSERT INTO message_fates (message, state, reason)
SELECT id, 'planned', $2
FROM let_go;

-- name: get
-- gives: Digest
-- The digest of a member and day.
SELECT member, day, state, overdue, today, soon, waiting, news, message_id, sent_at, reason
FROM digests
WHERE member = $1
AND day = $2;

-- name: waiting
-- gives: Waiting
-- How many digests no mail server has taken yet, by office.
SELECT s.office, count(*) AS digests
FROM digests AS d
JOIN staff AS s ON s.id = d.member
WHERE d.state = 'planned'
GROUP BY s.office
ORDER BY s.office;
