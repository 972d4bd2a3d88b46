#!/usr/bin/env bash
# Brings strace, with which pocketmongo's test of the loss of power records what is written and synced.
# Where it can't be installed the test is skipped, and says so.
set -euo pipefail

if command -v strace >/dev/null; then exit 0; fi
if ! command -v apt-get >/dev/null || [ "$(id -u)" -ne 0 ]; then
  echo "strace: not here, and only root can install it with apt-get; its test will be skipped" >&2
  exit 0
fi
if apt-get install --yes --quiet strace >/dev/null 2>&1 || { apt-get update --quiet >/dev/null && apt-get install --yes --quiet strace >/dev/null; }; then
  echo "strace: installed"
else
  echo "strace: could not be installed; its test will be skipped" >&2
fi
