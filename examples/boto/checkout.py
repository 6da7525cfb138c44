"""Takes an order from checkout to refund with boto's MWS connection.

    /usr/bin/python3 checkout.py "$(amazon-pay-emulator order create)" 127.0.0.1:2729

The first argument is the order reference that Amazon's widgets made for a buyer.
The second one is where the emulator listens for plain HTTP; without it boto calls
Amazon's host over TLS. Needs boto (Debian: python3-boto).
"""

import sys

from boto.mws.connection import MWSConnection

order = sys.argv[1]
where = {}
if len(sys.argv) > 2:
    host, _, port = sys.argv[2].rpartition(":")
    where = {"host": host, "port": int(port), "is_secure": False}

mws = MWSConnection("AKIAEXAMPLEACCESSKEY", "example-secret-key", SellerId="A2EXAMPLESELLER", sandbox=True, **where)


def usd(amount):
    return {"Amount": amount, "CurrencyCode": "USD"}


found = mws.get_order_reference_details(AmazonOrderReferenceId=order).GetOrderReferenceDetailsResult
print("order", found.OrderReferenceDetails.OrderReferenceStatus.State)

answer = mws.set_order_reference_details(
    AmazonOrderReferenceId=order,
    OrderReferenceAttributes={"OrderTotal": usd("106.00"), "SellerNote": "Two lamps & a shade"})
print("total", answer.SetOrderReferenceDetailsResult.OrderReferenceDetails.OrderTotal.Amount)
mws.confirm_order_reference(AmazonOrderReferenceId=order)

authorization = mws.authorize(
    AmazonOrderReferenceId=order, AuthorizationReferenceId=order + "-a",
    AuthorizationAmount=usd("106.00"), TransactionTimeout="0").AuthorizeResult.AuthorizationDetails
print("authorization", authorization.AuthorizationStatus.State)

capture = mws.capture(
    AmazonAuthorizationId=authorization.AmazonAuthorizationId, CaptureReferenceId=order + "-c",
    CaptureAmount=usd("106.00")).CaptureResult.CaptureDetails
print("capture", capture.CaptureStatus.State)

refund = mws.refund(
    AmazonCaptureId=capture.AmazonCaptureId, RefundReferenceId=order + "-r",
    RefundAmount=usd("6.00")).RefundResult.RefundDetails
print("refund", refund.RefundStatus.State)
