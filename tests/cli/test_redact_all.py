"""bounce redact over the corpus (written, and by servers) and the samples: the same verdict, and nothing of the original's personal data.

What is personal is found here by Python's own mail parser, at any depth and in any encoding: addresses, names, private domains, IP addresses,
Message-IDs, queue ids, subjects, words of returned bodies. Usage: test_redact_all.py BOUNCE [--all] [FILE...]: without --all a part of the mails
that is always the same; BOUNCE_REDACT_ALL=1 is --all.
"""
import collections
import concurrent.futures
import email
import email.header
import email.policy
import email.utils
import glob
import json
import os
import re
import subprocess
import sys
import zlib

ROOT = os.environ.get("BOUNCE_SOURCE_ROOT") or os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# One of so many mails is looked at where not all are; sanitizers take their time.
PART = 40 if "ASAN_OPTIONS" in os.environ else 8
REFUSED_MOST = 0.03
ROLES = re.compile(r"(?i)(mailer-?daemon|postmaster|no-?reply|abuse|bounces?|root|daemon|majordomo|mailman|owner|support|staff|srs\d|prvs|btv1|users?|"
                   r"microsoftexchange|complaints|request|help|info|admin|mailmaster|hostmaster|webmaster|nobody|undisclosed|recipients?)")
HOST = r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}"
# Words of a returned body that the report itself does not use; shorter ones are too common.
WORD_LENGTH = 6


COUNTS = collections.Counter()


def known_hosts():
    """Hosts that the knowledge names: providers, blocklists, pages. They say whose words these are, not whose mail."""
    hosts = set()
    for path in glob.glob(os.path.join(ROOT, "libbounce/knowledge/data", "**", "*.*"), recursive=True):
        with open(path, encoding="utf-8", errors="replace") as file:
            hosts.update(host.lower() for host in re.findall(HOST, file.read()))
    return hosts


def registered(host):
    labels = host.lower().split(".")
    second = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in ("co", "com", "ac", "or", "go", "ne", "net", "org", "edu", "gov", "re", "pe", "idv", "asn", "id")
    return ".".join(labels[-3 if second else -2:])


def header_text(value):
    try:
        return str(email.header.make_header(email.header.decode_header(str(value))))
    except Exception:  # what is no header is in the raw bytes
        return str(value)


# Where a message stands within a text, as old notices return it.
INLINE = re.compile(r"(?:^|\n)[ \t]*\r?\n((?:[A-Za-z][A-Za-z0-9-]{1,40}:[ \t][^\n]*\n(?:[ \t]+[^\n]+\n)*){3,})")


def is_report(message):
    """A bounce that was forwarded as an attachment: its text is a server's."""
    return message.get_content_type() == "multipart/report" or re.search(r"(?i)mailer-daemon|postmaster|mail delivery", str(message.get("From", "")))


class Layers:
    """A mail taken apart: all its text; what the server wrote and what came back; header fields."""

    def __init__(self, data):
        self.text, self.report, self.returned, self.fields = [data.decode("latin-1")], [], [], []
        self.take(email.message_from_bytes(data, policy=email.policy.compat32), False)

    def decoded(self, part):
        payload = part.get_payload(decode=True)
        if not payload:
            return ""
        try:
            return payload.decode(part.get_content_charset() or "utf-8")
        except (LookupError, UnicodeDecodeError):
            return payload.decode("latin-1")

    def take(self, message, is_returned, depth=0):
        for name, value in message.items():
            text = header_text(value)
            self.text.append(text)
            self.fields.append((name.lower(), text, is_returned))
            if not is_returned:
                self.report.append(f"{name}: {text}")
        if depth > 20:
            return
        if message.is_multipart():
            inner = message.get_content_type() in ("message/rfc822", "message/global")
            for part in message.get_payload():
                self.take(part, is_returned or (inner and not is_report(part)), depth + 1)
            return
        text = self.decoded(message)
        self.text.append(text)
        if message.get_content_type() in ("text/rfc822-headers", "message/global-headers"):
            self.take(email.message_from_string(text, policy=email.policy.compat32), True, depth + 1)
        elif is_returned:
            if message.get_content_maintype() == "text":
                self.returned.append(text)
        else:
            inline = next((found for found in INLINE.finditer(text)
                           if re.search(r"(?im)^(?:received|return-path|message-id|dkim-signature):", found[1])), None)
            self.report.append(text[:inline.start(1)] if inline else text)
            if inline:
                self.take(email.message_from_string(text[inline.start(1):], policy=email.policy.compat32), True, depth + 1)


