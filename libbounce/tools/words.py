"""Makes the table of report/language.c from knowledge/data/languages.words.

usage: words.py INPUT OUTPUT
"""
import sys


def quote(text):
    return "".join(chr(b) if 0x20 < b < 0x7F and b not in b'"\\' else f"\\{b:03o}" for b in text.encode("utf-8"))


def main():
    languages, words, letters, scripts = [], [], [], []
    with open(sys.argv[1], encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.startswith("#") or not line.strip():
                continue
            head, _, rest = line.partition(":")
            names, kind, *least = head.split()
            for name in names.split(","):
                if name not in languages:
                    languages.append(name)
            index, *other = (languages.index(name) for name in names.split(","))
            if kind == "words":
                words += [(word.encode("utf-8"), index, word) for word in rest.split()]
            elif kind == "letters":
                letters += [(ord(letter), index) for letter in rest.split()]
            elif kind == "script":
                scripts += [(*(int(end, 16) for end in span.split("-")), int(least[0]), index, *(other or [index])) for span in rest.split()]
            else:
                sys.exit(f"{sys.argv[1]}:{number}: {kind}: not words, letters or script")
    with open(sys.argv[2], "w", encoding="ascii") as out:
        out.write("/* Made from knowledge/data/languages.words. */\n")
        out.write("static const char *const language_tags[] = { %s };\n" % ", ".join(f'"{tag}"' for tag in languages))
        out.write("static const language_word language_words[] = { /* by their bytes */\n")
        out.writelines(f'    {{ "{quote(word)}", {len(raw)}, {index} }},\n' for raw, index, word in sorted(words))
        out.write("};\nstatic const language_letter language_letters[] = {\n")
        out.writelines(f"    {{ 0x{code:04X}, {index} }},\n" for code, index in sorted(letters))
        out.write("};\nstatic const language_script language_scripts[] = {\n")
        out.writelines(f"    {{ 0x{first:04X}, 0x{last:04X}, {least}, {index}, {other} }},\n" for first, last, least, index, other in scripts)
        out.write("};\n")


main()
