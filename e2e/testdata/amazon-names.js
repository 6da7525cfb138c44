// Has connections to Amazon's hosts end at the emulator, as entries in the hosts
// file would, for any program that Node runs:
//
//     EMULATOR_TLS=127.0.0.1:2730 node --require ./amazon-names.js program.js
//
// Everything else stays as it is: the name that the client asks for in its
// handshake, and that the certificate has to be for. No other host may be called
// over https.
'use strict';

const https = require('node:https');

const at = process.env.EMULATOR_TLS.lastIndexOf(':');
const emulator = { host: process.env.EMULATOR_TLS.slice(0, at), port: Number(process.env.EMULATOR_TLS.slice(at + 1)) };
const names = /^(?:sns\.[a-z0-9-]+\.amazonaws\.com|mws(?:-eu)?\.amazonservices\.(?:com|jp)|api\.(?:sandbox\.)?amazon\.(?:com|co\.uk|de|co\.jp))$/;

const connect = https.Agent.prototype.createConnection;
https.Agent.prototype.createConnection = function (options, done) {
  if (!names.test(options.host)) {
    done(new Error(`${options.host} was called`));
    return undefined;
  }
  return connect.call(this, { ...options, ...emulator }, done);
};
