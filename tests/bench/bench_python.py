"""The Python package's speed as ratios, each measured in turn in one run; of each the fastest round counts, in processor time.

usage: bench_python.py FOLDER [ROUNDS [LOOP]]      LOOP: the program tests/bench/loop, the C loop
"""
import email
import glob
import os
import resource
import subprocess
import sys
import threading
import time

import bounce


def timed(function, clock=time.process_time):
    start = clock()
    function()
    return clock() - start


def fastest(functions, rounds, clock=time.process_time):
    """The least time of each, measured in turn."""
    times = [[timed(function, clock) for function in functions] for _ in range(rounds)]
    return [min(column) for column in zip(*times)]


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

    def threads(count):
        def work():
            for _ in range(5):
                package()

        def run():
            workers = [threading.Thread(target=work) for _ in range(count)]
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join()
        return run

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
    one, two = fastest([threads(1), threads(2)], rounds, time.perf_counter)
    say("throughput of two threads / one", 2 * one / two, f"at least 1.8; processors: {os.cpu_count()}, load {os.getloadavg()[0]:.1f}")


main()
