"""Functions the library never calls: unsafe, locale-dependent, printing, ending the process."""
import re
from meta import files, finish, read, relative

FORBIDDEN = re.compile(
    r"\b(strcpy|strcat|sprintf|vsprintf|strtok|atoi|atol|atof|gets|alloca|setlocale|getenv|printf|fprintf|puts|perror|exit|_exit|"
    r"isalpha|isdigit|isspace|isalnum|isupper|islower|tolower|toupper|strcasecmp|strncasecmp|scanf|sscanf|rand|srand|system|popen|"
    r"g_print|g_printerr|g_warning|g_message|g_critical|syslog)\s*\(")
SKIPPED = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"', re.S)

complaints = []
for path in files("libbounce", ".c", ".h"):
    if relative(path).startswith("libbounce/tools/"):
        continue  # the build tool is a program
    code = SKIPPED.sub(lambda m: re.sub(r"[^\n]", " ", m.group(0)), read(path))
    for number, line in enumerate(code.splitlines(), 1):
        for call in FORBIDDEN.findall(line):
            complaints.append(f"{relative(path)}:{number}: {call}()")
finish(complaints)
