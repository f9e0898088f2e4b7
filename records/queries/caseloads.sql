-- name: of
-- gives: Held
-- The open cases of this counsellor, perhaps of one office, one programme, or only those named by id.
SELECT c.id, c.number, c.programme, c.office, c.counsellor, is_late(c, now()) AS overdue
FROM cases AS c
WHERE c.counsellor = $1
AND c.ended IS NULL
AND ($2::text IS NULL OR c.office = $2)
AND ($3::text IS NULL OR c.programme = $3)
AND ($4::text[] IS NULL OR c.id = ANY ($4))
ORDER BY length(c.number), c.number;

-- name: loads
-- gives: Load
-- What each counsellor holds: open cases by programme, what is late, and what is due within so many days.
SELECT s.id AS counsellor, s.name, s.office, s.team, coalesce(c.programme, '') AS programme,
    count(c.id) AS open_cases,
    count(c.id) FILTER (WHERE is_late(c, $2)) AS late_cases,
    coalesce(sum(owed.late), 0)::bigint AS late,
    coalesce(sum(owed.soon), 0)::bigint AS soon,
    acting(s.id, ($2::timestamptz)::date) AS stands_in
FROM staff AS s
LEFT JOIN cases AS c ON c.counsellor = s.id AND c.ended IS NULL
LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE is_late(a, hour)) AS late,
        count(*) FILTER (WHERE NOT is_late(a, hour) AND a.due_by <= hour + $3::interval) AS soon
    FROM agenda AS a
    CROSS JOIN LATERAL case_hour(c.clock, $2) AS hour
    WHERE a.case_id = c.id
) AS owed ON true
WHERE ($1::text IS NULL OR s.office = $1)
AND ($4::text IS NULL OR s.id = $4)
AND (c.id IS NOT NULL OR 'counsellor' = ANY (s.roles))
GROUP BY s.id, c.programme
ORDER BY s.name, s.id, c.programme;

-- name: begin
-- A handover that was asked for; one with this id stays as it is.
INSERT INTO handovers (id, from_whom, why, until, asked_by)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (id) DO NOTHING;

-- name: plan
-- The cases of a handover, and who gets each.
INSERT INTO handed_over (handover, case_id, to_whom)
SELECT $1, given.case_id, given.to_whom
FROM unnest($2::text[], $3::text[]) AS given (case_id, to_whom)
ON CONFLICT (handover, case_id) DO NOTHING;

-- name: get
-- gives: Handover
-- One handover.
SELECT h.id, h.from_whom, h.why, h.until, h.asked_by, h.asked_at, h.given_back_at,
    (SELECT count(*) FROM handed_over AS c WHERE c.handover = h.id) AS cases
FROM handovers AS h
WHERE h.id = $1;

-- name: list
-- gives: Handover
-- The handovers of this counsellor or of all, those still to be given back first.
SELECT h.id, h.from_whom, h.why, h.until, h.asked_by, h.asked_at, h.given_back_at,
    (SELECT count(*) FROM handed_over AS c WHERE c.handover = h.id) AS cases
FROM handovers AS h
WHERE ($1::text IS NULL OR h.from_whom = $1)
ORDER BY h.given_back_at IS NOT NULL OR h.until IS NULL, h.until, h.asked_at DESC;

-- name: cases
-- gives: HandedOver
-- Every case of a handover: to whom it goes, what became of it, and who holds it now.
SELECT h.case_id, c.number, h.to_whom, h.state, h.says, c.counsellor AS holder, c.ended IS NOT NULL AS ended
FROM handed_over AS h
JOIN cases AS c ON c.id = h.case_id
WHERE h.handover = $1
ORDER BY length(c.number), c.number;

-- name: became
-- What became of one case of a handover.
UPDATE handed_over
SET state = $3,
    says = $4
WHERE handover = $1
AND case_id = $2;

-- name: given_back
-- All that could be given back was.
UPDATE handovers
SET given_back_at = now()
WHERE id = $1
AND given_back_at IS NULL;
