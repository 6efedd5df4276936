# shellcheck shell=bash disable=SC2034
# OpenSMTPD 7 of Debian 13: it says that an expiry is a failure, which 6.8 calls a delay.
. "$HERE/servers/opensmtpd.sh"
SUITE=trixie
