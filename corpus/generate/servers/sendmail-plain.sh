# shellcheck shell=bash disable=SC2034
# Sendmail with SendMimeErrors=False.
. "$HERE/servers/sendmail.sh"
LAYER=sendmail
