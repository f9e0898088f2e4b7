-- migrate:up
-- Addresses of organisations from which a message came back, in whichever case: none is written to them until another is noted (T-07).
-- `asked` is the message by which somebody was asked for another.
CREATE TABLE failed_addresses (
    organisation text NOT NULL REFERENCES organisations (id) ON DELETE CASCADE,
    channel text NOT NULL,
    address text NOT NULL,
    asked text NOT NULL DEFAULT '',
    since timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organisation, channel, address),
    CONSTRAINT a_known_channel CHECK (channel IN ('email', 'sms', 'letter'))
);

-- Since when an organisation or somebody there is reached at an address that was noted anew: what left before came back from another one.
ALTER TABLE organisations ADD COLUMN readdressed timestamptz;

-- Where a message to an organisation goes by a channel: to itself, else to the first contact there; to what has not failed, if there is any.
CREATE FUNCTION written_to(org organisations, way text) RETURNS text
    LANGUAGE sql
    STABLE
    RETURN (
        SELECT known.address
        FROM (
            SELECT '' AS contact, CASE way WHEN 'email' THEN org.email WHEN 'sms' THEN org.phone ELSE org.address END AS address
            UNION ALL
            SELECT c.id, CASE way WHEN 'email' THEN c.email WHEN 'sms' THEN c.phone ELSE '' END
            FROM contact_persons AS c
            WHERE c.organisation = org.id
        ) AS known
        LEFT JOIN failed_addresses AS f ON f.organisation = org.id AND f.channel = way AND f.address = known.address
        WHERE known.address <> ''
        ORDER BY f.address IS NOT NULL, known.contact
        LIMIT 1
    );

-- By which channels nothing reaches an organisation, as far as is known; of anybody else this says nothing.
CREATE FUNCTION failed_ways(addressed text) RETURNS text[]
    LANGUAGE sql
    STABLE
    RETURN ARRAY(
        SELECT f.channel
        FROM failed_addresses AS f
        JOIN organisations AS org ON org.id = f.organisation
        WHERE f.organisation = addressed
        AND f.address = written_to(org, f.channel)
        ORDER BY f.channel
    );

-- As before, and an organisation at what has not failed.
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
        SELECT org.name, coalesce(written_to(org, 'email'), ''), coalesce(written_to(org, 'sms'), ''), nullif(org.language, '')
        FROM organisations AS org
        WHERE org.id = addressed;
    END;
