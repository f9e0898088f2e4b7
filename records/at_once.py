"""A handover kept in one call of PostgreSQL where nothing stands in its way: nearly every one, and five round trips become one.

The call is made of the same statements as the long way, on each connection at its first handover and for that connection
alone: it is always the one of this code, also while older and newer workers write side by side.
"""

from __future__ import annotations

import asyncpg

from casework.fact import kind_of
from casework.handover import Handover
from casework.watch import HourCame
from records import cases
from records.pool import Connection
from records.queries import load

SQL, AGENDA, MESSAGES, PLANS = load("journal"), load("agenda"), load("messages"), load("plans")
CALL = "SELECT pg_temp.keep_at_once($1::text::jsonb, $2)"


def _parts() -> str:
    return f"""
CREATE FUNCTION pg_temp.keep_case(jsonb, boolean, timestamptz) RETURNS boolean LANGUAGE plpgsql AS $body$
BEGIN
    {cases.SQL["keep"].sql};
    RETURN FOUND;
END $body$;

CREATE FUNCTION pg_temp.keep_lines(text, jsonb, timestamptz)
    RETURNS TABLE (differing bigint, missing_before bigint, standing_in_the_way bigint, repeated boolean) LANGUAGE plpgsql AS $body$
BEGIN
    RETURN QUERY {SQL["keep"].sql};
END $body$;

CREATE FUNCTION pg_temp.keep_agenda(text, jsonb) RETURNS void LANGUAGE plpgsql AS $body$
BEGIN
    {AGENDA["keep"].sql};
END $body$;

CREATE FUNCTION pg_temp.keep_plans(text, jsonb, jsonb, boolean, text, bigint, timestamptz) RETURNS void LANGUAGE plpgsql AS $body$
BEGIN
    {PLANS["keep"].sql};
END $body$;

CREATE FUNCTION pg_temp.keep_messages(text, jsonb, boolean, text, text, bigint, timestamptz) RETURNS void LANGUAGE plpgsql AS $body$
BEGIN
    {MESSAGES["keep"].sql};
END $body$;

CREATE FUNCTION pg_temp.keep_at_once(handover jsonb, hour_came text) RETURNS void LANGUAGE plpgsql AS $body$
DECLARE
    held text := handover #>> '{{case, id}}';
    tried timestamptz := handover ->> 'tried_at';
    newest boolean := pg_temp.keep_case(handover -> 'case', false, tried);
    found_there record := pg_temp.keep_lines(held, handover -> 'lines', tried);
BEGIN
    IF found_there IS DISTINCT FROM ROW (NULL::bigint, NULL::bigint, NULL::bigint, false) THEN
        RAISE EXCEPTION 'another try stands in the way';
    END IF;
    IF newest THEN
        PERFORM pg_temp.keep_agenda(held, handover -> 'agenda');
    END IF;
    IF handover -> 'messages' <> '[]' THEN
        PERFORM pg_temp.keep_messages(
            held, handover -> 'messages', false, hour_came, handover ->> 'run', (handover ->> 'task')::bigint, tried
        );
    END IF;
    IF newest THEN
        PERFORM pg_temp.keep_plans(
            held, handover -> 'planned', handover -> 'lines', false, handover ->> 'run', (handover ->> 'task')::bigint, tried
        );
    END IF;
END $body$;
"""


async def kept_at_once(connection: Connection, handover: Handover) -> bool:
    """Keep all of it; false, with nothing kept, when it has to go the long way, which knows what to do or says what is wrong."""
    given = handover.model_dump_json(), kind_of(HourCame)
    try:
        try:
            await connection.execute(CALL, *given)
        except (asyncpg.UndefinedFunctionError, asyncpg.InvalidSchemaNameError):
            await connection.execute(_parts())
            await connection.execute(CALL, *given)
    except (asyncpg.RaiseError, asyncpg.InsufficientPrivilegeError):
        return False
    return True
