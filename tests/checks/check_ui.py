#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that .ui files use only what GTK and libadwaita have at the floor.

Usage: check_ui.py GTK_FLOOR ADW_FLOOR FOLDER

The compiler refuses too new functions, but nothing looks into .ui files: a class, property or signal that is newer,
deprecated by then, or misspelt, is only seen as a warning when that widget is built. The library descriptions
(.gir) that come with the headers say since when each exists.
"""
import pathlib
import sys
import xml.etree.ElementTree as ET

CORE = "{http://www.gtk.org/introspection/core/1.0}"
C = "{http://www.gtk.org/introspection/c/1.0}"
GLIB = "{http://www.gtk.org/introspection/glib/1.0}"
NAMESPACES = ["GObject-2.0", "Gio-2.0", "Gdk-4.0", "Gtk-4.0", "Adw-1"]
GIR_FOLDERS = ["/usr/share/gir-1.0", "/usr/local/share/gir-1.0"]


def number(version):
    return tuple(int(part) for part in version.split("."))


class Library:
    """Every class and interface of the libraries, by its C name."""

    def __init__(self, floors):
        self.floors = floors
        self.by_c_name = {}
        self.by_gir_name = {}
        for name in NAMESPACES:
            self._load(name)

    def _load(self, name):
        for folder in GIR_FOLDERS:
            path = pathlib.Path(folder, name + ".gir")
            if path.exists():
                break
        else:
            sys.exit(f"check_ui: no {name}.gir in {', '.join(GIR_FOLDERS)}; install the -dev packages")
        namespace = ET.parse(path).getroot().find(CORE + "namespace")
        short = namespace.get("name")
        for kind in ("class", "interface"):
            for node in namespace.findall(CORE + kind):
                node.set("namespace", short)
                self.by_gir_name[f"{short}.{node.get('name')}"] = node
                self.by_c_name[node.get(GLIB + "type-name") or node.get(C + "type")] = node

    def family(self, node):
        """The node, its interfaces, and those of its parents."""
        while node is not None:
            yield node
            space = node.get("namespace")
            for tag in ("implements", "prerequisite"):
                for other in node.findall(CORE + tag):
                    found = self._named(other.get("name"), space)
                    if found is not None:
                        yield found
            parent = node.get("parent")
            node = self._named(parent, space) if parent else None

    def _named(self, name, space):
        return self.by_gir_name.get(name if "." in name else f"{space}.{name}")

    def member(self, node, tag, name):
        for ancestor in self.family(node):
            for found in ancestor.findall(tag):
                if found.get("name") == name:
                    return found, ancestor
        return None, None

    def complaint(self, found, namespace):
        floor = self.floors.get(namespace)
        if floor is None:
            return None
        since = found.get("version")
        if since and number(since) > floor:
            return f"exists only since {since}"
        gone = found.get("deprecated-version")
        if gone and number(gone) <= floor:
            return f"is deprecated since {gone}"
        return None


class Checker:
    def __init__(self, library, path):
        self.library = library
        self.path = path
        self.class_of_id = {}
        self.problems = []
        self.parent_of_template = {}

    def check(self):
        root = ET.parse(self.path).getroot()
        for node in root.iter():
            if node.tag in ("object", "template") and node.get("id"):
                self.class_of_id[node.get("id")] = node.get("class")
            if node.tag == "template":
                self.parent_of_template[node.get("class")] = node.get("parent")
                self.class_of_id.setdefault(node.get("class"), node.get("class"))
        self._walk(root)
        return self.problems

    def _complain(self, text):
        self.problems.append(f"{self.path}: {text}")

    def _walk(self, node):
        if node.tag in ("object", "template"):
            self._check_object(node)
        for child in node:
            self._walk(child)

    def _check_object(self, node):
        names = [node.get("class")]
        if node.tag == "template":
            names = [node.get("parent")] if node.get("parent") else []
        for name in names:
            if name and not name.startswith("Vmp"):
                self._check_class(name)
        for child in node:
            if child.tag in ("property", "binding"):
                self._check_member(node.get("class"), CORE + "property", child.get("name"), "property")
            elif child.tag == "signal":
                self._check_member(node.get("class"), GLIB + "signal", child.get("name").split("::")[0], "signal")
            elif child.tag == "setter":
                owner = self.class_of_id.get(child.get("object"))
                if owner is None:
                    self._complain(f"a setter names \"{child.get('object')}\", which is no id of this file")
                else:
                    self._check_member(owner, CORE + "property", child.get("property"), "property")

    def _check_class(self, name):
        found = self.library.by_c_name.get(name)
        if found is None:
            self._complain(f"there is no class {name}")
            return
        wrong = self.library.complaint(found, found.get("namespace"))
        if wrong:
            self._complain(f"{name} {wrong}")

    def _check_member(self, class_name, tag, name, what):
        # Our own classes have properties of their own, so for those only what their parent has is looked at.
        ours = class_name in self.parent_of_template or class_name.startswith("Vmp")
        known = self.parent_of_template.get(class_name) if ours else class_name
        node = self.library.by_c_name.get(known)
        if node is None:
            return
        name = name.replace("_", "-")
        found, owner = self.library.member(node, tag, name)
        if found is None:
            if not ours:
                self._complain(f"{class_name} has no {what} \"{name}\"")
            return
        wrong = self.library.complaint(found, owner.get("namespace"))
        if wrong:
            self._complain(f"{what} \"{name}\" of {class_name} {wrong}")


def main():
    gtk_floor, adw_floor, folder = sys.argv[1:]
    library = Library({"Gtk": number(gtk_floor), "Gdk": number(gtk_floor), "Adw": number(adw_floor)})
    files = sorted(pathlib.Path(folder).rglob("*.ui"))
    problems = [problem for path in files for problem in Checker(library, path).check()]
    print("\n".join(problems) or f"{len(files)} files use only what GTK {gtk_floor} and libadwaita {adw_floor} have")
    return 1 if problems or not files else 0


if __name__ == "__main__":
    sys.exit(main())
