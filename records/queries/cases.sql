-- name: before_opening
-- gives: Before
-- What must be known before a case is opened: was it already, is another one open, do we know those it names.
SELECT same.id AS same_id,
    same.number AS same_number,
    coalesce(same.person IN (SELECT known_as($2)) AND same.method = $3, true) AS same_ones,
    other.number AS open_number,
    EXISTS (SELECT FROM people WHERE id = $2) AS person_known,
    EXISTS (SELECT FROM offices WHERE id = $4) AS office_known,
    EXISTS (SELECT FROM staff WHERE id = $5) AS counsellor_known
FROM (SELECT $1::text AS opening_id) AS given
LEFT JOIN cases AS same ON same.opening_id = given.opening_id
LEFT JOIN LATERAL (
    SELECT o.number
    FROM cases AS o
    WHERE o.person IN (SELECT known_as($2))
    AND o.method = $3
    AND o.ended IS NULL
    ORDER BY o.opened, o.id
    LIMIT 1
) AS other ON true;

-- name: begin
-- gives: Numbered
-- A new case with the next number; no row when the opening is known or another case is open.
INSERT INTO cases (number, opening_id, person, method, programme, version, terms, office, counsellor, opened, clock)
SELECT 'K-' || lpad(next::text, greatest(4, length(next::text)), '0'), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
FROM nextval('case_numbers') AS next
ON CONFLICT DO NOTHING
RETURNING id, number;

-- name: keep
-- The list row as handed over (its clock stays as opened), unless the stored one is of a later try ($3) or further and we may not go back ($2); locks it.
INSERT INTO cases (
    id, number, opening_id, person, method, programme, version, office, counsellor, phases, opened, ended, outcome,
    waiting_for, next_due, overdue, attention, line, tried_at, speaks_at, terms, refuses, unreachable, silent_until, appointments
)
SELECT id, number, id, person, method, programme, version, office, counsellor, phases, opened, ended, outcome,
    waiting_for, next_due, overdue, attention, line, $3, speaks_at, (SELECT kept.hash FROM terms AS kept WHERE kept.hash = given.terms),
    coalesce(refuses, '{}'), coalesce(unreachable, '{}'), silent_until, appointments
FROM jsonb_to_record($1) AS given (
    id text, number text, person text, method text, programme text, version text, office text, counsellor text,
    phases text[], opened timestamptz, ended timestamptz, outcome text, waiting_for text, next_due timestamptz,
    overdue boolean, attention text, line bigint, speaks_at timestamptz, terms text,
    refuses text[], unreachable text[], silent_until timestamptz, appointments text[]
)
ON CONFLICT (id) DO UPDATE
SET (programme, version, office, counsellor, phases, opened, ended, outcome, waiting_for, next_due, overdue, attention, line, tried_at, speaks_at, terms,
        refuses, unreachable, silent_until, appointments)
    = ROW (excluded.programme, excluded.version, excluded.office, excluded.counsellor, excluded.phases, excluded.opened,
        excluded.ended, excluded.outcome, excluded.waiting_for, excluded.next_due, excluded.overdue, excluded.attention,
        excluded.line, greatest(cases.tried_at, excluded.tried_at), excluded.speaks_at, coalesce(excluded.terms, cases.terms),
        excluded.refuses, excluded.unreachable, excluded.silent_until, excluded.appointments)
WHERE (cases.tried_at, cases.line) <= (excluded.tried_at, excluded.line)
OR $2::boolean;

-- name: other_open
-- gives: Numbered
-- Another open case of the same person and method.
SELECT other.id, other.number
FROM cases AS this
JOIN cases AS other ON other.person = this.person AND other.method = this.method AND other.id <> this.id
WHERE this.id = $1
AND other.ended IS NULL
LIMIT 1;

-- name: hold
-- gives: Numbered
-- Keep everybody else from writing to this case until the transaction ends.
SELECT id, number
FROM cases
WHERE id = $1
FOR UPDATE;

-- name: row
-- gives: CaseRow
-- One case.
SELECT id, number, person, method, programme, version, office, counsellor, phases, opened, ended, outcome, waiting_for,
    next_due, is_late(cases, coalesce($2::timestamptz, now())) AS overdue, attention, line, pace, speaks_at, coalesce(terms, '') AS terms,
    refuses, unreachable, silent_until, appointments
