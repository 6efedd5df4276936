# shellcheck shell=bash disable=SC2034
# The Exim of Debian 13.
. "$HERE/servers/exim.sh"
SUITE=trixie
