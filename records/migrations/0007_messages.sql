-- migrate:up
-- due is in the time of the case; goes_at is the real hour from which the message may leave.
-- It reminds when a promise climbed its ladder: then it is idle once the promise is met.
CREATE TABLE messages (
    id text PRIMARY KEY,
    case_id text NOT NULL REFERENCES cases (id),
    line bigint NOT NULL,
    to_role text NOT NULL,
    who text NOT NULL,
    letter text NOT NULL,
    about text NOT NULL,
    due timestamptz NOT NULL,
    reminds boolean NOT NULL DEFAULT false,
    filled_in jsonb NOT NULL DEFAULT '{}',
    goes_at timestamptz NOT NULL,
    state text NOT NULL DEFAULT 'planned',
    recipient text NOT NULL DEFAULT '',
    channel text NOT NULL DEFAULT '',
    sent_at timestamptz,
    reason text NOT NULL DEFAULT '',
    message_id text NOT NULL DEFAULT '',
    CONSTRAINT a_known_state CHECK (state IN ('planned', 'sent', 'failed', 'suppressed', 'done')),
    CONSTRAINT sent_at_some_hour CHECK (state <> 'sent' OR sent_at IS NOT NULL)
);

CREATE INDEX messages_by_case ON messages (case_id, line);
CREATE INDEX planned_messages ON messages (goes_at) WHERE state = 'planned';
