# shellcheck shell=bash disable=SC2034
# Courier. Short timers.
PACKAGES="courier-mta"
START="authdaemond start; courierfilter start; courier start; esmtpd start"

setup() {
  cd /etc/courier
  echo "$HOST" >me
  echo "$HOST" >defaultdomain
  printf '%s\nlocalhost\n' "$SITE" >locals
  echo "\"Courier mail server at $HOST\" <@>" >dsnfrom
  echo "$IP" >ipout
  local pair
  for pair in queuetime=25s warntime=6s retryalpha=3s retrybeta=1 retrygamma=3s retrymaxdelta=0 esmtpdelay=1s esmtptimeoutconnect=5s \
    esmtptimeouthelo=8s esmtptimeout=8s esmtptimeoutdata=8s esmtptimeoutquit=1s esmtptimeoutkeepalive=1s sizelimit=50000000; do
    echo "${pair#*=}" >"${pair%%=*}"
  done
  # or reports for mail taken over SMTP are dropped without a word
  sed -i 's#^ESMTP_BLOCKBACKSCATTER=.*#ESMTP_BLOCKBACKSCATTER=""#; s#^ESMTP_USE_STARTTLS=.*#ESMTP_USE_STARTTLS=0#; s#^ESMTP_PREFER_IPV6_MX=.*#ESMTP_PREFER_IPV6_MX=0#' courierd
  sed -i 's#^BOFHCHECKDNS=.*#BOFHCHECKDNS=0#; s#^TARPIT=.*#TARPIT=0#; s#^MAXDAEMONS=.*#MAXDAEMONS=200#; s#^MAXPERC=.*#MAXPERC=200#; s#^MAXPERIP=.*#MAXPERIP=200#; s#^PORT=.*#PORT=25#; /^ADDRESS=/d; s#^ULIMIT=.*#ULIMIT=65536#' esmtpd
  echo "ADDRESS=$IP" >>esmtpd
  mkdir -p smtpaccess
  printf '192.0.2\tallow,RELAYCLIENT\n198.51.100\tallow,RELAYCLIENT\n' >smtpaccess/default
  users bob full
  maildirmake /home/bob/Maildir
  chown -R bob /home/bob
  printf 'postmaster: root\nfwd: kim@partner01.example\nstaff: fwd, bob\n' >aliases/system
  mkdir -p aliasdir
  echo "| echo this user has gone away; exit 67" >aliasdir/.courier-gone
  echo "| exit 75" >aliasdir/.courier-later
  echo "| exit 1" >aliasdir/.courier-broken
  chown -R courier:courier aliasdir
  makesmtpaccess
  makeacceptmailfor
  makealiases
  mkdir -p /run/courier/authdaemon
  chown courier:courier /run/courier /run/courier/authdaemon
}
