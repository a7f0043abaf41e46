#!/usr/bin/env python3
"""The whole life of a ticket by API tokens, with nothing but Python's standard library (3.9 or newer).

A customer asks. An agent finds the ticket, takes it, notes something, asks back; the customer answers with a file; the agent
solves it; the customer finds it is not solved, then that it is, and follows it up later. At the end stands its history.

Settings come from the environment:

    DESK_URL                                  where Lotse runs, http://127.0.0.1:8080 where absent
    DESK_CUSTOMER_TOKEN, DESK_AGENT_TOKEN     API tokens with the scopes tickets:read and tickets:write

Without tokens the program signs in as two people of the demo, makes tokens for itself, and removes them at the end:

    DESK_CUSTOMER, DESK_AGENT, DESK_PASSWORD  who they are, and the password of both
"""

import json
import os
import secrets
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

BASE = os.environ.get("DESK_URL", "http://127.0.0.1:8080").rstrip("/") + "/api/v1"
PASSWORD = os.environ.get("DESK_PASSWORD", "lotse-demo-password")
SCOPES = ["tickets:read", "tickets:write"]
# So often a call is sent that was told to come again.
TRIES = 10
# A server that does not answer in this time counts as not there.
SECONDS = 60


class Refused(Exception):
    """The server said no. `code` is what to decide by; `problem` has the particulars."""

    def __init__(self, problem):
        super().__init__(f"{problem['status']} {problem['code']}: {problem.get('detail') or problem['title']}")
        self.code = problem["code"]
        self.problem = problem


class Caller:
    """Somebody who calls the API, by an API token or an access token; without one, nobody."""

    def __init__(self, token=None):
        self.token = token

    def get(self, path, **parameters):
        query = "?" + urllib.parse.urlencode(parameters) if parameters else ""
        return self.call("GET", path + query)

    def post(self, path, body=None, key=None, version=None):
        return self.call("POST", path, body, key=key, version=version)

    def patch(self, path, body, version=None):
        return self.call("PATCH", path, body, version=version)

    def delete(self, path):
        return self.call("DELETE", path)

    def upload(self, name, content_type, content):
        """A form with one part, `file`. What comes back names the file in a comment."""
        boundary = secrets.token_hex(16)
        head = (
            f"--{boundary}\r\n"
            f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n'
            f"Content-Type: {content_type}\r\n\r\n"
        )
        form = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
        return self.call("POST", "/uploads", form, content_type=f"multipart/form-data; boundary={boundary}")["token"]

    def call(self, method, path, body=None, content_type="application/json", key=None, version=None):
        """Sends a call, again where it was told to wait, and gives what the answer holds."""
        headers = {}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if key:
            # The same call with the same key is done once, however often it has to be sent.
            headers["Idempotency-Key"] = key
        if version:
            # Refused where somebody has changed the ticket since this version of it.
            headers["If-Match"] = f'"{version}"'
        if body is not None:
            headers["Content-Type"] = content_type
            body = body if isinstance(body, bytes) else json.dumps(body).encode()
        for attempt in range(1, TRIES + 1):
            request = urllib.request.Request(BASE + path, data=body, headers=headers, method=method)
            try:
                with urllib.request.urlopen(request, timeout=SECONDS) as response:
                    text = response.read()
                    return json.loads(text) if text else None
            except urllib.error.HTTPError as error:
                wait = error.headers.get("Retry-After")
                problem = problem_of(error)
                if not wait or not may_be_sent_again(method, key, problem) or attempt == TRIES:
                    raise Refused(problem) from error
                print(f"Told to wait for {wait} s")
                time.sleep(int(wait))


def problem_of(error):
    """What was wrong (RFC 9457). Something between here and Lotse may answer in another form."""
    try:
        return json.loads(error.read())
    except ValueError:
        return {"status": error.code, "code": "unknown", "title": str(error.reason)}


def may_be_sent_again(method, key, problem):
    """What was not let through was not done. What failed on the way may have been; a key keeps it from being done twice."""
    if problem["code"] in ("rate_limited", "request_in_progress"):
        return True
    return problem["code"] == "unavailable" and (method == "GET" or key is not None)


def everything(caller, path, **parameters):
    """Walks a list to its end."""
    while True:
        page = caller.get(path, **parameters)
        yield from page["items"]
        if page["next"] is None:
            return
        parameters["cursor"] = page["next"]


