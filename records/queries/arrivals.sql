-- name: keep
-- Keep what arrived, once under its id; what the case refused before may be said again.
INSERT INTO arrivals (id, case_id, message, kind, fact, teller)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (id) DO UPDATE
SET fact = excluded.fact,
    arrived = now(),
    state = 'waiting',
    why = ''
WHERE arrivals.state = 'refused';

-- name: get
-- gives: Arrival
-- What arrived under this id, and what the clock of its case said then.
SELECT a.id, a.case_id, a.message, a.kind, a.fact, a.teller, a.arrived, case_hour(c.clock, a.arrived) AS happened, a.state, a.why
FROM arrivals AS a
JOIN cases AS c ON c.id = a.case_id
WHERE a.id = $1;

-- name: waiting
-- gives: Arrival
-- What waits to be told since before this hour, in the order it came.
SELECT a.id, a.case_id, a.message, a.kind, a.fact, a.teller, a.arrived, case_hour(c.clock, a.arrived) AS happened, a.state, a.why
FROM arrivals AS a
JOIN cases AS c ON c.id = a.case_id
WHERE a.state = 'waiting'
AND a.arrived <= $1
ORDER BY a.arrived, a.id
LIMIT $2;

-- name: told
-- It was told, and stands where it was told to: what it said is forgotten here.
UPDATE arrivals
SET state = 'told',
    fact = '{}'
WHERE id = $1
AND state = 'waiting';

-- name: refused
-- The case does not take it; why is for people.
UPDATE arrivals
SET state = 'refused',
    why = $2
WHERE id = $1
AND state = 'waiting';

-- name: said_otherwise
-- gives: Otherwise
-- Whether another of these facts arrived about the same message after this one.
SELECT EXISTS (
    SELECT FROM arrivals AS later
    JOIN arrivals AS this ON this.id = $1
    WHERE later.message = this.message
    AND later.kind = ANY ($2::text[])
    AND later.kind <> this.kind
    AND later.arrived > this.arrived
) AS so;
