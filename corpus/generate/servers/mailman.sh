# shellcheck shell=bash disable=SC2034
# Mailman 3 behind Postfix.
PACKAGES="mailman3 postfix"
START='su -s /bin/sh list -c "mailman -C /etc/mailman3/mailman.cfg start --force"; postfix start-fg'

setup() {
  cat >/etc/postfix/main.cf <<X
compatibility_level = 3.6
myhostname = $HOST
mydestination = localhost
inet_interfaces = $IP
inet_protocols = ipv4
mynetworks = 127.0.0.0/8, 192.0.2.0/24, 198.51.100.0/24
smtp_bind_address = $IP
smtp_host_lookup = dns, native
relay_domains = $SITE
transport_maps = inline:{ {$SITE=lmtp:inet:$IP:8024} }
recipient_delimiter = +
smtpd_relay_restrictions = permit_mynetworks, reject
X
  sed -i "s/^smtp_host:.*/smtp_host: $IP/; s/^lmtp_host:.*/lmtp_host: $IP/; s/^site_owner:.*/site_owner: owner@example.org/; s/^\[mta\]/[mta]\nmax_recipients: 10/; s#^configuration:.*#configuration: python:mailman.config.postfix#" /etc/mailman3/mailman.cfg
  grep -q ^lmtp_host /etc/mailman3/mailman.cfg || sed -i "s/^\[mta\]/[mta]\nlmtp_host: $IP\nlmtp_port: 8024/" /etc/mailman3/mailman.cfg
  mkdir -p /run/mailman3 /srv/mm
  chown list:list /run/mailman3
  chown -R list:list /var/lib/mailman3 /var/log/mailman3
  cat >/srv/mm/lists.py <<X
from mailman.app.lifecycle import create_list
from mailman.interfaces.action import Action
from mailman.interfaces.domain import IDomainManager
from zope.component import getUtility


def make(*_):
    getUtility(IDomainManager).add("$SITE")
    for name, action in (("hold", Action.hold), ("rejct", Action.reject), ("news", Action.accept)):
        made = create_list(name + "@$SITE", ["owner@example.org"])
        made.default_nonmember_action = action
        made.send_welcome_message = False
X
  su -s /bin/sh list -c 'cd /srv/mm; PYTHONPATH=/srv/mm mailman -C /etc/mailman3/mailman.cfg shell --run lists.make'
  postfix_start_files
}

prepare() { wait_port 8024; sleep 2; cp -r "$ROOT/var/log/mailman3" "$SCRATCH/log/"; }
course() { sleep 20; }
