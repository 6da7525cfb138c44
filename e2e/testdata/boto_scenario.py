"""Pays one order under a built-in scenario, with boto.

    /usr/bin/python3 boto_scenario.py http://127.0.0.1:2729 throttled-then-ok

Needs Debian's python3-boto and an emulator with its default seller. Captures
with a new reference id while captures are declined, as a shop would, and leaves
what has to be tried again to boto. Prints what each call came to, and then with
which status the emulator answered each request.
"""

import json
import sys
import urllib.parse
import urllib.request

from boto.mws.connection import MWSConnection

address = urllib.parse.urlsplit(sys.argv[1])
mws = MWSConnection("AKIAEXAMPLEACCESSKEY", "example-secret-key", SellerId="A2EXAMPLESELLER", sandbox=True,
                    host=address.hostname, port=address.port, is_secure=False)


def admin(method, path, body=None):
    request = urllib.request.Request(
        "%s/_emulator/%s" % (address.geturl(), path), method=method,
        data=None if body is None else json.dumps(body).encode(), headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def usd(amount):
    return {"Amount": amount, "CurrencyCode": "USD"}


admin("PUT", "scenarios", {"names": [sys.argv[2]]})
order = admin("POST", "order-references", {"state": "Open", "amount": {"amount": "106.00", "currency": "USD"}})

answer = mws.authorize(
    AmazonOrderReferenceId=order["id"], AuthorizationReferenceId="boto_auth", AuthorizationAmount=usd("106.00"), TransactionTimeout="0")
details = answer.AuthorizeResult.AuthorizationDetails
print("ok authorize:", details.AuthorizationStatus.State)
authorization = details.AmazonAuthorizationId

for attempt in 1, 2:
    answer = mws.capture(
        AmazonAuthorizationId=authorization, CaptureReferenceId="boto_capture_%d" % attempt, CaptureAmount=usd("106.00"))
    status = answer.CaptureResult.CaptureDetails.CaptureStatus
    print("ok capture:", status.State, getattr(status, "ReasonCode", ""))
    if status.State != "Declined":
        break

for request in reversed(admin("GET", "requests")["requests"]):
    print("ok request:", request["operation"], request["status"])
