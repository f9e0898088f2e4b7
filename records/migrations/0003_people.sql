-- migrate:up
-- The only table with the names and addresses of clients.
CREATE FUNCTION plain(words text) RETURNS text
    LANGUAGE sql
    IMMUTABLE
    PARALLEL SAFE
    RETURN lower(regexp_replace(normalize(words, NFD), '[\u0300-\u036f]', '', 'g'));

CREATE TABLE people (
    id text PRIMARY KEY DEFAULT gen_random_uuid()::text,
    name text NOT NULL,
    email text NOT NULL DEFAULT '',
    phone text NOT NULL DEFAULT '',
    language text NOT NULL DEFAULT 'en',
    address text NOT NULL DEFAULT '',
    born date,
    plain_name text NOT NULL GENERATED ALWAYS AS (plain(name)) STORED
);

CREATE INDEX people_by_plain_name ON people (plain_name text_pattern_ops);
