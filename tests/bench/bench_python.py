"""The Python package's speed as ratios, each measured in turn in one run.

Of one thread the fastest round counts, in processor time. Two threads are compared by the clock, each time with one right before: the median of the ratios.
What C threads reach is measured between, since what else the machine does slows two threads more than one.

usage: bench_python.py FOLDER [ROUNDS [LOOP]]      LOOP: the program tests/bench/loop, the C loop
"""
import email
import glob
import os
import resource
import statistics
import subprocess
import sys
import time
from multiprocessing.pool import ThreadPool

import bounce


def timed(function, clock=time.process_time):
    start = clock()
    function()
    return clock() - start


def fastest(functions, rounds):
    """The least processor time of each, measured in turn."""
    times = [[timed(function) for function in functions] for _ in range(rounds)]
    return [min(column) for column in zip(*times)]


def gains(pairs, rounds):
    """For each pair of functions, of which the second does the same work in two threads: how many times faster it is by the clock."""
    times = [[timed(one, time.perf_counter) / timed(two, time.perf_counter) for one, two in pairs] for _ in range(rounds)]
    return [statistics.median(column) for column in zip(*times)]


def say(name, value, wanted):
    print(f"{name + ':':56}{value:8.2f}  (wanted: {wanted})", flush=True)


def c_loop(loop, folder, rounds):
    """Processor time of one round over the folder in C, without its start."""
    def used(count):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([loop, "mails", folder, str(count)], check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return min(used(21) - used(1) for _ in range(rounds)) / 20


def main():
    folder, rounds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5
    mails = []
    for path in sorted(glob.glob(os.path.join(folder, "*.eml"))):
        with open(path, "rb") as file:
            mails.append(file.read())

    def package():
        for mail in mails:
            len(bounce.classify(mail).causes)

    def walk():
        for mail in mails:
            for part in email.message_from_bytes(mail).walk():
                part.get_content_type()

    def flufl():
        for mail in mails:
            scan_message(email.message_from_bytes(mail))

    many = mails * 8

    def pool(count):
        workers = ThreadPool(count)
        return lambda: workers.map(lambda mail: len(bounce.classify(mail).causes), many)

    def bulk(count):
        return lambda: [len(report.causes) for report in bounce.classify_many(many, jobs=count)]

    def c_threads(count):
        return lambda: subprocess.run([sys.argv[3], "mails", folder, str(48 // count), str(count)], check=True, stdout=subprocess.DEVNULL)

    package()
    ours, theirs = fastest([package, walk], rounds)
    if len(sys.argv) > 3:
        say("classify(bytes).causes / the same in C", ours / c_loop(sys.argv[3], folder, rounds), "at most 1.3")
    say("email.message_from_bytes and walk / classify", theirs / ours, "at least 20")
    try:
        from flufl.bounce import scan_message
    except ImportError:
        print("flufl.bounce is not installed (./dev test --pypi has it in build/venv): not compared")
    else:
        say("flufl.bounce scan_message / classify", fastest([flufl], 2)[0] / ours, "at least 40")
    pairs = [(pool(1), pool(2)), (bulk(1), bulk(2))] + ([(c_threads(1), c_threads(2))] if len(sys.argv) > 3 else [])
    names = ["two threads / one, ThreadPool over classify(mail).causes", "two threads / one, classify_many", "two threads / one, C"]
    wanted = "at least 1.8 on two free processors"
    for name, value in zip(names, gains(pairs, 2 * rounds)):
        say(name, value, wanted)
    print(f"processors: {os.cpu_count()}, load {os.getloadavg()[0]:.1f}")


main()
