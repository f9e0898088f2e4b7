-- name: add
-- An office as it is now, new or changed.
INSERT INTO offices (id, name, zone, country, region, language, opens, closes, quiet_from, quiet_until, closed_days, channels, address,
    digest_at, phone)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
ON CONFLICT (id) DO UPDATE
SET (name, zone, country, region, language, opens, closes, quiet_from, quiet_until, closed_days, channels, address, digest_at, phone)
    = ROW (excluded.name, excluded.zone, excluded.country, excluded.region, excluded.language,
        excluded.opens, excluded.closes, excluded.quiet_from, excluded.quiet_until, excluded.closed_days,
        excluded.channels, excluded.address, excluded.digest_at, excluded.phone);

-- name: get
-- gives: Office
-- One office.
SELECT id, name, zone, country, region, language, opens, closes, quiet_from, quiet_until, closed_days, channels, address, digest_at, phone
FROM offices
WHERE id = $1;

-- name: list
-- gives: Office
-- All offices, by name.
SELECT id, name, zone, country, region, language, opens, closes, quiet_from, quiet_until, closed_days, channels, address, digest_at, phone
FROM offices
ORDER BY name, id;

-- name: house_rules
-- gives: HouseRules
-- All offices, with how long each holds what goes out, and how many messages one person gets a day.
SELECT id, name, zone, country, region, language, opens, closes, quiet_from, quiet_until, closed_days, channels, address, digest_at, phone,
    hold, most_a_day
FROM offices
ORDER BY id;
