# shellcheck shell=bash disable=SC2034
# mlmmj behind Postfix.
PACKAGES="mlmmj postfix"
START="postfix start-fg"

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
alias_maps = hash:/etc/aliases
recipient_delimiter = +
smtpd_relay_restrictions = permit_mynetworks, reject
X
  rm -rf /var/spool/mlmmj
  mkdir -p /var/spool/mlmmj
  local list folder
  : >/etc/aliases
  for list in subonly small news; do
    folder=/var/spool/mlmmj/$list
    mkdir -p $folder/{incoming,queue/discarded,archive,text,subconf,unsubconf,bounce,control,moderation,subscribers.d,digesters.d,requeue,nomailsubs.d}
    touch $folder/index
    echo "$list@$SITE" >$folder/control/listaddress
    echo "owner@example.org" >$folder/control/owner
    echo "$IP" >$folder/control/relayhost
    cp -r /usr/share/mlmmj/text.skel/en/* $folder/text/
    echo "$list: \"|/usr/bin/mlmmj-recieve -L $folder/\"" >>/etc/aliases
  done
  touch /var/spool/mlmmj/subonly/control/subonlypost
  echo 500 >/var/spool/mlmmj/small/control/maxmailsize
  chown -R nobody /var/spool/mlmmj
  newaliases
  postfix_start_files
}

course() { sleep 15; }
