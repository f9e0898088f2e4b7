-- name: keep
-- gives: Kept
-- Vacancies of a source, new or changed: how many of each, and how many are as they were.
WITH given AS (
    SELECT *
    FROM jsonb_to_recordset($1) AS v (
        source text, reference text, organisation text, employer text, title text, words text, place text, places bigint,
        job_order boolean, opened date, closes date
    )
),
before AS (
    SELECT v.source, v.reference,
        (v.organisation, v.employer, v.title, v.words, v.place, v.places, v.job_order, v.opened, v.closes, v.closed)
            IS NOT DISTINCT FROM (given.organisation, given.employer, given.title, given.words, given.place, given.places,
                given.job_order, given.opened, given.closes, false) AS same
    FROM vacancies AS v
    JOIN given ON given.source = v.source AND given.reference = v.reference
),
kept AS (
    INSERT INTO vacancies (source, reference, organisation, employer, title, words, place, places, job_order, opened, closes)
    SELECT source, reference, organisation, employer, title, words, place, places, job_order, opened, closes
    FROM given
    ON CONFLICT (source, reference) DO UPDATE
    SET (organisation, employer, title, words, place, places, job_order, opened, closes, closed)
        = ROW (excluded.organisation, excluded.employer, excluded.title, excluded.words, excluded.place, excluded.places,
            excluded.job_order, excluded.opened, excluded.closes, false)
)
SELECT (SELECT count(*) FROM given) - (SELECT count(*) FROM before) AS fresh,
    (SELECT count(*) FROM before WHERE NOT same) AS changed,
    (SELECT count(*) FROM before WHERE same) AS same;

-- name: close_others
-- gives: Closed
-- Close what a whole list of a source no longer names.
WITH closed AS (
    UPDATE vacancies
    SET closed = true
    WHERE source = $1
    AND NOT closed
    AND reference <> ALL ($2::text[])
    RETURNING id
)
SELECT count(*) AS number
FROM closed;

-- name: close
-- A vacancy that is taken or withdrawn.
UPDATE vacancies
SET closed = true
WHERE id = $1
AND NOT closed;

-- name: open_ones
-- gives: Vacancy
-- Vacancies that are open on a day, the newest first; with $2 only job orders.
SELECT id, source, reference, organisation, coalesce(nullif(employer, ''), organisation, '') AS employer, title, words, place, places,
    job_order, opened, closes
FROM vacancies
WHERE NOT closed
AND opened <= $1
AND (closes IS NULL OR closes >= $1)
AND (NOT $2::boolean OR job_order)
ORDER BY opened DESC, id;
