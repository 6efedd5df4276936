"""Process 1 of a server's name space: init.py SECONDS COMMAND...   runs it, reaps what is orphaned, ends after SECONDS; with it all else ends."""
import os
import subprocess
import sys
import time

end = time.time() + float(sys.argv[1])
subprocess.Popen(sys.argv[2:])  # pylint: disable=consider-using-with
while time.time() < end:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass
    time.sleep(0.2)
