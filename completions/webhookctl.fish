# fish completion for webhookctl, written by `webhookctl completions fish`

function __webhookctl_in --description 'Whether the command is the one that was named, or none yet'
    set -l words (commandline -opc)
    for word in $words[2..-1]
        if not string match -q -- '-*' $word
            test "$word" = "$argv[1]"
            return
        end
    end
    test -z "$argv[1]"
end

function __webhookctl_ask --description 'Values that only webhookctl knows'
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    if string match -q -- '-*' "$current"
        string match -q -- '--*=*' $current; or return
        set current (string split -m 1 -- = $current)[2]
    end
    $words[1] __complete $argv[1] "=$current" $words[2..-1] 2>/dev/null
end

complete -c webhookctl -e
complete -c webhookctl -f
complete -c webhookctl -n "__webhookctl_in ''" -s V -l version -d 'Print the version'
complete -c webhookctl -n "__webhookctl_in ''" -s h -l help -d 'Show this message and exit'
complete -c webhookctl -n "__webhookctl_in ''" -a listen -d 'Capture webhooks: store, show, verify, answer or forward every request to a port'
complete -c webhookctl -n "__webhookctl_in ''" -a send -d 'Fire a signed event at a URL, with the provider\'s real retry behaviour'
complete -c webhookctl -n "__webhookctl_in ''" -a replay -d 'Send captured requests again, byte for byte'
complete -c webhookctl -n "__webhookctl_in ''" -a list -d 'List captured requests, newest first'
complete -c webhookctl -n "__webhookctl_in ''" -a show -d 'Show a captured request: headers, decoded body, verdict, and what became of it'
complete -c webhookctl -n "__webhookctl_in ''" -a sign -d 'Print the signature headers for a body, as its provider would send them'
complete -c webhookctl -n "__webhookctl_in ''" -a verify -d 'Judge the signature of a request and say why it fits or not'
complete -c webhookctl -n "__webhookctl_in ''" -a keys -d 'Make a secret or a key pair to test with, in the form the provider has it'
complete -c webhookctl -n "__webhookctl_in ''" -a providers -d 'Show what each provider signs, sends and retries, and how sure that is'
complete -c webhookctl -n "__webhookctl_in ''" -a completions -d 'Print the completion script of a shell'

complete -c webhookctl -n "__webhookctl_in listen" -s p -l port -x -d 'The port; 0 takes a free one'
complete -c webhookctl -n "__webhookctl_in listen" -l host -x -d 'The address to listen on'
complete -c webhookctl -n "__webhookctl_in listen" -l forward-to -x -d 'Pass requests on; the app there answers'
complete -c webhookctl -n "__webhookctl_in listen" -l provider -x -k -a '(__webhookctl_ask providers)' -d 'Whose signature it is, e.g. github, stripe'
complete -c webhookctl -n "__webhookctl_in listen" -l secret -x -d 'Signing secret: env:NAME, file:PATH or the secret itself. May be repeated'
complete -c webhookctl -n "__webhookctl_in listen" -l param -x -d 'What else the scheme needs'
complete -c webhookctl -n "__webhookctl_in listen" -l require-valid -d 'Refuse what has no valid signature; needs --secret'
complete -c webhookctl -n "__webhookctl_in listen" -l no-handshake -d 'Leave handshakes of providers to the app'
complete -c webhookctl -n "__webhookctl_in listen" -l confirm-sns -d 'Confirm AWS SNS subscriptions by fetching their URL'
complete -c webhookctl -n "__webhookctl_in listen" -l respond -x -d 'Answer with this status instead of 200'
complete -c webhookctl -n "__webhookctl_in listen" -l body -x -d 'Answer with this body, or a file\'s'
complete -c webhookctl -n "__webhookctl_in listen" -l header -x -d 'Answer with this header. May be repeated'
complete -c webhookctl -n "__webhookctl_in listen" -l tunnel -x -k -a '(__webhookctl_ask tunnels)' -d 'Open a public URL, e.g. with ngrok'
complete -c webhookctl -n "__webhookctl_in listen" -l ngrok-path -r -F -d 'The ngrok agent to run'
complete -c webhookctl -n "__webhookctl_in listen" -s o -l output -x -a 'compact pretty json quiet' -d 'How requests are shown'
complete -c webhookctl -n "__webhookctl_in listen" -l store -r -F -d 'The store\'s file; your user data folder unless told'
complete -c webhookctl -n "__webhookctl_in listen" -l max-body -x -d 'Refuse larger bodies with 413'
complete -c webhookctl -n "__webhookctl_in listen" -l ready-file -r -F -d 'Write where it listens, as JSON, once it does'
complete -c webhookctl -n "__webhookctl_in listen" -l public-url-file -r -F -d 'Write the tunnel\'s URL, once up'
complete -c webhookctl -n "__webhookctl_in listen" -s h -l help -d 'Show this message and exit'

