"""Reads one order more often than the sandbox's quota allows, with boto.

    /usr/bin/python3 boto_throttle.py http://127.0.0.1:2729

Needs Debian's python3-boto and an emulator with its default seller and
--throttle sandbox. boto waits and tries again when it gets a 503, and none of
its callers sees one. Prints how many calls there were, and how many of them the
emulator answered with 503.
"""

import json
import sys
import urllib.parse
import urllib.request

from boto.mws.connection import MWSConnection

CALLS = 6  # the quota is 5 at once

address = urllib.parse.urlsplit(sys.argv[1])
mws = MWSConnection("AKIAEXAMPLEACCESSKEY", "example-secret-key", SellerId="A2EXAMPLESELLER", sandbox=True,
                    host=address.hostname, port=address.port, is_secure=False)


def admin(path, data=None):
    request = urllib.request.Request("%s/_emulator/%s" % (address.geturl(), path), data=data,
                                     headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


order_id = admin("order-references", b"{}")["id"]
for _ in range(CALLS):
    details = mws.get_order_reference_details(AmazonOrderReferenceId=order_id)
    status = details.GetOrderReferenceDetailsResult.OrderReferenceDetails.OrderReferenceStatus
    if status.State != "Draft":
        raise AssertionError(status.State)
answered = [r["status"] for r in admin("requests?operation=GetOrderReferenceDetails")["requests"]]
print("ok %d calls, %d throttled" % (answered.count(200), answered.count(503)))
