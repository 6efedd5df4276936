# shellcheck shell=bash disable=SC2034
# Postfix with another language's templates.
. "$HERE/servers/postfix.sh"
LAYER=postfix
