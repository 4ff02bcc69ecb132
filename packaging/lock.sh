#!/usr/bin/env bash
# Renew requirements/*.txt from pyproject.toml: universal, hashed, without an address. Needs uv.
#   packaging/lock.sh [--upgrade]
set -euo pipefail
cd "$(dirname "$0")/.."

lock() {
  uv pip compile pyproject.toml "$@" --quiet --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-emit-find-links --no-header
}

lock --output-file requirements/run.txt "$@"
# No wheels of these two exist: they are built on the machine, from hashed sources.
lock --output-file requirements/development.txt --extra hub --group dev --emit-build-options \
  --no-binary libhxl --no-binary python-io-wrapper "$@"
# A server shows no window: what the hub imports, and no more, in the versions of the development.
uv pip compile --group pyproject.toml:hub-server --constraint requirements/development.txt \
  --quiet --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-emit-find-links --no-header --output-file requirements/hub.txt "$@"
