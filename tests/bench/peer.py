"""Python's peers, as turns.c describes. usage: peer.py email|flufl FOLDER"""
import email
import glob
import os
import sys
import time

kind, folder = sys.argv[1:]
if kind == "flufl":
    from flufl.bounce import all_failures
mails = []
for path in sorted(glob.glob(os.path.join(folder, "*.eml"))):
    with open(path, "rb") as file:
        mails.append(file.read())
for _ in sys.stdin:
    found = 0
    start = time.process_time()
    for data in mails:
        message = email.message_from_bytes(data)
        if kind == "flufl":
            try:
                found += any(all_failures(message))
            except Exception:  # some of these mails are more than it can read
                pass
        else:
            found += sum(1 for _ in message.walk()) > 0
    print(f"{time.process_time() - start:.6f} {found}", flush=True)
