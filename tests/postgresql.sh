#!/usr/bin/env bash
# Run a command with DATABASE_URL naming a PostgreSQL of its own, and take that down afterwards:
#   tests/postgresql.sh .venv/bin/python -m pytest tests/search
# Debian's server in a temporary directory, on a socket there and no port, as an ordinary user.
set -euo pipefail

programs() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1; }

if [ -z "$(programs)" ]; then
	if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
		echo "No PostgreSQL. On Debian run: apt-get install postgresql" >&2
		exit 1
	fi
	echo "Installing PostgreSQL for the tests" >&2
	apt-get update -qq >/dev/null
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null
fi
bin=$(programs)

# The server refuses to run as root; Debian's package has made the user postgres.
as_user() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

home=$(mktemp -d /tmp/sijill-pg-XXXXXX)
stop() {
	as_user "$bin/pg_ctl" --pgdata "$home/data" --mode immediate --silent stop || true
	rm -rf "$home"
}
trap stop EXIT
if [ "$(id -u)" = 0 ]; then chown postgres "$home"; fi
cd "$home"
# Arabic rules of order, which differ from those of bytes: what is sorted must say by what.
as_user "$bin/initdb" --pgdata data --username sijill --auth trust --encoding UTF8 \
	--locale C.UTF-8 --locale-provider icu --icu-locale ar --no-sync >/dev/null
# Nothing here needs to outlive a power cut.
as_user "$bin/pg_ctl" --pgdata data --log log --silent --wait start --options \
	"-k '$home' -c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"
cd "$OLDPWD"

export DATABASE_URL="postgres://sijill@${home//\//%2F}/postgres"
"$@"
