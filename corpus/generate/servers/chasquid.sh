# shellcheck shell=bash disable=SC2034
# chasquid takes mail for others only by submission. It gives up after 20 hours, which is compiled in: the queue's files are
# made older while it is stopped.
PACKAGES="chasquid openssl"
START='su -s /bin/sh chasquid -c "exec chasquid --config_dir=/etc/chasquid --v=1 --alsologtostderr"'
LOG=/var/log/chasquid-mail.log
SUBMISSION=yes

setup() {
  cd /etc/chasquid
  mkdir -p "certs/$HOST" "domains/$SITE" domains/example.org
  openssl req -x509 -newkey rsa:2048 -nodes -keyout "certs/$HOST/privkey.pem" -out "certs/$HOST/fullchain.pem" -days 30 -subj "/CN=$HOST" 2>/dev/null
  cat >chasquid.conf <<X
hostname: "$HOST"
max_data_size_mb: 50
smtp_address: "$IP:25"
submission_address: "$IP:587"
data_dir: "/var/lib/chasquid"
mail_delivery_agent_bin: "/bin/sh"
mail_delivery_agent_args: "-c"
mail_delivery_agent_args: "echo maildrop: user unknown; exit 67"
mail_log_path: "/var/log/chasquid-mail.log"
X
  rmdir domains/example.org # the sender's domain is not chasquid's own: its reports must go out
  chasquid-util -C=/etc/chasquid user-add "alice@$SITE" --password=x
  touch /var/log/chasquid-mail.log
  chown -R chasquid /etc/chasquid /var/lib/chasquid /var/log/chasquid-mail.log
}

course() {
  sleep 20
  server_stop
  sed -i -E "s/seconds: *[0-9]+/seconds: $(($(date +%s) - 90000))/" "$ROOT"/var/lib/chasquid/queue/*
  server_start "$START"
  sleep 25
}
