#!/bin/sh
# A real Request Tracker 5 of the tests' own, on this machine only: its settings, SQLite database and logs stand in the
# folder $2, and nothing of a Request Tracker that is installed here already is touched.
#   request_tracker.sh install          Debian's packages, where they are missing and the user may
#   request_tracker.sh make FOLDER      settings, database, queues, custom fields, a user and its token (FOLDER/token)
#   request_tracker.sh start FOLDER PORT
#   request_tracker.sh stop FOLDER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
packages="request-tracker5 rt5-db-sqlite rt5-clients"
server=/usr/share/request-tracker5/libexec/rt-server

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

# Request Tracker as nobody of importance: www-data where root starts it. RT reads the settings of this folder alone.
with_rt() {
  export RT_SITE_CONFIG="$folder/RT_SiteConfig.pm" RT_SITE_CONFIG_DIR="$folder/RT_SiteConfig.d"
  cd /
  if [ "$(id -u)" -eq 0 ]; then
    exec setpriv --reuid=www-data --regid=www-data --init-groups "$@"
  fi
  exec "$@"
}

install() {
  if [ -x "$server" ]; then exit 0; fi
  if ! command -v apt-get >/dev/null; then
    reason="this system has no apt-get"
  elif ! as_root true 2>/dev/null; then
    reason="installing it needs root or a sudo that asks no password"
  else
    echo "Installing Request Tracker for the tests of desks: about a minute."
    # Its own database and web server are not wanted: a test makes one of its own.
    echo "request-tracker5 request-tracker5/dbconfig-install boolean false" | as_root debconf-set-selections
    set -- -qq -o Acquire::Retries=2 -o Acquire::http::Timeout=30 -o DPkg::Lock::Timeout=600
    as_root apt-get update "$@" || true
    # shellcheck disable=SC2086 # one word a package
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install "$@" -y --no-install-recommends $packages >/dev/null || true
    if [ -x "$server" ]; then exit 0; fi
    reason="apt-get could not install it"
  fi
  echo "The tests of desks are skipped: there is no Request Tracker 5, and $reason. On Debian: sudo apt-get install $packages" >&2
  [ "${CI:-}" != true ]
}

make() {
  mkdir -p "$folder/RT_SiteConfig.d" "$folder/var/mason" "$folder/var/sessions"
  folder=$(cd "$folder" && pwd)
  cp "$here/request_tracker_seed.pl" "$folder/seed.pl"
  cat > "$folder/RT_SiteConfig.pm" <<SETTINGS
Set(\$rtname, 'signpost-tests');
Set(\$Organization, 'tests.invalid');
Set(\$DatabaseType, 'SQLite');
Set(\$DatabaseName, '$folder/var/rt.db');
Set(\$WebDomain, '127.0.0.1');
Set(\$WebPort, \$ENV{RT_TEST_PORT} || 80);
Set(\$WebPath, '');
Set(\$CorrespondAddress, 'rt\@localhost');
Set(\$CommentAddress, 'rt-comment\@localhost');
Set(\$MailCommand, 'testfile');
Set(\$MasonDataDir, '$folder/var/mason');
Set(\$MasonSessionDir, '$folder/var/sessions');
Set(\$LogDir, '$folder/var');
Set(\$LogToSTDERR, 'warning');
Set(\$LogToSyslog, 0);
1;
SETTINGS
  if [ "$(id -u)" -eq 0 ]; then chown -R www-data:www-data "$folder"; fi
  (with_rt /usr/sbin/rt-setup-database-5 --action init --skip-create) >"$folder/make.log" 2>&1
  (with_rt perl "$folder/seed.pl" "$folder/token") >>"$folder/make.log" 2>&1
}

start() {
  RT_TEST_PORT=$1
  export RT_TEST_PORT
  (with_rt "$server" --server Starlet --host 127.0.0.1 --port "$1" --max-workers 2) >"$folder/server.log" 2>&1 &
  echo $! >"$folder/pid"
}

stop() {
  kill "$(cat "$folder/pid")"
}

verb=${1:-help}
folder=${2:-}
case "$verb" in
install) install ;;
make) make ;;
start) start "$3" ;;
stop) stop ;;
*) sed -n '2,8s/^# \{0,1\}//p' "$0" ;;
esac
