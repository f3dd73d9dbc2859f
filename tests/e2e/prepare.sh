#!/bin/sh
# Installs what the end-to-end tests need on a bare Debian machine. Does nothing where Docker already runs.
set -eu

docker version >/dev/null 2>&1 && exit 0
command -v dockerd >/dev/null && command -v docker >/dev/null && command -v debootstrap >/dev/null && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "tests/e2e/prepare.sh: start a Docker engine, or run this as root on Debian" >&2
    exit 1
fi

export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
apt-get -qq install --yes --no-install-recommends docker.io debootstrap git >/dev/null
# From Debian 13 on the client is a package of its own.
command -v docker >/dev/null || apt-get -qq install --yes --no-install-recommends docker-cli >/dev/null
