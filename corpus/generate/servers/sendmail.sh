# shellcheck shell=bash disable=SC2034
# Sendmail. Debian's directories belong to its own users and refuse a hand-made configuration: all of it lives in /srv/sm.
PACKAGES="sendmail-bin sendmail-cf sendmail-base m4 libfaketime"
START="/usr/libexec/sendmail/sendmail -C /srv/sm/sendmail.cf -bD -q1m"
KICK="/usr/libexec/sendmail/sendmail -C /srv/sm/sendmail.cf -q"
CLOCK=yes

setup() {
  mkdir -p -m 755 /srv/sm
  mkdir -p -m 700 /srv/sm/mqueue
  cd /srv/sm
  cat >s.mc <<'X'
divert(-1)dnl
define(`MAIL_SETTINGS_DIR', `/srv/sm/')dnl
include(`/usr/share/sendmail/cf/m4/cf.m4')dnl
VERSIONID(`corpus')dnl
OSTYPE(`linux')dnl
define(`QUEUE_DIR', `/srv/sm/mqueue')dnl
define(`STATUS_FILE', `/srv/sm/sendmail.st')dnl
define(`ALIAS_FILE', `/srv/sm/aliases')dnl
define(`HELP_FILE', `/etc/mail/helpfile')dnl
define(`confPID_FILE', `/srv/sm/sendmail.pid')dnl
define(`confCW_FILE', `/srv/sm/local-host-names')dnl
define(`LOCAL_MAILER_PATH', `/usr/libexec/sendmail/mail.local')dnl
define(`LOCAL_MAILER_FLAGS', `PSXmnz9')dnl
define(`LOCAL_MAILER_ARGS', `mail.local -l -b')dnl
define(`LOCAL_MAILER_DSN_DIAGNOSTIC_CODE', `SMTP')dnl
define(`confDOMAIN_NAME', `@HOST@')dnl
define(`confTO_QUEUERETURN', `5d')dnl
define(`confTO_QUEUEWARN', `4h')dnl
define(`confTO_CONNECT', `3s')dnl
define(`confTO_ICONNECT', `3s')dnl
define(`confTO_INITIAL', `4s')dnl
define(`confTO_HELO', `4s')dnl
define(`confTO_MAIL', `4s')dnl
define(`confTO_RCPT', `4s')dnl
define(`confTO_DATAINIT', `4s')dnl
define(`confTO_DATABLOCK', `4s')dnl
define(`confTO_DATAFINAL', `4s')dnl
define(`confTO_COMMAND', `20s')dnl
define(`confTO_IDENT', `0s')dnl
define(`confTO_RESOLVER_RETRANS', `1s')dnl
define(`confTO_RESOLVER_RETRY', `1')dnl
define(`confDONT_PROBE_INTERFACES', `True')dnl
define(`confPRIVACY_FLAGS', `@PRIVACY@')dnl
define(`confMIME_FORMAT_ERRORS', `@MIME@')dnl
define(`confQUEUE_SORT_ORDER', `Filename')dnl
define(`confMAX_HOP', `25')dnl
define(`confMAX_QUEUE_CHILDREN', `12')dnl
define(`confREFUSE_LA', `500')dnl
define(`confQUEUE_LA', `500')dnl
define(`confMIN_QUEUE_AGE', `0')dnl
FEATURE(`nouucp',`reject')dnl
FEATURE(`promiscuous_relay')dnl
FEATURE(`accept_unresolvable_domains')dnl
FEATURE(`accept_unqualified_senders')dnl
FEATURE(`no_default_msa')dnl
FEATURE(`mailertable', `hash -o /srv/sm/mailertable')dnl
FEATURE(`use_cw_file')dnl
DAEMON_OPTIONS(`Family=inet, Name=MTA, Addr=@IP@, Port=25')dnl
CLIENT_OPTIONS(`Family=inet, Address=@IP@')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
X
  local mime=True privacy=''
  # without MIME, the report is the plain text of old: a transcript of the session, and the header of the mail
  if [ "$NAME" = sendmail-plain ]; then mime=False privacy=nobodyreturn; fi
  sed -i "s/@HOST@/$HOST/; s/@IP@/$IP/; s/@MIME@/$mime/; s/@PRIVACY@/$privacy/" s.mc
  echo "$SITE" >local-host-names
  printf 'closed.example\terror:5.7.1:550 Delivery to this domain is administratively prohibited\npaused.example\terror:4.3.2:450 Host is down for maintenance\nloop.%s\tesmtp:[%s]\n' "$SITE" "$IP" >mailertable
  makemap hash mailertable <mailertable
  users bob full
  cat >aliases <<X
postmaster: root
MAILER-DAEMON: postmaster
gone: "|/bin/sh -c 'echo this user has gone away; exit 67'"
later: "|/bin/sh -c 'exit 75'"
broken: "|/bin/sh -c 'exit 1'"
full: "|/bin/sh -c 'echo mailbox full; exit 69'"
fwd: kim@partner01.example
staff: fwd, bob, nosuchuser2
loop: kim@loop.$SITE
X
  touch sendmail.st
  m4 s.mc >sendmail.cf
  /usr/libexec/sendmail/sendmail -C /srv/sm/sendmail.cf -bi -oA/srv/sm/aliases
}
