"""Every public function is documented, with the version it came in; every source file says what it is."""
from meta import files, finish, public_functions, read, relative

complaints = []
for name, (header, comment) in sorted(public_functions().items()):
    if not comment:
        complaints.append(f"{header}: {name} has no comment")
    elif "@since" not in comment:
        complaints.append(f"{header}: {name} does not say since when")
for path in files("libbounce", ".c", ".h") + files("include/bounce", ".h", ".in"):
    if not read(path).startswith("/*"):
        complaints.append(f"{relative(path)}: does not begin by saying what it is")
finish(complaints)
