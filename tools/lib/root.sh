# shellcheck shell=bash
# Makes the private Debian root that older systems build and run in.
# SPDX-License-Identifier: GPL-3.0-or-later

readonly root_suite=trixie
readonly root_locales='en_US.UTF-8 de_DE.UTF-8 ar_EG.UTF-8'
readonly root_format=1          # raise it when the recipe below changes
readonly root_unused_days=30

# root_name LIST...: the name of the root that holds these package lists.
root_name ()
{
  local hash
  hash=$({ echo "$root_suite $root_format $root_locales"; list_packages "$@"; } | sha256sum)
  echo "root-${hash:0:12}"
}

# root_ensure LIST...: sets root_path to a complete root, made first where there is none.
root_ensure ()
{
  root_path=$cache/$(root_name "$@")
  [[ -d $root_path ]] && return

  mkdir -p "$cache"
  exec {root_lock}>"$cache/lock"
  if ! flock -n "$root_lock"; then
    note "Another program is making the private Debian root; waiting for it."
    flock "$root_lock"
  fi
  [[ -d $root_path ]] || root_make "$@"
  exec {root_lock}>&-
}

# Called with the lock held, so whatever is half-made belongs to a program that was interrupted.
root_make ()
{
  root_need_tools
  root_remove "$cache"/making-*
  local making=$cache/making-$$ log=$cache/${root_path##*/}.log
  trap root_interrupted INT TERM HUP

  note "Making a private Debian 13 root in $root_path (about a minute and 1.3 GB, once):"
  mkdir "$making" "$making-tmp"
  root_unpack_in_background "$making" "$log" "$@"
  if ! wait "$root_unpacking"; then
    root_remove "$making" "$making-tmp"
    tail -n 5 "$log" >&2
    die "the private root could not be made; the whole log is in $log"
  fi
  root_finish "$making"
  mv -T "$making" "$root_path"
  root_remove "$making-tmp"
  trap - INT TERM HUP
  note "  ready after $SECONDS s, $(du -sh "$root_path" | cut -f1)"
  root_remove_unused
}

# A process group of its own can be ended as a whole, and whoever sends the signal.
root_unpack_in_background ()
{
  local making=$1 log=$2
  shift 2
  set -m
  root_unpack "$making" "$@" 2> >(root_progress "$log") &
  root_unpacking=$!
  set +m
}

root_interrupted ()
{
  trap '' INT TERM HUP
  note "Interrupted; cleaning up."
  kill -TERM -- "-$root_unpacking" 2>/dev/null || true
  wait "$root_unpacking" 2>/dev/null || true
  root_remove "$cache"/making-$$*
  exit 130
}

# Going through tar makes every file the caller's own, as root and as a normal user alike.
root_unpack ()
{
  local making=$1 locale packages hooks=() alone=()
  shift
  packages=$(list_packages "$@" | paste -sd,)
  for locale in $root_locales; do
    hooks+=("--customize-hook=chroot \"\$1\" localedef -i ${locale%.*} -f UTF-8 $locale")
  done
  # As root it mounts on this system, and an interrupted one would leave that: a mount namespace takes it along.
  # A normal user borrows user ids for it, which may not reach a private home: those keep to /tmp.
  if [[ $(id -u) = 0 ]]; then
    export TMPDIR=$making-tmp
    alone=(unshare --mount --propagation private)
  fi
  (cd / && umask 022 &&
     LC_ALL=C "${alone[@]}" mmdebstrap --variant=minbase --include="$packages" --skip=output/dev \
       --dpkgopt='path-exclude=/usr/share/doc/*' \
       --dpkgopt='path-exclude=/usr/share/man/*' \
       --dpkgopt='path-exclude=/usr/share/help/*' \
       --dpkgopt='path-exclude=/usr/share/locale/*' \
       --dpkgopt='path-include=/usr/share/locale/locale.alias' \
       --dpkgopt='path-include=/usr/share/locale/de/*' \
       --dpkgopt='path-include=/usr/share/locale/ar/*' \
       "${hooks[@]}" "$root_suite" - </dev/null) |
    tar -x -C "$making" --no-same-owner --exclude='./dev/*' --exclude='./proc/*' --exclude='./sys/*'
}

# Places for the host's own files, which are mounted over these when the root is entered.
root_finish ()
{
  local making=$1 name
  for name in $root_host_files; do
    rm -f "$making/etc/$name"
    : >"$making/etc/$name"
  done
  echo "$root_locales" >"$making/etc/vmp-locales"
}

# root_progress LOG: keeps all of it in LOG and shows the phases, with the seconds since the start.
root_progress ()
{
  local line
  while IFS= read -r line; do
    printf '%s\n' "$line"
    case $line in
      'I: automatically chosen'* | 'I: chroot architecture'* | 'I: success'* | 'I: skipping'* | *tempdir* | *signed-by*) ;;
      'I: running --customize-hook'*' -i en_US '*) note "$(printf '%4d s  making locales...' "$SECONDS")" ;;
      'I: running --customize-hook'*) ;;
      'I: '*) note "$(printf '%4d s  %s' "$SECONDS" "${line#I: }")" ;;
      'E: '*) note "       ${line#E: }" ;;
    esac
  done >"$1"
}

