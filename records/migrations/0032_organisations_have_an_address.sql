-- migrate:up
-- Where letters on paper to an organisation go.
ALTER TABLE organisations ADD COLUMN address text NOT NULL DEFAULT '';

-- Where letters on paper go: to a client as the one that counts, where they are known twice; to an organisation; to staff none are posted.
CREATE OR REPLACE FUNCTION posted_to(addressed text) RETURNS text
    LANGUAGE sql
    STABLE
    RETURN coalesce(
        (
            SELECT p.address
            FROM people AS known
            JOIN people AS p ON p.id = coalesce(known.same_as, known.id)
            WHERE known.id = addressed
        ),
        (SELECT org.address FROM organisations AS org WHERE org.id = addressed)
    );

-- An organisation of which nobody has said which language it reads is written to in that of the office.
ALTER TABLE organisations ALTER COLUMN language SET DEFAULT '';

-- As before, and whose language nobody has said has none here.
CREATE OR REPLACE FUNCTION reached(addressed text)
    RETURNS TABLE (name text, email text, phone text, language text)
    LANGUAGE sql
    STABLE
    BEGIN ATOMIC
        SELECT s.name, s.email, s.phone, s.language
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
        SELECT
            org.name, coalesce(nullif(org.email, ''), somebody.email, ''), coalesce(nullif(org.phone, ''), somebody.phone, ''),
            nullif(org.language, '')
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
