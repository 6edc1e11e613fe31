# shellcheck shell=bash
# One way to run a command where the project can be built, wherever that is.
# SPDX-License-Identifier: GPL-3.0-or-later

# shellcheck source=tools/lib/common.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=tools/lib/system.sh
source "$checkout/tools/lib/system.sh"
# shellcheck source=tools/lib/root.sh
source "$checkout/tools/lib/root.sh"
# shellcheck source=tools/lib/enter.sh
source "$checkout/tools/lib/enter.sh"

# environment_choose [PROGRAM...]: sets environment to "system" or to the name of a root, which is made if need be.
# PROGRAMs are asked for besides what building needs. VMP_ENVIRONMENT=system or =root overrules the choice.
# shellcheck disable=SC2120  # only tools/test has more to ask for
environment_choose ()
{
  environment=system
  case ${VMP_ROOT:+inside}${VMP_ENVIRONMENT:-} in
    inside*) environment=$VMP_ROOT ;;
    root) environment_use_root ;;
    system) system_has "${system_build_programs[@]}" "$@" || system_name_install_line ;;
    '') environment_find "$@" ;;
    *) die "VMP_ENVIRONMENT is \"$VMP_ENVIRONMENT\"; it can be \"system\" or \"root\"" ;;
  esac
}

environment_find ()
{
  if system_has "${system_build_programs[@]}" "$@"; then
    environment=system
  elif system_is_recent; then
    system_name_install_line
  else
    environment_use_root
  fi
}

environment_use_root ()
{
  root_ensure packages
  environment=${root_path##*/}
}

# environment_run COMMAND...: runs COMMAND there, with its own terminal, signals and status.
environment_run ()
{
  if [[ $environment = system || -n ${VMP_ROOT:-} ]]; then
    "$@"
  else
    enter_root "$@"
  fi
}

# environment_end_with COMMAND...: the same as the last thing that this program does.
environment_end_with ()
{
  local status=0
  [[ $environment != system && -z ${VMP_ROOT:-} ]] || exec "$@"
  enter_root "$@" || status=$?
  exit "$status"
}
