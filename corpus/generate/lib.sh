# shellcheck shell=bash
# Roots and name spaces for the servers. Sourced by `run`, which has made a mount and a pid name space around all of this:
# whatever is mounted or started here is gone when that one ends, however it ends.
#
# HERE   this folder          WORK  base systems and what was installed into them (kept, in the build folder)
# SCRATCH  a tmpfs: what the servers write while they run, their logs, the mails (lost at the end)

say() { printf '[%3ds] %s\n' "$SECONDS" "$*" >&2; }

# in_net COMMAND...: in the network that has only lo.
in_net() { nsenter --net="/proc/$NET_PID/ns/net" "$@"; }

# net_up: a network of its own with nothing but lo, which carries every address of the play.
net_up() {
  unshare --net sleep "$LIFE" &
  NET_PID=$!
  local i
  for i in 1 2 3 4 5 6 7 8 9 10; do [ "$(readlink /proc/$NET_PID/ns/net)" != "$(readlink /proc/self/ns/net)" ] && break; sleep .1; done
  in_net sh -c "ip link set lo up && python3 '$HERE/table.py' addresses | ip -batch - &&
    sysctl -qw net.ipv4.tcp_syn_retries=2 net.ipv4.ip_unprivileged_port_start=0"
}

mirror() {
  local uri
  uri=$(apt-get indextargets --format '$(REPO_URI) $(TRUSTED)' 'Created-By: Packages' 2>/dev/null | grep -m1 '/debian/\?  *' | cut -d' ' -f1)
  echo "${uri:-http://deb.debian.org/debian}"
}

# base_make SUITE: a small Debian, once.
base_make() {
  local root=$WORK/base.$1
  [ -e "$root/ready" ] && return 0
  rm -rf "$root"
  mmdebstrap --quiet --variant=minbase --include=ca-certificates,python3-minimal,procps \
    --aptopt='Acquire::Check-Valid-Until "false"' --aptopt='Acquire::Languages "none"' "$1" "$root" "$(mirror)" >"$SCRATCH/log/base.$1" 2>&1 ||
    { tail -5 "$SCRATCH/log/base.$1" >&2; return 1; }
  printf 'Acquire::Check-Valid-Until "false";\nAcquire::Languages "none";\nAPT::Install-Recommends "false";\n%s\n' \
    'Dpkg::Use-Pty "0"; Dpkg::Options { "--force-confdef"; "--force-confold"; "--force-unsafe-io"; };' >"$root/etc/apt/apt.conf.d/99corpus"
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d" # nothing is started while packages are installed
  chmod 755 "$root/usr/sbin/policy-rc.d"
  cp /etc/resolv.conf "$root/etc/resolv.conf"
  chroot "$root" apt-get -q update >>"$SCRATCH/log/base.$1" 2>&1 || { tail -5 "$SCRATCH/log/base.$1" >&2; return 1; }
  touch "$root/ready"
}

# root_install SERVER: its packages on top of the base, by the packages' own scripts, with the host's network. Kept.
root_install() (
  load "$1"
  [ "$LAYER" = "$1" ] || exit 0 # another server's
  local layer=$WORK/installed.$1
  [ "$(cat "$layer/packages" 2>/dev/null)" = "$SUITE $PACKAGES" ] && exit 0
  rm -rf "$layer" && mkdir -p "$layer/root" "$layer/work" "$SCRATCH/install/$1"
  local root=$SCRATCH/install/$1
  mount -t overlay overlay -o "lowerdir=$WORK/base.$SUITE,upperdir=$layer/root,workdir=$layer/work" "$root" || exit 1
  mount -t proc proc "$root/proc"
  cp /etc/resolv.conf "$root/etc/resolv.conf"
  echo "$HOST" >"$root/etc/mailname"
  printf '127.0.0.1 localhost %s\n' "$HOST" >"$root/etc/hosts"
  # shellcheck disable=SC2086  # a list of packages
  chroot "$root" env DEBIAN_FRONTEND=noninteractive unshare --uts sh -c "hostname $HOST; apt-get -qy install $PACKAGES && apt-get clean" \
    >"$SCRATCH/log/$1.apt" 2>&1 </dev/null || { say "$1 cannot be installed: $(tail -2 "$SCRATCH/log/$1.apt")"; exit 1; }
  printf 'nameserver %s\noptions timeout:2 attempts:1\n' "$(python3 "$HERE/table.py" address dns)" >"$root/etc/resolv.conf"
  echo '127.0.0.1 localhost' >"$root/etc/hosts"
  umount "$root/proc" "$root" && echo "$SUITE $PACKAGES" >"$layer/packages"
)

