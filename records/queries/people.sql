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
-- One client.
SELECT id, name, email, phone, language, address, born
FROM people
WHERE id = $1;

-- name: find
-- gives: Person
-- Clients with a name one of whose words begins so, whatever the capitals and accents.
SELECT id, name, email, phone, language, address, born
FROM people
WHERE strpos(' ' || plain_name, ' ' || plain($1)) > 0
ORDER BY plain_name, id
LIMIT $2;
