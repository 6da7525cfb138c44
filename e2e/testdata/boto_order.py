"""Takes one order from checkout to refund with boto's MWS connection.

    /usr/bin/python3 boto_order.py http://127.0.0.1:2729
    BOTO_CONFIG=boto.cfg SSL_CERT_FILE=ca.pem /usr/bin/python3 boto_order.py https://localhost:2730

The second way wants the emulator's CA, for boto as ca_certificates_file in its
configuration.

Needs Debian's python3-boto and an emulator with its default seller. Prints one
line that starts with "ok " for each step that went as expected, and ends with a
traceback at the first that did not. boto is a client of the real service and is
used as installed; what it makes of the answers (its classes, its numbers, its
exceptions) is what is checked here.
"""

import json
import sys
import urllib.parse
import urllib.request

from boto.mws import exception, response
from boto.mws.connection import MWSConnection

SELLER = "A2EXAMPLESELLER"
ACCESS_KEY = "AKIAEXAMPLEACCESSKEY"
SECRET_KEY = "example-secret-key"

address = urllib.parse.urlsplit(sys.argv[1])


def connect(secret_key=SECRET_KEY):
    return MWSConnection(ACCESS_KEY, secret_key, SellerId=SELLER, sandbox=True,
                         host=address.hostname, port=address.port, is_secure=address.scheme == "https")


