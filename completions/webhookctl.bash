# bash completion for webhookctl, written by `webhookctl completions bash`

_webhookctl_words() {
  local word
  for word in "$@"; do
    [[ $word == "$current"* ]] && COMPREPLY+=("$lead$word")
  done
}

_webhookctl_files() {
  # readline's own completion knows ~ and quoting; bash 3.2 cannot switch to it
  [[ -z $lead ]] && compopt -o default 2>/dev/null && return
  local IFS=$'\n'
  COMPREPLY=($(compgen "$1" -P "$lead" -- "$current"))
}

_webhookctl_ask() {
  local typed=("${COMP_WORDS[@]:1}") program="${COMP_WORDS[0]/#\~/$HOME}" word rest
  while IFS=$'\t' read -r word rest; do
    _webhookctl_words "$word"
  done < <("$program" __complete "$1" "=$current" "${typed[@]}" 2>/dev/null)
}

_webhookctl() {
  local current="${COMP_WORDS[COMP_CWORD]}" option="${COMP_WORDS[COMP_CWORD - 1]}"
  local command="" with_value="" lead="" word="" index position=0 value=0
  COMPREPLY=()

  # --option=value is three words, or one where = breaks no words
  if [[ $current == "=" ]]; then
    current=""
  elif [[ $option == "=" ]]; then
    option="${COMP_WORDS[COMP_CWORD - 2]}"
  elif [[ $current == --*=* ]]; then
    option="${current%%=*}" lead="${current%%=*}=" current="${current#*=}"
  fi

  for ((index = 1; index < COMP_CWORD; index++)); do
    word="${COMP_WORDS[index]}"
    if [[ $word == "=" ]]; then
      continue
    elif [[ $value == 1 ]]; then
      value=0
    elif [[ $word == -* ]]; then
      [[ $with_value == *" $word "* ]] && value=1
    elif [[ -z $command ]]; then
      command="$word"
      case "$command" in
        listen) with_value=" -p --port --host --forward-to --provider --secret --param --respond --body --header --tunnel --ngrok-path -o --output --store --max-body --ready-file --public-url-file " ;;
        send) with_value=" --to --scenario --secret --data --data-raw --from-capture --content-type --provider --param --set --set-new --unset --header --id --retry --speed --timeout --sign-time --outage --tamper --slow-body --count --concurrency --rate --duration --duplicate --cacert --cert --key --unix-socket --seed --store " ;;
        replay) with_value=" --to --secret --provider --param --expect --timeout --cacert --cert --key --unix-socket --store " ;;
        list) with_value=" -m --method --path --path-prefix --provider --event --since -n --limit --store " ;;
        show) with_value=" --store " ;;
        sign) with_value=" --provider --secret --data --url --method --header --id --timestamp --param " ;;
        verify) with_value=" --file --entry --provider --secret --url --at --tolerance --param --store " ;;
        keys) with_value=" --out " ;;
        providers) with_value=" --filter " ;;
      esac
    else
      ((position++))
    fi
  done

  case "$command $option" in
    "listen -p" | "listen --port" | "listen --host" | "listen --forward-to" | "listen --secret" | "listen --param" | "listen --respond" | "listen --body" | "listen --header" | "listen --max-body" | "send --to" | "send --secret" | "send --data" | "send --data-raw" | "send --content-type" | "send --param" | "send --set" | "send --set-new" | "send --unset" | "send --header" | "send --id" | "send --timeout" | "send --outage" | "send --slow-body" | "send --count" | "send --concurrency" | "send --rate" | "send --duration" | "send --duplicate" | "send --cacert" | "send --cert" | "send --key" | "send --unix-socket" | "send --seed" | "replay --to" | "replay --secret" | "replay --param" | "replay --expect" | "replay --timeout" | "replay --cacert" | "replay --cert" | "replay --key" | "replay --unix-socket" | "list -m" | "list --method" | "list --path" | "list --path-prefix" | "list --event" | "list --since" | "list -n" | "list --limit" | "sign --secret" | "sign --data" | "sign --url" | "sign --method" | "sign --header" | "sign --id" | "sign --timestamp" | "sign --param" | "verify --entry" | "verify --secret" | "verify --url" | "verify --tolerance" | "verify --param" | "providers --filter")
      return
      ;;
    "listen --provider" | "send --provider" | "replay --provider" | "list --provider" | "sign --provider" | "verify --provider")
      _webhookctl_ask providers; return
      ;;
    "listen --tunnel")
      _webhookctl_ask tunnels; return
      ;;
    "listen --ngrok-path" | "listen --store" | "listen --ready-file" | "listen --public-url-file" | "send --store" | "replay --store" | "list --store" | "show --store" | "verify --file" | "verify --store")
      _webhookctl_files -f; return
      ;;
    "listen -o" | "listen --output")
      _webhookctl_words compact pretty json quiet; return
      ;;
    "send --scenario")
      _webhookctl_ask scenarios; return
      ;;
    "send --from-capture")
      _webhookctl_ask captures; return
      ;;
    "send --retry")
      _webhookctl_ask policies; return
      ;;
    "send --speed")
      _webhookctl_words max; return
      ;;
    "send --sign-time")
      _webhookctl_words real virtual; return
      ;;
    "send --tamper")
      _webhookctl_words body signature timestamp stale future missing truncated empty wrong-secret old-algorithm garbage; return
      ;;
    "verify --at")
      _webhookctl_words captured now; return
      ;;
    "keys --out")
      _webhookctl_files -d; return
      ;;
  esac

  if [[ -n $lead ]]; then
    return
  elif [[ $current == -* ]]; then
    case "$command" in
      "") _webhookctl_words -V --version -h --help ;;
      "listen") _webhookctl_words -p --port --host --forward-to --provider --secret --param --require-valid --no-handshake --confirm-sns --respond --body --header --tunnel --ngrok-path -o --output --store --max-body --ready-file --public-url-file -h --help ;;
      "send") _webhookctl_words --to --scenario --secret --unsigned --data --data-raw --from-capture --content-type --provider --param --set --set-new --unset --header --id --retry --speed --timeout --sign-time --plan --outage --tamper --gzip --chunked --slow-body --drop-connection --count --concurrency --rate --duration --shuffle --duplicate --concurrent --insecure --cacert --cert --key --unix-socket --dry-run --print-curl --seed --json --store -h --help ;;
      "replay") _webhookctl_words --to --resign --secret --provider --param --expect --timeout --insecure --cacert --cert --key --unix-socket --json --store -h --help ;;
      "list") _webhookctl_words -m --method --path --path-prefix --provider --event --since -n --limit --sent --json --store -h --help ;;
      "show") _webhookctl_words --raw --body --json --show-secrets --store -h --help ;;
      "sign") _webhookctl_words --provider --secret --data --url --method --header --id --timestamp --param --curl --json -h --help ;;
      "verify") _webhookctl_words --file --entry --provider --secret --url --at --tolerance --param --json --store -h --help ;;
      "keys") _webhookctl_words --out --force --json -h --help ;;
      "providers") _webhookctl_words --filter --json -h --help ;;
      "completions") _webhookctl_words -h --help ;;
    esac
    return
  fi

  case "$command $position" in
    " 0") _webhookctl_words listen send replay list show sign verify keys providers completions ;;
    "send "0) _webhookctl_ask events ;;
    "replay "*) _webhookctl_ask captures ;;
    "show "0) _webhookctl_ask captures ;;
    "verify "0) _webhookctl_ask captures ;;
    "keys "0) _webhookctl_words new ;;
    "keys "1) _webhookctl_ask providers ;;
    "providers "0) _webhookctl_words list show ;;
    "providers "1) _webhookctl_ask providers ;;
    "completions "0) _webhookctl_words bash zsh fish powershell ;;
  esac
}

complete -o nosort -F _webhookctl webhookctl 2>/dev/null || complete -F _webhookctl webhookctl
