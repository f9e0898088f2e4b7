-- migrate:up
CREATE TABLE offices (
    id text PRIMARY KEY,
    name text NOT NULL,
    zone text NOT NULL,
    country text NOT NULL,
    region text NOT NULL DEFAULT '',
    language text NOT NULL DEFAULT 'en',
    opens time NOT NULL DEFAULT '08:30',
    closes time NOT NULL DEFAULT '17:00',
    quiet_from time NOT NULL DEFAULT '20:00',
    quiet_until time NOT NULL DEFAULT '08:00',
    closed_days date[] NOT NULL DEFAULT '{}',
    CONSTRAINT opens_before_it_closes CHECK (opens < closes)
);

CREATE TABLE teams (
    id text PRIMARY KEY,
    office text NOT NULL REFERENCES offices (id),
    name text NOT NULL,
    email text NOT NULL DEFAULT '',
    lead text
);

CREATE TABLE staff (
    id text PRIMARY KEY,
    name text NOT NULL,
    email text NOT NULL,
    language text NOT NULL DEFAULT 'en',
    office text NOT NULL REFERENCES offices (id),
    team text REFERENCES teams (id),
    roles text[] NOT NULL DEFAULT '{}',
    deputy text REFERENCES staff (id),
    away_from date,
    away_until date,
    CONSTRAINT an_absence_ends_after_it_begins CHECK (away_until IS NULL OR coalesce(away_from <= away_until, false)),
    CONSTRAINT nobody_is_their_own_deputy CHECK (deputy <> id)
);

CREATE INDEX staff_by_team ON staff (team);

ALTER TABLE teams ADD CONSTRAINT led_by_staff FOREIGN KEY (lead) REFERENCES staff (id) NOT VALID;
