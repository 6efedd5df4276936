"""A mail log: syslog.py HOST SOCKET FILE SECONDS   writes what is said to the socket as lines of /var/log/mail.log (RFC 3164)."""
import os
import re
import socket
import sys
import time

host, path, name, life = sys.argv[1:5]
if os.path.lexists(path):
    os.unlink(path)
receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
receiver.bind(path)
os.chmod(path, 0o666)
receiver.settimeout(1)
end = time.time() + float(life)
with open(name, "ab", buffering=0) as log:
    while time.time() < end:
        try:
            line = receiver.recv(65536)
        except socket.timeout:
            continue
        line = re.sub(rb"^<\d+>", b"", line).rstrip(b"\n\0")
        stamped = re.match(rb"([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) (.*)", line, re.S)
        now = time.strftime("%b %e %H:%M:%S").encode()
        stamp, text = stamped.groups() if stamped else (now, line)
        log.write(stamp + b" " + host.split(".")[0].encode() + b" " + text + b"\n")
