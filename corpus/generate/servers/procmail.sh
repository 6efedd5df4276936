# shellcheck shell=bash disable=SC2034
# procmail, maildrop and vacation behind Postfix; a file system of 4 KB is the full disk.
PACKAGES="procmail maildrop vacation postfix"
START="mount -t tmpfs -o size=4k,mode=777 small /srv/small; dd if=/dev/zero of=/srv/small/fill bs=4k count=1; postfix start-fg"

setup() {
  cat >/etc/postfix/main.cf <<X
compatibility_level = 3.6
myhostname = $HOST
mydestination = $SITE, localhost
inet_interfaces = $IP
inet_protocols = ipv4
mynetworks = 127.0.0.0/8, 192.0.2.0/24, 198.51.100.0/24
smtp_bind_address = $IP
smtp_host_lookup = dns
local_recipient_maps =
mailbox_command = /usr/bin/procmail -a "\$EXTENSION"
transport_maps = inline:{ {mdfull@$SITE=maildrop:}, {mdrej@$SITE=maildrop:}, {mdnouser@$SITE=maildrop:} }
alias_maps =
recipient_delimiter = +
smtpd_relay_restrictions = permit_mynetworks, reject
X
  sed -i '/^maildrop/,+1d' /etc/postfix/master.cf
  cat >>/etc/postfix/master.cf <<'X'
maildrop  unix  -  n  n  -  -  pipe flags=DRhu user=nobody argv=/srv/maildrop ${user}
X
  users pmnouser pmperm pmquota vac mdfull mdrej
  printf ':0\n* ^Subject:\n{\n  EXITCODE=67\n  HOST\n}\n' >/home/pmnouser/.procmailrc
  printf 'EXITCODE=77\n:0\n/dev/null\n' >/home/pmperm/.procmailrc
  printf 'DEFAULT=/srv/small/box\nORGMAIL=/srv/small/box\n:0\n/srv/small/box\n' >/home/pmquota/.procmailrc
  local user
  for user in pmnouser pmperm pmquota; do
    chown $user /home/$user/.procmailrc
    chmod 600 /home/$user/.procmailrc
  done
  mkdir -p /srv/small
  printf '\\vac, "|/usr/bin/vacation -j vac"\n' >/home/vac/.forward
  printf 'From: vac@%s (Vic Vacation)\nSubject: away from my mail\nPrecedence: bulk\n\nI will not be reading my mail for a while.\nYour mail regarding "$SUBJECT" will be read when I return.\n' "$SITE" >/home/vac/.vacation.msg
  chown vac /home/vac/.forward /home/vac/.vacation.msg
  su vac -s /bin/sh -c 'cd; /usr/bin/vacation -I'
  cat >/srv/maildrop <<'X'
#!/bin/sh
case $1 in
mdnouser) exec /usr/bin/maildrop -d nosuch_user_here ;;
mdrej)
  printf 'echo "Your mail has been refused by the recipient"\nEXITCODE=77\nexit\n' >/tmp/md.rej
  chmod 600 /tmp/md.rej
  exec /usr/bin/maildrop /tmp/md.rej
  ;;
mdfull)
  maildirmake=$(command -v maildirmake.maildrop || command -v maildirmake)
  rm -rf /tmp/md.full.d
  $maildirmake /tmp/md.full.d && $maildirmake -q 100S /tmp/md.full.d
  echo 'to "/tmp/md.full.d"' >/tmp/md.full
  chmod 600 /tmp/md.full
  exec /usr/bin/maildrop /tmp/md.full
  ;;
esac
X
  chmod 755 /srv/maildrop
  postfix_start_files
}

course() { sleep 15; }
