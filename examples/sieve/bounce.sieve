require ["vnd.dovecot.pipe", "variables"];
# The Message-ID tells a mail that comes a second time; it goes to the program as one argument, no shell reads it.
set "id" "";
if header :matches "Message-ID" "*" { set "id" "${1}"; }
pipe "bounce-deliver" ["${id}"];
