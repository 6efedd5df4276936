# shellcheck shell=bash disable=SC2034
# Postfix with its own timers; the clock is put forward for delays and expiries.
PACKAGES="postfix postfix-pcre libfaketime"
START="postfix start-fg"
CLOCK=yes # qmgr schedules by the queue file's time: NO_FAKE_STAT; so the clock comes through the environment, not ld.so.preload

clock_command() { echo "export LD_PRELOAD=$FAKETIME_LIBRARY FAKETIME=$1 NO_FAKE_STAT=1; $START"; }

setup() {
  cat >/etc/postfix/main.cf <<X
compatibility_level = 2
myhostname = $HOST
mydestination = $SITE, $HOST, localhost
inet_interfaces = $IP
inet_protocols = ipv4
mynetworks = 127.0.0.0/8, 192.0.2.0/24, 198.51.100.0/24
smtp_bind_address = $IP
smtp_host_lookup = dns
import_environment = MAIL_CONFIG MAIL_DEBUG TZ LANG=C LD_PRELOAD FAKETIME NO_FAKE_STAT
local_recipient_maps =
alias_maps = hash:/etc/aliases
alias_database = hash:/etc/aliases
mailbox_size_limit = 6000000
message_size_limit = 6000000
delay_warning_time = 4h
smtp_connect_timeout = 3s
smtp_helo_timeout = 4s
smtp_mail_timeout = 4s
smtp_rcpt_timeout = 4s
smtp_data_done_timeout = 4s
smtp_data_init_timeout = 4s
smtp_skip_5xx_greeting = no
smtp_tls_security_level = may
smtp_tls_policy_maps = inline:{ {$BAD_TLS=encrypt} }
transport_maps = inline:{ {closed.example=error:5.7.1 Delivery to this domain is administratively prohibited}, {paused.example=retry:4.3.2 Host is down for maintenance}, {pipe.example=failpipe:}, {loop.$SITE=smtp:[$IP]:25} }
relay_domains = static:all
smtpd_relay_restrictions = permit_mynetworks, reject
recipient_delimiter = +
X
  cat >>/etc/postfix/master.cf <<'X'
failpipe  unix  -  n  n  -  -  pipe flags=R user=nobody argv=/bin/sh -c {echo quota exceeded for ${recipient}; exit 69}
X
  users bob full
  head -c 5999500 /dev/zero | tr '\0' x >/var/mail/full
  chown full:mail /var/mail/full
  cat >/etc/aliases <<X
postmaster: root
gone: "|echo 'this user has gone away'; exit 67"
later: "|exit 75"
broken: "|exit 1"
fwd: kim@partner01.example
staff: fwd, bob, nosuchuser2
loop: kim@loop.$SITE
X
  postalias /etc/aliases
  postfix_start_files
  if [ "$NAME" = postfix-german ]; then
    echo 'bounce_template_file = /etc/postfix/bounce.cf' >>/etc/postfix/main.cf
    cat >/etc/postfix/bounce.cf <<'X'
failure_template = <<EOT
Charset: utf-8
From: MAILER-DAEMON (Mail Delivery System)
Subject: Unzustellbar: Ihre Nachricht wurde zurueckgewiesen
Postmaster-Subject: Postmaster Copy: Undelivered Mail

Dies ist eine automatisch erzeugte Nachricht von $myhostname.

Ihre E-Mail konnte an einen oder mehrere Empfänger nicht zugestellt werden.
Die Fehlermeldung finden Sie weiter unten.

EOT
delay_template = <<EOT
Charset: utf-8
From: MAILER-DAEMON (Mail Delivery System)
Subject: Verzoegerte Zustellung Ihrer Nachricht
Postmaster-Subject: Postmaster Warning: Delayed Mail

Ihre Nachricht konnte bisher nicht zugestellt werden; die Zustellung wird $maximal_queue_lifetime_days Tage lang weiter versucht.

EOT
X
  fi
}
