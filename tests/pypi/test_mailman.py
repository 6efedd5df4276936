"""Mailman 3 as it is, with a list, members and a database of its own: its bounce runner, a process of its own, takes bounces from the queue and
disables the members that deserve it. Only mailman.cfg names libbounce.
"""
import email
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

missing = [name for name in ("mailman", "flufl.bounce") if importlib.util.find_spec(name) is None]
if missing:
    print(f"skipped: {', '.join(missing)} not installed")
    sys.exit(77)

PATIENCE = 120  # seconds
CONFIGURATION = """
[mailman]
layout: scratch
site_owner: owner@lists.example.org
[paths.scratch]
var_dir: {folder}
bin_dir: {bin}
[database]
url: sqlite:///{folder}/mailman.db?timeout=60
[mta]
incoming: mailman.mta.null.NullMTA
[plugin.bounce]
class: bounce.compat.mailman.{plugin}
enabled: yes
"""
BOUNCE = b"""From: MAILER-DAEMON@mail.example.net
To: %s
Subject: failure notice
Message-ID: <%d@mail.example.net>

Hi. This is the qmail-send program at mail.example.net.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<%s>:
Remote host said: %s

--- Below this line is a copy of the message.

From: bee@lists.example.org
Subject: hello

text
"""
# A dead address; a delay; a refusal because of our server; a dead address behind VERP; an automatic answer.
MAILS = {
    "dead@partner.example": (b"bee-bounces@lists.example.org", b"550 5.1.1 User unknown"),
    "busy@partner.example": (b"bee-bounces@lists.example.org", None),
    "innocent@partner.example": (b"bee-bounces@lists.example.org", b"550 5.7.1 Service unavailable; Client host [192.0.2.25] blocked using zen.spamhaus.org"),
    "verp@partner.example": (b"bee-bounces+verp=partner.example@lists.example.org", b"550 5.1.1 User unknown"),
    "away@partner.example": (b"bee-bounces+away=partner.example@lists.example.org", b""),
}
DELAY = b"""From: MAILER-DAEMON@mail.example.net
To: bee-bounces@lists.example.org
Subject: Delayed Mail (still being retried)
Message-ID: <delay@mail.example.net>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.net

Final-Recipient: rfc822; busy@partner.example
Action: delayed
Status: 4.2.2
Diagnostic-Code: smtp; 452 4.2.2 Mailbox full

--b--
"""
ABSENCE = b"""From: away@partner.example
To: bee-bounces+away=partner.example@lists.example.org
Subject: Out of office
Auto-Submitted: auto-replied
Message-ID: <away@partner.example>

I am away until Monday.
"""


def mails():
    for number, (address, (to, reply)) in enumerate(MAILS.items()):
        yield DELAY if reply is None else ABSENCE if not reply else BOUNCE % (to, number, address.encode(), reply)


def prepare():
    """In a process of its own: the list, its members, the bounces in the queue."""
    from mailman.app.lifecycle import create_list
    from mailman.config import config
    from mailman.database.transaction import transaction
    from mailman.email.message import Message
    from mailman.interfaces.domain import IDomainManager
    from mailman.interfaces.member import MemberRole
    from mailman.interfaces.usermanager import IUserManager
    from zope.component import getUtility

    with transaction():
        getUtility(IDomainManager).add("lists.example.org")
        bee = create_list("bee@lists.example.org", ["owner@lists.example.org"])
        bee.send_welcome_message = False
        bee.bounce_score_threshold = 1
        for address in MAILS:
            bee.subscribe(getUtility(IUserManager).create_address(address), MemberRole.member)
        list_id = bee.list_id
    for mail in mails():
        config.switchboards["bounces"].enqueue(email.message_from_bytes(mail, Message), listid=list_id)


def look():
    """What the database says now: events, those not yet processed, each member's delivery."""
    from mailman.interfaces.bounce import IBounceProcessor
    from mailman.interfaces.listmanager import IListManager
    from zope.component import getUtility

    processor, bee = getUtility(IBounceProcessor), getUtility(IListManager).get("bee@lists.example.org")
    members = {member.address.email: member.preferences.delivery_status.name if member.preferences.delivery_status else "enabled"
               for member in bee.members.members}
    print(json.dumps({"waiting": len(list(processor.unprocessed)),
                      "events": len(list(processor.events)), "members": members}))


class Mailman(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.environment = dict(os.environ, MAILMAN_CONFIG_FILE=os.path.join(self.folder, "mailman.cfg"))

    def process(self, what):
        result = subprocess.run([sys.executable, __file__, what], capture_output=True, text=True, check=False, env=self.environment, timeout=PATIENCE)
        self.assertEqual(result.returncode, 0, result.stderr[-3000:])
        return result.stdout

    def run_mailman(self, plugin):
        """The members' delivery after the runner has emptied the queue and counted what it found."""
        with open(self.environment["MAILMAN_CONFIG_FILE"], "w", encoding="utf-8") as file:
            file.write(CONFIGURATION.format(folder=self.folder, bin=os.path.dirname(sys.executable), plugin=plugin))
        self.process("prepare")
        runner = subprocess.Popen([os.path.join(os.path.dirname(sys.executable), "runner"), "--runner=bounces:0:1"],
                                  env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        try:
            end = time.monotonic() + PATIENCE
            while time.monotonic() < end and runner.poll() is None:
                time.sleep(1)
                if os.listdir(os.path.join(self.folder, "queue/bounces")):
                    continue
                self.assertEqual(os.listdir(os.path.join(self.folder, "queue/shunt")), [])
                seen = json.loads(self.process("look"))
                if not seen["waiting"]:
                    return seen["events"], seen["members"]
        finally:
            runner.send_signal(signal.SIGTERM)
            said = runner.communicate(timeout=PATIENCE)[1]
        self.fail(f"the runner did not empty its queue: {said[-3000:]}")

    def test_runner(self):
        events, members = self.run_mailman("Plugin")
        self.assertEqual(events, 3)
        self.assertEqual({address for address, delivery in members.items() if delivery == "by_bounces"},
                         {"dead@partner.example", "innocent@partner.example", "verp@partner.example"})

    def test_sparing(self):
        events, members = self.run_mailman("SparingPlugin")
        self.assertEqual(events, 2)
        self.assertEqual({address for address, delivery in members.items() if delivery == "by_bounces"},
                         {"dead@partner.example", "verp@partner.example"})


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1] in ("prepare", "look"):
        from mailman.core.initialize import initialize

        initialize()
        {"prepare": prepare, "look": look}[sys.argv[1]]()
    else:
        unittest.main()
