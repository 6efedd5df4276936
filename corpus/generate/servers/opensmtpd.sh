# shellcheck shell=bash disable=SC2034
# OpenSMTPD. Short timers: the first retry comes after 400 seconds unless `smtpctl schedule all` asks for it.
PACKAGES="opensmtpd"
START="smtpd -F"
POKE="smtpctl schedule all"

setup() {
  cat >/etc/smtpd.conf <<X
queue ttl 40s
bounce warn-interval 8s
table aliases file:/etc/aliases
table site { "$SITE" }
smtp max-message-size 50M
listen on $IP port 25 hostname $HOST
action "local" mbox alias <aliases>
action "out" relay src $IP helo $HOST
match from any for domain <site> action "local"
match from any for any action "out"
X
  users bob full
  cat >/etc/aliases <<X
postmaster: root
gone: "|/bin/sh -c 'echo this user has gone away; exit 67'"
later: "|/bin/sh -c 'exit 75'"
broken: "|/bin/sh -c 'exit 1'"
fwd: kim@partner01.example
err: error:550 Go away, this mailbox is closed
X
  mkdir -p -m 711 /var/spool/smtpd
  smtpd -n
}
