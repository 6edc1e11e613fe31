#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shows each check something wrong, and expects it to be seen; and something right, and expects peace.

Usage: test_checks.py CHECKOUT
"""
import contextlib
import io
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

CHECKOUT = pathlib.Path(sys.argv[1])
CHECKS = CHECKOUT / "tests" / "checks"
HEAD = "/* SPDX-License-Identifier: GPL-3.0-or-later */\n/* A file of this test. */\n\n"


def run(program, *arguments):
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


class Tree(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = pathlib.Path(self.folder.name)

    def put(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


class SourceCheck(Tree):
    def complaints(self, name, text):
        self.put(name, text)
        return run(CHECKS / "check_source.py", self.root)

    def test_good_file(self):
        code = '/* popen () is only mentioned */\nstatic int\nf (void)\n{\n  return g ("system (x)");\n}\n'
        self.assertEqual(self.complaints("src/core/kernel/a.c", HEAD + code)[0], 0)

    def test_each_rule(self):
        body = "".join(f"  f ({i});\n" for i in range(90))
        cases = [
            ("src/cli/a.c", "int x;\n", "SPDX"),
            ("src/cli/a.c", HEAD.split("\n")[0] + "\nint x;\n", "what the file is for"),
            ("src/cli/a.h", HEAD + "int x;\n", "#pragma once"),
            ("src/cli/a.c", HEAD + "static int x; \n", "white space"),
            ("src/cli/a.c", HEAD + "/* TO" + "DO: later */\n", "unfinished"),
            ("src/cli/a.c", HEAD + "static int x = system (\"ls\");\n", "starts a shell"),
            ("src/cli/a.c", HEAD + "static int x = sprintf (a, b);\n", "without a bound"),
            ("src/cli/a.c", HEAD + 'static char *x = "/proc/1/stat";\n', "literal kernel path"),
            ("src/core/model/vmp-metric.c", HEAD + 'static char *x = "/proc/self/stat";\n', "literal kernel path"),
            ("src/core/kernel/a.c", HEAD + "#include <gio/gio.h>\n", "GLib core only"),
            ("src/core/model/a.c", HEAD + "static int x = g_print (y);\n", "neither prints"),
            ("src/core/engine/a.c", HEAD + "static char *x = _(y);\n", "does not translate"),
            ("src/core/kernel/a.c", HEAD + '#include "core/model/b.h"\n', "must not include"),
            ("src/cli/a.c", HEAD + '#include "app/b.h"\n', "must not include"),
            ("src/cli/a.c", HEAD + "static void\nlong_one (int a,\n          int b)\n{\n" + body + "}\n", "long_one has 94"),
            ("src/cli/a.c", HEAD + "int x;\n" * 1000, "1003 lines"),
        ]
        for name, text, expected in cases:
            with self.subTest(expected=expected, name=name), tempfile.TemporaryDirectory() as folder:
                self.root = pathlib.Path(folder)
                status, output = self.complaints(name, text)
                self.assertEqual(status, 1, output)
                self.assertIn(expected, output)

    def test_sources_of_metrics_may_be_named(self):
        text = HEAD + '#define STAT "/proc/PID/stat: "\nstatic x y = {\n  .source = "/proc/PID/oom_score",\n};\n'
        self.assertEqual(self.complaints("src/core/model/vmp-metric.c", text)[0], 0)

    def test_an_empty_tree_is_an_error(self):
        self.assertEqual(run(CHECKS / "check_source.py", self.root)[0], 1)


class UiCheck(Tree):
    def complaints(self, inner):
        self.put("a.ui", f"<interface>{inner}</interface>")
        return run(CHECKS / "check_ui.py", "4.18", "1.7", self.root)

    def test_good_file(self):
        status, output = self.complaints(
            '<template class="VmpA" parent="AdwBin"><property name="own-one">1</property><property name="child">'
            '<object class="GtkLabel" id="l"><property name="can_focus">1</property><signal name="notify::label"/></object>'
            '</property></template><object class="AdwBreakpoint"><setter object="l" property="visible">0</setter></object>')
        self.assertEqual(status, 0, output)

    def test_each_fault(self):
        for inner, expected in [
            ('<object class="AdwShortcutsDialog"/>', "AdwShortcutsDialog"),
            ('<object class="GtkLable"/>', "no class GtkLable"),
            ('<object class="GtkInfoBar"/>', "deprecated since 4.10"),
            ('<object class="GtkLabel"><property name="lable">x</property></object>', 'no property "lable"'),
            ('<object class="GtkButton"><signal name="clicke" handler="x"/></object>', 'no signal "clicke"'),
            ('<object class="AdwBreakpoint"><setter object="x" property="visible">0</setter></object>', "no id"),
            ('<template class="VmpA" parent="GtkDialog"/>', "GtkDialog is deprecated"),
        ]:
            with self.subTest(expected=expected):
                status, output = self.complaints(inner)
                self.assertEqual(status, 1, output)
                self.assertIn(expected, output)


class PotfilesCheck(Tree):
    def test_missing_and_stale(self):
        self.put("po/POTFILES.in", "# why\nsrc/gone.c\n")
        self.put("src/a.c", 'x = _("text");\n')
        self.put("src/b.c", '/* _("only a comment") */\n')
        self.put("ui/w.ui", '<property translatable="yes">x</property>')
        (self.root / "data").mkdir()
        status, output = run(CHECKS / "check_potfiles.py", self.root)
        self.assertEqual(status, 1)
        for expected in ("lacks src/a.c", "lacks ui/w.ui", "lists src/gone.c"):
            self.assertIn(expected, output)
        self.assertNotIn("b.c", output)

        run(CHECKS / "check_potfiles.py", "--write", self.root)
        self.assertEqual((self.root / "po/POTFILES.in").read_text(), "# why\nsrc/a.c\nui/w.ui\n")
        self.assertEqual(run(CHECKS / "check_potfiles.py", self.root)[0], 0)


class CountTests(Tree):
    def count(self, *tests, failed_builds=0):
        log = self.root / "log.json"
        log.write_text("".join(json.dumps(test) + "\n" for test in tests))
        status, output = run(CHECKOUT / "tools/lib/count_tests.py", failed_builds, log)
        return status, output.strip()

    def test_cases_are_counted_one_by_one(self):
        tap = "TAP version 14\n# Subtest: a\n    ok 1 /a/b\n    not ok 2 /a/c\n    1..2\nnot ok 1 a\nok 2 /d # SKIP why\n1..2\n"
        self.assertEqual(self.count({"result": "FAIL", "stdout": tap}), (1, "1 passed, 1 failed, 1 skipped"))

    def test_a_crash_after_good_cases_is_a_failure(self):
        self.assertEqual(self.count({"result": "ERROR", "stdout": "ok 1 a\n"}), (1, "1 passed, 1 failed, 0 skipped"))
        self.assertEqual(self.count({"result": "TIMEOUT"}), (1, "0 passed, 1 failed, 0 skipped"))

    def test_programs_without_tap(self):
        self.assertEqual(self.count({"result": "OK", "stdout": "fine\n"}, {"result": "SKIP"}),
                         (0, "1 passed, 0 failed, 1 skipped"))

    def test_nothing_run_is_a_failure(self):
        self.assertEqual(self.count(), (1, "0 passed, 0 failed, 0 skipped"))
        self.assertEqual(run(CHECKOUT / "tools/lib/count_tests.py", 0, self.root / "none.json")[0], 1)

    def test_a_failed_build_is_a_failure(self):
        self.assertEqual(self.count({"result": "OK"}, failed_builds=1), (1, "1 passed, 1 failed, 0 skipped"))


class ToolsTest(Tree):
    """What tools/lib decides, without making a root."""

    def ask(self, command, os_release=""):
        self.put("os-release", os_release)
        script = f'source {CHECKOUT}/tools/lib/environment.sh; VMP_OS_RELEASE={self.root}/os-release; {command}'
        return run("bash", "-c", script)

    def test_which_systems_are_recent(self):
        for os_release, family, recent in [
            ("ID=debian\nVERSION_ID=\"12\"", "apt", False),
            ("ID=debian\nVERSION_ID=\"13\"", "apt", True),
            ("ID=debian", "apt", True),
            ("ID=ubuntu\nVERSION_ID=\"24.04\"", "apt", False),
            ("ID=ubuntu\nVERSION_ID=\"25.04\"", "apt", True),
            ("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\nVERSION_ID=\"22\"", "apt", False),
            ("ID=fedora\nVERSION_ID=41", "dnf", False),
            ("ID=fedora\nVERSION_ID=42", "dnf", True),
            ("ID=arch", "pacman", True),
            ("ID=manjaro\nID_LIKE=arch", "pacman", True),
            ("ID=\"opensuse-tumbleweed\"\nID_LIKE=\"opensuse suse\"\nVERSION_ID=\"20250101\"", "zypper", True),
            ("ID=\"opensuse-leap\"\nID_LIKE=\"suse opensuse\"\nVERSION_ID=\"15.6\"", "zypper", False),
            ("ID=other", "unknown", False),
        ]:
            with self.subTest(os_release=os_release):
                self.assertEqual(self.ask("system_family", os_release)[1].strip(), family)
                self.assertEqual(self.ask("system_is_recent", os_release)[0], 0 if recent else 1)

    def test_a_recent_system_without_packages_gets_one_install_line(self):
        status, output = self.ask("system_has () { false; }; VMP_ROOT=; environment_choose", "ID=fedora\nVERSION_ID=42")
        self.assertEqual(status, 1)
        lines = [line for line in output.splitlines() if "install " in line and "gtk4-devel" in line]
        self.assertEqual(len(lines), 1, output)
        self.assertTrue(lines[0].strip().startswith("sudo dnf install "), output)

    def test_a_wrong_choice_is_refused(self):
        status, output = self.ask("VMP_ROOT= VMP_ENVIRONMENT=mars; environment_choose")
        self.assertEqual(status, 1)
        self.assertIn("mars", output)

    def test_the_root_is_named_by_what_is_in_it(self):
        def name(*lists):
            return self.ask(f"root_name {' '.join(lists)}")[1].strip()
        self.assertRegex(name("packages"), r"^root-[0-9a-f]{12}$")
        self.assertEqual(name("packages"), name("packages"))
        self.assertNotEqual(name("packages"), name("packages", "packages-bench"))

    def test_a_system_that_cannot_make_a_root_is_told_why(self):
        without_tools = "command () { [[ $2 != mmdebstrap && $2 != bwrap ]]; }; id () { echo 1000; }; "
        status, output = self.ask(without_tools + "root_need_tools", "ID=debian\nVERSION_ID=\"12\"")
        self.assertEqual(status, 1)
        self.assertRegex(output, r"sudo apt-get install mmdebstrap bubblewrap")
        for failing, expected in (("unshare () { false; }", "user namespaces"),
                                  ("unshare () { true; }; grep () { false; }", "subordinate user ids")):
            status, output = self.ask(f"id () {{ echo nobody; }}; {failing}; root_need_user_namespaces")
            self.assertEqual(status, 1)
            self.assertIn(expected, output)

    def test_the_locale_is_one_that_the_root_has(self):
        (self.root / "etc").mkdir()
        (self.root / "etc/vmp-locales").write_text("en_US.UTF-8 de_DE.UTF-8\n")
        for locale, known in (("de_DE.UTF-8", True), ("de_DE.utf8", True), ("C", True), ("", False), ("fr_FR.UTF-8", False)):
            with self.subTest(locale=locale):
                status, _ = self.ask(f"root_path={self.root}; enter_has_locale '{locale}'")
                self.assertEqual(status == 0, known)

    def test_help_and_bad_options(self):
        for program in ("run", "test", "shell"):
            status, output = run(CHECKOUT / "tools" / program, "--help")
            self.assertEqual(status, 0)
            self.assertIn(f"Usage: tools/{program}", output)
        for arguments in (["test", "--nonsense"], ["shell", "--nonsense"], ["run", "--screenshot"],
                          ["run", "--screenshot", "a.png", "--size", "big"]):
            status, output = run(CHECKOUT / "tools" / arguments[0], *arguments[1:])
            self.assertEqual(status, 1, arguments)
            self.assertEqual(len(output.strip().splitlines()), 1, output)


class TapResult(unittest.TestResult):
    """One line of TAP a test."""

    def __init__(self):
        super().__init__()
        self.bad = set()

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.bad.add(test)

    def stopTest(self, test):
        super().stopTest(test)
        wrong = self.failures + self.errors
        bad = test in self.bad or any(failed is test for failed, _ in wrong)
        print(f"{'not ok' if bad else 'ok'} {self.testsRun} {test.id().removeprefix('__main__.')}", flush=True)


def main():
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"])
    print(f"1..{suite.countTestCases()}")
    result = TapResult()
    with contextlib.redirect_stderr(io.StringIO()):
        suite.run(result)
    for _, trace in result.failures + result.errors:
        print("\n".join("# " + line for line in trace.splitlines()))
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
