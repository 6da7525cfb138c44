// Receives notifications and has sns-validator, as Amazon published it, judge
// them. What it says is printed, a line for each.
//
//     NODE_EXTRA_CA_CERTS=ca.pem node receiver.js 127.0.0.1:3000 127.0.0.1:2730
//
// The arguments are where to listen and where the emulator speaks TLS.
'use strict';

const http = require('node:http');
const https = require('node:https');
const MessageValidator = require('sns-validator');

const [listen, emulator] = process.argv.slice(2).map((address) => {
  const at = address.lastIndexOf(':');
  return { host: address.slice(0, at), port: Number(address.slice(at + 1)) };
});

// Connections to Amazon's host end at the emulator, as with an entry in the
// hosts file. Everything else stays as it is: the name that the client asks for
// in its handshake, and that the certificate has to be for. No other host may be
// called.
const connect = https.globalAgent.createConnection;
https.globalAgent.createConnection = function (options, done) {
  if (!/^sns\.[a-z0-9-]+\.amazonaws\.com$/.test(options.host)) {
    done(new Error(`${options.host} was called`));
    return undefined;
  }
  return connect.call(this, { ...options, ...emulator }, done);
};

const validator = new MessageValidator();

http.createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  validator.validate(Buffer.concat(chunks).toString(), (problem, envelope) => {
    if (problem) {
      console.log(`refused: ${problem.message}`);
      response.writeHead(400).end();
      return;
    }
    const { NotificationType, NotificationData } = JSON.parse(envelope.Message);
    const id = NotificationData.match(/<Amazon\w+Id>([^<]+)</)[1];
    const state = NotificationData.match(/<(?:Chargeback)?State>([^<]+)</)[1];
    console.log(`accepted: ${NotificationType.replaceAll(' ', '')} ${id} ${state}`);
    response.writeHead(200).end();
  });
}).listen(listen.port, listen.host, () => console.log(`listening on ${listen.host}:${listen.port}`));
