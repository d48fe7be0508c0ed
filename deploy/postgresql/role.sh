#!/bin/sh
# Makes the app's role and its database when Compose starts PostgreSQL for the first time. The role is no
# superuser: row-level security, which keeps the workspaces apart, would not hold for one.
set -eu
psql --no-psqlrc --quiet -v ON_ERROR_STOP=1 -v password="$POSTGRES_PASSWORD" --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
CREATE ROLE pinchpoint LOGIN PASSWORD :'password';
CREATE DATABASE pinchpoint OWNER pinchpoint;
SQL
