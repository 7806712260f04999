#!/bin/sh
# Sees to it that the browser tests find chromium: installs Debian's where it is missing and the user may.
# Without it the browser tests are skipped, which fails where CI=true.
set -eu

found() { command -v chromium || command -v chromium-browser || command -v google-chrome; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

if found >/dev/null; then exit 0; fi

if ! command -v apt-get >/dev/null; then
  reason="this system has no apt-get"
elif ! as_root true 2>/dev/null; then
  reason="installing it needs root or a sudo that asks no password"
else
  echo "Installing chromium for the browser tests."
  set -- -qq -o Acquire::Retries=2 -o Acquire::http::Timeout=30
  as_root apt-get update "$@" || true
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install "$@" -y --no-install-recommends \
    chromium fonts-liberation >/dev/null || true
  if found >/dev/null; then exit 0; fi
  reason="apt-get could not install it"
fi

echo "The browser tests are skipped: there is no chromium, and $reason. On Debian: sudo apt-get install chromium" >&2
[ "${CI:-}" != true ]
