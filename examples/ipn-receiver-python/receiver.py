"""Receives Instant Payment Notifications of Amazon Pay, verifies them, and prints a line for each.

Needs Python 3.8 and its standard library, which reads no certificates and checks no RSA signatures: verify.py does both. A shop
that has the package cryptography can leave that to it. Without --certificates-from this is ready for the real service.

    python3 receiver.py --certificates-from http://127.0.0.1:2729
"""

import argparse
import http.server
import json
import xml.etree.ElementTree as ElementTree

from verify import Refused, Unavailable, Verifier

LIMIT = 256 * 1024  # the largest message of SNS, in bytes


def describe(message):
    """Says what a message is about.

    A shop would look at its own books here, and ask Amazon for the object: messages come twice, late, and in any order.
    """
    inner = json.loads(message)
    data = ElementTree.fromstring(inner["NotificationData"].encode())
    obj = data[0]  # CaptureDetails and the like; its first element is the id
    state = obj.find(".//{*}State")
    if state is None:
        state = obj.find("{*}ChargebackState")
    kind = inner["NotificationType"].replace(" ", "")  # that of a chargeback has spaces on the wire
    return f"{kind} {obj[0].text} {state.text}"


class Receiver(http.server.BaseHTTPRequestHandler):
    verifier = None  # set by main

    def do_POST(self):
        """Answers with what Amazon is to do next: 200, done; 400, this will never be right, so don't repeat it; 503, try again
        later."""
        if self.path != "/ipn":
            self.answer(404)
            return
        try:
            length = int(self.headers.get("Content-Length", 0))
            if length > LIMIT:
                raise Refused("not a notification: too long")
            message = self.verifier.verify(self.headers, self.rfile.read(length))
        except Refused as problem:
            print(f"refused: {problem}", flush=True)
            self.answer(400)
        except Unavailable as problem:
            print(f"not now: {problem}", flush=True)
            self.answer(503)
        else:
            print(f"accepted: {describe(message)}", flush=True)
            self.answer(200)

    def answer(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        """Keeps the server from printing lines of its own."""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--listen", default="127.0.0.1:3000", help="address to receive notifications at; port 0 picks one")
    parser.add_argument("--certificates-from", default="", help="origin to fetch certificates from in place of Amazon, such as http://127.0.0.1:2729")
    args = parser.parse_args()

    host, _, port = args.listen.rpartition(":")
    Receiver.verifier = Verifier(args.certificates_from.rstrip("/"))
    server = http.server.ThreadingHTTPServer((host, int(port)), Receiver)
    print(f"listening on http://{host}:{server.server_port}/ipn", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
