# shellcheck shell=bash
# Runs a command inside the private root, with everything of the host that a profiler looks at.
# SPDX-License-Identifier: GPL-3.0-or-later

# Files of the host's /etc that are seen inside too: names of users and hosts, time zone, identity of the machine.
readonly root_host_files='passwd group hosts hostname resolv.conf machine-id localtime'

# enter_root COMMAND...: runs COMMAND in root_path and returns its status.
# bubblewrap sets no_new_privs, so set-uid programs have no effect inside. For a normal user it makes
# a user namespace, in which the processes of other users are shown as those of nobody.
enter_root ()
{
  local arguments=() defaults status=0
  touch "$root_path/etc/vmp-used"
  enter_mounts
  enter_environment
  enter_find_defaults
  [[ $(id -u) != 0 ]] || arguments+=(--cap-add ALL)

  # bubblewrap stays as the parent of the command, and both would end at once if it minded Ctrl-C: so it ignores
  # what ends programs, the command does not, and this shell passes on what is sent to it alone.
  trap '' INT QUIT
  trap 'enter_pass_on TERM' TERM
  trap 'enter_pass_on HUP' HUP
  (
    trap '' INT QUIT TERM HUP
    exec bwrap "${arguments[@]}" --die-with-parent --chdir "$PWD" -- env --default-signal="$defaults" "$@"
  ) <&0 &
  enter_pid=$!
  wait "$enter_pid" || status=$?
  while kill -0 "$enter_pid" 2>/dev/null; do
    status=0
    wait "$enter_pid" || status=$?
  done
  trap - INT QUIT TERM HUP
  return "$status"
}

enter_pass_on ()
{
  local children
  children=$(<"/proc/$enter_pid/task/$enter_pid/children")
  # shellcheck disable=SC2086  # a list of numbers
  [[ -z $children ]] || kill "-$1" $children
}

# The signals that the caller did not ignore (as nohup does) and the command shall get as usual.
enter_find_defaults ()
{
  local key value
  while read -r key value; do
    [[ $key != SigIgn: ]] || break
  done <"/proc/$$/status"
  defaults=PIPE
  ((0x$value >> 0 & 1)) || defaults+=,HUP
  ((0x$value >> 1 & 1)) || defaults+=,INT
  ((0x$value >> 2 & 1)) || defaults+=,QUIT
  ((0x$value >> 14 & 1)) || defaults+=,TERM
}

# Everything of the host but its system folders stays where it is: processes, devices, sockets, homes.
enter_mounts ()
{
  local path name
  case $checkout/ in
    /usr/* | /etc/* | /boot/*) die "the checkout is in $checkout, which the private root hides; move it, for example to ${HOME}" ;;
  esac
  for path in /*; do
    case $path in
      /usr | /etc | /bin | /sbin | /lib* | /boot | /lost+found) ;;
      *) [[ -d $path && ! -L $path ]] && arguments+=(--dev-bind-try "$path" "$path") ;;
    esac
  done
  for path in "$root_path"/*; do
    name=/${path##*/}
    case $name in
      /usr | /etc) arguments+=(--ro-bind "$path" "$name") ;;
      /bin | /sbin | /lib*) arguments+=(--symlink "$(readlink "$path")" "$name") ;;
    esac
  done
  for name in $root_host_files; do
    [[ -r /etc/$name ]] && arguments+=(--ro-bind "/etc/$name" "/etc/$name")
  done
  for name in /var/lib/dpkg /var/cache/fontconfig; do
    [[ -d $name ]] && arguments+=(--ro-bind "$root_path$name" "$name")
  done
  return 0
}

# What names programs or libraries of the host would only mislead those of the root.
enter_environment ()
{
  local name
  for name in LD_LIBRARY_PATH LD_PRELOAD PYTHONPATH PYTHONHOME PKG_CONFIG_PATH GI_TYPELIB_PATH GIO_MODULE_DIR \
              GIO_EXTRA_MODULES GTK_PATH GTK_MODULES GDK_PIXBUF_MODULE_FILE GSETTINGS_SCHEMA_DIR LOCPATH; do
    arguments+=(--unsetenv "$name")
  done
  arguments+=(--setenv PATH /usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin)
  arguments+=(--setenv VMP_ROOT "${root_path##*/}")
  enter_has_locale "${LC_ALL:-${LC_CTYPE:-${LANG:-}}}" ||
    arguments+=(--unsetenv LC_ALL --unsetenv LC_CTYPE --setenv LANG C.UTF-8)
}

# Without a locale, as in many containers, or with one that the root does not have, text would be cut down to ASCII.
enter_has_locale ()
{
  [[ -n $1 && " C POSIX C.UTF-8 $(<"$root_path/etc/vmp-locales") " = *" ${1/%utf8/UTF-8} "* ]]
}
