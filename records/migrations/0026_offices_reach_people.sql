-- migrate:up
-- In which order an office tries to reach people who say nothing of it themselves, and its own address for letters on paper.
ALTER TABLE offices ADD COLUMN channels text[] NOT NULL DEFAULT '{email,sms,letter}';
ALTER TABLE offices ADD COLUMN address text NOT NULL DEFAULT '';
ALTER TABLE offices ADD CONSTRAINT known_channels CHECK (channels <@ '{email,sms,letter}'::text[]) NOT VALID;

-- As before, and staff may have a telephone.
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

-- Where letters on paper to a client go: as the one that counts, where they are known twice; to all others none are posted.
CREATE FUNCTION posted_to(addressed text) RETURNS text
    LANGUAGE sql
    STABLE
    RETURN (
        SELECT p.address
        FROM people AS known
        JOIN people AS p ON p.id = coalesce(known.same_as, known.id)
        WHERE known.id = addressed
    );
