# SPDX-License-Identifier: GPL-3.0-or-later
"""vmp metrics: the keys are an interface."""

import os

from harness import read, run, vmp, vmp_json

HERE = os.path.dirname(os.path.abspath(__file__))


def test_keys_are_stable():
    expected = read(f'{HERE}/expected/metric-keys.txt').split()
    keys = vmp('metrics', '--keys')[0].split()
    assert len(keys) == len(set(keys))
    # New ones may come; none may go.
    assert set(expected) <= set(keys), set(expected) - set(keys)


def test_json():
    table = vmp_json('metrics')
    assert [row['key'] for row in table] == vmp('metrics', '--keys')[0].split()
    for row in table:
        assert set(row) == {'key', 'unit', 'kind', 'tier', 'source', 'formula', 'label', 'explanation', 'peers'}
        assert row['unit'] in {'bytes', 'count', 'count-per-second', 'nanoseconds'}
        assert row['kind'] in {'gauge', 'counter', 'peak'}
        assert row['tier'] in {0, 1, 2, 3}
        assert row['label'] and row['explanation'] and row['source']


def test_peers():
    rss, = vmp_json('metrics', 'rss')
    formulas = {row['peer']: row['formula'] for row in rss['peers']}
    assert formulas == {'top': 'rss', 'htop': 'rss', 'gnome-system-monitor': 'rss - rss-file - rss-shmem',
                        'resources': 'rss'}, formulas
    keys = set(vmp('metrics', '--keys')[0].split())
    for row in vmp_json('metrics'):
        for peer in row['peers']:
            assert set(peer) == {'peer', 'column', 'formula', 'reason'}
            assert not peer['formula'] or set(peer['formula'].split()) - {'+', '-'} <= keys
    output, _ = vmp('metrics', '--explain', 'rss')
    assert 'GNOME System Monitor Memory: rss - rss-file - rss-shmem.' in output, output


def test_chosen():
    assert [row['key'] for row in vmp_json('metrics', 'pss', 'rss')] == ['pss', 'rss']
    output, _ = vmp('metrics', 'rss,pss')
    assert output.startswith('rss: ') and '\npss: ' in output
    assert 'source: ' in output


def test_table():
    lines = vmp('metrics')[0].splitlines()
    assert lines[0].split() == ['KEY', 'UNIT', 'TIER', 'SOURCE', 'EXPLANATION']
    assert len(lines) - 1 == len(vmp('metrics', '--keys')[0].split())


if __name__ == '__main__':
    run(globals())
