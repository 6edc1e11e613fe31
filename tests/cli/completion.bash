# SPDX-License-Identifier: GPL-3.0-or-later
# Prints what bash would offer: completion.bash SCRIPT WORD..., the last word being typed.
# shellcheck source=/dev/null
source "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_vmp 2> /dev/null
printf '%s\n' "${COMPREPLY[@]}"
