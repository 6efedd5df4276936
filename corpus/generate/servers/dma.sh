# shellcheck shell=bash disable=SC2034
# DragonFly Mail Agent: no daemon. It backs off in sleeping processes that hold locks; so for the expiry its name space is
# stopped, the queue made six days old, and run again.
PACKAGES="dma"
START="sleep 3600"
COMMAND="/usr/sbin/sendmail"

setup() {
  printf 'MAILNAME %s\nALIASES /etc/aliases\nSPOOLDIR /var/spool/dma\n' "$HOST" >/etc/dma/dma.conf
  users bob full
  printf 'postmaster: root\nfwd: kim@partner01.example\n' >/etc/aliases
  mkdir -p /var/spool/dma
  chown root:mail /var/spool/dma
  chmod 2775 /var/spool/dma
}

course() {
  sleep 25
  server_stop
  server_start "$START"
  sleep 1
  server_exec sh -c "touch -d '6 days ago' /var/spool/dma/Q*; timeout 60 dma -q"
  sleep 10
}
