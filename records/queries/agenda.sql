-- name: keep
-- Make the agenda of a case what is handed over: drop what was met, add what is new, move what moved.
WITH given AS (
    SELECT *
    FROM jsonb_to_recordset($2) AS promise (
        key text, kind text, of text, whose text, made timestamptz, by timestamptz, rung bigint, acknowledged boolean, overdue boolean,
        plan text, seen_until timestamptz
    )
),
met AS (
    DELETE FROM agenda
    WHERE case_id = $1
    AND NOT EXISTS (SELECT FROM given WHERE given.key = agenda.key)
)
INSERT INTO agenda (case_id, key, kind, of_what, whose, made, due_by, rung, acknowledged, overdue, plan, seen_until)
SELECT $1, key, kind, of, whose, made, by, rung, acknowledged, overdue, plan, seen_until
FROM given
ON CONFLICT (case_id, key) DO UPDATE
SET (kind, of_what, whose, made, due_by, rung, acknowledged, overdue, plan, seen_until)
    = ROW (excluded.kind, excluded.of_what, excluded.whose, excluded.made, excluded.due_by, excluded.rung,
        excluded.acknowledged, excluded.overdue, excluded.plan, excluded.seen_until)
WHERE (agenda.kind, agenda.of_what, agenda.whose, agenda.made, agenda.due_by, agenda.rung, agenda.acknowledged, agenda.overdue,
        agenda.plan, agenda.seen_until)
    IS DISTINCT FROM (excluded.kind, excluded.of_what, excluded.whose, excluded.made, excluded.due_by, excluded.rung,
        excluded.acknowledged, excluded.overdue, excluded.plan, excluded.seen_until);

-- name: of_case
-- gives: Owed
-- What a case waits for, soonest first, as it stands at a real hour ($2) or now.
SELECT a.case_id, c.number, p.name, c.counsellor, a.key, a.kind, a.of_what AS of, a.whose, a.made, a.due_by AS by,
    reminded(a, hour) AS rung, is_seen(a, hour) AS acknowledged, is_late(a, hour) AS overdue
FROM agenda AS a
JOIN cases AS c ON c.id = a.case_id
JOIN people AS p ON p.id = c.person
CROSS JOIN LATERAL case_hour(c.clock, coalesce($2::timestamptz, now())) AS hour
WHERE a.case_id = $1
ORDER BY a.due_by NULLS LAST, a.key;

-- name: of_staff
-- gives: Owed
-- What is late, or promised within so long, in the cases of this counsellor and of those whose work they do today, soonest first.
SELECT a.case_id, c.number, p.name, c.counsellor, a.key, a.kind, a.of_what AS of, a.whose, a.made, a.due_by AS by,
    reminded(a, hour) AS rung, is_seen(a, hour) AS acknowledged, is_late(a, hour) AS overdue
FROM agenda AS a
JOIN cases AS c ON c.id = a.case_id
JOIN people AS p ON p.id = c.person
LEFT JOIN offices AS o ON o.id = c.office
CROSS JOIN LATERAL case_hour(c.clock, $2) AS hour
WHERE c.ended IS NULL
AND (c.counsellor = $1 OR acting(c.counsellor, ($2::timestamptz AT TIME ZONE coalesce(o.zone, 'UTC'))::date) = $1)
AND ($3::interval IS NULL OR is_late(a, hour) OR a.due_by <= hour + $3)
ORDER BY a.due_by NULLS LAST, a.case_id, a.key;

-- name: overdue
-- gives: Owed
-- What is late at a real hour ($3) or now, of an office and a counsellor or of all, the longest first.
SELECT a.case_id, c.number, p.name, c.counsellor, a.key, a.kind, a.of_what AS of, a.whose, a.made, a.due_by AS by,
    reminded(a, hour) AS rung, is_seen(a, hour) AS acknowledged, is_late(a, hour) AS overdue
FROM agenda AS a
JOIN cases AS c ON c.id = a.case_id
JOIN people AS p ON p.id = c.person
CROSS JOIN LATERAL case_hour(c.clock, coalesce($3::timestamptz, now())) AS hour
WHERE is_late(a, hour)
AND c.ended IS NULL
AND ($1::text IS NULL OR c.office = $1)
AND ($2::text IS NULL OR c.counsellor = $2)
ORDER BY a.due_by NULLS LAST, a.case_id, a.key;
