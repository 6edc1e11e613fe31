# shellcheck shell=bash
# Shared by every program in tools/: where things are, and how they speak.
# SPDX-License-Identifier: GPL-3.0-or-later

checkout=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/vmp

# Progress and remarks go to stderr, so that stdout stays the program's own.
note ()
{
  printf '%s\n' "$*" >&2
}

die ()
{
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# list_packages LIST...: the package names of tools/packages and its like, without comments.
list_packages ()
{
  local list
  for list; do
    sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$checkout/tools/$list"
  done
}
