#!/bin/sh
# Makes Temporal's two databases on PostgreSQL, or brings them up to the version of temporal-sql-tool; again is harmless.
# Told by POSTGRES_SEEDS (one host), DB_PORT, POSTGRES_USER, POSTGRES_PWD, DBNAME, VISIBILITY_DBNAME: the words of the server itself.
set -eu
tool="${TEMPORAL_SQL_TOOL:-temporal-sql-tool}"
export SQL_PLUGIN=postgres12 SQL_HOST="$POSTGRES_SEEDS" SQL_PORT="$DB_PORT" SQL_USER="$POSTGRES_USER" SQL_PASSWORD="$POSTGRES_PWD"

bring_up() {
    "$tool" --database "$1" create-database
    "$tool" --database "$1" setup-schema --version 0.0
    "$tool" --database "$1" update-schema --schema-name "postgresql/v12/$2"
}

bring_up "$DBNAME" temporal
bring_up "$VISIBILITY_DBNAME" visibility
