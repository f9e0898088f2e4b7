-- name: about
-- gives: About
-- A message as whoever answers it has to be answered: to whom it went or whom it would reach, in which language, and whether the
-- appointment it is about has another hour since, or is with somebody else; what was said of that by mistake ($3) says nothing.
SELECT m.id, m.case_id, m.to_role AS "to", m.about, m.filled_in AS "values", m.state, m.channel, m.sent_at, whom AS recipient,
    coalesce(r.language, o.language, 'en') AS language, coalesce(o.zone, 'UTC') AS zone, coalesce(c.terms, '') AS terms,
    case_hour(c.clock, $2) AS hour, EXISTS (
        SELECT FROM messages AS newer
        WHERE newer.case_id = m.case_id
        AND newer.line > m.line
        AND coalesce(newer.filled_in ->> 'appointment', newer.filled_in ->> 'meeting')
            = coalesce(m.filled_in ->> 'appointment', m.filled_in ->> 'meeting')
        AND (
            newer.filled_in ->> 'at' <> m.filled_in ->> 'at'
            OR (newer.to_role, newer.who) <> (m.to_role, m.who) AND newer.filled_in ->> 'method' = 'REQUEST' AND newer.reason <> $3
        )
    ) AS changed
FROM messages AS m
JOIN cases AS c ON c.id = m.case_id
LEFT JOIN offices AS o ON o.id = c.office
CROSS JOIN LATERAL coalesce(
    nullif(m.recipient, ''),
    addressee(m.to_role, m.who, responsible(c), c.person, ($2::timestamptz AT TIME ZONE coalesce(o.zone, 'UTC'))::date)
) AS whom
LEFT JOIN LATERAL reached(whom) AS r ON true
WHERE m.id = $1;

-- name: taken_as
-- gives: Taken
-- The message that a provider took under this id of its own, the last one if it gave an id twice.
SELECT id
FROM messages
WHERE message_id = $1
AND message_id <> ''
ORDER BY sent_at DESC NULLS LAST
LIMIT 1;

-- name: came
-- A receipt: what became ($3) of a message that left by this channel, with its reason, unless that is known already ($5). What came back by
-- a channel for the first time is to be sent another way.
WITH left_by AS (
    SELECT m.id, m.channel, m.recipient,
        $3 = 'bounced' AND NOT EXISTS (
            SELECT FROM message_fates AS f WHERE f.message = m.id AND f.channel = $2 AND f.state = 'bounced'
        ) AS again
    FROM messages AS m
    WHERE m.id = $1
    AND m.channel = $2
    AND m.state = ANY ($5::text[])
    FOR UPDATE
),
now_known AS (
    UPDATE messages AS m
    SET state = CASE WHEN l.again THEN 'planned' ELSE $3 END,
        channel = CASE WHEN l.again THEN '' ELSE l.channel END,
        recipient = CASE WHEN l.again THEN '' ELSE l.recipient END,
        sent_at = CASE WHEN l.again THEN NULL ELSE m.sent_at END,
        reason = $4
    FROM left_by AS l
    WHERE m.id = l.id
)
INSERT INTO message_fates (message, state, channel, recipient, reason)
SELECT id, $3, channel, recipient, $4
FROM left_by;

-- name: times
-- gives: Times
-- How often this message came back by this channel.
SELECT count(*) AS back
FROM message_fates
WHERE message = $1
AND channel = $2
AND state = 'bounced';

-- name: with_number
-- gives: Answering
-- Open cases of whoever may have a phone number that ends so, and the country in which their number is read.
SELECT c.id AS case_id, p.id AS person, p.phone, o.country
FROM people AS p
JOIN people AS known ON known.id = p.id OR known.same_as = p.id
JOIN cases AS c ON c.person = known.id AND c.ended IS NULL
JOIN offices AS o ON o.id = c.office
WHERE p.same_as IS NULL
AND p.phone <> ''
AND last_digits(p.phone) = last_digits($1)
ORDER BY c.opened DESC, c.id;

-- name: last_texts
-- gives: LastText
-- The last text message that left to each organisation that has a number ending so, or somebody there, and the country in which it is read.
SELECT DISTINCT ON (t.organisation, t.phone) m.id AS message, t.phone, o.country
FROM (
    SELECT id AS organisation, phone FROM organisations
    UNION
    SELECT organisation, phone FROM contact_persons
) AS t
JOIN messages AS m ON m.recipient = t.organisation AND m.sent_at IS NOT NULL
JOIN cases AS c ON c.id = m.case_id
JOIN offices AS o ON o.id = c.office
WHERE t.phone <> ''
AND last_digits(t.phone) = last_digits($1)
AND m.channel = 'sms'
AND m.state IN ('sent', 'delivered')
ORDER BY t.organisation, t.phone, m.sent_at DESC, m.id;

-- name: to_read
-- Put on the worklist of the counsellor that somebody answered, what about, and what is to be done.
INSERT INTO messages (id, case_id, line, to_role, who, letter, about, due, goes_at, state, channel, sent_at, reason)
SELECT $1, c.id, c.line, 'counsellor', '', 'reply_received', $3, case_hour(c.clock, $4), $4, 'sent', 'worklist', $4, $5
FROM cases AS c
WHERE c.id = $2
ON CONFLICT (id) DO NOTHING;
