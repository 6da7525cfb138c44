// Receives Instant Payment Notifications of Amazon Pay, verifies them, and
// prints a line for each. Needs Node 18 and nothing else. Without
// --certificates-from this is ready for the real service.
//
//     node receiver.js --certificates-from http://127.0.0.1:2729
'use strict';

const http = require('node:http');
const { parseArgs } = require('node:util');
const { Refused, Unavailable, Verifier } = require('./verify.js');

const limit = 256 * 1024; // the largest message of SNS, in bytes

// describe says what a message is about. A shop would look at its own books
// here, and ask Amazon for the object: messages come twice, late, and in any
// order. It would also read the XML with a parser, which Node does not have; in
// these documents the first element with a text is the id.
function describe(message) {
  const { NotificationType, NotificationData } = JSON.parse(message);
  const id = NotificationData.match(/<Amazon\w+Id>([^<]+)</)?.[1];
  const state = NotificationData.match(/<(?:Chargeback)?State>([^<]+)</)?.[1];
  const kind = NotificationType.replaceAll(' ', ''); // that of a chargeback has spaces on the wire
  return `${kind} ${id} ${state}`;
}

async function read(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > limit) throw new Refused('not a notification: too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

// receive returns what Amazon is to do next: 200, done; 400, this will never be
// right, so don't repeat it; 503, try again later.
async function receive(verifier, request) {
  try {
    const message = await verifier.verify(request.headers, await read(request));
    console.log(`accepted: ${describe(message)}`);
    return 200;
  } catch (problem) {
    if (problem instanceof Refused) {
      console.log(`refused: ${problem.message}`);
      return 400;
    }
    if (problem instanceof Unavailable) {
      console.log(`not now: ${problem.message}`);
      return 503;
    }
    console.error(problem);
    return 500;
  }
}

const { values: args } = parseArgs({
  options: {
    listen: { type: 'string', default: '127.0.0.1:3000' },
    'certificates-from': { type: 'string', default: '' },
  },
});
const verifier = new Verifier(args['certificates-from'].replace(/\/$/, ''));
const server = http.createServer(async (request, response) => {
  const found = request.method === 'POST' && request.url === '/ipn';
  response.writeHead(found ? await receive(verifier, request) : 404).end();
});
const at = args.listen.lastIndexOf(':');
server.listen(Number(args.listen.slice(at + 1)), args.listen.slice(0, at), () => {
  console.log(`listening on http://${server.address().address}:${server.address().port}/ipn`);
});
