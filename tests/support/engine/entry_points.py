"""What the official images of the servers run first, as far as the composition uses it."""

POSTGRES_ENTRY_POINT = """\
#!/bin/sh
set -eu
export PGDATA="${PGDATA:-/var/lib/postgresql/data}"
sockets=/var/run/postgresql
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  initdb --username "$POSTGRES_USER" --pwfile "$POSTGRES_PASSWORD_FILE" --auth-local trust \\
    --auth-host scram-sha-256 --encoding UTF8 --locale C.UTF-8
  echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
  pg_ctl --options "-c listen_addresses= -k $sockets" --wait start
  psql --host "$sockets" --username "$POSTGRES_USER" --dbname postgres \\
    --command "CREATE DATABASE \\"$POSTGRES_DB\\""
  pg_ctl --mode fast --wait stop
fi
exec "$@" -c listen_addresses='*' -k "$sockets"
"""

# The official image is built without protected mode; Debian's refuses other machines.
REDIS_SERVER = """\
#!/bin/sh
exec /usr/bin/redis-server "$@" --protected-mode no
"""
