"""A folder of libbounce/ includes headers only of folders to its left; gmime and pcre2 stay where they belong."""
import re
from meta import LAYERS, files, finish, read, relative

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.M)

complaints = []
for path in files("libbounce", ".c", ".h"):
    name, layer = relative(path), relative(path).split("/")[1]
    for include in INCLUDE.findall(read(path)):
        target = include.split("/")[0]
        if include.startswith("gmime/") and layer != "mime":
            complaints.append(f"{name}: only mime/ includes GMime")
        if include.startswith("pcre2") and name != "libbounce/match/regex.c":
            complaints.append(f"{name}: only match/regex.c includes PCRE2")
        if layer in LAYERS and target in LAYERS and LAYERS.index(target) > LAYERS.index(layer):
            complaints.append(f"{name}: {layer}/ must not know {target}/")
        if layer == "out" and target in LAYERS and target not in ("util", "out"):
            complaints.append(f"{name}: out/ writes through public getters only")
for path in files("include", ".h", ".in"):
    for include in INCLUDE.findall(read(path)):
        if not include.startswith("bounce/") and include not in ("stdbool.h", "stddef.h", "stdint.h"):
            complaints.append(f"{relative(path)}: a public header includes <{include}>")
for path in files("examples", ".c", ".h"):
    for include in INCLUDE.findall(read(path)):
        if include.split("/")[0] in LAYERS or include.startswith(("gmime/", "pcre2")):
            complaints.append(f"{relative(path)}: the examples use the public API only, not {include}")
finish(complaints)
