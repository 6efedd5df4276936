"""Writes bounce-causes(7) from what the tool says of its registry. Usage: make_causes.py BOUNCE"""
import os
import subprocess
import sys


def roff(text):
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + text if text[:1] in ".'" else text


def say(*arguments):
    environment = dict(os.environ, LC_ALL="C", HOME="/nonexistent", XDG_CONFIG_HOME="/nonexistent")
    return subprocess.run([sys.argv[1], *arguments], env=environment, check=True,
                          capture_output=True).stdout.decode("utf-8")


print('.TH BOUNCE-CAUSES 7 "" "libbounce 0.1.0" "Miscellaneous"\n.SH NAME\nbounce\\-causes \\- why mail is not delivered\n.SH DESCRIPTION')
print("Every cause that\n.BR bounce (1)\nfinds. Ids are stable.\n.I bounce cause ID\nsays who acts and every step.")
area = None
for line in say("causes", "--width", "1000").splitlines():
    name, _, meaning = line.partition(" ")
    if name.partition(".")[0] != area:
        area = name.partition(".")[0]
        print(f".SS {roff(area)}")
    print(f".TP\n.B {roff(name)}\n{roff(meaning.strip())}")
print(".SH SEE ALSO\n.BR bounce (1),\n.BR bounce-rules (5)")
