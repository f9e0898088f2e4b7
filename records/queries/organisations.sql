-- name: add
-- gives: Organisation
-- An organisation as it is now, new or changed.
INSERT INTO organisations (id, name, sorts, email, phone, language, place, address)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (id) DO UPDATE
SET (name, sorts, email, phone, language, place, address) = ROW (
        excluded.name, excluded.sorts, excluded.email, excluded.phone, excluded.language, excluded.place, excluded.address
    ),
    readdressed = CASE
        WHEN (organisations.email, organisations.phone, organisations.address) = (excluded.email, excluded.phone, excluded.address)
        THEN organisations.readdressed
        ELSE now()
    END
RETURNING id, name, sorts, email, phone, language, place, address, refuses, failed_ways(id) AS unreachable;

-- name: get
-- gives: Organisation
-- One organisation.
SELECT id, name, sorts, email, phone, language, place, address, refuses, failed_ways(id) AS unreachable
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
RETURNING id, name, sorts, email, phone, language, place, address, refuses, failed_ways(id) AS unreachable;

-- name: find
-- gives: Organisation
-- Organisations of this sort, or all, with a name one of whose words begins so, or a service that is called so.
SELECT o.id, o.name, o.sorts, o.email, o.phone, o.language, o.place, o.address, o.refuses, failed_ways(o.id) AS unreachable
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
WITH noted AS (
    INSERT INTO contact_persons (organisation, id, name, role, email, phone)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (organisation, id) DO UPDATE
    SET (name, role, email, phone) = ROW (excluded.name, excluded.role, excluded.email, excluded.phone)
)
UPDATE organisations
SET readdressed = now()
WHERE id = $1
AND NOT EXISTS (
    SELECT FROM contact_persons AS same WHERE (same.organisation, same.id, same.email, same.phone) = ($1, $2, $5, $6)
);

-- name: came_back
-- gives: Asked
-- A message that left at this hour ($4) for an organisation came back by a channel: the address at which it is reached by it fails, unless
-- that was noted since. The first to say so asks the counsellor of the case ($3) for another, once ($6), with the reason they read ($5).
WITH failed AS (
    INSERT INTO failed_addresses (organisation, channel, address, asked)
    SELECT org.id, $2, written_to(org, $2), $6
    FROM organisations AS org
    WHERE org.id = $1
    AND written_to(org, $2) <> ''
    AND coalesce(org.readdressed <= $4, true)
    ON CONFLICT DO NOTHING
    RETURNING asked
)
INSERT INTO messages (id, case_id, line, to_role, who, letter, about, due, goes_at, state, channel, sent_at, reason)
SELECT failed.asked, c.id, c.line, 'counsellor', '', 'address_asked', 'address_mended', case_hour(c.clock, $4), $4, 'sent', 'worklist', $4, $5
FROM failed
JOIN cases AS c ON c.id = $3
ON CONFLICT (id) DO NOTHING
RETURNING id;

-- name: mended
-- Nobody has to look for another address of an organisation by a channel that works again; with $2 all that failed there is tried anew.
WITH works AS (
    DELETE FROM failed_addresses
    WHERE organisation = $1
    AND $2
    RETURNING asked
),
found AS (
    SELECT f.asked
    FROM failed_addresses AS f
    WHERE f.organisation = $1
    AND NOT (f.channel = ANY (failed_ways($1)))
    UNION
    SELECT works.asked
    FROM works
),
done AS (
    UPDATE messages AS m
    SET state = 'done'
    FROM found
    WHERE m.id = found.asked
    AND m.state = 'sent'
    RETURNING m.id, m.channel, m.recipient
)
INSERT INTO message_fates (message, state, channel, recipient)
SELECT id, 'done', channel, recipient
FROM done;

