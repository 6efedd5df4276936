"""The ABI as a list that people can read: every exported function with its symbol version and types, every enumerator with its value.

Read out of the debug information by abidw (libabigail). Public structs are opaque, so their inside is no part of it. A line that is gone or changed
needs another soname and fails; a new line is listed, and allowed. usage: abi.py DUMP.xml WRITTEN [--update]
"""
import sys
import xml.etree.ElementTree as ElementTree


class Dump:
    def __init__(self, path):
        self.root = ElementTree.parse(path).getroot()
        self.types = {node.get("id"): node for node in self.root.iter() if node.get("id")}
        self.enums = {}

    def name(self, identity):
        node = self.types.get(identity)
        if node is None:
            return "void" if identity == "void" else "?"
        if node.tag == "pointer-type-def":
            return self.name(node.get("type-id")) + " *"
        if node.tag == "qualified-type-def":
            return "const " + self.name(node.get("type-id")) if node.get("const") == "yes" else self.name(node.get("type-id"))
        if node.tag == "function-type":
            parts = [self.name(part.get("type-id")) for part in node.findall("parameter")]
            return self.name(node.find("return").get("type-id")) + " (" + ", ".join(parts) + ")"
        if node.tag == "typedef-decl":
            target = self.types.get(node.get("type-id"))
            if target is not None and target.tag == "enum-decl":
                self.enums[node.get("name")] = target
            if target is not None and target.tag in ("function-type", "type-decl", "typedef-decl"):
                return node.get("name") + " = " + self.name(node.get("type-id"))
            return node.get("name")
        if node.tag == "enum-decl":
            self.enums[node.get("name")] = node
        return node.get("name")

    def lines(self):
        found = set()
        versions = {}
        for symbol in self.root.iter("elf-symbol"):
            versions[symbol.get("name")] = symbol.get("version")
        for node in self.root.iter("function-decl"):
            name = node.get("name")
            if name not in versions:
                continue
            parts = [self.name(part.get("type-id")) for part in node.findall("parameter")]
            result = self.name(node.find("return").get("type-id"))
            found.add(f"{versions[name]} {result} {name}({', '.join(parts)})")
            del versions[name]
        for name in versions:
            raise SystemExit(f"abi: nothing is known of {name}; is the library built with debug information?")
        for name, node in self.enums.items():
            for value in node.findall("enumerator"):
                found.add(f"enum {name} {value.get('name')} = {value.get('value')}")
        return sorted(found)


def main(dump, written, *options):
    now = Dump(dump).lines()
    if "--update" in options:
        with open(written, "w", encoding="utf-8") as file:
            file.write("\n".join(now) + "\n")
        return 0
    with open(written, encoding="utf-8") as file:
        then = file.read().splitlines()
    for line in sorted(set(now) - set(then)):
        print("new: " + line)
    gone = sorted(set(then) - set(now))
    for line in gone:
        print("removed or changed: " + line)
    print(f"abi: {len(now)} functions and enumerators, {len(gone)} removed or changed")
    return 1 if gone else 0


sys.exit(main(*sys.argv[1:]))
