"""Receives notifications (IPNs) with the handler of the Python SDK.

    pip install amazon_pay 'pyOpenSSL<24.3'
    eval "$(amazon-pay-emulator env python)"
    python3 receiver.py

It listens on 127.0.0.1:3000. From 24.3.0 on, pyOpenSSL has no crypto.verify, and
the handler then refuses every notification, Amazon's own included.
"""

from http.server import BaseHTTPRequestHandler, HTTPServer

from amazon_pay.ipn_handler import IpnHandler


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            ipn = IpnHandler(body, self.headers)  # a mapping that takes names in any letter case
            ipn.authenticate()
        except (KeyError, ValueError) as problem:
            print("refused:", problem)
            self.send_response(400)
        else:
            print("accepted:", ipn.to_json())
            self.send_response(200)
        self.end_headers()


HTTPServer(("127.0.0.1", 3000), Receiver).serve_forever()
