# shellcheck shell=bash
# Decides where to build and run: on this system, or in a private root.
# SPDX-License-Identifier: GPL-3.0-or-later

system_install_command ()
{
  echo 'sudo apt-get install'
}
