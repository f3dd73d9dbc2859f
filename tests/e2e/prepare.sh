#!/bin/sh
# Installs what some tests need on a bare Debian machine: Docker, and PHP. Does nothing where both are there.
set -eu

needed=
if ! docker version >/dev/null 2>&1; then
    for program in dockerd docker debootstrap; do
        command -v "$program" >/dev/null || needed="docker.io debootstrap git"
    done
fi
command -v php >/dev/null || needed="$needed php-cli"
[ -n "$needed" ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "tests/e2e/prepare.sh: start a Docker engine and install PHP, or run this as root on Debian" >&2
    exit 1
fi

export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
# shellcheck disable=SC2086  (a list of packages)
apt-get -qq install --yes --no-install-recommends $needed >/dev/null
# From Debian 13 on the client is a package of its own.
case $needed in
    *docker.io*) command -v docker >/dev/null || apt-get -qq install --yes --no-install-recommends docker-cli >/dev/null ;;
esac
