"""Same reply, same cause: whichever server reports it, what the other side said decides.

Every mail of the servers' corpus against the bare reply that its row of cases.tsv names: recipient, first cause, first hint, facts and hard
must be the same. Where a server loses the information, corpus/generate/losses.tsv names the loss, and what is left must come out.

usage: same_reply.py BOUNCE
"""
import os
import sys

from common import CORPUS, address, bare_replies, derive, facts, first, hard, mails, records, table, truth


def said_to(item, recipient):
    """The reply this recipient got, or None where there was no reply to say it."""
    case = item.case
    if not isinstance(case, table.Case) or case.stage in ("dns", "net") or not case.says or case.says[0] == "!" or item.key == "too-big-ehlo":
        return None
    if item.key == "several":
        return dict(line.split(": ", 1) for line in case.says.split("\\n")).get(recipient.split("@")[0])
    return case.says if case.says[:1] in "45" else None


def compare(bare, record, kind):
    """What differs between a reply alone and its report."""
    differ = []
    pairs = [("cause", first(bare, "causes").get("id"), first(record, "causes").get("id")), ]
    if kind == "failure":
        pairs += [("hard", hard(bare), hard(record)), ("hint", first(bare, "hints").get("id"), first(record, "hints").get("id"))]
    have = facts(record)
    pairs += [("fact " + name, value, have.get(name)) for name, value in facts(bare).items()]
    differ += [(what, want, got) for what, want, got in pairs if want != got]
    return differ


def main():
    binary, all_mails = sys.argv[1], mails()
    got = records(binary, [path for _, _, path in all_mails])
    wanted = {(said_to(item, to), to) for _, item, _ in all_mails for to in item.recipients if said_to(item, to)}
    bare = bare_replies(binary, wanted)
    differ, count, lost, texts = [], 0, 0, {}
    for _, _, path in all_mails:
        with open(path, "rb") as file:
            texts[path] = derive.notice(file.read())
    for server, item, path in all_mails:
        true = truth(path)
        when = {"delay": "delay", "failure": "failure"}.get(true["kind"])
        if when is None or not any(said_to(item, to) for to in item.recipients):
            continue
        name = os.path.relpath(path, CORPUS)
        have = {address(record): record for record in got[path]}
        if sorted(have) != sorted(r["address"].lower() for r in true["recipients"]):
            differ.append(f"{name} recipients: want {[r['address'] for r in true['recipients']]}, have {sorted(have)}")
        for to in (r["address"] for r in true["recipients"]):
            record, says = have.get(to.lower()), said_to(item, to)
            if record is None or says is None:
                continue
            count += 1
            losses = derive.lost(server, item.case, item.key, when, says.replace("{recipient}", to), texts[path])
            if losses:
                lost += 1
                left = losses[0][3].split()[0]
                if first(record, "causes").get("id") != left:
                    differ.append(f"{name} {to} cause (of what is left): want {left}, have {first(record, 'causes').get('id')}")
                continue
            differ += [f"{name} {to} {what}: want {want}, have {there}" for what, want, there in compare(bare[(says, to)], record, true["kind"])]
    for line in differ[:80]:
        print(line)
    print(f"{count} recipients of {len(all_mails)} mails, {lost} by named losses, {len(differ)} differ")
    sys.exit(1 if differ or not count else 0)


if __name__ == "__main__":
    main()
