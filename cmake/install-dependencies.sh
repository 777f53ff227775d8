#!/bin/sh
# What the examples and tests are built with, on Debian and Ubuntu. Asks for nothing that is there.
set -eu
packages="cmake ninja-build g++ libeigen3-dev catch2"
if ! command -v apt-get >/dev/null; then
  echo "No apt-get here. Needed: CMake 3.25, Ninja, a C++20 compiler;" \
    "Eigen 3.4 and Catch2 are downloaded if they are not installed."
  exit 0
fi
missing=
for package in $packages; do
  dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed ||
    missing="$missing $package"
done
[ -n "$missing" ] || exit 0
as_root=
[ "$(id -u)" = 0 ] || as_root=sudo
$as_root apt-get update
# shellcheck disable=SC2086  # a list of names
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing
