"""libbounce beside its peers: the same mails, in turn, CPU time, median of the rounds. usage: peers.py BUILD_DIR FOLDER [ROUNDS]

Twice: the mails as they are, and each blown up to 40 KB with lines in its last part (of most mails: the returned message). A peer that is not installed is
left out, and that is said. "found" counts the mails each says to be a bounce or report at all; what they say is not compared here.
"""
import glob
import os
import select
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SYSTEM_PYTHON = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable
FILLER = b"Words of the returned message, line after line, that nobody has to look at.\n"
SIZE = 40000
PATIENCE = 60  # seconds for one turn; a peer that takes longer is left out


def blow_up(data):
    newline = b"\r\n" if b"\r\n" in data[:2000] else b"\n"
    more = FILLER.replace(b"\n", newline) * max(0, (SIZE - len(data)) // len(FILLER))
    end = data.rfind(newline + b"--")
    if end < 0 or not data[end:].strip().endswith(b"--"):
        return data.rstrip(b"\r\n") + newline + more
    return data[:end] + newline + more + data[end:]


class Peer:
    def __init__(self, name, command):
        self.name, self.seconds, self.found, self.why = name, [], 0, "not installed"
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

    def turn(self):
        try:
            self.process.stdin.write("go\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            return False
        if not select.select([self.process.stdout], [], [], PATIENCE)[0]:
            self.process.kill()
            self.why = f"takes more than {PATIENCE} s for one round"
            return False
        words = self.process.stdout.readline().split()
        if len(words) != 2:
            return False
        self.seconds.append(float(words[0]))
        self.found = int(words[1])
        return True


def compare(title, build, folder, rounds):
    turns, python, perl = os.path.join(build, "tests/bench/turns"), os.path.join(HERE, "peer.py"), os.path.join(HERE, "peer.pl")
    peers = [Peer("libbounce", [turns, "bounce", folder]), Peer("libbounce, with JSON", [turns, "json", folder]), Peer("GMime's parser alone", [turns, "gmime", folder]),
             Peer("Python email alone", [SYSTEM_PYTHON, python, "email", folder]), Peer("flufl.bounce", [SYSTEM_PYTHON, python, "flufl", folder]),
             Peer("Sisimai (Perl)", ["perl", perl, "sisimai", folder]), Peer("Mail::DeliveryStatus::BounceParser", ["perl", perl, "bounceparser", folder])]
    here = [peer for peer in peers if peer.turn()]
    for peer in peers:
        if peer not in here:
            print(f"{peer.name}: {peer.why}; left out")
        peer.seconds.clear()
    for _ in range(rounds):
        here = [peer for peer in here if peer.turn()]
    mails = glob.glob(os.path.join(folder, "*.eml"))
    size = sum(os.path.getsize(path) for path in mails) / len(mails)
    base = statistics.median(here[0].seconds)
    print(f"\n{title}: {len(mails)} mails, mean {size / 1000:.1f} KB, {rounds} rounds\n")
    print("| program | µs a mail | lowest to highest | times libbounce | found |\n|---|---|---|---|---|")
    for peer in here:
        micros = sorted(s / len(mails) * 1e6 for s in peer.seconds)
        print(f"| {peer.name} | {statistics.median(micros):,.0f} | {micros[0]:,.0f} to {micros[-1]:,.0f} | {statistics.median(peer.seconds) / base:.1f} | {peer.found} |")
        peer.process.stdin.close()
        peer.process.wait()


def main():
    sys.stdout.reconfigure(line_buffering=True)
    build, folder, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 5
    compare("as they are", build, folder, rounds)
    with tempfile.TemporaryDirectory() as large:
        for path in glob.glob(os.path.join(folder, "*.eml")):
            with open(path, "rb") as file:
                data = file.read()
            with open(os.path.join(large, os.path.basename(path)), "wb") as file:
                file.write(blow_up(data))
        compare("blown up", build, large, rounds)


main()
