#!/bin/sh
# Makes a virtual environment in the folder $1 with the first Python 3.11 or newer that can make one.
set -eu
folder=$1

fits() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

for name in python3 python3.14 python3.13 python3.12 python3.11 python; do
  fits "$name" || continue
  if ! "$name" -c 'import ensurepip' 2>/dev/null; then
    unable=$name
    continue
  fi
  echo "Making $folder with $("$name" --version)."
  if "$name" -m venv --clear "$folder"; then exit 0; fi
  rm -rf "$folder"
  echo "$name could not make $folder: see the message above." >&2
  exit 1
done

if [ -n "${unable:-}" ]; then
  echo "$unable cannot make virtual environments: install python3-venv, on Debian: sudo apt-get install python3-venv" >&2
else
  echo "Signpost needs Python 3.11 or newer: none was found. Install it, on Debian: sudo apt-get install python3 python3-venv" >&2
fi
exit 1
