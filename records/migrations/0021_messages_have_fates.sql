-- migrate:up
-- A message that is a rung of a ladder is planned with the promise: `plan` names the promise as it was promised, `rung` its place on the
-- ladder. What is not urgent goes into the digest of a working day. After `useless_after`, in the time of the case, it only confuses.
ALTER TABLE messages ADD COLUMN plan text NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN rung bigint;
ALTER TABLE messages ADD COLUMN urgent boolean NOT NULL DEFAULT true;
ALTER TABLE messages ADD COLUMN useless_after timestamptz;
ALTER TABLE messages ADD COLUMN tries bigint NOT NULL DEFAULT 0;

-- More states than before: older code writes none of the new ones.
-- squawk-ignore ban-drop-constraint
ALTER TABLE messages DROP CONSTRAINT a_known_state;
ALTER TABLE messages ADD CONSTRAINT a_known_state CHECK (
    state IN ('planned', 'sent', 'delivered', 'bounced', 'failed', 'suppressed', 'superseded', 'expired', 'done')
) NOT VALID;

-- Every change of fate of a message, in the order it came; nothing is ever taken out.
CREATE TABLE message_fates (
    message text NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    nth bigint GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL DEFAULT now(),
    state text NOT NULL,
    channel text NOT NULL DEFAULT '',
    recipient text NOT NULL DEFAULT '',
    reason text NOT NULL DEFAULT '',
    PRIMARY KEY (message, nth)
);

-- What this person said or what came back, as the case was told: channels they refuse, channels that do not reach them, and until when
-- nothing is sent.
ALTER TABLE cases ADD COLUMN refuses text[] NOT NULL DEFAULT '{}';
ALTER TABLE cases ADD COLUMN unreachable text[] NOT NULL DEFAULT '{}';
ALTER TABLE cases ADD COLUMN silent_until timestamptz;

-- By which channel somebody would rather be reached; none means the organisation's order.
ALTER TABLE people ADD COLUMN prefers text NOT NULL DEFAULT '';
ALTER TABLE staff ADD COLUMN phone text NOT NULL DEFAULT '';

-- How long a message to a client, an employer or a partner is held, how many one person gets a day, and when the digest goes out.
ALTER TABLE offices ADD COLUMN hold interval NOT NULL DEFAULT '10 minutes';
ALTER TABLE offices ADD COLUMN most_a_day bigint NOT NULL DEFAULT 3;
ALTER TABLE offices ADD COLUMN digest_at time NOT NULL DEFAULT '08:30';
