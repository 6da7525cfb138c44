"""Takes an order from checkout to refund with the Python SDK, package amazon_pay.

    pip install amazon_pay
    eval "$(amazon-pay-emulator env python)"
    python3 checkout.py "$(amazon-pay-emulator order create)"

The argument is the order reference that Amazon's widgets made for a buyer.
Nothing in here knows of an emulator.
"""

import sys
import uuid

from amazon_pay.client import AmazonPayClient

client = AmazonPayClient(
    mws_access_key="AKIAEXAMPLEACCESSKEY", mws_secret_key="example-secret-key", merchant_id="A2EXAMPLESELLER",
    region="na", currency_code="USD", sandbox=True)


def done(answer):
    """The result of an answer, or the end of the program with what Amazon refused."""
    root = answer.to_dict()
    if not answer.success:
        error = root["ErrorResponse"]["Error"]
        sys.exit("%s: %s" % (error["Code"], error["Message"]))
    (operation, content), = root.items()
    return content.get(operation.replace("Response", "Result"))


order = sys.argv[1]
found = done(client.get_order_reference_details(order))
print("order", found["OrderReferenceDetails"]["OrderReferenceStatus"]["State"])

done(client.set_order_reference_details(
    order, "106.00", seller_note="Two lamps & a shade", seller_order_id="python-1", store_name="Example Store"))
done(client.confirm_order_reference(order))

authorization = done(client.authorize(
    order, uuid.uuid4().hex, "106.00", transaction_timeout=0))["AuthorizationDetails"]
print("authorization", authorization["AuthorizationStatus"]["State"])

capture = done(client.capture(authorization["AmazonAuthorizationId"], uuid.uuid4().hex, "106.00"))["CaptureDetails"]
print("capture", capture["CaptureStatus"]["State"])

refund = done(client.refund(capture["AmazonCaptureId"], uuid.uuid4().hex, "6.00"))["RefundDetails"]
print("refund", refund["RefundStatus"]["State"])
