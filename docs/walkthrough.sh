#!/usr/bin/env bash
# The whole job by curl: a customer asks, an agent takes the ticket, asks back, notes something that the customer never
# sees, and solves it. Needs curl and jq. Runs against the demo of `cargo xtask run` as it is; the tests run it too.
set -euo pipefail

url="${DESK_URL:-http://127.0.0.1:8080}/api/v1"
customer="${DESK_CUSTOMER:-customer@example.org}"
agent="${DESK_AGENT:-agent@example.org}"
password="${DESK_PASSWORD:-lotse-demo-password}"

# One call: method, path, bearer token or "", JSON body or "". Prints the answer; an error ends the script.
call() {
  local arguments=(--silent --show-error --fail-with-body --request "$1" "$url$2")
  if [ -n "$3" ]; then arguments+=(--header "Authorization: Bearer $3"); fi
  if [ -n "${4:-}" ]; then arguments+=(--header 'Content-Type: application/json' --data "$4"); fi
  curl "${arguments[@]}"
}

sign_in() {
  call POST /auth/login '' "$(jq --null-input --arg email "$1" --arg password "$password" '$ARGS.named')" |
    jq --raw-output .access_token
}

customer_token=$(sign_in "$customer")
agent_token=$(sign_in "$agent")

number=$(call POST /tickets "$customer_token" \
  '{"subject": "VPN drops every few minutes", "description": "Since this morning, at home.", "category": "access"}' |
  jq .number)
echo "The customer asked: #$number"

call POST "/tickets/$number/take" "$agent_token" | jq --raw-output '"\(.assignee.display_name) works on it: \(.status)"'

call POST "/tickets/$number/comments" "$agent_token" \
  '{"body": "Which client version do you use?", "visibility": "public", "status": "waiting_on_customer"}' |
  jq --raw-output '"The agent asked back: \(.ticket.status)"'

call POST "/tickets/$number/comments" "$customer_token" '{"body": "Version 4.1.", "visibility": "public"}' |
  jq --raw-output '"The customer answered: \(.ticket.status)"'

call POST "/tickets/$number/comments" "$agent_token" \
  '{"body": "4.1 loses the tunnel after a sleep.", "visibility": "internal"}' >/dev/null

# If-Match makes sure that nobody changed the ticket since it was read.
version=$(call GET "/tickets/$number" "$agent_token" | jq .ticket.version)
curl --silent --show-error --fail-with-body --request PATCH "$url/tickets/$number" \
  --header "Authorization: Bearer $agent_token" --header "If-Match: \"$version\"" \
  --header 'Content-Type: application/json' \
  --data '{"status": "resolved", "resolution_text": "Restart the client, then sign in again."}' |
  jq --raw-output '"The agent solved it: \(.status)"'

ticket=$(call GET "/tickets/$number" "$customer_token")
if jq --exit-status '[.. | strings | select(contains("loses the tunnel"))] | length > 0' <<<"$ticket" >/dev/null; then
  echo "The customer can see the internal note." >&2
  exit 1
fi
jq --raw-output '"The customer reads: \(.ticket.resolution.text)"' <<<"$ticket"
