#!/bin/sh
# Sees to it that the tests find a PostgreSQL to start: installs Debian's where it is missing and the user may.
# Without it the tests on PostgreSQL are skipped, which fails where CI=true.
set -eu

found() {
  for each in /usr/lib/postgresql/*/bin/initdb; do [ -x "$each" ] && return 0; done
  command -v initdb >/dev/null
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

if found; then exit 0; fi

if ! command -v apt-get >/dev/null; then
  reason="this system has no apt-get"
elif ! as_root true 2>/dev/null; then
  reason="installing it needs root or a sudo that asks no password"
else
  echo "Installing PostgreSQL for the tests; no server is set up beside theirs."
  set -- -qq -o Acquire::Retries=2 -o Acquire::http::Timeout=30
  as_root apt-get update "$@" || true
  # The package would make a cluster and start it: the tests make their own, in a temporary folder.
  as_root mkdir -p /etc/postgresql-common
  [ -e /etc/postgresql-common/createcluster.conf ] ||
    echo "create_main_cluster = false" | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install "$@" -y --no-install-recommends postgresql >/dev/null || true
  if found; then exit 0; fi
  reason="apt-get could not install it"
fi

echo "The tests on PostgreSQL are skipped: there is none, and $reason. On Debian: sudo apt-get install postgresql" >&2
[ "${CI:-}" != true ]
