#!/bin/sh
# Writes requirements.txt, the image's dependencies pinned by version and hash, from pyproject.toml.
# Pins that still satisfy pyproject.toml are kept; `scripts/lock.sh --upgrade` takes the newest.
set -eu
cd "$(dirname "$0")/.."

tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
python3 -m venv "$tools"
"$tools/bin/pip" install --quiet uv==0.13.8

"$tools/bin/uv" pip compile pyproject.toml --extra action --no-config \
    --python-version 3.13 --python-platform linux --only-binary :all: \
    --generate-hashes --no-emit-index-url --no-emit-find-links \
    --custom-compile-command "make lock" --quiet --output-file requirements.txt "$@"
