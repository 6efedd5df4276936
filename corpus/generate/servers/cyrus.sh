# shellcheck shell=bash disable=SC2034
# Cyrus IMAP behind Postfix: LMTP, Sieve. Its mailboxes and scripts are made over IMAP and ManageSieve.
PACKAGES="cyrus-imapd postfix"
START="/usr/sbin/cyrmaster & sleep 3; chmod 777 /run/cyrus/socket/lmtp; postfix start-fg"

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
virtual_transport = lmtp:unix:/run/cyrus/socket/lmtp
lmtp_destination_recipient_limit = 1
smtpd_relay_restrictions = permit_mynetworks, reject
X
  sed -i 's/^lmtp \+unix .*/lmtp unix - - n - - lmtp/' /etc/postfix/master.cf
  cat >/etc/imapd.conf <<X
configdirectory: /var/lib/cyrus
proc_path: /run/cyrus/proc
mboxname_lockpath: /run/cyrus/lock
defaultpartition: default
partition-default: /var/spool/cyrus/mail
unixhierarchysep: yes
virtdomains: off
admins: cyrus
lmtp_downcase_rcpt: yes
lmtp_strip_quotes: yes
lmtp_over_quota_perm_failure: yes
servername: $HOST
sieve_extensions: fileinto reject vacation envelope
sievedir: /var/spool/sieve
allowplaintext: yes
sasl_pwcheck_method: alwaystrue
sasl_mech_list: PLAIN
lmtpsocket: /run/cyrus/socket/lmtp
sendmail: /usr/sbin/sendmail
postmaster: postmaster
lmtp_fuzzy_mailbox_match: no
X
  cat >/etc/cyrus.conf <<X
START {
  recover cmd="/usr/sbin/cyrus ctl_cyrusdb -r"
}
SERVICES {
  imap     cmd="imapd" listen="$IP:143" proto="tcp4" prefork=0
  sieve    cmd="timsieved" listen="$IP:4190" proto="tcp4" prefork=0
  lmtpunix cmd="lmtpd -a" listen="/run/cyrus/socket/lmtp" prefork=0
}
EVENTS {
  checkpoint cmd="/usr/sbin/cyrus ctl_cyrusdb -c" period=30
}
X
  mkdir -p /run/cyrus/proc /run/cyrus/lock /run/cyrus/socket
  chown -R cyrus:mail /run/cyrus
  chmod 755 /run/cyrus /run/cyrus/socket
  postfix_start_files
}

prepare() { wait_port 143; wait_port 4190; in_net timeout 30 python3 "$HERE/servers/cyrus_users.py" "$IP" "$SITE"; }
course() { sleep 15; }
