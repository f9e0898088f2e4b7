-- name: add
-- gives: Person
-- A client as known now, new or changed.
INSERT INTO people (id, name, email, phone, language, address, born)
VALUES (coalesce(nullif($1::text, ''), gen_random_uuid()::text), $2, $3, $4, $5, $6, $7)
ON CONFLICT (id) DO UPDATE
SET (name, email, phone, language, address, born)
    = ROW (excluded.name, excluded.email, excluded.phone, excluded.language, excluded.address, excluded.born)
RETURNING id, name, email, phone, language, address, born;

-- name: get
-- gives: Person
-- One client, as the one that counts where they are known twice.
SELECT p.id, p.name, p.email, p.phone, p.language, p.address, p.born
FROM people AS known
JOIN people AS p ON p.id = coalesce(known.same_as, known.id)
WHERE known.id = $1;

-- name: find
-- gives: Person
-- Clients with a name one of whose words begins so, whatever the capitals and accents; who is known twice is found once.
SELECT p.id, p.name, p.email, p.phone, p.language, p.address, p.born
FROM people AS p
WHERE p.same_as IS NULL
AND p.id IN (
    SELECT coalesce(known.same_as, known.id) FROM people AS known WHERE strpos(' ' || known.plain_name, ' ' || plain($1)) > 0
)
ORDER BY p.plain_name, p.id
LIMIT $2;

-- name: some
-- gives: Person
-- Clients by their ids.
SELECT id, name, email, phone, language, address, born
FROM people
WHERE id = ANY ($1::text[]);
