# bash completion for bounce(1)
_bounce() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
  local commands='explain json deliver redact report rules learn cause causes status'
  local options='--lang --rules --own --country --color --plain --width --field --jobs --output --envelope-from --envelope-to --envid --key
    --exit-status --fail-on-unknown --help --version'
  case $prev in
    -l | --lang) COMPREPLY=($(compgen -W 'en ko ja zh-Hant zh-Hans' -- "$cur")); return ;;
    --color) COMPREPLY=($(compgen -W 'auto always never' -- "$cur")); return ;;
    --country | --own | --width | --field | -j | --jobs | --envelope-from | --envelope-to | --envid) return ;;
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
