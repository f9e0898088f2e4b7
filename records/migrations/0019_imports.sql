-- migrate:up
-- How the columns of an organisation's files are read, as it was written in TOML.
CREATE TABLE import_mappings (
    organisation text NOT NULL,
    name text NOT NULL,
    body text NOT NULL,
    kept_by text NOT NULL,
    kept_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organisation, name)
);

-- What became of each row of those files, under a key that is the same in every file; nothing of a row stands here in clear.
CREATE TABLE import_rows (
    mapping text NOT NULL,
    key text NOT NULL,
    seen text NOT NULL,
    person text NOT NULL REFERENCES people (id),
    case_number text NOT NULL DEFAULT '',
    done boolean NOT NULL DEFAULT false,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (mapping, key)
);

CREATE INDEX import_rows_by_person ON import_rows (person);
