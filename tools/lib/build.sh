# shellcheck shell=bash
# Configures and compiles a build folder, only when something changed.
# SPDX-License-Identifier: GPL-3.0-or-later

readonly build_inputs=(src ui data po docs tests meson.build meson.options tools/lib/build.sh)

# build_is_current FOLDER: one look at times, so that an unchanged checkout costs no meson and no ninja.
build_is_current ()
{
  local stamp=$1/.built inputs=() input
  [[ -e $stamp && $(<"$stamp") = "$environment" ]] || return 1
  for input in "${build_inputs[@]}"; do
    [[ ! -e $checkout/$input ]] || inputs+=("$checkout/$input")
  done
  [[ -z $(find "${inputs[@]}" -newer "$stamp" -print -quit) ]]
}

# build_make FOLDER OPTION...: quiet when all is well; two at once wait for each other.
build_make ()
{
  local folder=$1
  mkdir -p "$folder"
  exec {build_lock}>"$folder.lock"
  flock "$build_lock"
  build_is_current "$folder" || build_anew "$@"
  exec {build_lock}>&-
}

build_anew ()
{
  local folder=$1 log=$1.log began=$SECONDS
  touch "$folder/.begun"
  build_configure "$@" >"$log" 2>&1 || build_failed "$log"
  [[ -e $folder/.built ]] || note "Building in ${folder#"$checkout"/} for the first time …"
  environment_run ninja -C "$folder" 2>&1 | build_progress "$log" || build_failed "$log"
  echo "$environment" >"$folder/.begun.new"
  touch -r "$folder/.begun" "$folder/.begun.new"
  mv "$folder/.begun.new" "$folder/.built"
  [[ $((SECONDS - began)) -lt 5 ]] || note "Built in $((SECONDS - began)) s."
}

# A folder that was configured in another environment holds paths of that one, so it starts anew.
build_configure ()
{
  local folder=$1
  shift
  if [[ -e $folder/.environment && $(<"$folder/.environment") != "$environment" ]]; then
    rm -rf "${folder:?}"
    mkdir -p "$folder"
    touch "$folder/.begun"
  fi
  echo "$environment" >"$folder/.environment"
  if [[ ! -e $folder/build.ninja ]]; then
    environment_run meson setup "$@" "$folder" "$checkout"
  elif [[ -n $(find "$checkout/meson.options" "$checkout/tools/lib/build.sh" -newer "$folder/build.ninja") ]]; then
    environment_run meson setup --reconfigure "$@" "$folder" "$checkout"
  fi
}

# All of it to the log; on a terminal the count of steps, on one line.
build_progress ()
{
  local line
  while IFS= read -r line; do
    printf '%s\n' "$line"
    [[ ! -t 2 || $line != '['* ]] || printf '\r\033[K%s' "${line:0:${COLUMNS:-80}}" >&2
  done >>"$1"
  [[ ! -t 2 ]] || printf '\r\033[K' >&2
}

build_failed ()
{
  grep -q -e '^FAILED:' -e 'ERROR:' "$1" && sed -n '/^FAILED:\|ERROR:/,$p' "$1" | grep -v '^\[' | cut -c1-300 | head -n 60 >&2
  die "building failed; the whole log is in $1"
}
