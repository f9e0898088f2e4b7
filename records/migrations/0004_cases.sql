-- migrate:up
-- The programme and calendar under which a case was opened, kept once under the hash of its text.
CREATE TABLE terms (
    hash text PRIMARY KEY,
    method text NOT NULL,
    programme text NOT NULL,
    version text NOT NULL,
    body text NOT NULL
);

CREATE SEQUENCE case_numbers;

CREATE TABLE cases (
    id text PRIMARY KEY DEFAULT gen_random_uuid()::text,
    number text NOT NULL UNIQUE,
    opening_id text NOT NULL UNIQUE,
    person text NOT NULL REFERENCES people (id),
    method text NOT NULL,
    programme text NOT NULL,
    version text NOT NULL,
    terms text REFERENCES terms (hash),
    office text NOT NULL,
    counsellor text NOT NULL,
    phases text[] NOT NULL DEFAULT '{}',
    opened timestamptz NOT NULL,
    ended timestamptz,
    outcome text NOT NULL DEFAULT '',
    waiting_for text NOT NULL DEFAULT '',
    next_due timestamptz,
    overdue boolean NOT NULL DEFAULT false,
    attention text NOT NULL DEFAULT '',
    line bigint NOT NULL DEFAULT 0,
    clock jsonb NOT NULL DEFAULT '{"real": "2000-01-01T00:00:00Z", "case": "2000-01-01T00:00:00Z", "pace": 1}',
    pace double precision NOT NULL GENERATED ALWAYS AS ((clock ->> 'pace')::double precision) STORED
);

-- The hour of a case at a real hour, and the other way round.
CREATE FUNCTION case_hour(clock jsonb, hour timestamptz) RETURNS timestamptz
    LANGUAGE sql
    STABLE
    RETURN (clock ->> 'case')::timestamptz + (hour - (clock ->> 'real')::timestamptz) * (clock ->> 'pace')::double precision;

CREATE FUNCTION real_hour(clock jsonb, hour timestamptz) RETURNS timestamptz
    LANGUAGE sql
    STABLE
    RETURN (clock ->> 'real')::timestamptz + (hour - (clock ->> 'case')::timestamptz) / (clock ->> 'pace')::double precision;

CREATE UNIQUE INDEX one_open_case ON cases (person, method) WHERE ended IS NULL;
CREATE INDEX cases_by_person ON cases (person);
CREATE INDEX open_cases_by_counsellor ON cases (counsellor) WHERE ended IS NULL;
CREATE INDEX open_cases_by_office ON cases (office) WHERE ended IS NULL;
