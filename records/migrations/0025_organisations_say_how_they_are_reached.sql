-- migrate:up
-- Employers and partners say once, for every case, by which channels they want no messages (T-28).
ALTER TABLE organisations ADD COLUMN refuses text[] NOT NULL DEFAULT '{}';
ALTER TABLE organisations ADD CONSTRAINT known_channels CHECK (refuses <@ ARRAY['all', 'email', 'sms', 'letter']) NOT VALID;

-- By which channels whom a message reaches wants none: a client as their case was told, an employer or partner as their organisation said.
CREATE FUNCTION refused_by(reader text, role text, held cases) RETURNS text[]
    LANGUAGE sql
    STABLE
    RETURN CASE role
        WHEN 'client' THEN held.refuses
        ELSE coalesce((SELECT org.refuses FROM organisations AS org WHERE org.id = reader), '{}')
    END;