def admin(path, body):
    """One call of the emulator's admin API: what the buyer, or time, does."""
    request = urllib.request.Request(
        "%s/_emulator/%s" % (address.geturl(), path), method="POST",
        data=json.dumps(body).encode(), headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return answer.status, json.load(answer)


def usd(amount):
    return {"Amount": amount, "CurrencyCode": "USD"}


def expect(want, got):
    if want != got:
        raise AssertionError("want %r, got %r" % (want, got))


def ok(step, *seen):
    print("ok %s: %s" % (step, " ".join(str(word) for word in seen)), flush=True)


def ok_answer(step, answer, want):
    """boto had a class for the answer, and the answer carries a request id."""
    expect(want, type(answer).__name__)
    assert answer.ResponseMetadata.RequestId
    ok(step, type(answer).__name__)


def ok_object(step, found, of_class, status, amount):
    """boto recognised the object: its class, its nested status, its money."""
    expect(of_class, type(found))
    expect(response.ComplexMoney, type(amount))
    ok(step, of_class.__name__, status.State, repr(amount))  # repr: "USD 106.00"


def ok_refusal(step, status, code, call, **parameters):
    """boto raised the exception of that code."""
    try:
        call(**parameters)
    except exception.ResponseError as refusal:
        expect(code, type(refusal).__name__)
        expect((status, code), (refusal.status, refusal.error_code))
        assert refusal.request_id and refusal.message, repr(refusal)
        assert not refusal.retry
        ok(step, refusal.status, refusal.error_code)
    else:
        raise AssertionError("%s: was not refused" % step)


mws = connect()

answer = mws.get_offamazonpayments_service_status()
expect(response.GetServiceStatusResult, type(answer.GetServiceStatusResult))
ok("get_offamazonpayments_service_status", "GetServiceStatusResult", answer.GetServiceStatusResult.Status)

# The buyer fills a cart and picks an address and a payment method.
status, order = admin("order-references", {})
expect(201, status)
order_id = order["id"]

answer = mws.set_order_reference_details(
    AmazonOrderReferenceId=order_id,
    OrderReferenceAttributes={
        "OrderTotal": usd("106.00"),
        "SellerNote": "Two lamps & a shade – 20% off",
        "SellerOrderAttributes": {"SellerOrderId": "boto-1", "StoreName": "Example Store"},
    })
details = answer.SetOrderReferenceDetailsResult.OrderReferenceDetails
expect(order_id, details.AmazonOrderReferenceId)
expect("boto-1", details.SellerOrderAttributes.SellerOrderId)
ok_object("set_order_reference_details", details, response.OrderReferenceDetails,
          details.OrderReferenceStatus, details.OrderTotal)

answer = mws.confirm_order_reference(AmazonOrderReferenceId=order_id)
ok_answer("confirm_order_reference", answer, "ConfirmOrderReferenceResponse")

answer = mws.get_order_reference_details(AmazonOrderReferenceId=order_id)
details = answer.GetOrderReferenceDetailsResult.OrderReferenceDetails
expect("Two lamps & a shade – 20% off", details.SellerNote)
assert details.Buyer.Email and details.Destination.PhysicalDestination.PostalCode
ok_object("get_order_reference_details", details, response.OrderReferenceDetails,
          details.OrderReferenceStatus, details.OrderTotal)

answer = mws.authorize(
    AmazonOrderReferenceId=order_id, AuthorizationReferenceId="boto_auth_1",
    AuthorizationAmount=usd("106.00"), TransactionTimeout="0")
details = answer.AuthorizeResult.AuthorizationDetails
authorization_id = details.AmazonAuthorizationId
expect("boto_auth_1", details.AuthorizationReferenceId)
expect(0, details.CapturedAmount.Amount)
ok_object("authorize", details, response.AuthorizationDetails,
          details.AuthorizationStatus, details.AuthorizationAmount)

answer = mws.get_authorization_details(AmazonAuthorizationId=authorization_id)
details = answer.GetAuthorizationDetailsResult.AuthorizationDetails
expect(authorization_id, details.AmazonAuthorizationId)
ok_object("get_authorization_details", details, response.AuthorizationDetails,
          details.AuthorizationStatus, details.AuthorizationAmount)

capture = {
    "AmazonAuthorizationId": authorization_id, "CaptureReferenceId": "boto_capture_1",
    "CaptureAmount": usd("106.00"), "SellerCaptureNote": "Shipped today",
}
answer = mws.capture(**capture)
details = answer.CaptureResult.CaptureDetails
capture_id = details.AmazonCaptureId
expect("boto_capture_1", details.CaptureReferenceId)
ok_object("capture", details, response.CaptureDetails, details.CaptureStatus, details.CaptureAmount)

answer = mws.capture(**capture)
details = answer.CaptureResult.CaptureDetails
expect(capture_id, details.AmazonCaptureId)
ok_object("capture again, as after a lost answer", details, response.CaptureDetails,
          details.CaptureStatus, details.CaptureAmount)

answer = mws.get_capture_details(AmazonCaptureId=capture_id)
details = answer.GetCaptureDetailsResult.CaptureDetails
expect(capture_id, details.AmazonCaptureId)
expect(0, details.RefundedAmount.Amount)
ok_object("get_capture_details", details, response.CaptureDetails,
          details.CaptureStatus, details.CaptureAmount)

answer = mws.get_authorization_details(AmazonAuthorizationId=authorization_id)
details = answer.GetAuthorizationDetailsResult.AuthorizationDetails
expect("MaxCapturesProcessed", details.AuthorizationStatus.ReasonCode)
ok_object("get_authorization_details", details, response.AuthorizationDetails,
          details.AuthorizationStatus, details.CapturedAmount)

answer = mws.refund(
    AmazonCaptureId=capture_id, RefundReferenceId="boto_refund_1",
    RefundAmount=usd("6.00"), SellerRefundNote="Shade was scratched")
details = answer.RefundResult.RefundDetails
refund_id = details.AmazonRefundId
ok_object("refund", details, response.RefundDetails, details.RefundStatus, details.RefundAmount)

# A refund takes its time. Only the emulator's clock moves: the next call is
# signed with this machine's time and has to pass all the same.
status, clock = admin("clock/advance", {"by": "1m"})
expect(200, status)

# boto's class for this answer has a wrong name (GetRefundDetails, without
# Result), so it reads the nested fields as if they were the result's own.
details = mws.get_refund_details(AmazonRefundId=refund_id).GetRefundDetailsResult
expect((refund_id, "boto_refund_1"), (details.AmazonRefundId, details.RefundReferenceId))
ok("get_refund_details", type(details).__name__, details.State, details.CurrencyCode, details.Amount)

answer = mws.get_capture_details(AmazonCaptureId=capture_id)
details = answer.GetCaptureDetailsResult.CaptureDetails
ok_object("get_capture_details", details, response.CaptureDetails,
          details.CaptureStatus, details.RefundedAmount)

answer = mws.close_order_reference(AmazonOrderReferenceId=order_id, ClosureReason="All shipped")
ok_answer("close_order_reference", answer, "CloseOrderReferenceResponse")

answer = mws.get_order_reference_details(AmazonOrderReferenceId=order_id)
details = answer.GetOrderReferenceDetailsResult.OrderReferenceDetails
expect("SellerClosed", details.OrderReferenceStatus.ReasonCode)
ok_object("get_order_reference_details", details, response.OrderReferenceDetails,
          details.OrderReferenceStatus, details.OrderTotal)

ok_refusal("authorize on a closed order", 405, "InvalidOrderReferenceStatus", mws.authorize,
           AmazonOrderReferenceId=order_id, AuthorizationReferenceId="boto_auth_2",
           AuthorizationAmount=usd("1.00"))
ok_refusal("capture of an unknown authorization", 404, "InvalidTransactionId", mws.capture,
           AmazonAuthorizationId="S01-0000000-0000000-A000000",
           CaptureReferenceId="boto_capture_2", CaptureAmount=usd("1.00"))
ok_refusal("capture of no amount", 400, "InvalidParameterValue", mws.capture,
           AmazonAuthorizationId=authorization_id,
           CaptureReferenceId="boto_capture_3", CaptureAmount=usd("0"))
ok_refusal("capture with a wrong secret key", 403, "SignatureDoesNotMatch",
           connect("not-the-secret-key").capture, **capture)
