"""Tells notifications of Amazon from all others. Verifier.verify is where to begin."""

import base64
import hashlib
import json
import re
import ssl
import threading
import urllib.parse
import urllib.request


class Refused(Exception):
    """The notification is not Amazon's."""


class Unavailable(Exception):
    """The notification can't be verified now."""


# Where certificates come from. Who leaves this check out lets anybody sign.
AMAZON_HOST = re.compile(r"sns\.[a-zA-Z0-9-]{3,}\.amazonaws\.com(\.cn)?")

# The signed keys in their order. Notifications of Amazon Pay have no Subject, which would come after MessageId.
SIGNED = ("Message", "MessageId", "Timestamp", "TopicArn", "Type")

# By signature version: the hash, and what stands before it in a signature (RFC 8017, section 9.2, note 1).
HASHES = {
    "1": (hashlib.sha1, bytes.fromhex("3021300906052b0e03021a05000414")),
    "2": (hashlib.sha256, bytes.fromhex("3031300d060960864801650304020105000420")),
}


class Verifier:
    def __init__(self, certificates_from=""):
        self.origin = certificates_from  # empty: where the URL of a certificate says
        self.known = {}  # public keys by URL: another certificate has another URL
        self.lock = threading.Lock()

    def verify(self, headers, body):
        """Returns the message of a notification that Amazon has signed."""
        try:
            envelope = json.loads(body)
            signed = "".join(key + "\n" + envelope[key] + "\n" for key in SIGNED)
            version, url = envelope["SignatureVersion"], envelope["SigningCertURL"] + ""
            signature = base64.b64decode(envelope["Signature"], validate=True)
        except (ValueError, KeyError, TypeError) as problem:  # one of the keys is missing, or no text
            raise Refused(f"not a notification: {problem!r}") from problem
        if envelope["Type"] != "Notification" or headers.get("x-amz-sns-message-type") != "Notification":
            raise Refused(f"not a notification: type {envelope['Type']!r}")
        if headers.get("x-amz-sns-topic-arn") != envelope["TopicArn"]:
            raise Refused("topic: the header is not that of the body")
        if version not in HASHES:
            raise Refused(f"signature version: {version!r} is unknown")
        modulus, exponent = self.public_key(url)
        if not signature_matches(modulus, exponent, signature, *HASHES[version], signed.encode()):
            raise Refused("signature: it is of something else, or by somebody else")
        return envelope["Message"]

    def public_key(self, url):
        """Returns modulus and exponent of the certificate that a SigningCertURL leads to."""
        try:
            parts = urllib.parse.urlsplit(url)
        except ValueError as problem:
            raise Refused(f"certificate URL: {problem}") from problem
        if parts.scheme != "https" or not AMAZON_HOST.fullmatch(parts.netloc) or not parts.path.endswith(".pem"):
            raise Refused(f"certificate URL: {url} is not one of Amazon")
        with self.lock:
            if url not in self.known:
                source = self.origin + parts.path if self.origin else url
                try:
                    with urllib.request.urlopen(source, timeout=10) as response:
                        pem = response.read(64 * 1024).decode("ascii")
                except (OSError, ValueError) as problem:  # URLError is an OSError
                    raise Unavailable(f"no certificate: {source}: {problem}") from problem
                try:
                    self.known[url] = read_certificate(ssl.PEM_cert_to_DER_cert(pem.strip()))
                except (ValueError, IndexError) as problem:
                    raise Refused(f"certificate: {problem}") from problem
            return self.known[url]


def signature_matches(modulus, exponent, signature, make_hash, prefix, content):
    """Checks an RSASSA-PKCS1-v1_5 signature: what the signature holds must be, to the last byte, what a signer would have put in."""
    size = (modulus.bit_length() + 7) // 8
    number = int.from_bytes(signature, "big")
    if len(signature) != size or number >= modulus:
        return False
    digest = prefix + make_hash(content).digest()
    expected = b"\x00\x01" + b"\xff" * (size - len(digest) - 3) + b"\x00" + digest
    return pow(number, exponent, modulus).to_bytes(size, "big") == expected


def read_certificate(der):
    """Returns modulus and exponent of an X.509 certificate with an RSA key that is for sns.amazonaws.com."""
    certificate = children(children(der)[0])  # the sequence, and of it what is signed, the algorithm, the signature
    fields = children(certificate[0])  # version, serial number, algorithm, issuer, validity, subject, public key, extensions
    subject, key = fields[5], fields[6]
    if common_name(subject) != b"sns.amazonaws.com":
        raise Refused("certificate: not for sns.amazonaws.com")
    algorithm, bits = children(key)
    if children(algorithm)[0] != RSA_ENCRYPTION:
        raise Refused("certificate: not of an RSA key")
    modulus, exponent = children(children(bits[1:])[0])  # the first byte counts unused bits: none
    return int.from_bytes(modulus, "big"), int.from_bytes(exponent, "big")


COMMON_NAME = bytes.fromhex("550403")  # the object identifier 2.5.4.3
RSA_ENCRYPTION = bytes.fromhex("2a864886f70d010101")  # 1.2.840.113549.1.1.1


def common_name(name):
    for part in children(name):
        identifier, value = children(children(part)[0])
        if identifier == COMMON_NAME:
            return value
    return None


def children(der):
    """Returns the contents of the elements that DER is made of, one after the other."""
    contents, at = [], 0
    while at < len(der):
        length, at = der[at + 1], at + 2
        if length & 0x80:
            count = length & 0x7F
            length, at = int.from_bytes(der[at : at + count], "big"), at + count
        contents.append(der[at : at + length])
        at += length
    return contents
