-- name: add
-- gives: Organisation
-- An organisation as it is now, new or changed.
INSERT INTO organisations (id, name, sorts, email, phone, language, place)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (id) DO UPDATE
SET (name, sorts, email, phone, language, place)
    = ROW (excluded.name, excluded.sorts, excluded.email, excluded.phone, excluded.language, excluded.place)
RETURNING id, name, sorts, email, phone, language, place, refuses;

-- name: get
-- gives: Organisation
-- One organisation.
SELECT id, name, sorts, email, phone, language, place, refuses
FROM organisations
WHERE id = $1;

-- name: refuse
-- gives: Organisation
-- By which channels an organisation wants no messages ($3), or wants them again.
UPDATE organisations
SET refuses = CASE
    WHEN $3 THEN ARRAY(SELECT DISTINCT channel FROM unnest(refuses || $2::text[]) AS channel ORDER BY channel)
    ELSE ARRAY(SELECT channel FROM unnest(refuses) AS channel WHERE channel <> ALL ($2::text[]) ORDER BY channel)
END
WHERE id = $1
RETURNING id, name, sorts, email, phone, language, place, refuses;

-- name: find
-- gives: Organisation
-- Organisations of this sort, or all, with a name one of whose words begins so, or a service that is called so.
SELECT o.id, o.name, o.sorts, o.email, o.phone, o.language, o.place, o.refuses
FROM organisations AS o
WHERE ($2::text IS NULL OR $2 = ANY (o.sorts))
AND (
    strpos(' ' || o.plain_name, ' ' || plain($1)) > 0
    OR EXISTS (SELECT FROM services AS s WHERE s.organisation = o.id AND strpos(' ' || plain(s.service), ' ' || plain($1)) > 0)
)
ORDER BY o.plain_name, o.id
LIMIT $3;

-- name: add_contact
-- Somebody at an organisation, new or changed.
INSERT INTO contact_persons (organisation, id, name, role, email, phone)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (organisation, id) DO UPDATE
SET (name, role, email, phone) = ROW (excluded.name, excluded.role, excluded.email, excluded.phone);

-- name: contacts
-- gives: Contact
-- Whom one may speak to at an organisation.
SELECT organisation, id, name, role, email, phone
FROM contact_persons
WHERE organisation = $1
ORDER BY id;

-- name: add_service
-- What a partner offers from a day on, new or changed.
INSERT INTO services (organisation, service, contract, valid_from, valid_until, places)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (organisation, service, valid_from) DO UPDATE
SET (contract, valid_until, places) = ROW (excluded.contract, excluded.valid_until, excluded.places);

-- name: services
-- gives: Offered
-- What an organisation offers: until when, for how many at once, and how many are there now.
WITH there AS MATERIALIZED (
    SELECT sent.fact ->> 'service' AS service
    FROM journal AS sent
    JOIN cases AS c ON c.id = sent.case_id AND c.ended IS NULL
    WHERE sent.kind = 'referred'
    AND sent.fact ->> 'partner' = $1
    AND NOT EXISTS (
        SELECT
        FROM journal AS later
        WHERE later.case_id = sent.case_id
        AND later.number > sent.number
        AND (
            later.kind IN ('referral_finished', 'referral_dropped_out', 'resource_left') AND later.fact ->> 'of' = sent.fact ->> 'of'
            OR later.kind = 'barrier_settled' AND later.fact ->> 'of' = sent.fact ->> 'barrier'
            OR later.kind = 'referral_answered' AND later.fact ->> 'of' = sent.fact ->> 'of' AND later.fact ->> 'answer' = 'refused'
            OR later.kind = 'fact_withdrawn' AND later.fact ->> 'line' = sent.number::text
        )
    )
)
SELECT s.organisation, s.service, s.contract, s.valid_from, s.valid_until, s.places,
    (SELECT count(*) FROM there WHERE coalesce(there.service, s.service) = s.service) AS taken
FROM services AS s
WHERE s.organisation = $1
ORDER BY s.service, s.valid_from DESC;

-- name: add_profile
-- What an employer looks for, new or changed.
INSERT INTO sought_profiles (organisation, id, title, wanted)
VALUES ($1, $2, $3, $4)
ON CONFLICT (organisation, id) DO UPDATE
SET (title, wanted) = ROW (excluded.title, excluded.wanted);

-- name: profiles
-- gives: Sought
-- What an employer, or any, looks for.
SELECT organisation, id, title, wanted
FROM sought_profiles
WHERE ($1::text IS NULL OR organisation = $1)
ORDER BY organisation, id;

-- name: add_analysis
-- A workplace that was looked at, new or looked at again.
INSERT INTO workplace_analyses (organisation, id, title, environment, tasks, made_on, made_by)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (organisation, id) DO UPDATE
SET (title, environment, tasks, made_on, made_by)
    = ROW (excluded.title, excluded.environment, excluded.tasks, excluded.made_on, excluded.made_by);

-- name: analyses
-- gives: Analysis
-- The workplaces of an organisation that were looked at.
SELECT organisation, id, title, environment, tasks, made_on, made_by
FROM workplace_analyses
WHERE organisation = $1
ORDER BY id;

-- name: log
-- gives: Touched
-- Every time an organisation was spoken of in a case, the latest first: in which case, when, what. No word of the client.
SELECT c.number, j.kind, j.happened, j.by_whom AS by
FROM journal AS j
JOIN cases AS c ON c.id = j.case_id
WHERE $1 IN (j.fact ->> 'partner', j.fact ->> 'employer', j.fact ->> 'host', j.fact ->> 'legal_employer', j.fact ->> 'organisation')
ORDER BY j.happened DESC, j.case_id, j.number
LIMIT $2;
