# shellcheck shell=bash disable=SC2034
# Haraka comes from npm and runs with the host's node, in name spaces of its own over the host's files: no root is made for it.
NPM=Haraka@3.3.4
START=haraka
LOG=out

root_install() (
  [ -d "$WORK/haraka/node_modules/Haraka" ] && exit 0
  command -v npm >/dev/null || { say "haraka: no npm here"; exit 1; }
  mkdir -p "$WORK/haraka"
  cd "$WORK/haraka" && npm install --no-audit --no-fund "$NPM" >"$SCRATCH/log/haraka.npm" 2>&1 || { say "haraka cannot be installed"; exit 1; }
)

root_setup() {
  local config=$SCRATCH/haraka/config own=$WORK/haraka/node_modules/Haraka/config
  mkdir -p "$config" "$SCRATCH/haraka/queue" "$SCRATCH/haraka/plugins"
  cp "$own"/outbound.bounce_message* "$own/connection.ini" "$config/"
  echo "$HOST" >"$config/me"
  echo acceptall >"$config/plugins"
  echo 52428800 >"$config/databytes"
  printf '[main]\nlevel=info\ntimestamps=true\n' >"$config/log.ini"
  printf 'listen=%s:25\nnodes=0\n' "$IP" >"$config/smtp.ini"
  printf 'local_mx_ok=true\nenable_tls=false\ntemp_fail_intervals=5s,5s,5s\nmaxTempFailures=3\ninet_prefer=v4\nconnect_timeout=3\n' >"$config/outbound.ini"
  cat >"$SCRATCH/haraka/plugins/acceptall.js" <<'X'
exports.hook_mail = function (next, connection) { connection.relaying = true; next(OK); };
exports.hook_rcpt = function (next, connection) { connection.relaying = true; next(OK); };
X
  printf 'nameserver %s\noptions timeout:2 attempts:1\n' "$(python3 "$HERE/table.py" address dns)" >"$SCRATCH/haraka/resolv.conf"
}

server_start() {
  nsenter --net="/proc/$NET_PID/ns/net" unshare --mount --pid --uts --fork --kill-child --propagation private sh -c "mount --bind '$SCRATCH/haraka/resolv.conf' /etc/resolv.conf
    hostname $HOST; mount -t proc proc /proc; exec timeout $LIFE node '$WORK/haraka/node_modules/Haraka/bin/haraka' -c '$SCRATCH/haraka'" \
    >"$SCRATCH/log/haraka.out" 2>&1 </dev/null &
  echo $! >"$SCRATCH/haraka.pid"
}

course() { sleep 45; }
