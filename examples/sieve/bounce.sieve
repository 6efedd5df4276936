require ["vnd.dovecot.pipe"];
pipe "bounce-deliver";