-- name: unreachable_in
-- gives: Unreachable
-- Organisations that were written to in a case and that something does not reach: which, and by which channels.
SELECT org.id, org.name, failed_ways(org.id) AS channels
FROM organisations AS org
WHERE org.id IN (SELECT f.organisation FROM failed_addresses AS f)
AND org.id IN (SELECT m.who FROM messages AS m WHERE m.case_id = $1 AND m.to_role IN ('employer', 'partner'))
AND failed_ways(org.id) <> '{}'
ORDER BY org.id;

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
-- What an organisation offers: until when, for how many at once, and how many are there now, by what the journals say as corrected.
WITH named AS MATERIALIZED (
    SELECT case_id, number
    FROM journal
    WHERE kind = 'referred'
    AND fact ->> 'partner' = $1
    UNION
    SELECT case_id, (fact ->> 'line')::bigint
    FROM journal
    WHERE kind = 'fact_corrected'
    AND fact ->> 'what' = 'referred'
    AND fact -> 'instead' ->> 'partner' = $1
),
there AS MATERIALIZED (
    SELECT sent.says ->> 'service' AS service
    FROM named AS n
    JOIN cases AS c ON c.id = n.case_id AND c.ended IS NULL
    CROSS JOIN as_it_counts(n.case_id, n.number) AS sent
    WHERE sent.says ->> 'partner' = $1
    AND NOT EXISTS (
        SELECT
        FROM journal AS later
        CROSS JOIN as_it_counts(later.case_id, later.number) AS done
        WHERE later.case_id = n.case_id
        AND later.number > n.number
        AND later.kind IN ('referral_finished', 'referral_dropped_out', 'resource_left', 'barrier_settled', 'referral_answered')
        AND CASE later.kind
            WHEN 'barrier_settled' THEN done.says ->> 'of' = sent.says ->> 'barrier'
            WHEN 'referral_answered' THEN done.says ->> 'of' = sent.says ->> 'of' AND done.says ->> 'answer' = 'refused'
            ELSE done.says ->> 'of' = sent.says ->> 'of'
        END
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

-- name: analysed
-- gives: Analysed
-- The workplaces of an organisation that cases tell of, as they count now, the latest last.
WITH named AS MATERIALIZED (
    SELECT case_id, number
    FROM journal
    WHERE kind = 'workplace_analysed'
    AND fact ->> 'employer' = $1
    UNION
    SELECT case_id, (fact ->> 'line')::bigint
    FROM journal
    WHERE kind = 'fact_corrected'
    AND fact ->> 'what' = 'workplace_analysed'
    AND fact -> 'instead' ->> 'employer' = $1
)
SELECT told.says AS fact, told.on_hour AS happened, j.by_whom AS by
FROM named AS n
JOIN journal AS j ON j.case_id = n.case_id AND j.number = n.number
CROSS JOIN as_it_counts(n.case_id, n.number) AS told
WHERE told.says ->> 'employer' = $1
ORDER BY told.on_hour, j.case_id, j.number;

-- name: log
-- gives: Touched
-- Every time an organisation was spoken of in a case, as it counts now, the latest first: in which case, when, what. No word of the client.
WITH named AS MATERIALIZED (
    SELECT case_id, number
    FROM journal
    WHERE $1 IN (fact ->> 'partner', fact ->> 'employer', fact ->> 'host', fact ->> 'legal_employer', fact ->> 'organisation')
    UNION
    SELECT case_id, (fact ->> 'line')::bigint
    FROM journal
    WHERE kind = 'fact_corrected'
    AND $1 IN (
        fact -> 'instead' ->> 'partner', fact -> 'instead' ->> 'employer', fact -> 'instead' ->> 'host',
        fact -> 'instead' ->> 'legal_employer', fact -> 'instead' ->> 'organisation'
    )
)
SELECT c.number, j.kind, told.on_hour AS happened, j.by_whom AS by
FROM named AS n
JOIN journal AS j ON j.case_id = n.case_id AND j.number = n.number
JOIN cases AS c ON c.id = n.case_id
CROSS JOIN as_it_counts(n.case_id, n.number) AS told
WHERE $1 IN (
    told.says ->> 'partner', told.says ->> 'employer', told.says ->> 'host', told.says ->> 'legal_employer', told.says ->> 'organisation'
)
ORDER BY told.on_hour DESC, j.case_id, j.number
LIMIT $2;
