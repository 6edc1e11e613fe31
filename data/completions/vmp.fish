# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of vmp for fish. What can be asked is asked of vmp itself, so that this never gets out of date.

# The program as typed, so that one that is not installed completes by its own words.
function __vmp_program
    commandline -opc | head -n 1
end

function __vmp_commands
    set -l program (__vmp_program)
    $program help 2>/dev/null | string match -rg '^  ([a-z][a-z-]*  +\S.*)' | string match -v 'vmp *' | string replace -r '  +' \t
end

function __vmp_verb
    set -l words (commandline -opc)
    test (count $words) -ge 2; and echo $words[2]
end

# Options of the verb by its help: those with an argument end with =.
function __vmp_options
    set -l program (__vmp_program)
    for line in ($program (__vmp_verb) --help 2>/dev/null | string match -r '^  (?:-[a-zA-Z], )?--.*')
        set -l parts (string match -rg '(--[a-z-]+=?)\S*(?: .*?)?  +(\S.*)$' -- $line)
        test (count $parts) -eq 2; and printf '%s\t%s\n' $parts[1] $parts[2]
    end
end

function __vmp_is_verb
    contains -- (__vmp_verb) $argv
end

# Words between commas: what is typed already comes before each.
function __vmp_list
    set -l before (string match -rg '^(.*,)' -- (commandline -ct | string replace -r '^--[a-z]+=' ''))
    printf "$before%s\n" $argv
end

function __vmp_metrics
    set -l program (__vmp_program)
    __vmp_list ($program metrics --keys 2>/dev/null)
end

function __vmp_columns
    __vmp_list pid ppid user uid state kind name command threads cpu-time rss vsize minor-faults major-faults rss-peak \
        rss-anon rss-file rss-shmem swap page-tables stack data pss uss swap-pss
end

function __vmp_types
    __vmp_list program-image library-image image-bss image file-private file-shared file main-heap malloc-arena malloc-block other-allocator heap \
        main-stack thread-stack stack shared-memory managed-heap guest-memory generated-code guard reserved graphics device huge-tlb kernel-gate private-data
end

function __vmp_pids
    set -l program (__vmp_program)
    $program ps --no-headers --columns pid,name 2>/dev/null | string replace -r '^ *(\d+) +' '$1\t'
end

function __vmp_labs
    set -l program (__vmp_program)
    $program lab 2>/dev/null | string match -rg '^([a-z][a-z-]*  +\S.*)' | string replace -r '  +' \t
end

complete -c vmp -f
complete -c vmp -n 'test -z (__vmp_verb)' -a '(__vmp_commands)'
complete -c vmp -n 'test -z (__vmp_verb)' -s h -l help -d 'Show help'
complete -c vmp -n 'test -z (__vmp_verb)' -s V -l version -d 'Show the version'
complete -c vmp -n 'test -n (__vmp_verb); and string match -q -- "-*" (commandline -ct)' -a '(__vmp_options)'
complete -c vmp -n '__vmp_is_verb stat export' -s m -l metrics -x -a '(__vmp_metrics)'
complete -c vmp -n '__vmp_is_verb stat run record watch' -s i -l interval -x -a '10ms 100ms 0.5s 1s 10s'
complete -c vmp -n '__vmp_is_verb stat ps maps' -l units -x -a 'iec si'
complete -c vmp -n '__vmp_is_verb maps' -s f -l file -r -F
complete -c vmp -n '__vmp_is_verb maps' -s t -l type -x -a '(__vmp_types)'
complete -c vmp -n '__vmp_is_verb ps' -s c -l columns -x -a '(__vmp_columns)'
complete -c vmp -n '__vmp_is_verb ps' -s s -l sort -x -a '(__vmp_columns)'
complete -c vmp -n '__vmp_is_verb ps watch' -s u -l user -x -a '(__fish_complete_users)'
complete -c vmp -n '__vmp_is_verb ps' -s n -l top -x
complete -c vmp -n '__vmp_is_verb ps' -s f -l filter -x
complete -c vmp -n '__vmp_is_verb run record report' -s o -l output -r -F
complete -c vmp -n '__vmp_is_verb run' -l record -r -F
complete -c vmp -n '__vmp_is_verb run record' -l maps -x -a '0.1s 1s 10s 60s never'
complete -c vmp -n '__vmp_is_verb run record' -l rules -r -F
complete -c vmp -n '__vmp_is_verb run' -s r -l rate -x
complete -c vmp -n '__vmp_is_verb stat maps gui record' -a '(__vmp_pids)'
complete -c vmp -n '__vmp_is_verb export' -s f -l format -x -a 'csv jsonl openmetrics'
complete -c vmp -n '__vmp_is_verb report' -s f -l format -x -a 'html pdf markdown csv json'
complete -c vmp -n '__vmp_is_verb diff' -s f -l format -x -a 'text html markdown json'
complete -c vmp -n '__vmp_is_verb report' -s p -l pid -x
complete -c vmp -n '__vmp_is_verb export report diff check watch note trim' -F
complete -c vmp -n '__vmp_is_verb watch' -s p -l pid -x -a '(__vmp_pids)'
complete -c vmp -n '__vmp_is_verb watch' -s r -l recording -r -F
complete -c vmp -n '__vmp_is_verb watch' -s x -l exe -r -F
complete -c vmp -n '__vmp_is_verb watch' -s n -l name -x
complete -c vmp -n '__vmp_is_verb watch' -s m -l mute -x
complete -c vmp -n '__vmp_is_verb watch' -s g -l cgroup -x
complete -c vmp -n '__vmp_is_verb check' -s n -l runs -x
complete -c vmp -n '__vmp_is_verb check' -l junit -r -F
complete -c vmp -n '__vmp_is_verb check' -l markdown -r -F
complete -c vmp -n '__vmp_is_verb metrics' -a '(__vmp_metrics)'
complete -c vmp -n '__vmp_is_verb help' -a '(__vmp_commands)'
complete -c vmp -n '__vmp_is_verb lab' -a '(__vmp_labs)'
complete -c vmp -n '__vmp_is_verb run' -a '(__fish_complete_subcommand --fcs-skip=2)'
