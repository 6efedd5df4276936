# shellcheck shell=bash disable=SC2034
# Exim with its own retry rules and one warning after four hours. Its queue runners clean LD_* from their environment: ld.so.preload.
PACKAGES="exim4-daemon-light libfaketime"
START="exim4 -bdf -q1m"
KICK="exim4 -q & exim4 -q & exim4 -q"
CLOCK=yes
LOG=/var/log/exim4/mainlog

setup() {
  cat >/etc/exim4/exim4.conf <<X
primary_hostname = $HOST
qualify_domain = $SITE
domainlist local_domains = $SITE
local_interfaces = $IP
daemon_smtp_ports = 25
acl_smtp_rcpt = acl_rcpt
acl_smtp_data = accept
dsn_advertise_hosts = *
smtputf8_advertise_hosts = *
disable_ipv6 = true
host_lookup =
rfc1413_query_timeout = 0s
log_file_path = /var/log/exim4/%slog
delay_warning = 4h
dns_retrans = 1s
dns_retry = 1
received_headers_max = 30
queue_run_max = 6
remote_max_parallel = 4
trusted_users = root
smtp_accept_max = 100
smtp_accept_max_per_connection = 1000
begin acl
acl_rcpt:
  accept
begin routers
loop:
  driver = manualroute
  domains = loop.$SITE
  transport = remote_smtp
  route_list = * $IP byname
  self = send
closed:
  driver = redirect
  domains = closed.example
  allow_fail
  data = :fail: Delivery to this domain is administratively prohibited
paused:
  driver = redirect
  domains = paused.example
  allow_defer
  data = :defer: Host is down for maintenance
pipe:
  driver = accept
  domains = pipe.example
  transport = failpipe
dnslookup:
  driver = dnslookup
  domains = ! +local_domains
  transport = remote_smtp
  same_domain_copy_routing = yes
  no_more
aliases:
  driver = redirect
  allow_fail
  allow_defer
  data = \${lookup{\$local_part}lsearch{/etc/aliases}}
  pipe_transport = address_pipe
  user = nobody
localuser:
  driver = accept
  check_local_user
  transport = local_delivery
  cannot_route_message = Unknown user
begin transports
remote_smtp:
  driver = smtp
  interface = $IP
  connect_timeout = 3s
  command_timeout = 4s
  data_timeout = 4s
  final_timeout = 4s
  hosts_require_tls = mx.$BAD_TLS
  tls_tempfail_tryclear = false
local_delivery:
  driver = appendfile
  file = /var/mail/\$local_part_data
  delivery_date_add
  envelope_to_add
  return_path_add
  group = mail
  mode = 0660
  quota = 5M
address_pipe:
  driver = pipe
  return_output
failpipe:
  driver = pipe
  user = nobody
  command = /bin/sh -c "echo quota exceeded for \$local_part; exit 69"
  return_fail_output
begin retry
* quota
* * F,2h,15m; G,16h,1h,1.5; F,4d,6h
begin rewrite
begin authenticators
X
  users bob full
  head -c 5242000 /dev/zero | tr '\0' x >/var/mail/full
  chown full:mail /var/mail/full
  chmod 660 /var/mail/full
  cat >/etc/aliases <<X
postmaster: root
gone: "|/bin/sh -c 'echo this user has gone away; exit 67'"
later: "|/bin/sh -c 'exit 75'"
broken: "|/bin/sh -c 'exit 1'"
fwd: kim@partner01.example
staff: fwd, bob, nosuchuser2
loop: kim@loop.$SITE
X
  exim4 -bV | tail -3
}
