# shellcheck shell=bash disable=SC2034
# nullmailer hands everything to one smart host, which plays the host of the recipient's domain.
PACKAGES="nullmailer"
START='su -s /bin/sh mail -c "/usr/sbin/nullmailer-send -s"'
COMMAND="/usr/sbin/sendmail"

setup() {
  cd /etc/nullmailer
  echo "203.0.113.250 smtp" >remotes
  echo "$HOST" >me
  echo "$HOST" >defaulthost
  echo example.net >defaultdomain
  echo 1 >pausetime
  echo 1 >maxpause
  echo 5 >sendtimeout
  echo 20 >queuelifetime
  rm -f /var/spool/nullmailer/trigger
  mkfifo -m 622 /var/spool/nullmailer/trigger
  chown -R mail /var/spool/nullmailer
}
