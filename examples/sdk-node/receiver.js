// Receives notifications (IPNs) with the handler of the npm package
// amazon-payments, and prints a line for each.
//
//     npm ci
//     eval "$(amazon-pay-emulator env node)"
//     node receiver.js
//
// It listens on 127.0.0.1:3000, or where its argument says. The handler fetches
// the certificate from the host that the notification names, which is Amazon's.
'use strict';

const http = require('node:http');
const amazonPayments = require('amazon-payments');

const [host, port] = (process.argv[2] || '127.0.0.1:3000').split(':');
const payments = amazonPayments.connect({ environment: amazonPayments.Environment.Sandbox });

// idAndState are the id and the state of the object that a notification is about.
function idAndState(details) {
  const id = Object.keys(details).find((key) => /^Amazon\w+Id$/.test(key));
  const status = Object.keys(details).find((key) => key.endsWith('Status'));
  return `${details[id]} ${details[status].State}`;
}

http.createServer(async (request, response) => {
  const answer = (status, line) => {
    console.log(line);
    response.writeHead(status).end();
  };
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  let envelope;
  try {
    envelope = JSON.parse(Buffer.concat(chunks));
  } catch (problem) {
    answer(400, `refused: ${problem.message}`);
    return;
  }
  payments.parseSNSResponse(envelope, (problem, message) => {
    if (problem) {
      answer(400, `refused: ${problem.message}`);
      return;
    }
    const { NotificationType: kind, NotificationData: data } = message;
    if (data.ChargebackNotification) { // the handler knows none, and hands the XML on as it is
      const { AmazonChargebackId: id, ChargebackState: state } = data.ChargebackNotification.ChargebackDetails;
      answer(200, `accepted: ${kind.replaceAll(' ', '')} ${id} ${state}`);
      return;
    }
    answer(200, `accepted: ${kind} ${idAndState(data)}`);
  });
}).listen(Number(port), host, () => console.log(`listening on http://${host}:${port}`));
