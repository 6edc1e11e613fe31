# SPDX-License-Identifier: GPL-3.0-or-later
"""The program speaks the languages that it is translated into."""

import os

from harness import Skip, run, vmp

LANGUAGES = {'de': 'de_DE.UTF-8', 'ar': 'ar_EG.UTF-8'}


def speak(language, *arguments):
    if not os.path.exists(f"{os.environ['VMP_LOCALEDIR']}/{language}/LC_MESSAGES/vm-profiler.mo"):
        raise Skip(f'not translated into {language}')
    return vmp(*arguments, env={'LC_ALL': LANGUAGES[language]})[0]


def test_help_in_german():
    assert 'Befehle:' in speak('de', 'help')


def test_help_in_arabic():
    assert speak('ar', 'help') != vmp('help')[0]


def test_tables_of_core_are_translated():
    assert 'Anteilig (PSS)' in speak('de', 'metrics', 'pss')


def test_numbers_of_scripts_stay_as_they_are():
    assert vmp('metrics', '--keys')[0] == speak('de', 'metrics', '--keys')


if __name__ == '__main__':
    run(globals())
