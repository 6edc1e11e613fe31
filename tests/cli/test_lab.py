# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo programs do to memory what their texts say, measured by vmp run."""

import concurrent.futures
import json
import os
import re
import subprocess

from harness import VMP, run, vmp

MIB = 1 << 20
SECONDS = {'lazy-touch': 3, 'stack-growth': 4, 'fork-cow': 9, 'mmap-file': 6, 'shared-memory': 3, 'thread-stacks': 4,
           'leak': 3, 'churn': 2, 'huge-pages': 1, 'swap-thrash': 1, 'fragmentation': 3}
results = {}


def measure(name):
    """The JSON of a run of a lab, which also must end well by itself."""
    program = [VMP, 'lab', '--quiet', '--seconds', str(SECONDS[name]), name]
    if name == 'lazy-touch':
        # Peaks run on over exec, and under a sanitizer vmp itself takes more than this program before it becomes it.
        program = [os.environ['VMP_LAB'], name, str(SECONDS[name])]
    command = [VMP, 'run', '--json', '--rate', '20', '--children', '--', *program]
    result = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=90, text=True)
    assert result.returncode == 0, f'{name}: {result.returncode} {result.stderr}'
    return json.loads(result.stderr)


def measured(name):
    """All of them run at once, the first time one is asked for: they sleep most of the time."""
    if not results:
        with concurrent.futures.ThreadPoolExecutor(len(SECONDS)) as pool:
            results.update(zip(SECONDS, pool.map(measure, SECONDS)))
    return results[name]


def test_list_names_all():
    names = [line.split()[0] for line in vmp('lab')[0].splitlines()[1:]]
    assert sorted(names) == sorted(SECONDS)


def test_text_comes_first():
    output, _ = vmp('lab', '--seconds', '1', 'leak')
    assert output.startswith('A leak\n')
    assert 'Predict\n' in output and 'Done.' in output


def test_unknown_name():
    _, errors = vmp('lab', 'leek', status=2)
    assert "did you mean 'leak'" in errors


def test_reserving_is_not_using():
    peaks = measured('lazy-touch')['peaks']
    assert peaks['vsize'] >= 256 * MIB
    assert peaks['rss'] < 16 * MIB, peaks['rss']


def test_stack_is_a_high_water_mark():
    assert 256 * 1024 <= measured('stack-growth')['peaks']['stack'] < MIB


def test_fork_shares_until_written():
    tree = measured('fork-cow')['tree']
    assert tree['children'] == 1
    assert tree['rss_peak_bytes_upper_bound'] >= 128 * MIB
    assert 64 * MIB <= tree['pss_peak_bytes'] < 100 * MIB


def test_mapped_file_is_file_memory():
    assert measured('mmap-file')['peaks']['rss-file'] >= 64 * MIB


def test_shared_memory_is_counted_as_such():
    assert measured('shared-memory')['peaks']['rss-shmem'] >= 64 * MIB


def test_threads_have_stacks():
    peaks = measured('thread-stacks')['peaks']
    assert peaks['threads'] == 17
    assert peaks['thread-stacks'] >= 16 * 256 * 1024


def test_leak_grows_the_heap():
    assert measured('leak')['peaks']['heap'] >= 2 * MIB


def test_fragmented_heap_stays():
    assert measured('fragmentation')['peaks']['heap'] >= 100 * MIB


def test_churn_does_not_grow():
    peaks = measured('churn')['peaks']
    assert peaks['rss'] < 64 * MIB
    assert peaks['minor-fault-rate'] > 1000
    assert peaks['mappings'] > 25


def told_faults(name, pattern):
    """Numbers that a lab prints of itself."""
    output, _ = vmp('lab', '--quiet', '--seconds', '3', name)
    found = [[int(number) for number in match] for match in re.findall(pattern, output)]
    assert found, output
    return found[0], output


def test_huge_pages_take_fewer_faults():
    (small, huge), output = told_faults('huge-pages', r'(?s)small pages: (\d+) minor.*?huge pages: (\d+) minor')
    assert small >= 64 * MIB // os.sysconf('SC_PAGESIZE'), output
    assert huge < small / 8 or 'This machine gave no huge pages' in output


def test_swap_thrash_is_bounded_and_honest():
    peaks = measured('swap-thrash')['peaks']
    assert 64 * MIB <= peaks['rss'] < 80 * MIB
    (minor, major), output = told_faults('swap-thrash', r'(\d+) minor and (\d+) major faults')
    assert (minor + major < 100) == ('there is no swap on this machine' in output), output


def test_all_end_in_time():
    for name in SECONDS:
        assert measured(name)['elapsed_ns'] < (SECONDS[name] + 45) * 1e9, name


if __name__ == '__main__':
    run(globals())
