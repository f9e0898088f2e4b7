-- migrate:up
-- Until when a message belongs to the dispatcher that claimed it; after that hour whoever comes next may claim it.
ALTER TABLE messages ADD COLUMN claimed_until timestamptz;

-- What reached somebody today is counted before more goes to them. Built while nothing is written for a moment, as a migration is one
-- transaction.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX messages_by_recipient ON messages (recipient, sent_at) WHERE sent_at IS NOT NULL;

-- By this real hour something newer about the same has come: a later rung of the same promise, a later reminder of the same thing, a later
-- word about the same appointment. What is planned for later is not newer yet, and what was taken back outdoes nothing.
CREATE OR REPLACE FUNCTION is_outdone(said messages, at timestamptz) RETURNS boolean
    LANGUAGE sql
    STABLE
    RETURN EXISTS (
        SELECT FROM messages AS newer
        JOIN cases AS c ON c.id = newer.case_id
        WHERE newer.case_id = said.case_id
        AND newer.to_role = said.to_role
        AND newer.who = said.who
        AND newer.state NOT IN ('suppressed', 'superseded')
        AND (
            newer.plan <> '' AND newer.plan = said.plan AND newer.rung > said.rung
            OR newer.line > said.line
            AND (
                said.reminds AND newer.reminds AND newer.about = said.about
                OR newer.filled_in ->> 'appointment' = said.filled_in ->> 'appointment'
            )
        )
        AND real_hour(c.clock, newer.due) <= at
    );

-- What came back is passed on as well.
CREATE OR REPLACE FUNCTION is_for_staff_to_pass_on(said messages) RETURNS boolean
    LANGUAGE sql
    IMMUTABLE
    RETURN said.to_role IN ('client', 'employer', 'partner') AND (said.channel = 'worklist' OR said.state IN ('failed', 'bounced'));
