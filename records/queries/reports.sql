-- name: told
-- gives: Told
-- Of the cases that were open between two hours, person by person and case by case: the lines of these kinds, those on which its phases
-- changed, and its last. Who is known twice and was said to be one person is one.
SELECT coalesce(p.same_as, c.person) AS person, c.id AS case_id, c.method, c.programme, c.version, c.office, c.counsellor, c.opened, c.ended, c.outcome, c.phases AS phases_now,
    line.kind, line.by_whom AS by, line.happened, coalesce(line.happened_before, line.happened) AS happened_before, line.phases, line.fact
FROM cases AS c
LEFT JOIN people AS p ON p.id = c.person
CROSS JOIN LATERAL (
    SELECT number, kind, by_whom, happened, phases, fact,
        lag(happened) OVER one_by_one AS happened_before,
        lag(phases) OVER one_by_one IS DISTINCT FROM phases AS turned,
        lead(number) OVER one_by_one IS NULL AS last
    FROM journal
    WHERE case_id = c.id
    WINDOW one_by_one AS (ORDER BY number)
) AS line
WHERE c.opened < $2
AND (c.ended IS NULL OR c.ended >= $1)
AND ($3::text IS NULL OR c.office = $3)
AND ($4::text IS NULL OR c.programme = $4)
AND ($5::text IS NULL OR c.method = $5)
AND (line.kind = ANY ($6::text[]) OR line.turned OR line.last)
ORDER BY person, c.id, line.number;

-- name: overdue
-- gives: Overdue
-- How many open cases have something late at a real hour ($4) or now: in all, by the phases they are in, and by what is late.
SELECT CASE GROUPING(array_to_string(c.phases, '+'), a.kind) WHEN 1 THEN 'phase' WHEN 2 THEN 'awaited' ELSE 'all' END AS by,
    coalesce(array_to_string(c.phases, '+'), a.kind, '') AS name,
    count(DISTINCT a.case_id) AS cases
FROM agenda AS a
JOIN cases AS c ON c.id = a.case_id
WHERE is_late(a, case_hour(c.clock, coalesce($4::timestamptz, now())))
AND c.ended IS NULL
AND ($1::text IS NULL OR c.office = $1)
AND ($2::text IS NULL OR c.programme = $2)
AND ($3::text IS NULL OR c.method = $3)
GROUP BY GROUPING SETS ((array_to_string(c.phases, '+')), (a.kind), ())
ORDER BY by, name;

-- name: load
-- gives: Load
-- How many open cases of each programme each counsellor has; nobody's stand under no name.
SELECT programme, counsellor, count(*) AS cases
FROM cases
WHERE ended IS NULL
AND ($1::text IS NULL OR office = $1)
AND ($2::text IS NULL OR programme = $2)
AND ($3::text IS NULL OR method = $3)
GROUP BY programme, counsellor
ORDER BY programme, counsellor;
