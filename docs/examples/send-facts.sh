#!/bin/sh
# Sends facts as NDJSON with curl, signed with the bank's key over the body. Needs curl and openssl.
#   BATON_URL       where the hub listens, e.g. http://127.0.0.1:4870
#   BATON_BANK_KEY  the bank's key as hex (field "bank" of keys.json in the hub's data folder)
#   sh send-facts.sh < facts.ndjson     without input: three facts of one journey
set -eu
body=$(mktemp)
trap 'rm -f "$body"' EXIT
if [ -t 0 ]; then
  now=$(date +%s)
  journey="j-curl-$now"
  for line in \
    '1,"observation":{"kind":"journey-started","flowId":"car-loan","channel":"app"}' \
    '2,"observation":{"kind":"step-entered","stepId":"face-check"}' \
    '3,"observation":{"kind":"verification-failed","stepId":"face-check","method":"face","reason":"face-not-found"}'; do
    seq=${line%%,*}
    printf '{"id":"%s-%s","journeyId":"%s","at":%s000,"seq":%s}\n' "$journey" "$seq" "$journey" "$now" "$line" >> "$body"
  done
else
  cat > "$body"
fi

time=$(date +%s)
signature=$( { printf '%s.' "$time"; cat "$body"; } | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$BATON_BANK_KEY" -r | cut -d' ' -f1)
# The same body again after a failure is harmless: every fact is counted once.
exec curl --silent --show-error --fail-with-body --retry 5 --retry-all-errors --max-time 30 \
  --header 'content-type: application/x-ndjson' \
  --header "baton-signature: t=$time,v1=$signature" \
  --data-binary "@$body" "$BATON_URL/v1/facts"
