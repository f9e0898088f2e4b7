-- name: key_known
-- Remember which key hashes identity numbers, the first time.
INSERT INTO identity_keys (known_by)
VALUES ($1)
ON CONFLICT DO NOTHING;

-- name: key
-- gives: Key
-- By what the key that was used first is known.
SELECT known_by
FROM identity_keys;

-- name: note_identity
-- gives: Named
-- Note by which hash a client is recognised; no row when nobody has this id.
UPDATE people
SET identity = $2
WHERE id = $1
RETURNING id, name;

-- name: by_identity
-- gives: Recognised
-- Who is recognised by these hashes, as the one that counts.
SELECT p.identity AS identity, p.id AS known, coalesce(p.same_as, p.id) AS id
FROM people AS p
WHERE p.identity = ANY ($1::text[]);

-- name: counts
-- gives: Counting
-- Of each of these ids, the one that counts for this person.
SELECT p.id AS known, coalesce(p.same_as, p.id) AS id
FROM people AS p
WHERE p.id = ANY ($1::text[]);

-- name: born_on
-- gives: Alike
-- Clients born on one of these days, as they count, with whether an identity number is known of them.
SELECT p.id, p.name, p.email, p.phone, p.born,
    p.identity IS NOT NULL OR EXISTS (SELECT FROM people AS q WHERE q.same_as = p.id AND q.identity IS NOT NULL) AS has_identity
FROM people AS p
WHERE p.born = ANY ($1::date[])
AND p.same_as IS NULL
ORDER BY p.id;

-- name: by_day_of_birth
-- gives: Alike
-- Clients by their day of birth, after one of them; where nobody else was born that day they are left out.
SELECT p.id, p.name, p.email, p.phone, p.born,
    p.identity IS NOT NULL OR EXISTS (SELECT FROM people AS q WHERE q.same_as = p.id AND q.identity IS NOT NULL) AS has_identity
FROM people AS p
WHERE (p.born, p.id) > ($1::date, $2::text)
AND p.same_as IS NULL
AND EXISTS (SELECT FROM people AS o WHERE o.born = p.born AND o.id <> p.id AND o.same_as IS NULL)
ORDER BY p.born, p.id
LIMIT $3;

-- name: sharing
-- gives: Sharing
-- Two clients with the same e-mail address or telephone number, where no more than a few share it.
SELECT one.id AS one, other.id AS other, one.name AS one_name, other.name AS other_name, shared.what
FROM (
    SELECT array_agg(p.id ORDER BY p.id) AS ids, 'the same e-mail address' AS what
    FROM people AS p
    WHERE p.email <> ''
    AND p.same_as IS NULL
    GROUP BY lower(p.email)
    HAVING count(*) BETWEEN 2 AND $1
    UNION ALL
    SELECT array_agg(p.id ORDER BY p.id), 'the same telephone number'
    FROM people AS p
    WHERE length(regexp_replace(p.phone, '\D', '', 'g')) >= 8
    AND p.same_as IS NULL
    GROUP BY right(regexp_replace(p.phone, '\D', '', 'g'), 8)
    HAVING count(*) BETWEEN 2 AND $1
) AS shared
JOIN people AS one ON one.id = ANY (shared.ids)
JOIN people AS other ON other.id = ANY (shared.ids) AND one.id < other.id
WHERE one.identity IS NULL
OR other.identity IS NULL
ORDER BY one.id, other.id, shared.what;

-- name: compare
-- Note what a colleague said of two clients.
INSERT INTO people_compared (one, other, same, why, by_whom)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (one, other) DO UPDATE
SET (same, why, by_whom, at) = ROW (excluded.same, excluded.why, excluded.by_whom, now());

-- name: compared
-- gives: Compared
-- What was said of these clients, in the order in which it was said.
SELECT c.one, c.other, c.same, c.why, c.by_whom AS by, c.at
FROM people_compared AS c
WHERE c.one = ANY ($1::text[])
OR c.other = ANY ($1::text[])
ORDER BY c.at, c.one, c.other;

-- name: known_as
-- gives: Known
-- Every id under which this person is known, the one that counts first.
SELECT p.id, coalesce(p.same_as, p.id) AS counts
FROM people AS p
WHERE p.id IN (SELECT known_as($1))
ORDER BY p.same_as IS NOT NULL, p.id;

-- name: hold_all
-- gives: Known
-- Keep everybody else from saying who is the same until the transaction ends.
SELECT p.id, coalesce(p.same_as, p.id) AS counts
FROM people AS p
WHERE p.id = ANY ($1::text[])
ORDER BY p.id
FOR UPDATE;

-- name: count_as
-- These clients count as that one; or, where it is their own id, for themselves.
UPDATE people
SET same_as = nullif($2::text, id)
WHERE id = ANY ($1::text[]);
