-- name: add
-- A team as it is now, new or changed.
INSERT INTO teams (id, office, name, email, lead)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (id) DO UPDATE
SET (office, name, email, lead) = ROW (excluded.office, excluded.name, excluded.email, excluded.lead);

-- name: get
-- gives: Team
-- One team.
SELECT id, office, name, email, lead
FROM teams
WHERE id = $1;