complete -c webhookctl -n "__webhookctl_in send" -l to -x -d 'Where to send it'
complete -c webhookctl -n "__webhookctl_in send" -l secret -x -d 'Signing secret: env:NAME, file:PATH or the secret itself'
complete -c webhookctl -n "__webhookctl_in send" -l unsigned -d 'Send without a signature: your app should refuse it'
complete -c webhookctl -n "__webhookctl_in send" -l data -x -d 'Your own body: @FILE, - for stdin, or text'
complete -c webhookctl -n "__webhookctl_in send" -l provider -x -k -a '(__webhookctl_ask providers)' -d 'Whose signature it is, e.g. github, stripe'
complete -c webhookctl -n "__webhookctl_in send" -l set -x -d 'Change a field. May be repeated'
complete -c webhookctl -n "__webhookctl_in send" -l header -x -d 'Add or replace a header. May be repeated'
complete -c webhookctl -n "__webhookctl_in send" -l id -x -d 'The message id, fresh unless told'
complete -c webhookctl -n "__webhookctl_in send" -l retry -x -k -a '(__webhookctl_ask policies)' -d 'none, a policy\'s name, or waits: 1s,5s,1m. Several with --plan'
complete -c webhookctl -n "__webhookctl_in send" -l speed -x -a 'max' -d 'Shorten the waits between attempts'
complete -c webhookctl -n "__webhookctl_in send" -l plan -d 'Send nothing: show when each attempt would fall'
complete -c webhookctl -n "__webhookctl_in send" -l outage -x -d 'With --plan: does the event survive? 6h, or 6h@30m'
complete -c webhookctl -n "__webhookctl_in send" -l sign-time -x -a 'real virtual' -d 'Sign sped-up attempts as of now, or as of when they would be'
complete -c webhookctl -n "__webhookctl_in send" -l timeout -x -d 'For each answer; the provider\'s unless told'
complete -c webhookctl -n "__webhookctl_in send" -l print-curl -d 'Print a curl command instead of sending'
complete -c webhookctl -n "__webhookctl_in send" -l seed -x -d 'Make the same payload and jitter again'
complete -c webhookctl -n "__webhookctl_in send" -l json -d 'One JSON object a line on stdout'
complete -c webhookctl -n "__webhookctl_in send" -l store -r -F -d 'The store\'s file; your user data folder unless told'
complete -c webhookctl -n "__webhookctl_in send" -s h -l help -d 'Show this message and exit'
complete -c webhookctl -n "__webhookctl_in send" -k -a '(__webhookctl_ask events)'

complete -c webhookctl -n "__webhookctl_in replay" -l to -x -d 'Where to send them'
complete -c webhookctl -n "__webhookctl_in replay" -l resign -d 'Sign anew, with a fresh timestamp where there is one'
complete -c webhookctl -n "__webhookctl_in replay" -l secret -x -d 'What to sign with: env:NAME, file:PATH or the secret'
complete -c webhookctl -n "__webhookctl_in replay" -l provider -x -k -a '(__webhookctl_ask providers)' -d 'Whose signature it is, e.g. github, stripe'
complete -c webhookctl -n "__webhookctl_in replay" -l expect -x -d '2xx, 404, 200-299, or a list'
complete -c webhookctl -n "__webhookctl_in replay" -l timeout -x -d 'For each answer'
complete -c webhookctl -n "__webhookctl_in replay" -l json -d 'One JSON object a line on stdout'
complete -c webhookctl -n "__webhookctl_in replay" -l store -r -F -d 'The store\'s file; your user data folder unless told'
complete -c webhookctl -n "__webhookctl_in replay" -s h -l help -d 'Show this message and exit'
complete -c webhookctl -n "__webhookctl_in replay" -k -a '(__webhookctl_ask captures)'

complete -c webhookctl -n "__webhookctl_in list" -s m -l method -x -d 'Only this method'
complete -c webhookctl -n "__webhookctl_in list" -l path -x -d 'Only this path, as sent (without query)'
complete -c webhookctl -n "__webhookctl_in list" -l path-prefix -x -d 'Only paths that begin like this'
complete -c webhookctl -n "__webhookctl_in list" -l provider -x -k -a '(__webhookctl_ask providers)' -d 'Only this provider, e.g. stripe'
complete -c webhookctl -n "__webhookctl_in list" -l event -x -d 'Only this event type, e.g. push'
complete -c webhookctl -n "__webhookctl_in list" -l since -x -d 'Only since then: 10m, 2h, 7d ago, or a date and time (2026-11-24T10:42)'
complete -c webhookctl -n "__webhookctl_in list" -s n -l limit -x -d 'At most so many; 0 for all'
complete -c webhookctl -n "__webhookctl_in list" -l json -d 'One JSON object a line on stdout'
complete -c webhookctl -n "__webhookctl_in list" -l store -r -F -d 'The store\'s file; your user data folder unless told'
complete -c webhookctl -n "__webhookctl_in list" -s h -l help -d 'Show this message and exit'

