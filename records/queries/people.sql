-- name: add
-- gives: Person
-- A client as known now, new or changed.
INSERT INTO people (id, name, email, phone, language, address, born, prefers)
VALUES (coalesce(nullif($1::text, ''), gen_random_uuid()::text), $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (id) DO UPDATE
SET (name, email, phone, language, address, born, prefers)
    = ROW (excluded.name, excluded.email, excluded.phone, excluded.language, excluded.address, excluded.born, excluded.prefers)
RETURNING id, name, email, phone, language, address, born, prefers;

-- name: correct
-- gives: Person
-- What is said anew of a client ($2), and nothing else; of one known twice, what counts.
UPDATE people AS p
SET (name, email, phone, language, address, prefers) = (
    SELECT coalesce(said.name, p.name), coalesce(said.email, p.email), coalesce(said.phone, p.phone),
        coalesce(said.language, p.language), coalesce(said.address, p.address), coalesce(said.prefers, p.prefers)
    FROM jsonb_to_record($2) AS said (name text, email text, phone text, language text, address text, prefers text)
)
WHERE p.id = (SELECT coalesce(known.same_as, known.id) FROM people AS known WHERE known.id = $1)
RETURNING p.id, p.name, p.email, p.phone, p.language, p.address, p.born, p.prefers;

-- name: get
-- gives: Person
-- One client, as the one that counts where they are known twice.
SELECT p.id, p.name, p.email, p.phone, p.language, p.address, p.born, p.prefers
FROM people AS known
JOIN people AS p ON p.id = coalesce(known.same_as, known.id)
WHERE known.id = $1;

-- name: find
-- gives: Person
-- Clients with a name one of whose words begins so, whatever the capitals and accents; who is known twice is found once.
SELECT p.id, p.name, p.email, p.phone, p.language, p.address, p.born, p.prefers
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
SELECT id, name, email, phone, language, address, born, prefers
FROM people
WHERE id = ANY ($1::text[]);
