"""From a run's mails to the golden corpus: chooses, cuts, and writes what is true beside each.

usage: derive.py [--all] RUN CORPUS      RUN/mail/<server>/<case>[-k].eml -> CORPUS/<server>/<case>[-k].eml and .truth.json; RUN/log/<server>.log -> CORPUS/logs

The truth comes from the tables, and from two things the mail itself shows: whether it tells of a delay, and which of several recipients it names.
"""
import glob
import json
import os
import re
import shutil
import sys

import table

MOST = 50000
BODY = re.compile(rb"(?:This line pads the message out to make it large enough to be refused\.\r?\n){20,}")
RETURNED = re.compile(rb"(?im)^(?:content-type: *(?:message/rfc822|text/rfc822-headers|message/global(?!-d)\S*)|message headers follow|"
                      rb"   ----- (?:original message|message header) follows? -----|--- below this line|message-id: *<20261122133000)")
LOSSES = [row for row in table.rows("losses.tsv")]


def notice(raw):
    """The mail without the message that comes back in it."""
    header_end = raw.find(b"\r\n\r\n")
    found = RETURNED.search(raw, max(header_end, 0))
    return raw[:found.start()] if found else raw


def shorten(raw):
    """A returned message that was made big does not need to be that big here."""
    while len(raw) > MOST:
        short = BODY.sub(lambda match: match[0][:len(match[0]) // 80 // 10 * 80 or 80], raw, count=1)
        if len(short) >= len(raw):
            return raw[:MOST]
        raw = short
    return raw


def is_delay(server, raw):
    """What a person reads from it; two servers call a final report delayed."""
    text = notice(raw)
    if server == "nullmailer" or (server.startswith("opensmtpd") and b"Envelope expired" in text):
        return False
    subject = re.search(rb"(?im)^subject:(.*)", raw)[1]
    return bool(re.search(rb"(?im)^action: *delayed", text) or re.search(rb"(?i)delay|warning|verz\w+gert", subject))


def is_temporary(case, says):
    """Whether what was said to this recipient makes a server try again."""
    if case.stage == "dns":
        return case.says in ("SERVFAIL", "no answer")
    return case.stage == "net" or (says or case.says).startswith(("4", "!")) or case.name == "garbage"


def holds(text, says):
    """Whether the words of a reply stand in a notice, however they are folded."""
    squeeze = re.compile(rb"\s+")
    lines = [re.sub(rb"^\d\d\d[ -](?:\d\.\d+\.\d+ *)?", b"", line) for line in table.reply_bytes(says).split(b"\n")]
    return bool(says) and says[0] in "45" and all(squeeze.sub(b"", line) in squeeze.sub(b"", text) for line in lines)


def lost(server, case, key, when, says, text):
    """The rows of losses.tsv that hold for this mail, the closest first."""
    temporary = isinstance(case, table.Case) and is_temporary(case, says)
    found = [row for row in LOSSES if re.fullmatch(row[0], server) and row[2] in (when, "any")
             and (temporary if row[1] == "temporary" else re.fullmatch(row[1], key))]
    if holds(text, says or "") and not any(row[3] in case.causes for row in found):
        return []
    return sorted(found, key=lambda row: row[1] == "temporary")


def reply_of(text):
    """Code and status that a reply states."""
    raw = table.reply_bytes(text)
    found = re.match(rb"([245]\d\d)[ -](?:([245]\.\d{1,3}\.\d{1,3})\b)?", raw)
    return (found[1].decode(), found[2].decode() if found[2] else None) if found else (None, None)


def recipient_truth(mail, address, says, causes, hard, facts):
    """The truth of one recipient; mail: (server, item, delay or failure, notice)."""
    server, item, when, text = mail
    truth = {"address": address, "action": {"delay": "delayed", "failure": "failed"}[when]}
    code, status = reply_of(says or "")
    left = next(iter(lost(server, item.case, item.key, when, says, text)), None)
    if code and not left:
        truth["reply"] = code
        if status:
            truth["status"] = status
    truth["causes"] = left[3].split() if left else causes
    truth["facts"] = {} if left else facts
    if left or hard:
        truth["hard"] = (left[4] if left else hard) == "yes" and when == "failure"
    return truth


SEVERAL = {"bad": ("recipient.unknown", "yes"), "full": ("recipient.mailbox_full", "no"), "over": ("recipient.mailbox_full", "no")}


def failed_recipients(text):
    """Whom a notice names as failed: expansions of an alias or a list may be several."""
    found = re.findall(rb"(?im)^final-recipient: *[\w-]+; *<?([^\s>]+)", text) or re.findall(rb"fatal errors -----\r?\n<?([^\s>]+@[^\s>]+)", text)
    return list(dict.fromkeys(address.decode("utf-8", "replace") for address in found))


def truth_of(server, item, raw):
    """The truth of one mail."""
    case, text = item.case, notice(raw)
    when = "delay" if is_delay(server, raw) else "failure"
    mail = (server, item, when, text)
    about = f"{item.key}: " + (f"at {case.stage} {case.says}" if isinstance(case, table.Case) else "within the server's own site")
    action = re.search(rb"(?im)^action: *(relayed|delivered|expanded)", text)
    if action and item.key.endswith(("accepts", "accepts-dsn", "no-8bit")):
        kind = action[1].decode().lower()
        return {"kind": kind, "recipients": [{"address": item.recipients[0], "action": kind, "causes": ["report.delivered"], "hard": False}], "about": about}
    if isinstance(case, table.Local) and case.kind:
        people = [{"address": item.recipients[0], "causes": case.causes}] if case.kind == "autoreply" else []
        return {"kind": case.kind if case.kind == "autoreply" else None, "recipients": people, "about": f"{about}: {case.kind}"}
    people = [(to, case.causes, case.hard) for to in item.recipients]
    says = case.says if isinstance(case, table.Case) and case.stage not in ("dns", "net") and case.says[:1] in ("4", "5") else ""
    if item.key.endswith("no-8bit"):
        people = [(item.recipients[0], ["content.not_internationalized"], "no")]
    elif isinstance(case, table.Local):
        people = [(to, case.causes, case.hard) for to in failed_recipients(text) or item.recipients]
    elif item.key == "several":
        named = b" ".join(re.findall(rb"(?im)^final-recipient:.*", text)) or re.split(rb"----- Transcript", text.partition(b"\r\n\r\n")[2])[0 if when == "failure" else -1]
        people = [(to, [SEVERAL[to.split("@")[0]][0]], SEVERAL[to.split("@")[0]][1]) for to in item.recipients if to.split("@")[0] in SEVERAL and to.encode() in named]
    said = dict(line.split(": ", 1) for line in case.says.split("\\n")) if item.key == "several" else {}
    return {"kind": when, "about": about, "recipients": [
        recipient_truth(mail, to, said.get(to.split("@")[0], says).replace("{recipient}", to), causes, hard, table.facts(case, to) if isinstance(case, table.Case) else case.facts)
        for to, causes, hard in people]}


# What a server that says most things as another one does still shows of itself.
FEW = ("unknown|unknown-multi|unknown-plain|full-452|full-dot|latin1|rbl|ptr|tss09|connect-multi|ehlo|dmarc|attachment|spam|drop-dot|hang-dot|"
       "garbage|bad-tls|several|refused|timeout|nxdomain|servfail|null-mx|no-user|command-.*|dsn\\..*|utf8\\.unknown|mime\\.unknown")
FEWER = "unknown|unknown-multi|full-452|rbl|connect-multi|ehlo|dmarc|several|refused|nxdomain|command-67|spam|ptr|dsn.accepts"
MANY = FEW + ("|disabled|grey|forward|list|loop|spf|virus|maintenance|prohibited|box-full|8bit\\..*|utf8|headers\\.unknown|hops\\.unknown|rate-user|sender-domain|reset|"
              "mx-dangling|too-big-dot|tss04|rbl-zone|reset|drop-connect|hang-connect|command-.*|pipe-69|no-recipients|virus|unreachable")
CHOICE = {"postfix": MANY, "exim": MANY, "exim-trixie": FEWER, "sendmail": MANY, "sendmail-plain": FEWER + "|refused|full-dot|timeout|no-user", "haraka": FEWER + "|full-dot|tss09|attachment|garbage|dsn\\..*",
          "chasquid": FEW, "courier": FEW, "dma": FEW, "nullmailer": FEW, "opensmtpd": FEW, "opensmtpd7": FEWER}
# A delay and the failure after it say the same words: both are kept for these, else the failure.
BOTH = "full-452|ptr|several|refused|timeout|servfail|grey|command-75|hang-dot|drop-dot|dsn\\.ptr|maintenance"


def wanted(server, key, kind, came):
    """Mails that say what another one says in the same words are left out."""
    if server in CHOICE and not re.fullmatch(CHOICE[server], key):
        return False
    return kind != "delay" or came == 1 or bool(re.fullmatch(BOTH, key))


def main():
    everything = "--all" in sys.argv
    run, corpus = [argument for argument in sys.argv[1:] if argument != "--all"]
    count = 0
    os.makedirs(os.path.join(corpus, "logs"), exist_ok=True)
    for server in table.SERVERS.values():
        folder = os.path.join(corpus, server.name)
        came = sorted(glob.glob(os.path.join(run, "mail", server.name, "*.eml")), key=lambda path: path[:-4])
        if not came:
            continue
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        seen = set()
        items = {item.key: item for item in table.plan(server.name)}
        for path in came:
            name = os.path.basename(path)[:-4]
            key = name if name in items else re.sub(r"-\d+$", "", name)
            if key not in items:
                continue
            with open(path, "rb") as file:
                raw = shorten(file.read())
            truth = truth_of(server.name, items[key], raw)
            if (key, json.dumps(truth)) in seen:  # warned twice, or sent again after it was stopped
                continue
            if not everything and not wanted(server.name, key, truth["kind"], len([other for other in came if os.path.basename(other).startswith((key + ".", key + "-2"))])):
                continue
            seen.add((key, json.dumps(truth)))
            with open(os.path.join(folder, name + ".eml"), "wb") as file:
                file.write(raw)
            with open(os.path.join(folder, name + ".truth.json"), "w", encoding="utf-8") as file:
                file.write(json.dumps(truth, ensure_ascii=False, indent=1) + "\n")
            count += 1
        log = os.path.join(run, "log", server.name + ".log")
        if os.path.exists(log) and os.path.getsize(log):
            with open(log, "rb") as file:
                lines = file.read() if server.name != "haraka" else b"".join(line for line in file if b"[outbound] " in line)
                lines = re.sub(rb"/\S*/scratch/", b"/srv/", lines)  # a server that runs outside a root of its own names this machine's folders
            with open(os.path.join(corpus, "logs", server.name + ".log"), "wb") as file:
                file.write(lines)
    print(count, "mails")


if __name__ == "__main__":
    main()
