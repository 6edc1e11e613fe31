#!/usr/bin/env bash
# The window is painted by the GL renderer: smoke-gl.sh WINDOW   (under tools/run-gui, with GSK_RENDERER set)
# SPDX-License-Identifier: GPL-3.0-or-later
set -euo pipefail

log=$(mktemp)
trap 'kill $window 2>/dev/null || true; rm -f "$log" "$log.png"' EXIT
window=''
echo 1..2
GSK_DEBUG=renderer "$1" --size 1000x700 $$ >"$log" 2>&1 &
window=$!
colours=0
for _ in $(seq 200); do
  import -window root "$log.png"
  colours=$(identify -format %k "$log.png")
  [[ $colours -le 60 ]] || break
  kill -0 "$window"
  sleep 0.2
done
grep -q 'GskNglRenderer\|GskGLRenderer' "$log" || { sed 's/^/# /' "$log"; echo "not ok 1 - GL is used"; exit 1; }
echo "ok 1 - GL is used"
[[ $colours -gt 60 ]] || { echo "not ok 2 - painted ($colours colours)"; exit 1; }
echo "ok 2 - painted"
