-- name: keep
-- Keep terms under their hash, once.
INSERT INTO terms (hash, method, programme, version, body)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (hash) DO NOTHING;

-- name: same
-- gives: Same
-- Whether the terms kept under this hash say just this.
SELECT body = $2 AS same
FROM terms
WHERE hash = $1;

-- name: get
-- gives: Terms
-- The terms with this hash.
SELECT hash, method, programme, version, body
FROM terms
WHERE hash = $1;

-- name: some
-- gives: Terms
-- Those of these terms that are kept.
SELECT hash, method, programme, version, body
FROM terms
WHERE hash = ANY ($1::text[]);
