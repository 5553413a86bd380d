#!/bin/sh
# Runs once, when the database is made: web's own role, which owns its tables and is no superuser.
set -eu
[ -s /run/secrets/database ]
exec psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname=postgres <<'SQL'
\set password `cat /run/secrets/database`
CREATE ROLE genvej_web LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD :'password';
CREATE DATABASE genvej OWNER genvej_web ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE genvej FROM PUBLIC;
SQL