def personal(layers, public):
    """{what: set of lower case strings}."""
    whole = "\n".join(layers.text)
    found = {kind: set() for kind in ("address", "domain", "ip", "id", "queue", "subject", "name", "word")}
    for local, domain in re.findall(rf"([A-Za-z0-9][A-Za-z0-9._-]{{3,}})@({HOST})", whole):
        if not ROLES.match(local) and local[0:1].isalpha():
            found["address"].add(f"{local}@{domain}".lower())
    for host in re.findall(rf"(?:@|[Rr]eporting-MTA: dns; ?|[Ff]inal-MTA: dns; ?|Received: from |\bby )({HOST})", whole):
        # "server.messagelabs", cut off at a line's end, is the public one.
        cut = any(name.startswith(registered(host).split(".")[-1] + ".") for name in public)
        if registered(host) not in public and not cut and not host.lower().endswith((".arpa", ".local", ".localdomain")) and not host.lower().startswith("localhost."):
            found["domain"].add(registered(host))
    for ip in re.findall(r"(?<![\w.-])(\d{1,3}(?:\.\d{1,3}){3})(?![\w.-]*\d)", whole):
        if all(int(part) < 256 for part in ip.split(".")) and not ip.startswith(("0.", "127.", "255.")):
            found["ip"].add(ip)
    for name, text, is_returned in layers.fields:
        if name in ("message-id", "references", "in-reply-to"):
            found["id"].update(i.lower() for i in re.findall(r"<([^<>@\s]{6,})@", text) if re.search(r"\d", i))
        elif name == "received":
            found["queue"].update(i.lower() for i in re.findall(r"\bid\s+<?([A-Za-z0-9]{6,})\b", text) if re.search(r"\d", i))
        elif is_returned and name == "subject" and len(text) >= 8:
            found["subject"].add(text.strip().lower())
        elif is_returned and name in ("from", "to", "cc", "reply-to"):
            for person, _ in email.utils.getaddresses([text]):
                if len(person) >= 5 and "@" not in person and not ROLES.match(person) and not re.match(r"(?i)mail", person):
                    found["name"].add(person.lower())
    said = "\n".join(layers.report).lower()
    for text in layers.returned:
        found["word"].update(word.lower() for word in re.findall(r"[^\W\d_]{%d,}" % WORD_LENGTH, text)
                             if word.lower() not in said and word.lower() not in ("redacted", "removed", "undisclosed", "subject"))
    return found


def gist(lines):
    return [(r["report"]["kind"], r["action"], r["status"], r["reply"], r["command"], [(c["id"], c["confidence"]) for c in r["causes"]])
            for r in map(json.loads, lines.splitlines())]


def is_left(kind, text, where, values):
    """where: the result in lower case; values: the same without the names of header fields and their parameters."""
    if kind == "word":
        return re.search(r"(?<!\w)" + re.escape(text) + r"(?!\w)", values) is not None
    if kind == "domain":
        return re.search(r"(?<![\w-])" + re.escape(text) + r"(?![\w-]|\.\w)", where) is not None
    if kind in ("ip", "queue", "id"):
        return re.search(r"(?<![\w.-])" + re.escape(text) + r"(?![\w-]|\.\w)", where) is not None
    return text in where


def judge(tool, path, public):
    """(result, complaints): "ok", "refused" or "bad"."""
    with open(path, "rb") as file:
        data = file.read()
    environment = dict(os.environ, LC_ALL="C.UTF-8", HOME="/nonexistent")
    environment.pop("XDG_CONFIG_HOME", None)

    def run(*arguments, stdin=b""):
        done = subprocess.run([tool, *arguments], input=stdin, capture_output=True, check=False, env=environment, timeout=300)
        return done.returncode, done.stdout, done.stderr.decode("utf-8", "replace")
    status, out, err = run("redact", path)
    if status == 65 and not out:
        return "refused", [err.strip()]
    if status:
        return "bad", [f"exit {status}: {err}"]
    complaints = []
    before, after = gist(run("json", path)[1].decode()), gist(run("json", "-", stdin=out)[1].decode())
    if before != after:
        complaints.append(f"says something else: {before} -> {after}")
    left = "\n".join(Layers(out).text).lower()
    values = re.sub(r"(?m)^[a-z0-9-]+:|[a-z-]+=|(?:text|multipart|message|image|application)/[a-z0-9.+-]+|(?:quoted-printable|base64|[78]bit)", " ", left)
    for kind, texts in personal(Layers(data), public).items():
        COUNTS[kind] += len(texts)
        complaints += [f"{kind} {text!r} is left" for text in sorted(texts) if is_left(kind, text, left, values)]
    return "bad" if complaints else "ok", complaints


def main():
    tool, rest = os.path.abspath(sys.argv[1]), sys.argv[2:]
    everything = "--all" in rest or bool(os.environ.get("BOUNCE_REDACT_ALL"))
    paths = [name for name in rest if name != "--all"]
    if not paths:
        paths = [path for pattern in ("corpus/*/*.eml", "corpus/*/*.txt", "../shared/samples/mail/*")
                 for path in sorted(glob.glob(os.path.join(ROOT, pattern))) if os.path.isfile(path)]
        if not os.path.isdir(os.path.join(ROOT, "../shared/samples")):
            print("without the samples: ../shared is not there")
        if not everything:
            paths = [path for path in paths if zlib.crc32(os.path.basename(path).encode()) % PART == 0]
    public = {registered(host) for host in known_hosts()}
    results = {"ok": 0, "refused": 0, "bad": 0}
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for path, (result, complaints) in zip(paths, pool.map(lambda path: judge(tool, path, public), paths)):
            results[result] += 1
            for complaint in complaints:
                print(f"{result}: {os.path.relpath(path, ROOT)}: {complaint}")
    print("looked for: " + ", ".join(f"{count} {kind}" for kind, count in sorted(COUNTS.items())))
    print(f"{len(paths)} mails: {results['ok']} redacted, {results['refused']} refused, {results['bad']} bad")
    if results["bad"] or results["refused"] > max(1, len(paths) * REFUSED_MOST) or results["ok"] == 0:
        sys.exit(1)


if __name__ == "__main__":
    main()
