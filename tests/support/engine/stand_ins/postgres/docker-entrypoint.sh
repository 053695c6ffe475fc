#!/bin/sh
# What the official image runs first, as far as the composition uses it.
set -eu
sockets=/var/run/postgresql
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  initdb --username "$POSTGRES_USER" --pwfile "$POSTGRES_PASSWORD_FILE" --auth-local trust \
    --auth-host scram-sha-256 --encoding UTF8 --locale C.UTF-8
  echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
  pg_ctl --options "-c listen_addresses= -k $sockets" --wait start
  psql --host "$sockets" --username "$POSTGRES_USER" --dbname postgres \
    --command "CREATE DATABASE \"$POSTGRES_DB\""
  pg_ctl --mode fast --wait stop
fi
exec "$@" -c listen_addresses='*' -k "$sockets"
