-- name: add
-- An office as it is now, new or changed.
INSERT INTO offices (id, name, zone, country, region, language, opens, closes, quiet_from, quiet_until, closed_days)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (id) DO UPDATE
SET (name, zone, country, region, language, opens, closes, quiet_from, quiet_until, closed_days)
    = ROW (excluded.name, excluded.zone, excluded.country, excluded.region, excluded.language,
        excluded.opens, excluded.closes, excluded.quiet_from, excluded.quiet_until, excluded.closed_days);

-- name: get
-- gives: Office
-- One office.
SELECT id, name, zone, country, region, language, opens, closes, quiet_from, quiet_until, closed_days
FROM offices
WHERE id = $1;

-- name: list
-- gives: Office
-- All offices, by name.
SELECT id, name, zone, country, region, language, opens, closes, quiet_from, quiet_until, closed_days
FROM offices
ORDER BY name, id;

-- name: house_rules
-- gives: HouseRules
-- When each office writes to people, how long it holds what goes out, how much one person gets a day, and when its digest comes.
SELECT id, zone, country, region, opens, closes, quiet_from, quiet_until, closed_days, hold, most_a_day, digest_at
FROM offices
ORDER BY id;
