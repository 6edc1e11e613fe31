# shellcheck shell=bash
# Knows whether this system is new enough, and how to install what it lacks.
# SPDX-License-Identifier: GPL-3.0-or-later

readonly system_floor=('glib-2.0 >= 2.84' 'gtk4 >= 4.18' 'libadwaita-1 >= 1.7' 'json-glib-1.0')
readonly system_build_programs=(cc meson ninja msgfmt glib-compile-resources)
# shellcheck disable=SC2034  # used by tools/test
readonly system_test_programs=(Xvfb xdotool import dbus-run-session python3 desktop-file-validate appstreamcli)

# system_has PROGRAM...: true when libraries and programs are all there. About 10 ms, as tools/run asks each time.
system_has ()
{
  local program
  for program in pkg-config "$@"; do
    command -v "$program" >/dev/null || return 1
  done
  pkg-config --exists "${system_floor[@]}"
}

# The family of the distribution, by what it is installed with.
system_family ()
{
  local ID='' ID_LIKE='' word
  # shellcheck source=/dev/null
  source "${VMP_OS_RELEASE:-/etc/os-release}" 2>/dev/null || true
  for word in $ID $ID_LIKE; do
    case $word in
      debian | ubuntu) echo apt; return ;;
      fedora | rhel | centos) echo dnf; return ;;
      arch) echo pacman; return ;;
      suse | opensuse*) echo zypper; return ;;
    esac
  done
  echo unknown
}

# Distributions whose own packages reach the floor; of one that is not known here nothing is assumed.
system_is_recent ()
{
  local ID='' ID_LIKE='' VERSION_ID='' PATH=$PATH
  # shellcheck source=/dev/null
  source "${VMP_OS_RELEASE:-/etc/os-release}" 2>/dev/null || return 1
  case $ID in
    debian) system_version_reaches 13 ;;
    ubuntu) system_version_reaches 25.04 ;;
    fedora) system_version_reaches 42 ;;
    opensuse-tumbleweed | arch) true ;;
    *) [[ " $ID_LIKE " = *' arch '* ]] ;;
  esac
}

# Testing and rolling releases have no VERSION_ID.
system_version_reaches ()
{
  [[ -z $VERSION_ID || $(printf '%s\n' "$1" "$VERSION_ID" | sort -V | head -n 1) = "$1" ]]
}

system_install_command ()
{
  case $(system_family) in
    apt) echo 'sudo apt-get install' ;;
    dnf) echo 'sudo dnf install' ;;
    pacman) echo 'sudo pacman -S --needed' ;;
    zypper) echo 'sudo zypper install' ;;
    *) echo 'install with your package manager:' ;;
  esac
}

# The packages for building, running and testing, by the names that the family gives them.
system_packages ()
{
  case $(system_family) in
    dnf) echo gcc meson ninja-build pkgconf gettext git glib2-devel gtk4-devel libadwaita-devel json-glib-devel \
      sqlite-devel desktop-file-utils appstream libxml2 librsvg2 adwaita-icon-theme xorg-x11-server-Xvfb xdotool xprop \
      xauth ImageMagick dbus-daemon at-spi2-core python3-gobject procps-ng time busybox weston ShellCheck ;;
    pacman) echo gcc meson pkgconf gettext git glib2-devel gtk4 libadwaita json-glib sqlite desktop-file-utils appstream \
      libxml2 librsvg adwaita-icon-theme xorg-server-xvfb xdotool xorg-xprop xorg-xauth imagemagick dbus at-spi2-core \
      python-gobject procps-ng time busybox weston shellcheck gobject-introspection-runtime ;;
    zypper) echo gcc meson ninja pkgconf gettext-tools git glib2-devel gtk4-devel libadwaita-devel json-glib-devel \
      sqlite3-devel desktop-file-utils AppStream libxml2-tools adwaita-icon-theme xorg-x11-server-Xvfb xdotool xauth \
      ImageMagick dbus-1-daemon at-spi2-core python3-gobject procps time busybox weston ShellCheck ;;
    *) list_packages packages | xargs ;;
  esac
}

system_name_install_line ()
{
  die "this system is new enough, but some packages are missing; install them with
  $(system_install_command) $(system_packages)
or use a private Debian root instead: VMP_ENVIRONMENT=root ${0##*/} …"
}
