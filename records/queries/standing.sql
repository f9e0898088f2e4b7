-- name: open
-- gives: Open
-- How many cases are open and how many of them are in trouble, by method and by the phases they are in.
SELECT method,
    array_to_string(phases, '+') AS phase,
    count(*) AS open,
    count(*) FILTER (WHERE attention <> '') AS troubled
FROM cases
WHERE ended IS NULL
GROUP BY method, array_to_string(phases, '+');

-- name: overdue
-- gives: Overdue
-- How many promises of open cases are past their day at this hour, whether the clock has struck for them or not;
-- cases in real time go by the index on the day, the few others by their own clock.
WITH late AS (
    SELECT c.method, c.phases
    FROM agenda AS a
    JOIN cases AS c ON c.id = a.case_id
    WHERE c.ended IS NULL
    AND c.pace = 1
    AND a.due_by < $1
    UNION ALL
    SELECT c.method, c.phases
    FROM agenda AS a
    JOIN cases AS c ON c.id = a.case_id
    WHERE c.ended IS NULL
    AND c.pace <> 1
    AND a.due_by < case_hour(c.clock, $1)
)
SELECT method,
    array_to_string(phases, '+') AS phase,
    count(*) AS overdue
FROM late
GROUP BY method, array_to_string(phases, '+');

-- name: unsent
-- gives: Unsent
-- Messages past their hour that have not left; one that was put off is tried again within minutes. What waits for a digest is not late.
SELECT count(*) AS waiting,
    coalesce(max(extract(EPOCH FROM $1 - real_hour(c.clock, m.due))), 0)::double precision AS oldest
FROM messages AS m
JOIN cases AS c ON c.id = m.case_id
WHERE m.state = 'planned'
AND m.goes_at <= $1::timestamptz + interval '10 minutes'
AND real_hour(c.clock, m.due) <= $1
AND NOT goes_with_digest(m, c);

-- name: unattended
-- gives: Unattended
-- Open cases for which nobody is there at this hour, the first first: nobody holds them and no lead of a team is known, or whoever does is
-- away, and so is everybody who would stand in.
WITH there AS (
    SELECT s.id
    FROM staff AS s
    LEFT JOIN offices AS o ON o.id = s.office
    CROSS JOIN LATERAL date($1::timestamptz AT TIME ZONE coalesce(o.zone, 'UTC')) AS day
    JOIN staff AS does ON does.id = acting(s.id, day)
    WHERE NOT is_away(does, day)
)
SELECT c.number
FROM cases AS c
WHERE c.ended IS NULL
AND CASE WHEN c.counsellor = '' THEN responsible(c) ELSE c.counsellor END NOT IN (SELECT there.id FROM there)
ORDER BY c.number;

-- name: size
-- gives: Size
-- The room that the records take.
SELECT pg_database_size(current_database()) AS bytes;

-- name: unstruck
-- gives: Unstruck
-- Open cases whose next hour came more than ten minutes ago, in real time, and was not spoken of.
SELECT count(*) AS unstruck
FROM cases
WHERE ended IS NULL
AND speaks_at IS NOT NULL
AND CASE WHEN pace = 1 THEN speaks_at ELSE real_hour(clock, speaks_at) END < $1::timestamptz - interval '10 minutes';
