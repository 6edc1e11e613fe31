# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of vmp for bash. What can be asked is asked of vmp itself, so that this never gets out of date.

# The program as typed, so that one that is not installed completes by its own words.
_vmp_commands ()
{
  "$1" help 2> /dev/null | sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p'
}

_vmp_options ()
{
  "$1" "$2" --help 2> /dev/null | grep -oE '^  (-[a-zA-Z], )?--[a-z-]+=?' | grep -oE -- '--[a-z-]+=?'
}

_vmp_pids ()
{
  "$1" ps --no-headers --columns pid 2> /dev/null
}

_vmp_labs ()
{
  "$1" lab 2> /dev/null | sed -n 's/^\([a-z][a-z-]*\)  .*/\1/p'
}

# Completes the last of the words between commas with those of $2.
_vmp_list ()
{
  local before=
  [[ $1 != *,* ]] || before=${1%,*},
  compgen -P "$before" -W "$2" -- "${1##*,}"
}

_vmp_value ()
{
  local columns='pid ppid user uid state kind name command threads cpu-time rss vsize minor-faults major-faults rss-peak
    rss-anon rss-file rss-shmem swap page-tables stack data pss uss swap-pss'
  local types='program-image library-image image-bss image file-private file-shared file main-heap malloc-arena malloc-block other-allocator heap
    main-stack thread-stack stack shared-memory managed-heap guest-memory generated-code guard reserved graphics device huge-tlb kernel-gate private-data'
  case $3 in
    --metrics | -m) _vmp_list "$4" "$("$1" metrics --keys 2> /dev/null)" ;;
    --columns | -c) _vmp_list "$4" "$columns" ;;
    --sort | -s) compgen -W "$columns" -- "$4" ;;
    --type | -t) _vmp_list "$4" "$types" ;;
    --user | -u) compgen -u -- "$4" ;;
    --units) compgen -W 'iec si' -- "$4" ;;
    --interval | -i) compgen -W '10ms 100ms 0.5s 1s 10s' -- "$4" ;;
    --maps) compgen -W '0.1s 1s 10s 60s never' -- "$4" ;;
    --pid | -p) compgen -W "$(_vmp_pids "$1")" -- "$4" ;;
    --output | -o | --record | --rules | --junit | --markdown | --recording | -r | --exe | -x) compgen -f -- "$4" ;;
    --file | -f) compgen -f -- "$4" ;;
    *) return 1 ;;
  esac
}

# Options that have a value, in either form; -m and -c of other verbs have none.
_vmp_takes_value ()
{
  case $1:$2 in
    *:--metrics | *:--columns | *:--sort | *:--type | *:--user | *:--units | *:--interval | watch:--pid | *:--recording | *:--maps | *:--record | *:--rules | *:--junit | *:--markdown | *:--output | *:-i | *:-o) ;;
    watch:--name | watch:--mute | watch:-m | watch:--exe | watch:--cgroup | watch:-p | watch:-n | watch:-x | watch:-u | watch:-g | watch:-r | stat:-m | export:-m | maps:-t | ps:-c | ps:-s | ps:-u) ;;
    maps:--file | maps:-f) ;;
    *) return 1 ;;
  esac
}

# The index of the command that run is to start, or nothing while options are typed.
_vmp_command_index ()
{
  local i
  for ((i = 2; i <= COMP_CWORD; i++)); do
    case ${COMP_WORDS[i]} in
      --) ((i < COMP_CWORD)) && echo $((i + 1)); return ;;
      = | -*) ;;
      *)
        _vmp_takes_value run "${COMP_WORDS[i - 1]}" || [[ ${COMP_WORDS[i - 1]} =~ ^(=|--rate|-r)$ ]] || { echo "$i"; return; }
        ;;
    esac
  done
}

_vmp_run ()
{
  local index
  index=$(_vmp_command_index)
  [[ -n $index ]] || return 1
  if declare -F _command_offset > /dev/null; then
    _command_offset "$index"
  elif ((index == COMP_CWORD)); then
    mapfile -t COMPREPLY < <(compgen -c -- "${COMP_WORDS[COMP_CWORD]}")
  else
    mapfile -t COMPREPLY < <(compgen -f -- "${COMP_WORDS[COMP_CWORD]}")
  fi
}

_vmp ()
{
  local program=${COMP_WORDS[0]} verb=${COMP_WORDS[1]} word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
  COMPREPLY=()
  # The equals sign is a word of its own.
  if [[ $word == = ]]; then
    word=
  elif [[ $before == = ]]; then
    before=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  if ((COMP_CWORD == 1)); then
    mapfile -t COMPREPLY < <(compgen -W "$(_vmp_commands "$program") --help --version" -- "$word")
    return
  fi
  [[ $verb != run ]] || ! _vmp_run || return 0
  if _vmp_takes_value "$verb" "$before"; then
    compopt -o nospace 2> /dev/null
    mapfile -t COMPREPLY < <(_vmp_value "$program" "$verb" "$before" "$word")
    return
  fi
  if [[ $word == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(_vmp_options "$program" "$verb")" -- "$word")
    [[ ${COMPREPLY[0]} != *= ]] || compopt -o nospace 2> /dev/null
    return
  fi
  case $verb in
    stat | maps | gui | record) mapfile -t COMPREPLY < <(compgen -W "$(_vmp_pids "$program")" -- "$word") ;;
    export | report | diff | check | watch | note | trim) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
    metrics) mapfile -t COMPREPLY < <(_vmp_list "$word" "$("$program" metrics --keys 2> /dev/null)") ;;
    help) mapfile -t COMPREPLY < <(compgen -W "$(_vmp_commands "$program")" -- "$word") ;;
    lab) mapfile -t COMPREPLY < <(compgen -W "$(_vmp_labs "$program")" -- "$word") ;;
  esac
}

complete -F _vmp vmp
