# PowerShell completion for webhookctl, written by `webhookctl completions powershell`

Register-ArgumentCompleter -Native -CommandName webhookctl -ScriptBlock {
    param($current, $commandAst, $cursor)

    $commands = [ordered]@{
        'listen' = 'Capture webhooks: store, show, verify, answer or forward every request to a port'
        'send' = 'Fire a signed event at a URL, with the provider''s real retry behaviour'
        'replay' = 'Send captured requests again, byte for byte'
        'list' = 'List captured requests, newest first'
        'show' = 'Show a captured request: headers, decoded body, verdict, and what became of it'
        'sign' = 'Print the signature headers for a body, as its provider would send them'
        'verify' = 'Judge the signature of a request and say why it fits or not'
        'keys' = 'Make a secret or a key pair to test with, in the form the provider has it'
        'providers' = 'Show what each provider signs, sends and retries, and how sure that is'
        'completions' = 'Print the completion script of a shell'
    }
    $options = @{
        '' = [ordered]@{
            '-V' = @{ Help = 'Print the version'; Values = $null }
            '--version' = @{ Help = 'Print the version'; Values = $null }
            '-h' = @{ Help = 'Show this message and exit'; Values = $null }
            '--help' = @{ Help = 'Show this message and exit'; Values = $null }
        }
        'listen' = [ordered]@{
            '-p' = @{ Help = 'The port; 0 takes a free one'; Values = { @() } }
            '--port' = @{ Help = 'The port; 0 takes a free one'; Values = { @() } }
            '--host' = @{ Help = 'The address to listen on'; Values = { @() } }
            '--forward-to' = @{ Help = 'Pass requests on; the app there answers'; Values = { @() } }
            '--provider' = @{ Help = 'Whose signature it is, e.g. github, stripe'; Values = { @(); & $program __complete providers "=$current" @words 2>$null } }
            '--secret' = @{ Help = 'Signing secret: env:NAME, file:PATH or the secret itself. May be repeated'; Values = { @() } }
            '--param' = @{ Help = 'What a scheme needs beside its secret. May be repeated'; Values = { @() } }
            '--require-valid' = @{ Help = 'Refuse what has no valid signature; needs --secret'; Values = $null }
            '--no-handshake' = @{ Help = 'Leave handshakes of providers to the app'; Values = $null }
            '--confirm-sns' = @{ Help = 'Confirm AWS SNS subscriptions by fetching their URL'; Values = $null }
            '--respond' = @{ Help = 'Answer with this status instead of 200'; Values = { @() } }
            '--body' = @{ Help = 'Answer with this body, or a file''s'; Values = { @() } }
            '--header' = @{ Help = 'Answer with this header. May be repeated'; Values = { @() } }
            '--tunnel' = @{ Help = 'Open a public URL, e.g. with ngrok'; Values = { @(); & $program __complete tunnels "=$current" @words 2>$null } }
            '--ngrok-path' = @{ Help = 'The ngrok agent to run'; Values = { @() } }
            '-o' = @{ Help = 'How requests are shown'; Values = { @('compact', 'pretty', 'json', 'quiet') } }
            '--output' = @{ Help = 'How requests are shown'; Values = { @('compact', 'pretty', 'json', 'quiet') } }
            '--store' = @{ Help = 'The store''s file; your user data folder unless told'; Values = { @() } }
            '--max-body' = @{ Help = 'Refuse larger bodies with 413'; Values = { @() } }
            '--ready-file' = @{ Help = 'Write where it listens, as JSON, once it does'; Values = { @() } }
            '--public-url-file' = @{ Help = 'Write the tunnel''s URL, once up'; Values = { @() } }
            '-h' = @{ Help = 'Show this message and exit'; Values = $null }
            '--help' = @{ Help = 'Show this message and exit'; Values = $null }
        }
        'send' = [ordered]@{
            '--to' = @{ Help = 'Where to send it'; Values = { @() } }
            '--scenario' = @{ Help = 'Send the events of a story in order: shop-order, lead, campaign or your own'; Values = { @(); & $program __complete scenarios "=$current" @words 2>$null } }
            '--secret' = @{ Help = 'Signing secret: env:NAME, file:PATH or the secret itself'; Values = { @() } }
            '--unsigned' = @{ Help = 'Send without a signature: your app should refuse it'; Values = $null }
            '--data' = @{ Help = 'Your own body: @FILE, - for stdin, or text'; Values = { @() } }
            '--data-raw' = @{ Help = 'Your own body: this text, `@` or not'; Values = { @() } }
            '--from-capture' = @{ Help = 'Body, event and provider of a captured request: an id, last or last~N'; Values = { @(); & $program __complete captures "=$current" @words 2>$null } }
            '--content-type' = @{ Help = 'The media type of your own body'; Values = { @() } }
            '--provider' = @{ Help = 'Whose signature it is, e.g. github, stripe'; Values = { @(); & $program __complete providers "=$current" @words 2>$null } }
            '--param' = @{ Help = 'What a scheme needs beside its secret. May be repeated'; Values = { @() } }
            '--set' = @{ Help = 'Change a field. May be repeated'; Values = { @() } }
            '--set-new' = @{ Help = 'Set a field, and make it if need be'; Values = { @() } }
            '--unset' = @{ Help = 'Leave a field out. May be repeated'; Values = { @() } }
            '--header' = @{ Help = 'Add or replace a header. May be repeated'; Values = { @() } }
            '--id' = @{ Help = 'The message id, fresh unless told'; Values = { @() } }
            '--retry' = @{ Help = 'How to retry: none, a policy''s name, or waits: 1s,5s,1m. Several with --plan'; Values = { @(); & $program __complete policies "=$current" @words 2>$null } }
            '--speed' = @{ Help = 'Shorten the waits between attempts'; Values = { @('max') } }
            '--timeout' = @{ Help = 'How long to wait for each answer; as its provider does unless told'; Values = { @() } }
            '--sign-time' = @{ Help = 'Sign sped-up attempts as of now, or as of when they would be'; Values = { @('real', 'virtual') } }
            '--plan' = @{ Help = 'Send nothing: show when each attempt would fall'; Values = $null }
            '--outage' = @{ Help = 'With --plan: whether the event survives a receiver that is down: 6h, or 6h@30m'; Values = { @() } }
            '--tamper' = @{ Help = 'Send what must be refused: body, signature, timestamp, stale, future, missing, truncated, empty, wrong-secret, old-algorithm or garbage'; Values = { @('body', 'signature', 'timestamp', 'stale', 'future', 'missing', 'truncated', 'empty', 'wrong-secret', 'old-algorithm', 'garbage') } }
            '--gzip' = @{ Help = 'Compress the body; what is signed are the bytes sent'; Values = $null }
            '--chunked' = @{ Help = 'Send the body in chunks, without a Content-Length'; Values = $null }
            '--slow-body' = @{ Help = 'Send the body in pieces over so long a time'; Values = { @() } }
            '--drop-connection' = @{ Help = 'Close the first attempt''s connection in the middle of the body'; Values = $null }
            '--count' = @{ Help = 'Send N events, each with an id and payload of its own'; Values = { @() } }
            '--concurrency' = @{ Help = 'Deliveries under way at a time: 1 unless told, 100 with --rate'; Values = { @() } }
            '--rate' = @{ Help = 'How many deliveries to begin: 50/s, 100/m'; Values = { @() } }
            '--duration' = @{ Help = 'How long to begin deliveries: 30s, 5m'; Values = { @() } }
            '--shuffle' = @{ Help = 'Send many events, or the steps of a scenario, in another order'; Values = $null }
            '--duplicate' = @{ Help = 'Send the event N times'; Values = { @() } }
            '--concurrent' = @{ Help = 'Send all copies of --duplicate at the same time'; Values = $null }
            '--insecure' = @{ Help = 'Take any TLS certificate: for tests on your own machine'; Values = $null }
            '--cacert' = @{ Help = 'The only certificates to trust, as PEM'; Values = { @() } }
            '--cert' = @{ Help = 'Your certificate, for servers that want one'; Values = { @() } }
            '--key' = @{ Help = 'Its private key, unless it is in the same file'; Values = { @() } }
            '--unix-socket' = @{ Help = 'Connect to this socket, not to a port'; Values = { @() } }
            '--dry-run' = @{ Help = 'Show the request; send and record nothing'; Values = $null }
            '--print-curl' = @{ Help = 'Print a curl command instead of sending'; Values = $null }
            '--seed' = @{ Help = 'Make the same payload, ids and jitter again'; Values = { @() } }
            '--json' = @{ Help = 'One JSON object a line on stdout'; Values = $null }
            '--store' = @{ Help = 'The store''s file; your user data folder unless told'; Values = { @() } }
            '-h' = @{ Help = 'Show this message and exit'; Values = $null }
            '--help' = @{ Help = 'Show this message and exit'; Values = $null }
        }
        'replay' = [ordered]@{
            '--to' = @{ Help = 'Where to send them'; Values = { @() } }
            '--resign' = @{ Help = 'Sign anew, with a fresh timestamp where there is one'; Values = $null }
            '--secret' = @{ Help = 'What to sign with: env:NAME, file:PATH or the secret'; Values = { @() } }
            '--provider' = @{ Help = 'Whose signature it is, e.g. github, stripe'; Values = { @(); & $program __complete providers "=$current" @words 2>$null } }
            '--param' = @{ Help = 'What a scheme needs beside its secret. May be repeated'; Values = { @() } }
            '--expect' = @{ Help = 'The answer that is right: 2xx, 404, 200-299, or a list'; Values = { @() } }
            '--timeout' = @{ Help = 'How long to wait for each answer'; Values = { @() } }
            '--insecure' = @{ Help = 'Take any TLS certificate: for tests on your own machine'; Values = $null }
            '--cacert' = @{ Help = 'The only certificates to trust, as PEM'; Values = { @() } }
            '--cert' = @{ Help = 'Your certificate, for servers that want one'; Values = { @() } }
            '--key' = @{ Help = 'Its private key, unless it is in the same file'; Values = { @() } }
            '--unix-socket' = @{ Help = 'Connect to this socket, not to a port'; Values = { @() } }
            '--json' = @{ Help = 'One JSON object a line on stdout'; Values = $null }
            '--store' = @{ Help = 'The store''s file; your user data folder unless told'; Values = { @() } }
            '-h' = @{ Help = 'Show this message and exit'; Values = $null }
            '--help' = @{ Help = 'Show this message and exit'; Values = $null }
        }
        'list' = [ordered]@{
            '-m' = @{ Help = 'Only this method'; Values = { @() } }
            '--method' = @{ Help = 'Only this method'; Values = { @() } }
            '--path' = @{ Help = 'Only this path, as sent (without query)'; Values = { @() } }
            '--path-prefix' = @{ Help = 'Only paths that begin like this'; Values = { @() } }
            '--provider' = @{ Help = 'Only this provider, e.g. stripe'; Values = { @(); & $program __complete providers "=$current" @words 2>$null } }
            '--event' = @{ Help = 'Only this event type, e.g. push'; Values = { @() } }
            '--since' = @{ Help = 'Only since then: 10m, 2h, 7d ago, or a date and time (2026-11-24T10:42)'; Values = { @() } }
            '-n' = @{ Help = 'At most so many; 0 for all'; Values = { @() } }
            '--limit' = @{ Help = 'At most so many; 0 for all'; Values = { @() } }
            '--sent' = @{ Help = 'What `send` and `replay` sent, instead of captures'; Values = $null }
            '--json' = @{ Help = 'One JSON object a line on stdout'; Values = $null }
            '--store' = @{ Help = 'The store''s file; your user data folder unless told'; Values = { @() } }
            '-h' = @{ Help = 'Show this message and exit'; Values = $null }
            '--help' = @{ Help = 'Show this message and exit'; Values = $null }
        }
        'show' = [ordered]@{
            '--raw' = @{ Help = 'The exact HTTP message: request line, headers, body'; Values = $null }
            '--body' = @{ Help = 'The exact bytes of the body'; Values = $null }
            '--json' = @{ Help = 'One JSON object a line on stdout'; Values = $null }
            '--show-secrets' = @{ Help = 'Show secret headers and fields, too'; Values = $null }
            '--store' = @{ Help = 'The store''s file; your user data folder unless told'; Values = { @() } }
            '-h' = @{ Help = 'Show this message and exit'; Values = $null }
            '--help' = @{ Help = 'Show this message and exit'; Values = $null }
        }
        'sign' = [ordered]@{
            '--provider' = @{ Help = 'Whose signature: a provider or one of its schemes'; Values = { @(); & $program __complete providers "=$current" @words 2>$null } }
            '--secret' = @{ Help = 'What signs: env:NAME, file:PATH or the secret itself'; Values = { @() } }
            '--data' = @{ Help = 'The body: @FILE, - for stdin, or text; empty unless given'; Values = { @() } }
            '--url' = @{ Help = 'The absolute URL, for --curl and for schemes that sign it'; Values = { @() } }
            '--method' = @{ Help = 'For --curl and for schemes that sign it'; Values = { @() } }
            '--header' = @{ Help = 'A header of the request. May be repeated'; Values = { @() } }
            '--id' = @{ Help = 'The message id, fresh unless told'; Values = { @() } }
            '--timestamp' = @{ Help = 'When it is signed, now unless told'; Values = { @() } }
            '--param' = @{ Help = 'What a scheme needs beside its secret. May be repeated'; Values = { @() } }
            '--curl' = @{ Help = 'Print a curl command that sends it'; Values = $null }
            '--json' = @{ Help = 'One JSON object a line on stdout'; Values = $null }
            '-h' = @{ Help = 'Show this message and exit'; Values = $null }
            '--help' = @{ Help = 'Show this message and exit'; Values = $null }
        }
        'verify' = [ordered]@{
            '--file' = @{ Help = 'Requests: raw HTTP, HAR, a curl command or JSON'; Values = { @() } }
            '--entry' = @{ Help = 'Only this entry of a HAR file, from 1'; Values = { @() } }
            '--provider' = @{ Help = 'Whose signature it is, e.g. github, stripe'; Values = { @(); & $program __complete providers "=$current" @words 2>$null } }
            '--secret' = @{ Help = 'Signing secret: env:NAME, file:PATH or the secret itself. May be repeated'; Values = { @() } }
            '--url' = @{ Help = 'The absolute URL that the sender signed'; Values = { @() } }
            '--at' = @{ Help = 'The clock to judge by: a time, captured, now'; Values = { @('captured', 'now') } }
            '--tolerance' = @{ Help = 'How old it may be: 300, 5m or none'; Values = { @() } }
            '--param' = @{ Help = 'What a scheme needs beside its secret. May be repeated'; Values = { @() } }
            '--json' = @{ Help = 'One JSON object a line on stdout'; Values = $null }
            '--store' = @{ Help = 'The store''s file; your user data folder unless told'; Values = { @() } }
            '-h' = @{ Help = 'Show this message and exit'; Values = $null }
            '--help' = @{ Help = 'Show this message and exit'; Values = $null }
        }
        'keys' = [ordered]@{
            '--out' = @{ Help = 'The folder to put them in, made if need be'; Values = { @() } }
            '--force' = @{ Help = 'Replace files that are there'; Values = $null }
            '--json' = @{ Help = 'One JSON object a line on stdout'; Values = $null }
            '-h' = @{ Help = 'Show this message and exit'; Values = $null }
            '--help' = @{ Help = 'Show this message and exit'; Values = $null }
        }
        'providers' = [ordered]@{
            '--filter' = @{ Help = 'For list: only where a name, header or event has it'; Values = { @() } }
            '--json' = @{ Help = 'One JSON object a line on stdout'; Values = $null }
            '-h' = @{ Help = 'Show this message and exit'; Values = $null }
            '--help' = @{ Help = 'Show this message and exit'; Values = $null }
        }
        'completions' = [ordered]@{
            '-h' = @{ Help = 'Show this message and exit'; Values = $null }
            '--help' = @{ Help = 'Show this message and exit'; Values = $null }
        }
    }
    $arguments = @{
        'send' = { @(); & $program __complete events "=$current" @words 2>$null }
        'replay' = { @(); & $program __complete captures "=$current" @words 2>$null }
        'show' = { @(); & $program __complete captures "=$current" @words 2>$null }
        'verify' = { @(); & $program __complete captures "=$current" @words 2>$null }
        'keys' = { @('new') }
        'providers' = { @('list', 'show') }
        'completions' = { @('bash', 'zsh', 'fish', 'powershell') }
    }

    # the words before the one at the cursor
    $program, $words = @(
        $commandAst.CommandElements |
            Where-Object { $_.Extent.EndOffset -lt $cursor } |
            ForEach-Object { $_.ToString() }
    )
    $words = @($words)
    $name = $words | Where-Object { $_ -and -not $_.StartsWith('-') } | Select-Object -First 1
    $known = $options["$name"]
    $last = "$($words[-1])"
    $found = @()

    if (-not $known) {
        return
    } elseif ($known.Contains($last) -and $null -ne $known[$last].Values) {
        $found = & $known[$last].Values
    } elseif ($current.StartsWith('-')) {
        foreach ($option in $known.Keys) { $found += "$option`t$($known[$option].Help)" }
    } elseif (-not $name) {
        foreach ($command in $commands.Keys) { $found += "$command`t$($commands[$command])" }
    } elseif ($arguments.Contains($name)) {
        $found = & $arguments[$name]
    }

    foreach ($line in $found) {
        $value, $help = "$line" -split "`t", 2
        if ($value.StartsWith($current)) {
            if (-not $help) { $help = $value }
            $result = 'System.Management.Automation.CompletionResult'
            New-Object $result -ArgumentList $value, $value, 'ParameterValue', $help
        }
    }
}
