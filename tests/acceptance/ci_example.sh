#!/usr/bin/env bash
set -euo pipefail
export SECRET=known-to-both-sides WEBHOOKCTL_STORE=./hooks.sqlite3 && rm -f ready.json hooks.sqlite3*
webhookctl listen --port 0 --ready-file ready.json --output json > hooks.ndjson &
listener=$! && trap 'kill $listener && wait $listener' EXIT
until [ -e ready.json ]; do kill -0 $listener; sleep 0.1; done
url="$(sed 's/.*"url":"\([^"]*\)".*/\1/' ready.json)"
webhookctl send github.push --to "$url/hooks" --secret env:SECRET # here: make your app send it
webhookctl verify last --provider github --secret env:SECRET
test "$(webhookctl list --event push --json | wc -l)" -eq 1
