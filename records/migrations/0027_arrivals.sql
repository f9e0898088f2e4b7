-- migrate:up
-- What came in from outside, a click or a receipt or a reply, and is told to its case under this id: it is kept before it is told, so that
-- nothing is lost while the case cannot be reached. What was told is in the journal and is forgotten here.
CREATE TABLE arrivals (
    id text PRIMARY KEY,
    case_id text NOT NULL REFERENCES cases (id),
    message text NOT NULL DEFAULT '',
    kind text NOT NULL,
    fact jsonb NOT NULL DEFAULT '{}',
    teller text NOT NULL,
    arrived timestamptz NOT NULL DEFAULT now(),
    state text NOT NULL DEFAULT 'waiting',
    why text NOT NULL DEFAULT '',
    CONSTRAINT a_known_state CHECK (state IN ('waiting', 'told', 'refused'))
);

CREATE INDEX arrivals_waiting ON arrivals (arrived) WHERE state = 'waiting';
CREATE INDEX arrivals_by_message ON arrivals (message);

-- Who sent a text message is found by the last digits of the number, however it was written down.
CREATE FUNCTION last_digits(phone text) RETURNS text
    LANGUAGE sql
    IMMUTABLE
    RETURN right(regexp_replace(phone, '[^0-9]', '', 'g'), 8);

-- Clients are some thousands of rows: this is made in less time than a lock may be waited for.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX people_by_phone ON people (last_digits(phone)) WHERE phone <> '';

-- A receipt names a message by our id, or by the one under which the provider took it.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX messages_by_message_id ON messages (message_id) WHERE message_id <> '';

-- A message to somebody outside the office that did not reach them: a colleague has to pass it on.
CREATE OR REPLACE FUNCTION is_for_staff_to_pass_on(said messages) RETURNS boolean
    LANGUAGE sql
    IMMUTABLE
    RETURN said.to_role IN ('client', 'employer', 'partner') AND (said.channel = 'worklist' OR said.state IN ('failed', 'bounced'));
