"""The Python package's speed as ratios, each pair measured in turn in one run.

usage: bench_python.py FOLDER [ROUNDS]
"""
import email
import glob
import os
import statistics
import sys
import threading
import time

import bounce
from bounce import capi


def timed(function):
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def ratio(name, above, below, rounds, wanted):
    """The median of above's time by below's, in turn."""
    found = statistics.median(timed(above) / timed(below) for _ in range(rounds))
    print(f"{name + ':':56}{found:8.2f}  (wanted: {wanted})", flush=True)


def main():
    mails = []
    for path in sorted(glob.glob(os.path.join(sys.argv[1], "*.eml"))):
        with open(path, "rb") as file:
            mails.append(file.read())
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    pointer = bounce.Classifier()._pointer

    def package():
        for mail in mails:
            len(bounce.classify(mail).causes)

    def c_loop():
        for mail in mails:
            capi.bounce_classify(pointer, mail)

    def walk():
        for mail in mails:
            for part in email.message_from_bytes(mail).walk():
                part.get_content_type()

    def threads(count):
        def run():
            workers = [threading.Thread(target=package) for _ in range(count)]
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join()
        return run

    package()
    ratio("classify(bytes).causes / bounce_classify() called bare", package, c_loop, rounds, "at most 1.3")
    ratio("email.message_from_bytes and walk / classify", walk, package, rounds, "at least 20")
    try:
        from flufl.bounce import scan_message
    except ImportError:
        print("flufl.bounce is not installed: not compared")
    else:
        ratio("flufl.bounce scan_message / classify", lambda: [scan_message(email.message_from_bytes(mail)) for mail in mails], package, rounds,
              "at least 40")
    one = statistics.median(timed(threads(1)) for _ in range(rounds))
    two = statistics.median(timed(threads(2)) for _ in range(rounds))
    print(f"{'throughput of two threads / one:':56}{2 * one / two:8.2f}  (wanted: at least 1.8; processors: {os.cpu_count()})")


main()
