-- migrate:up
-- A whole caseload that changes hands in one operation: what was asked, and what became of each case, so that it can go on and be given back.
CREATE TABLE handovers (
    id text PRIMARY KEY,
    from_whom text NOT NULL REFERENCES staff (id),
    why text NOT NULL,
    until date,
    asked_by text NOT NULL REFERENCES staff (id),
    asked_at timestamptz NOT NULL DEFAULT now(),
    given_back_at timestamptz
);

CREATE TABLE handed_over (
    handover text NOT NULL REFERENCES handovers (id),
    case_id text NOT NULL REFERENCES cases (id),
    to_whom text NOT NULL REFERENCES staff (id),
    state text NOT NULL DEFAULT 'planned' CONSTRAINT a_handed_over_case_has_a_state CHECK (
        state IN ('planned', 'handed over', 'waits', 'left alone', 'given back')
    ),
    says text NOT NULL DEFAULT '',
    PRIMARY KEY (handover, case_id)
);

CREATE INDEX handed_over_by_case ON handed_over (case_id);
CREATE INDEX handovers_by_whom ON handovers (from_whom);
