// Tells notifications of Amazon from all others. Verifier.verify is where to
// begin.
'use strict';

const { X509Certificate, createVerify } = require('node:crypto');

/** The notification is not Amazon's. */
class Refused extends Error {}

/** The notification can't be verified now. */
class Unavailable extends Error {}

// Where certificates come from. Who leaves this check out lets anybody sign.
const amazonHost = /^sns\.[a-zA-Z0-9-]{3,}\.amazonaws\.com(\.cn)?$/;

// The signed keys in their order. Notifications of Amazon Pay have no Subject,
// which would come after MessageId.
const signed = ['Message', 'MessageId', 'Timestamp', 'TopicArn', 'Type'];

const algorithms = { 1: 'RSA-SHA1', 2: 'RSA-SHA256' }; // by signature version

class Verifier {
  #origin; // of certificates; empty: where their URL says
  #known = new Map(); // by URL: another certificate has another URL

  constructor(certificatesFrom = '') {
    this.#origin = certificatesFrom;
  }

  /** Returns the message of a notification that Amazon has signed. */
  async verify(headers, body) {
    let envelope;
    try {
      envelope = JSON.parse(body);
    } catch (problem) {
      throw new Refused(`not a notification: ${problem.message}`);
    }
    for (const key of [...signed, 'SignatureVersion', 'Signature', 'SigningCertURL']) {
      if (typeof envelope?.[key] !== 'string') throw new Refused(`not a notification: no ${key}`);
    }
    if (envelope.Type !== 'Notification' || headers['x-amz-sns-message-type'] !== envelope.Type) {
      throw new Refused(`not a notification: type ${envelope.Type}`);
    }
    if (headers['x-amz-sns-topic-arn'] !== envelope.TopicArn) {
      throw new Refused('topic: the header is not that of the body');
    }
    if (!Object.hasOwn(algorithms, envelope.SignatureVersion)) {
      throw new Refused(`signature version: ${envelope.SignatureVersion} is unknown`);
    }
    const { publicKey } = await this.#certificate(envelope.SigningCertURL);
    const check = createVerify(algorithms[envelope.SignatureVersion]);
    for (const key of signed) check.update(`${key}\n${envelope[key]}\n`);
    if (!check.verify(publicKey, envelope.Signature, 'base64')) {
      throw new Refused('signature: it is of something else, or by somebody else');
    }
    return envelope.Message;
  }

  /** Returns the certificate that a SigningCertURL leads to. */
  async #certificate(address) {
    const url = URL.canParse(address) ? new URL(address) : {};
    if (url.protocol !== 'https:' || url.username || url.port || !amazonHost.test(url.hostname) || !url.pathname.endsWith('.pem')) {
      throw new Refused(`certificate URL: ${address} is not one of Amazon`);
    }
    let certificate = this.#known.get(address);
    if (!certificate) {
      const pem = await fetchText(this.#origin ? this.#origin + url.pathname : address);
      try {
        certificate = new X509Certificate(pem);
      } catch (problem) {
        throw new Refused(`certificate: ${problem.message}`);
      }
      if (!certificate.subject.split('\n').includes('CN=sns.amazonaws.com')) {
        throw new Refused('certificate: not for sns.amazonaws.com');
      }
      this.#known.set(address, certificate);
    }
    return certificate;
  }
}

async function fetchText(source) {
  try {
    const response = await fetch(source, { redirect: 'error', signal: AbortSignal.timeout(10_000) });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return await response.text();
  } catch (problem) {
    throw new Unavailable(`no certificate: ${source}: ${problem.cause?.message ?? problem.message}`);
  }
}

module.exports = { Refused, Unavailable, Verifier };
