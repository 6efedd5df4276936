"""What the library never has: calls that are unsafe, locale-dependent, print or end the process; variables that outlive a call."""
import re
from meta import files, finish, read, relative

FORBIDDEN = re.compile(
    r"\b(strcpy|strcat|sprintf|vsprintf|strtok|atoi|atol|atof|gets|alloca|setlocale|getenv|printf|fprintf|puts|perror|exit|_exit|"
    r"isalpha|isdigit|isspace|isalnum|isupper|islower|tolower|toupper|strcasecmp|strncasecmp|scanf|sscanf|rand|srand|system|popen|"
    r"g_print|g_printerr|g_warning|g_message|g_critical|syslog)\s*\(")
SKIPPED = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"', re.S)
STATIC = re.compile(r"\s*static\s+([^(=;\[{]*)[=;\[{]")
ONCE = {"libbounce/mime/init.c": "is_done",       # GMime is initialised once a process
        "libbounce/knowledge/set.c": "builtin"}    # the built-in knowledge is made once and published by compare-and-swap


def is_variable(line):
    """A static that may change: no function (its parenthesis comes first), and not const behind the last asterisk."""
    declared = STATIC.match(re.sub(r"_Atomic\([^)]*\)", "_Atomic", line))
    return bool(declared) and not re.search(r"\bconst\b", declared.group(1).split("*")[-1])


complaints = []
for path in files("libbounce", ".c", ".h"):
    if relative(path).startswith("libbounce/tools/"):
        continue  # the build tool is a program
    code = SKIPPED.sub(lambda m: re.sub(r"[^\n]", " ", m.group(0)), read(path))
    for number, line in enumerate(code.splitlines(), 1):
        for call in FORBIDDEN.findall(line):
            complaints.append(f"{relative(path)}:{number}: {call}()")
        once = ONCE.get(relative(path))
        if is_variable(line) and not (once and re.search(rf"\b{once};", line)):
            complaints.append(f"{relative(path)}:{number}: a static variable that may change")
finish(complaints)
