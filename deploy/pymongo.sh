#!/usr/bin/env bash
# Brings Python's MongoDB driver for the test of pocketmongo that uses it: a virtual environment under .cache.
# Without Python or without the package index the test is skipped, and says so.
set -euo pipefail
cd "$(dirname "$0")/.."

venv=.cache/pymongo
version=4.20.0

if [ "$("$venv/bin/python" -c 'import pymongo; print(pymongo.version)' 2>/dev/null || true)" = "$version" ]; then
  exit 0
fi
if ! command -v python3 >/dev/null; then
  echo "pymongo: no python3 here; its test will be skipped" >&2
  exit 0
fi
if python3 -m venv "$venv" && "$venv/bin/pip" install --quiet --disable-pip-version-check "pymongo==$version"; then
  echo "pymongo: $version installed in $venv"
else
  rm -rf "$venv"
  echo "pymongo: could not be installed; its test will be skipped" >&2
fi