FROM cases
WHERE id = $1;

-- name: find
-- gives: Listed
-- Cases whose number begins so, or whose client has a name one of whose words does; open ones first.
SELECT c.id, c.number, c.person, c.method, c.programme, c.version, c.office, c.counsellor, c.phases, c.opened, c.ended,
    c.outcome, c.waiting_for, c.next_due, late AS overdue, c.attention, c.line, c.pace, c.speaks_at,
    coalesce(c.terms, '') AS terms,
    c.refuses, c.unreachable, c.silent_until, c.appointments, p.name
FROM cases AS c
JOIN people AS known ON known.id = c.person
JOIN people AS p ON p.id = coalesce(known.same_as, known.id)
CROSS JOIN LATERAL is_late(c, coalesce($4::timestamptz, now())) AS late
WHERE starts_with(c.number, $2)
OR p.id IN (SELECT coalesce(named.same_as, named.id) FROM people AS named WHERE strpos(' ' || named.plain_name, ' ' || plain($1)) > 0)
ORDER BY c.number = $2 DESC, c.ended IS NOT NULL, length(c.number), c.number
LIMIT $3;

-- name: list
-- gives: Listed
-- Cases, most pressing first, of this counsellor, phase, office and method, late or not, open only or all.
SELECT c.id, c.number, c.person, c.method, c.programme, c.version, c.office, c.counsellor, c.phases, c.opened, c.ended,
    c.outcome, c.waiting_for, c.next_due, late AS overdue, c.attention, c.line, c.pace, c.speaks_at,
    coalesce(c.terms, '') AS terms,
    c.refuses, c.unreachable, c.silent_until, c.appointments, p.name
FROM cases AS c
JOIN people AS known ON known.id = c.person
JOIN people AS p ON p.id = coalesce(known.same_as, known.id)
CROSS JOIN LATERAL is_late(c, coalesce($8::timestamptz, now())) AS late
WHERE ($1::text IS NULL OR c.counsellor = $1)
AND ($2::text IS NULL OR $2 = ANY (c.phases))
AND ($3::text IS NULL OR c.office = $3)
AND ($4::text IS NULL OR c.method = $4)
AND ($5::boolean IS NULL OR late = $5)
AND (NOT $6::boolean OR c.ended IS NULL)
ORDER BY late DESC, c.next_due NULLS LAST, length(c.number), c.number
LIMIT $7;

-- name: under
-- gives: Numbered
-- Open cases of this office, this counsellor, under this programme in this version; what is left out does not narrow it.
SELECT id, number
FROM cases
WHERE ended IS NULL
AND ($1::text IS NULL OR office = $1)
AND ($2::text IS NULL OR counsellor = $2)
AND ($3::text IS NULL OR programme = $3)
AND ($4::text IS NULL OR version = $4)
ORDER BY length(number), number;

-- name: of_people
-- gives: Itinerary
-- Every itinerary of these people under whichever of their ids, from the first to the last.
SELECT c.id, c.number, c.person, c.method, c.programme, c.version, c.office, c.counsellor, c.phases, c.opened, c.ended,
    c.outcome, c.waiting_for, c.next_due, late AS overdue, c.attention, c.line, c.pace, c.speaks_at,
    coalesce(c.terms, '') AS terms,
    c.refuses, c.unreachable, c.silent_until, c.appointments, p.name, p.id AS counts, c.opening_id AS opening
FROM cases AS c
JOIN people AS known ON known.id = c.person
JOIN people AS p ON p.id = coalesce(known.same_as, known.id)
CROSS JOIN LATERAL is_late(c, coalesce($2::timestamptz, now())) AS late
WHERE c.person IN (SELECT theirs FROM unnest($1::text[]) AS asked CROSS JOIN LATERAL known_as(asked) AS theirs)
ORDER BY c.opened, length(c.number), c.number;

-- name: day_of
-- gives: Day
-- The day of a case at an hour of its own, or now, where its office is.
SELECT (coalesce($2::timestamptz, case_hour(c.clock, now())) AT TIME ZONE o.zone)::date AS day
FROM cases AS c
JOIN offices AS o ON o.id = c.office
WHERE c.id = $1;