# load SERVER: its file's variables and functions. HOST, IP: its name and address; SITE: its own mail domain.
load() {
  SUITE=bookworm PACKAGES='' START='' CLOCK='' LOG='' POKE='' COMMAND='' SUBMISSION='' NPM='' LAYER=$1
  setup() { :; }
  NAME=$1
  read -r IP HOST SITE < <(python3 "$HERE/table.py" server "$1")
  # shellcheck source=/dev/null
  . "$HERE/servers/$1.sh"
  ROOT=$SCRATCH/root/$NAME
}

# Puts the root of the loaded server together, and runs its setup() inside, as root, in the play's network.
root_setup() {
  mkdir -p "$ROOT" "$SCRATCH/change/$NAME/root" "$SCRATCH/change/$NAME/work"
  mount -t overlay overlay -o "lowerdir=$WORK/installed.$LAYER/root:$WORK/base.$SUITE,upperdir=$SCRATCH/change/$NAME/root,workdir=$SCRATCH/change/$NAME/work" "$ROOT" || return 1
  cp "$HERE/init.py" "$ROOT/init.py"
  { declare -f setup users postfix_start_files; printf "NAME=%s IP=%s HOST=%s SITE=%s BAD_TLS=%s\n" "$NAME" "$IP" "$HOST" "$SITE" "$(python3 "$HERE/table.py" domain bad-tls)"; echo 'set -e; setup'; } >"$ROOT/setup.sh"
  mount -t proc proc "$ROOT/proc"
  in_net unshare --uts sh -c "hostname $HOST; exec chroot '$ROOT' bash /setup.sh" >"$SCRATCH/log/$NAME.setup" 2>&1 </dev/null
  local status=$?
  umount "$ROOT/proc"
  return $status
}

# wait_port PORT: until the loaded server listens there, a minute at most.
wait_port() { in_net bash -c "for i in {1..60}; do (exec 3<>/dev/tcp/$IP/$1) 2>/dev/null && exit; sleep 1; done"; }

# Runs inside the root: people with mailboxes.
users() { local user; for user in "$@"; do id "$user" >/dev/null 2>&1 || useradd -m "$user"; done; }

# Runs inside the root: Postfix' own chroot needs these.
postfix_start_files() { mkdir -p /var/spool/postfix/etc; cp /etc/resolv.conf /etc/services /etc/hosts /etc/nsswitch.conf /var/spool/postfix/etc/; }

# server_start COMMAND: the loaded server, in name spaces of its own, below a process 1 that reaps and ends after LIFE seconds.
server_start() {
  if [ ! -e "$SCRATCH/$NAME.syslog" ]; then
    python3 "$HERE/syslog.py" "$HOST" "$ROOT/dev/log" "$SCRATCH/log/$NAME.log" "$LIFE" </dev/null >/dev/null 2>&1 &
    echo $! >"$SCRATCH/$NAME.syslog"
    local i
    for i in 1 2 3 4 5 6 7 8 9 10; do [ -S "$ROOT/dev/log" ] && break; sleep .1; done
  fi
  nsenter --net="/proc/$NET_PID/ns/net" unshare --mount --pid --uts --ipc --fork --kill-child --propagation private \
    sh -c "hostname $HOST; mount -t proc proc '$ROOT/proc'; exec chroot '$ROOT' python3 /init.py $LIFE sh -c \"\$0\"" "$1" \
    >>"$SCRATCH/log/$NAME.out" 2>&1 </dev/null &
  echo $! >"$SCRATCH/$NAME.pid"
}

# server_exec COMMAND...: inside the running server's name spaces.
server_exec() {
  nsenter --target "$(pgrep -P "$(cat "$SCRATCH/$NAME.pid")" | head -1)" --mount --pid --uts --ipc --net chroot "$ROOT" "$@"
}

# The whole pid name space goes with its first process.
server_stop() {
  local outer
  outer=$(cat "$SCRATCH/$NAME.pid" 2>/dev/null) || return 0
  kill -9 "$outer" 2>/dev/null # --kill-child: the first process dies of it
  wait "$outer" 2>/dev/null
  rm -f "$SCRATCH/$NAME.pid"
}
