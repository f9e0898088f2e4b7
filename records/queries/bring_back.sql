-- name: open_ones
-- gives: OpenOne
-- So many open cases after this id, for whoever goes through all of them.
SELECT id, number, line
FROM cases
WHERE ended IS NULL
AND id > $1
ORDER BY id
LIMIT $2;

-- name: known
-- gives: Known
-- Which of these ids are cases of ours, and whether they are over.
SELECT id, number, ended IS NOT NULL AS over
FROM cases
WHERE id = ANY ($1::text[]);

-- name: bring_back
-- A case that a restored copy of the records never knew, under the number that was told to people.
INSERT INTO cases (id, number, opening_id, person, method, programme, version, terms, office, counsellor, opened, clock, ended)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
ON CONFLICT (id) DO NOTHING;

-- name: count_on
-- gives: CountedOn
-- Give no number again that was given before.
SELECT setval('case_numbers', greatest($1::bigint, (SELECT last_value FROM case_numbers))) AS number;

-- name: doubt
-- The planned messages of a case whose hour has come ($2) may have left before the records were restored: never again by themselves.
UPDATE messages
SET state = 'failed',
    reason = $3
WHERE case_id = $1
AND state = 'planned'
AND goes_at <= $2;

-- name: doubt_old_ones
-- The same for all that was planned before the hour ($1) of the copy that was restored, of these cases ($4) or of all.
UPDATE messages AS m
SET state = 'failed',
    reason = $3
FROM journal AS j
WHERE j.case_id = m.case_id
AND j.number = m.line
AND j.written_at <= $1
AND m.state = 'planned'
AND m.goes_at <= $2
AND ($4::text[] IS NULL OR m.case_id = ANY ($4));
