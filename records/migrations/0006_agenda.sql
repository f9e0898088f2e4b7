-- migrate:up
CREATE TABLE agenda (
    case_id text NOT NULL REFERENCES cases (id),
    key text NOT NULL,
    kind text NOT NULL,
    of_what text NOT NULL,
    whose text NOT NULL,
    made timestamptz NOT NULL,
    due_by timestamptz,
    rung bigint NOT NULL DEFAULT 0,
    acknowledged boolean NOT NULL DEFAULT false,
    overdue boolean NOT NULL DEFAULT false,
    PRIMARY KEY (case_id, key)
);

CREATE INDEX agenda_by_day ON agenda (due_by);
