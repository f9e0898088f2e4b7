-- name: add
-- gives: Member
-- Somebody of the staff, new, or changed if that is allowed ($12).
INSERT INTO staff (id, name, email, language, office, team, roles, deputy, away_from, away_until, phone)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (id) DO UPDATE
SET (name, email, language, office, team, roles, deputy, away_from, away_until, phone)
    = ROW (excluded.name, excluded.email, excluded.language, excluded.office, excluded.team,
        excluded.roles, excluded.deputy, excluded.away_from, excluded.away_until, excluded.phone)
WHERE $12::boolean
RETURNING id, name, email, language, office, team, roles, deputy, away_from, away_until, phone;

-- name: get
-- gives: Member
-- One member of the staff, by id or e-mail address.
SELECT id, name, email, language, office, team, roles, deputy, away_from, away_until, phone
FROM staff
WHERE id = $1
OR lower(email) = lower($1)
ORDER BY id = $1 DESC, id
LIMIT 1;

-- name: list
-- gives: Member
-- The staff, of one office or of all, by name.
SELECT id, name, email, language, office, team, roles, deputy, away_from, away_until, phone
FROM staff
WHERE ($1::text IS NULL OR office = $1)
ORDER BY name, id;

-- name: away
-- Note an absence, or with no first day that somebody is back.
UPDATE staff
SET away_from = $2,
    away_until = $3
WHERE id = $1;
