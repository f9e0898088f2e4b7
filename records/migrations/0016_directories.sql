-- migrate:up
-- Partners who help, employers who hire and hosts who take people in: whom they are reached by, what they offer, what they seek.
CREATE TABLE organisations (
    id text PRIMARY KEY,
    name text NOT NULL,
    sorts text[] NOT NULL CONSTRAINT an_organisation_has_a_sort CHECK (cardinality(sorts) > 0),
    email text NOT NULL DEFAULT '',
    phone text NOT NULL DEFAULT '',
    language text NOT NULL DEFAULT 'en',
    place text NOT NULL DEFAULT '',
    plain_name text NOT NULL GENERATED ALWAYS AS (plain(name)) STORED
);

CREATE TABLE contact_persons (
    organisation text NOT NULL REFERENCES organisations (id),
    id text NOT NULL,
    name text NOT NULL,
    role text NOT NULL DEFAULT '',
    email text NOT NULL DEFAULT '',
    phone text NOT NULL DEFAULT '',
    PRIMARY KEY (organisation, id)
);

-- What a partner offers, under which contract, between which days, for how many at once.
CREATE TABLE services (
    organisation text NOT NULL REFERENCES organisations (id),
    service text NOT NULL,
    contract text NOT NULL DEFAULT '',
    valid_from date NOT NULL,
    valid_until date,
    places bigint CONSTRAINT a_service_has_room_for_somebody CHECK (places > 0),
    PRIMARY KEY (organisation, service, valid_from),
    CONSTRAINT a_contract_ends_after_it_begins CHECK (valid_until >= valid_from)
);

-- What an employer looks for in people, in words that can be matched.
CREATE TABLE sought_profiles (
    organisation text NOT NULL REFERENCES organisations (id),
    id text NOT NULL,
    title text NOT NULL,
    wanted text NOT NULL DEFAULT '',
    PRIMARY KEY (organisation, id)
);

-- A workplace looked at for one person and worth knowing for the next: it says nothing of either.
CREATE TABLE workplace_analyses (
    organisation text NOT NULL REFERENCES organisations (id),
    id text NOT NULL,
    title text NOT NULL,
    environment text NOT NULL DEFAULT '',
    tasks text NOT NULL DEFAULT '',
    made_on date NOT NULL,
    made_by text NOT NULL REFERENCES staff (id),
    PRIMARY KEY (organisation, id)
);

-- Vacancies and job orders, told by an employer or read from a list; the same reference of the same source is the same one.
CREATE TABLE vacancies (
    id text PRIMARY KEY DEFAULT 'V-' || left(gen_random_uuid()::text, 8),
    source text NOT NULL DEFAULT '',
    reference text NOT NULL,
    organisation text REFERENCES organisations (id),
    employer text NOT NULL DEFAULT '',
    title text NOT NULL,
    words text NOT NULL DEFAULT '',
    place text NOT NULL DEFAULT '',
    places bigint NOT NULL DEFAULT 1 CONSTRAINT a_vacancy_is_for_somebody CHECK (places > 0),
    job_order boolean NOT NULL DEFAULT false,
    opened date NOT NULL,
    closes date,
    closed boolean NOT NULL DEFAULT false,
    CONSTRAINT vacancies_are_known_by_their_reference UNIQUE (source, reference)
);

CREATE INDEX vacancies_that_are_open ON vacancies (closes) WHERE NOT closed;

-- How that staff member, client, team or organisation is reached: a team through its lead, an organisation through somebody there, if it has no mailbox.
CREATE OR REPLACE FUNCTION reached(addressed text)
    RETURNS TABLE (name text, email text, phone text, language text)
    LANGUAGE sql
    STABLE
    BEGIN ATOMIC
        SELECT s.name, s.email, '', s.language
        FROM staff AS s
        WHERE s.id = addressed
        UNION ALL
        SELECT p.name, p.email, p.phone, p.language
        FROM people AS p
        WHERE p.id = addressed
        UNION ALL
        SELECT t.name, coalesce(nullif(t.email, ''), head.email, ''), '', coalesce(head.language, o.language)
        FROM teams AS t
        JOIN offices AS o ON o.id = t.office
        LEFT JOIN staff AS head ON head.id = t.lead
        WHERE t.id = addressed
        UNION ALL
        SELECT org.name, coalesce(nullif(org.email, ''), somebody.email, ''), coalesce(nullif(org.phone, ''), somebody.phone, ''), org.language
        FROM organisations AS org
        LEFT JOIN LATERAL (
            SELECT c.email, c.phone
            FROM contact_persons AS c
            WHERE c.organisation = org.id
            AND c.email <> ''
            ORDER BY c.id
            LIMIT 1
        ) AS somebody ON true
        WHERE org.id = addressed;
    END;