root_need_tools ()
{
  local missing=()
  command -v mmdebstrap >/dev/null || missing+=(mmdebstrap)
  command -v bwrap >/dev/null || missing+=(bubblewrap)
  [[ $(id -u) = 0 ]] || command -v newuidmap >/dev/null || missing+=(uidmap)
  [[ -e /usr/share/keyrings/debian-archive-keyring.gpg ]] || missing+=(debian-archive-keyring)
  [[ ${#missing[@]} = 0 ]] || root_install_tools "${missing[@]}"
  [[ $(id -u) = 0 ]] || root_need_user_namespaces
}

root_install_tools ()
{
  if [[ $(id -u) = 0 ]] && command -v apt-get >/dev/null; then
    note "Installing $*"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y "$@"; } \
      </dev/null >"$cache/apt.log" 2>&1 ||
      die "could not install $*; the log is in $cache/apt.log"
    return
  fi
  die "this system is older than GTK 4.18 and needs a private Debian root; first install what makes it:
  $(system_install_command) $*"
}

root_need_user_namespaces ()
{
  unshare --user --map-root-user true 2>/dev/null ||
    die "this system does not let $(id -un) make user namespaces, which the private root needs; \
allow them (sysctl kernel.unprivileged_userns_clone=1, or on Ubuntu kernel.apparmor_restrict_unprivileged_userns=0), or run this as root"
  grep -qs "^\($(id -un)\|$(id -u)\):" /etc/subuid ||
    die "$(id -un) has no subordinate user ids, which making the private root needs; as root: \
usermod --add-subuids 100000-165535 --add-subgids 100000-165535 $(id -un)"
}

# Directories without the write bit (a few packages have them) stop a plain rm of a normal user.
root_remove ()
{
  local path
  for path; do
    [[ -d $path ]] || continue
    [[ $(id -u) = 0 ]] || chmod -R u+w "$path" 2>/dev/null || true
    rm -rf --one-file-system "$path"
  done
}

# Other package lists may belong to another checkout, so only what nobody entered for long is removed.
root_remove_unused ()
{
  local path
  for path in "$cache"/root-*/; do
    path=${path%/}
    [[ $path != "$root_path" && -e $path/etc/vmp-used ]] || continue
    [[ -n $(find "$path/etc/vmp-used" -mtime +$root_unused_days) ]] || continue
    grep -qs "/${path##*/}/" /proc/[0-9]*/mountinfo && continue
    note "Removing ${path##*/}, which was last used more than $root_unused_days days ago."
    root_remove "$path"
    rm -f "$path.log"
  done
}
