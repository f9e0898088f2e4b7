-- migrate:up
-- A client is recognised by the keyed hash of an identity number, which itself is kept nowhere. Somebody who is known twice
-- is one person since a colleague said so: same_as names the row that counts; cases and letters keep the id they have.
ALTER TABLE people ADD COLUMN identity text;
ALTER TABLE people ADD COLUMN same_as text;
ALTER TABLE people ADD CONSTRAINT people_same_as_fkey FOREIGN KEY (same_as) REFERENCES people (id) NOT VALID;

-- Clients are some thousands of rows: these are made in less time than a lock may be waited for.
-- squawk-ignore require-concurrent-index-creation
CREATE UNIQUE INDEX people_by_identity ON people (identity);
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX people_by_born ON people (born);
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX people_by_same_as ON people (same_as);

-- Two of them were compared by a colleague, who said whether they are the same; what was said last counts.
CREATE TABLE people_compared (
    one text NOT NULL REFERENCES people (id),
    other text NOT NULL REFERENCES people (id),
    same boolean NOT NULL,
    why text NOT NULL,
    by_whom text NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (one, other),
    CONSTRAINT two_of_them_in_order CHECK (one COLLATE "C" < other COLLATE "C")
);

-- What the key in use says of itself: another key would know nobody again.
CREATE TABLE identity_keys (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    known_by text NOT NULL
);

-- Every id under which this person is known, their own too.
CREATE FUNCTION known_as(person text) RETURNS SETOF text
    LANGUAGE sql
    STABLE
    BEGIN ATOMIC
        SELECT p.id
        FROM people AS p
        WHERE p.id = person
        UNION
        SELECT p.id
        FROM people AS p
        JOIN people AS given ON given.id = person
        WHERE p.id = coalesce(given.same_as, given.id)
        OR p.same_as = coalesce(given.same_as, given.id);
    END;

-- How that staff member, client, team or organisation is reached; a client who is known twice, as the one that counts.
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
        FROM people AS known
        JOIN people AS p ON p.id = coalesce(known.same_as, known.id)
        WHERE known.id = addressed
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
