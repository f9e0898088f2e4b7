-- name: keep_mapping
-- Keep a mapping as it is now, new or changed.
INSERT INTO import_mappings (organisation, name, body, kept_by)
VALUES ($1, $2, $3, $4)
ON CONFLICT (organisation, name) DO UPDATE
SET (body, kept_by, kept_at) = ROW (excluded.body, excluded.kept_by, now());

-- name: mappings
-- gives: KeptMapping
-- The mappings of this name, or all.
SELECT organisation, name, body, kept_by, kept_at
FROM import_mappings
WHERE ($1::text IS NULL OR name = $1)
ORDER BY organisation, name;

-- name: rows
-- gives: KeptRow
-- What became of these rows before.
SELECT r.key, r.seen, coalesce(p.same_as, p.id) AS person, r.case_number AS number, r.done
FROM import_rows AS r
JOIN people AS p ON p.id = r.person
WHERE r.mapping = $1
AND r.key = ANY ($2::text[]);

-- name: keep_row
-- What became of a row now.
INSERT INTO import_rows (mapping, key, seen, person, case_number, done)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (mapping, key) DO UPDATE
SET (seen, case_number, done, at) = ROW (excluded.seen, excluded.case_number, excluded.done, now());
