# shellcheck shell=bash disable=SC2034
# Dovecot behind Postfix: LMTP, the LDA, Sieve.
PACKAGES="dovecot-core dovecot-lmtpd dovecot-sieve postfix"
START="dovecot; postfix start-fg"

setup() {
  cat >/etc/postfix/main.cf <<X
compatibility_level = 3.6
myhostname = $HOST
mydestination = localhost
inet_interfaces = $IP
inet_protocols = ipv4
mynetworks = 127.0.0.0/8, 192.0.2.0/24, 198.51.100.0/24
smtp_bind_address = $IP
smtp_host_lookup = dns
virtual_mailbox_domains = $SITE
virtual_mailbox_maps = static:all
virtual_transport = lmtp:unix:private/dovecot-lmtp
transport_maps = inline:{ {rejlda@$SITE=lda:}, {fulllda@$SITE=lda:}, {vaclda@$SITE=lda:}, {nouserlda@$SITE=lda:} }
lmtp_destination_recipient_limit = 1
recipient_delimiter = +
smtpd_relay_restrictions = permit_mynetworks, reject
X
  cat >>/etc/postfix/master.cf <<'X'
lda  unix  -  n  n  -  -  pipe flags=DRhu user=vmail argv=/usr/lib/dovecot/dovecot-lda -f ${sender} -a ${original_recipient} -d ${user}
X
  users vmail
  mkdir -p /srv/vm
  local user quota ids
  ids=$(id -u vmail):$(id -g vmail)
  : >/etc/dovecot/users
  for user in rej vac redir full rejlda fulllda vaclda; do
    mkdir -p /srv/vm/$user
    quota=''
    case $user in full*) quota='userdb_quota_rule=*:bytes=500' ;; esac
    echo "$user:{PLAIN}x:$ids::/srv/vm/$user::$quota" >>/etc/dovecot/users
  done
  echo 'require ["reject"]; reject "I do not want mail from you. This account rejects all messages.";' | tee /srv/vm/rej/.dovecot.sieve >/srv/vm/rejlda/.dovecot.sieve
  echo "require [\"vacation\"]; vacation :days 1 :subject \"Out of office\" :addresses [\"vac@$SITE\",\"vaclda@$SITE\"] \"I am away until Monday. In urgent cases contact bob@$SITE.\";" |
    tee /srv/vm/vac/.dovecot.sieve >/srv/vm/vaclda/.dovecot.sieve
  echo 'redirect "kim@partner01.example";' >/srv/vm/redir/.dovecot.sieve
  chown -R vmail:vmail /srv/vm
  cat >/etc/dovecot/dovecot.conf <<X
protocols = lmtp
log_path = syslog
hostname = $HOST
mail_location = maildir:~/Maildir
mail_plugins = quota
ssl = no
auth_username_format = %Ln
postmaster_address = postmaster@$SITE
lda_mailbox_autocreate = yes
submission_host =
sendmail_path = /usr/sbin/sendmail
recipient_delimiter = +
passdb {
  driver = passwd-file
  args = username_format=%n /etc/dovecot/users
}
userdb {
  driver = passwd-file
  args = username_format=%n /etc/dovecot/users
}
service auth {
  unix_listener auth-userdb {
    mode = 0666
  }
}
service lmtp {
  unix_listener /var/spool/postfix/private/dovecot-lmtp {
    mode = 0666
  }
}
protocol lmtp {
  mail_plugins = quota sieve
}
protocol lda {
  mail_plugins = quota sieve
}
plugin {
  quota = maildir:User quota
  quota_rule = *:storage=10M
  sieve = file:~/sieve;active=~/.dovecot.sieve
  sieve_vacation_min_period = 0
  sieve_vacation_send_from_recipient = yes
}
X
  postfix_start_files
  doveconf -n >/dev/null
}

course() { sleep 15; }
