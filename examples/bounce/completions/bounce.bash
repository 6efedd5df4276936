# bash completion for bounce(1)
_bounce() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
  local commands='explain json deliver redact report rules learn cause causes status'
  local options='--lang --rules --own --country --color --plain --width --field --jobs --output --envelope-from --envelope-to --envid --key
    --exit-status --fail-on-unknown --help --version'
  case $prev in
    -l | --lang) COMPREPLY=($(compgen -W 'en ko ja zh-Hant zh-Hans' -- "$cur")); return ;;
    --color) COMPREPLY=($(compgen -W 'auto always never' -- "$cur")); return ;;
    --field)
      local given=
      [[ $cur == *,* ]] && given=${cur%,*},
      COMPREPLY=($(compgen -P "$given" -W 'recipient.address action status reply command diagnostic causes.0.id causes.0.confidence causes.0.rule
        causes.0.party.0 causes.0.address_verdict causes.0.facts.ip causes.0.facts.list hints.0.text hints.0.who remote.host remote.provider report.kind
        report.format report.date source.name original.message_id original.subject' -- "${cur##*,}"))
      compopt -o nospace 2>/dev/null
      return ;;
    status) [ "$COMP_CWORD" = 2 ] && return ;;
    --country | --own | --width | -j | --jobs | --envelope-from | --envelope-to | --envid) return ;;
    cause) COMPREPLY=($(compgen -W "$(bounce causes 2>/dev/null | sed -n 's/^\([a-z][a-z0-9_.]*\) .*/\1/p')" -- "$cur")); return ;;
    rules) [ "$COMP_CWORD" = 2 ] && { COMPREPLY=($(compgen -W 'check list test' -- "$cur")); return; } ;;
  esac
  if [[ $cur == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$cur"))
  else
    COMPREPLY=($(compgen -f -- "$cur"))
    [ "$COMP_CWORD" = 1 ] && COMPREPLY+=($(compgen -W "$commands" -- "$cur"))
  fi
}
complete -o filenames -F _bounce bounce