def live(customer, agent):
    # 1. Asked, with a key: had the answer been lost, sending it again would have made no second ticket.
    question = {
        "subject": "VPN drops every few minutes",
        "description": "Since this morning, at home.",
        "category": "access",
    }
    key = str(uuid.uuid4())
    number = customer.post("/tickets", question, key=key)["number"]
    if customer.post("/tickets", question, key=key)["number"] != number:
        raise SystemExit("The same call made two tickets.")
    print(f"The customer asked: #{number}")
    ticket = f"/tickets/{number}"

    # 2. Found in the list of what nobody works on yet, and taken.
    waiting = everything(agent, "/tickets", status="open", assignee="none", sort="oldest", limit=200)
    if number not in (row["number"] for row in waiting):
        raise SystemExit("The ticket is not in the list.")
    taken = agent.post(ticket + "/take")
    print(f"{taken['assignee']['display_name']} works on it: {taken['status']}")

    # 3. A note for staff, a question to the customer.
    agent.post(ticket + "/comments", {"body": "4.1 loses the tunnel.", "visibility": "internal"}, key=str(uuid.uuid4()))
    asked = {"body": "Which version do you use?", "visibility": "public", "status": "waiting_on_customer"}
    print("The agent asked back:", agent.post(ticket + "/comments", asked, key=str(uuid.uuid4()))["ticket"]["status"])

    # 4. An answer with a file: uploaded first, then named.
    token = customer.upload("client.log", "text/plain", b"09:12 tunnel lost\n09:13 tunnel up\n")
    answer = {"body": "Version 4.1, the log is attached.", "visibility": "public", "attachments": [token]}
    print("The customer answered:", customer.post(ticket + "/comments", answer, key=str(uuid.uuid4()))["ticket"]["status"])
    files = agent.get(ticket + "/attachments")["items"]
    print("The agent sees:", ", ".join(f"{file['file_name']} ({file['size']} bytes)" for file in files))
    if "loses the tunnel" in json.dumps(customer.get(ticket)):
        raise SystemExit("The customer can see the internal note.")

    # 5. Solved, not solved, solved.
    print("The agent solved it:", resolve(agent, ticket, "Restart the client, then sign in again.")["status"])
    print("Not yet:", customer.post(ticket + "/reopen-request", {"reason": "It drops again."})["status"])
    print("The agent solved it:", resolve(agent, ticket, "Install version 4.2.")["status"])
    print("The customer agrees:", customer.post(ticket + "/close-request")["status"])

    # 6. What comes later is a ticket of its own.
    later = {**question, "subject": "VPN drops again", "follow_up_of": str(number)}
    follow_up = customer.post("/tickets", later, key=str(uuid.uuid4()))["number"]
    print(f"The customer followed it up: #{follow_up}")

    # 7. Who did what.
    for event in everything(agent, ticket + "/history"):
        # A change is a word, or an object with one key that names it.
        change = event["change"]
        actor = event["actor"]["display_name"] if event["actor"] else "Lotse"
        print(f"  {event['at']} {actor}: {change if isinstance(change, str) else next(iter(change))}")
    closed = agent.post(f"/tickets/{follow_up}/close", {"resolution_text": "Asked by mistake.", "kind": "declined"})
    print("The follow-up is withdrawn:", closed["status"])


def resolve(agent, ticket, text):
    """Resolves the ticket as it is now; where somebody is faster, looks again at what it has become."""
    while True:
        version = agent.get(ticket)["ticket"]["version"]
        try:
            return agent.patch(ticket, {"status": "resolved", "resolution_text": text}, version=version)
        except Refused as refused:
            if refused.code != "stale_version":
                raise


def with_own_tokens(work):
    """Makes a token for each of two people, does the work, and removes the tokens again."""
    people = [
        os.environ.get("DESK_CUSTOMER", "customer@example.org"),
        os.environ.get("DESK_AGENT", "agent@example.org"),
    ]
    made = []
    try:
        for email in people:
            session = Caller(Caller().post("/auth/login", {"email": email, "password": PASSWORD})["access_token"])
            new = {"name": "lifecycle.py", "scopes": SCOPES, "expires_in_days": 1}
            made.append((session, session.post("/me/tokens", new)))
        work(*(Caller(token["secret"]) for _, token in made))
    finally:
        for session, token in made:
            session.delete(f"/me/tokens/{token['token']['id']}")
    print("The tokens are removed")


def main():
    given = [os.environ.get(name) for name in ("DESK_CUSTOMER_TOKEN", "DESK_AGENT_TOKEN")]
    try:
        if all(given):
            live(*(Caller(token) for token in given))
        else:
            with_own_tokens(live)
    except Refused as refused:
        sys.exit(str(refused))
    except urllib.error.URLError as error:
        sys.exit(f"{BASE} does not answer: {error.reason}")


if __name__ == "__main__":
    main()