complete -c webhookctl -n "__webhookctl_in show" -l raw -d 'The exact HTTP message: request line, headers, body'
complete -c webhookctl -n "__webhookctl_in show" -l body -d 'The exact bytes of the body'
complete -c webhookctl -n "__webhookctl_in show" -l json -d 'One JSON object a line on stdout'
complete -c webhookctl -n "__webhookctl_in show" -l show-secrets -d 'Show secret headers and fields, too'
complete -c webhookctl -n "__webhookctl_in show" -l store -r -F -d 'The store\'s file; your user data folder unless told'
complete -c webhookctl -n "__webhookctl_in show" -s h -l help -d 'Show this message and exit'
complete -c webhookctl -n "__webhookctl_in show" -k -a '(__webhookctl_ask captures)'

complete -c webhookctl -n "__webhookctl_in sign" -l provider -x -k -a '(__webhookctl_ask providers)' -d 'Whose signature: a provider or one of its schemes'
complete -c webhookctl -n "__webhookctl_in sign" -l secret -x -d 'What signs: env:NAME, file:PATH or the secret itself'
complete -c webhookctl -n "__webhookctl_in sign" -l data -x -d 'The body: @FILE, - for stdin, or text'
complete -c webhookctl -n "__webhookctl_in sign" -l url -x -d 'The absolute URL, for --curl and for schemes that sign it'
complete -c webhookctl -n "__webhookctl_in sign" -l method -x -d 'For --curl and for schemes that sign it'
complete -c webhookctl -n "__webhookctl_in sign" -l header -x -d 'A header of the request. May be repeated'
complete -c webhookctl -n "__webhookctl_in sign" -l id -x -d 'The message id, fresh unless told'
complete -c webhookctl -n "__webhookctl_in sign" -l timestamp -x -d 'When it is signed, now unless told'
complete -c webhookctl -n "__webhookctl_in sign" -l param -x -d 'What else the scheme needs'
complete -c webhookctl -n "__webhookctl_in sign" -l curl -d 'Print a curl command that sends it'
complete -c webhookctl -n "__webhookctl_in sign" -l json -d 'One JSON object a line on stdout'
complete -c webhookctl -n "__webhookctl_in sign" -s h -l help -d 'Show this message and exit'

complete -c webhookctl -n "__webhookctl_in verify" -l file -r -F -d 'Requests: raw HTTP, HAR, a curl command or JSON'
complete -c webhookctl -n "__webhookctl_in verify" -l entry -x -d 'Only this entry of a HAR file, from 1'
complete -c webhookctl -n "__webhookctl_in verify" -l provider -x -k -a '(__webhookctl_ask providers)' -d 'Whose signature it is, e.g. github, stripe'
complete -c webhookctl -n "__webhookctl_in verify" -l secret -x -d 'Signing secret: env:NAME, file:PATH or the secret itself. May be repeated'
complete -c webhookctl -n "__webhookctl_in verify" -l url -x -d 'The absolute URL that the sender signed'
complete -c webhookctl -n "__webhookctl_in verify" -l at -x -a 'captured now' -d 'The clock to judge by: a time, captured, now'
complete -c webhookctl -n "__webhookctl_in verify" -l tolerance -x -d 'How old it may be: 300, 5m or none'
complete -c webhookctl -n "__webhookctl_in verify" -l param -x -d 'What else the scheme needs'
complete -c webhookctl -n "__webhookctl_in verify" -l json -d 'One JSON object a line on stdout'
complete -c webhookctl -n "__webhookctl_in verify" -l store -r -F -d 'The store\'s file; your user data folder unless told'
complete -c webhookctl -n "__webhookctl_in verify" -s h -l help -d 'Show this message and exit'
complete -c webhookctl -n "__webhookctl_in verify" -k -a '(__webhookctl_ask captures)'

complete -c webhookctl -n "__webhookctl_in keys" -l out -x -a '(__fish_complete_directories)' -d 'The folder to put them in, made if need be'
complete -c webhookctl -n "__webhookctl_in keys" -l force -d 'Replace files that are there'
complete -c webhookctl -n "__webhookctl_in keys" -l json -d 'One JSON object a line on stdout'
complete -c webhookctl -n "__webhookctl_in keys" -s h -l help -d 'Show this message and exit'
complete -c webhookctl -n "__webhookctl_in keys" -a 'new'
complete -c webhookctl -n "__webhookctl_in keys" -k -a '(__webhookctl_ask providers)'

complete -c webhookctl -n "__webhookctl_in providers" -l filter -x -d 'For list: only where a name, header or event has it'
complete -c webhookctl -n "__webhookctl_in providers" -l json -d 'One JSON object a line on stdout'
complete -c webhookctl -n "__webhookctl_in providers" -s h -l help -d 'Show this message and exit'
complete -c webhookctl -n "__webhookctl_in providers" -a 'list show'
complete -c webhookctl -n "__webhookctl_in providers" -k -a '(__webhookctl_ask providers)'

complete -c webhookctl -n "__webhookctl_in completions" -s h -l help -d 'Show this message and exit'
complete -c webhookctl -n "__webhookctl_in completions" -a 'bash zsh fish powershell'
