#!/usr/bin/env bash
# The window comes up under a Wayland compositor and lives: smoke-wayland.sh WINDOW   (under tools/run-gui)
# SPDX-License-Identifier: GPL-3.0-or-later
set -euo pipefail

folder=$(mktemp -d)
trap 'kill $compositor $window 2>/dev/null || true; rm -rf "$folder"' EXIT
compositor='' window=''
export XDG_RUNTIME_DIR=$folder
chmod 700 "$folder"
echo 1..2

weston --backend=headless --renderer=pixman --socket=wayland-test --width=1200 --height=800 >"$folder/weston.log" 2>&1 &
compositor=$!
for _ in $(seq 200); do [[ ! -S $folder/wayland-test ]] || break; sleep 0.05; done
[[ -S $folder/wayland-test ]] || { cat "$folder/weston.log"; echo "not ok 1 - a compositor"; exit 1; }

unset DISPLAY
WAYLAND_DISPLAY=wayland-test GDK_BACKEND=wayland "$1" --size 1000x700 $$ >"$folder/window.log" 2>&1 &
window=$!
python3 "$(dirname -- "$0")/wait_for_name.py" "$window" "Process $$" || { cat "$folder/window.log"; echo "not ok 1 - shown under Wayland"; exit 1; }
echo "ok 1 - shown under Wayland"
kill -0 "$window"
[[ ! -s $folder/window.log ]] || { sed 's/^/# /' "$folder/window.log"; echo "not ok 2 - without a word"; exit 1; }
echo "ok 2 - without a word"
